"""The graph canvas: who matters around a party, one party expanded, given parties, paths, and ties over time."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.analysing import DEFAULT_REGIME, Analysing
from api.asking import Asking
from api.desk_known import DeskKnown
from api.problem import responses
from api.routes.explained import Analyse, RegimeName, document
from api.routes.parameters import Ask, At, Day, Desk, named, within
from api.routes.rows import COMPANY, OTHER
from graph.as_of import AsOf
from graph.ask.paths import LONGEST
from graph.canvas.expand import Direction
from graph.explain.canvas import between as path
from graph.explain.canvas import expanded as expansion
from graph.explain.canvas import relevant as ranked
from graph.explain.canvas.answer import CanvasFound, ExpandedFound, OverTimeFound, PathsFound
from graph.explain.canvas.legend import Legend, legend
from graph.explain.canvas.over_time import over_time
from graph.explain.canvas.picture import MOST_NODES, Canvas, Levels
from graph.explain.canvas.shown import shown
from graph.regimes.catalogue import regime as law_named

router = APIRouter(prefix="/v1/canvas", tags=["canvas · 图谱画布"], responses=responses("limit"))

USUAL_LENGTH: Final = 6
IDS: Final = "of the parties on the canvas, in their order, as answers have them · 画布上的主体编号"

PartyIds = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=MOST_NODES)]
Nodes = Annotated[
    int | None, Query(ge=1, le=MOST_NODES, description=f"in all; default {ranked.USUAL} · 最多节点数", examples=[60])
]


class ShownParties(BaseModel):
    """The parties on a canvas."""

    model_config = ConfigDict(extra="forbid")

    party_ids: PartyIds = Field(min_length=1, description=IDS, examples=[[COMPANY, OTHER]])


class AskedExpansion(BaseModel):
    """Which party is expanded, and what stands on the canvas already."""

    model_config = ConfigDict(extra="forbid")

    party: str = Field(min_length=1, max_length=200, description="party_id · 主体编号", examples=[COMPANY])
    kind: str = Field(max_length=50, description="of tie: see /v1/canvas/legend · 关系类型", examples=["GUARANTEES"])
    direction: Direction = Field(Direction.BOTH, description="out: it is the source; in: the target · 方向")
    most: int = Field(expansion.USUAL, ge=1, le=MOST_NODES, description="added, at most · 最多新增")
    party_ids: PartyIds = Field(default_factory=list, description=IDS, examples=[[COMPANY, OTHER]])


class AskedTime(ShownParties):
    """Parties, and two days."""

    first: Day = Field(alias="from", description="起始日", examples=["2024-12-31"])
    last: Day = Field(alias="to", description="included · 截止日", examples=["2025-12-31"])


class Drawing:
    """The facts, levels and law behind pictures."""

    def __init__(self, behind: Asking, facts: Analysing, desk: DeskKnown) -> None:
        self._behind, self.facts, self._desk = behind, facts, desk

    def on(self, at: AsOf, regime: str) -> Canvas:
        """What pictures of a day are cut from, with the levels as officers' decisions stand today."""
        today = date.today()
        found = self._desk.together(today, self._desk.read_at(), waiting=False)
        levels = {standing.party_id: standing.level for standing, _ in found}
        return Canvas(self.facts.day(at), law_named(regime), Levels(levels, today), self.allowed)

    @property
    def allowed(self) -> int:
        """So many nodes, as far as the operator allows."""
        return min(self._behind.settings.max_nodes, MOST_NODES)


async def drawing(behind: Ask, facts: Analyse, desk: Desk) -> Drawing:
    """What pictures are cut from."""
    return Drawing(behind, facts, desk)


Draw = Annotated[Drawing, Depends(drawing)]


@router.get(
    "/relevant", summary="Who matters around some parties, ranked · 相关子图", response_model=CanvasFound,
    responses=responses("not_found", "ambiguous"),
)  # fmt: skip
def read_relevant(
    behind: Ask,
    draw: Draw,
    at: At,
    parties: Annotated[
        str,
        Query(
            min_length=1, max_length=4_000, examples=[COMPANY],
            description="party_id, code or exact name, comma-separated · 起始主体",
        ),
    ],
    nodes: Nodes = None,
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:  # fmt: skip
    """Instead of hops: a walk with restart along weighted ties ranks parties, so that members of a circle come before
    a bank's other borrowers. Each says by which tie it came in, and `left_out` which ties are not shown."""
    most = within("nodes", nodes, ranked.USUAL, draw.allowed)
    with behind.metrics.asking("canvas_relevant"):
        party_ids = draw.facts.parties(named(parties))
        return document(ranked.relevant(draw.on(at, regime), party_ids, most))


@router.post(
    "/expand", summary="One party expanded by a kind of tie · 展开关系", response_model=ExpandedFound,
    responses=responses("not_found"),
)  # fmt: skip
def ask_expanded(
    behind: Ask, draw: Draw, at: At, asked: AskedExpansion, regime: RegimeName = DEFAULT_REGIME
) -> Response:
    """The largest by amount or share that are not on the canvas yet, with all ties of the whole picture; `left` says
    how many there are yet, which the same question with the new picture brings."""
    with behind.metrics.asking("canvas_expand"):
        question = expansion.Expansion(asked.party, asked.kind, asked.direction, asked.most)
        return document(expansion.expanded(draw.on(at, regime), question, asked.party_ids))


@router.post("/shown", summary="Given parties with all ties among them · 指定主体的子图", response_model=CanvasFound)
def ask_shown(behind: Ask, draw: Draw, at: At, asked: ShownParties, regime: RegimeName = DEFAULT_REGIME) -> Response:
    """Of a shared address, an undone step or another day. Identities that nobody has are in `unknown`."""
    with behind.metrics.asking("canvas_shown"):
        return document(shown(draw.on(at, regime), asked.party_ids))


@router.get(
    "/path", summary="All shortest paths between two parties · 最短路径", response_model=PathsFound,
    responses=responses("not_found", "ambiguous"),
)  # fmt: skip
def read_path(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    draw: Draw,
    at: At,
    start: Annotated[str, Query(alias="from", min_length=1, max_length=200, examples=[COMPANY])],
    to: Annotated[str, Query(min_length=1, max_length=200, examples=[OTHER])],
    kinds: Annotated[
        str | None,
        Query(max_length=400, description="of tie, comma-separated; default: all but LENT · 关系类型"),
    ] = None,
    max_length: Annotated[
        int, Query(ge=1, le=LONGEST, description="ties on a path, at most · 最多关系数")
    ] = USUAL_LENGTH,
    nodes: Nodes = None,
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:
    """Along ties in either direction. No path: the two alone."""
    most = within("nodes", nodes, path.USUAL, draw.allowed)
    with behind.metrics.asking("canvas_path"):
        (one, other), wanted = draw.facts.parties([start, to]), [kind.upper() for kind in named(kinds)]
        return document(path.between(draw.on(at, regime), one, other, wanted, longest=max_length, nodes=most))


@router.post("/over-time", summary="Ties among given parties between two days · 关系变化", response_model=OverTimeFound)
def ask_over_time(behind: Ask, draw: Draw, at: At, asked: AskedTime, regime: RegimeName = DEFAULT_REGIME) -> Response:
    """Every tie in force at any time in between, with its own days, as known at `known_at`: a slider needs no other
    question. What came and went between the two days is marked."""
    with behind.metrics.asking("canvas_over_time"):
        return document(over_time(draw.on(at, regime), asked.party_ids, asked.first, asked.last))


@router.get("/legend", summary="What nodes, ties and levels are called · 图例", response_model=Legend)
def read_legend() -> Response:
    """Read from the schema, with how far a reader follows each kind of tie."""
    return document(legend())
