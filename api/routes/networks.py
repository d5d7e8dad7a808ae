"""Parts of the graph to draw: what surrounds a party, what joins two."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.problem import responses
from api.routes.drawing import drawn_neighbourhood, drawn_paths, point
from api.routes.paging import Dated, dated
from api.routes.parameters import Ask, At, PartyId, within
from api.routes.rows import COMPANY, COMPANY_NAME, OTHER, OTHER_NAME, answer_model, list_of, summary
from api.validators import OF_FACTS
from graph.ask.neighbourhood import DEEPEST
from graph.ask.paths import LONGEST

USUAL_DEPTH, USUAL_NODES = 4, 500
"""Unless the caller asks for others or the operator allows less."""

router = APIRouter(
    prefix="/v1", tags=["networks · 关系网络"], responses=responses("not_found", "ambiguous", "limit"),
    dependencies=[OF_FACTS],
)  # fmt: skip

Kinds = Annotated[
    str | None, Query(max_length=400, description="kinds of relationship, comma-separated; default: all · 关系类型")
]


class Point(BaseModel):
    """A node."""

    id: str = Field(examples=[COMPANY])
    label: str | None = Field(
        default=None, description="kind of node; null along a path · 类型", examples=["Enterprise"]
    )
    name: str | None = Field(examples=[COMPANY_NAME])
    hop: int = Field(description="distance from the start", examples=[0])


class Tie(BaseModel):
    """A relationship, in its own direction."""

    source: str = Field(examples=[OTHER])
    target: str = Field(examples=[COMPANY])
    kind: str = Field(examples=["GUARANTEES"])
    properties: dict[str, Any] = Field(examples=[{"cap_cny": 8_000_000.0}])


AROUND = [
    {"id": COMPANY, "label": "Enterprise", "name": COMPANY_NAME, "hop": 0},
    {"id": OTHER, "label": "Enterprise", "name": OTHER_NAME, "hop": 1},
]
ALONG = [
    {"id": OTHER, "name": OTHER_NAME, "hop": 0},
    {"id": COMPANY, "name": COMPANY_NAME, "hop": 1},
]


class LeftOut(BaseModel):
    """Relationships of one kind at one node that are in force and not shown."""

    id: str = Field(examples=[COMPANY])
    kind: str = Field(examples=["BORROWED"])
    shown: int = Field(examples=[20])
    total: int = Field(description="in force in all", examples=[312])


class Network(Dated):
    """Nodes and the relationships between them."""

    nodes: list[Point] = Field(examples=[AROUND])
    ties: list[Tie]
    left_out: list[LeftOut] = Field(description="what the caps left out, node by node · 未显示的部分")
    truncated: bool = Field(description="something was left out", examples=[True])


class Paths(Dated):
    """The paths found, shortest first, and their nodes and relationships once each."""

    nodes: list[Point] = Field(examples=[ALONG])
    ties: list[Tie]
    total: int = Field(examples=[1])
    truncated: bool = Field(examples=[False])


FoundPaths = answer_model("FoundPaths", Paths.__doc__ or "", Paths, paths=list_of("path/all"))


class Which(StrEnum):
    """One shortest path, or every path."""

    shortest = "shortest"
    every = "all"


@router.get(
    "/enterprises/{party_id}/neighbourhood", summary=summary("enterprise/neighbourhood"), response_model=Network
)
def neighbourhood(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    at: At,
    party_id: PartyId,
    depth: Annotated[int, Query(ge=1, description="hops · 层数")] = 1,
    per_kind: Annotated[int, Query(ge=1, le=500, description="shown of one kind at one node · 每类最多")] = 20,
    kinds: Kinds = None,
    max_nodes: Annotated[
        int | None, Query(ge=1, description=f"nodes in all; default {USUAL_NODES} · 最多节点数", examples=[USUAL_NODES])
    ] = None,
) -> dict[str, Any]:
    """Nearest first; where a node has more of a kind than `per_kind`, `left_out` says how many."""
    settings, version = behind.settings, behind.version()
    most = within("max_nodes", max_nodes, USUAL_NODES, settings.max_nodes)
    hops = within("depth", depth, depth, min(settings.max_depth, DEEPEST))
    parameters = {"party": party_id, "depth": hops, "per_kind": per_kind}
    party = behind.answer("enterprise/profile", {"party": party_id}, at, version=version).rows[0]
    start = point(party["party_id"], "Person" if party["kind"] == "person" else "Enterprise", party["name"], 0)
    answer = behind.answer("enterprise/neighbourhood", parameters | _kinds(kinds), at, version=version)
    return dated(at, version) | drawn_neighbourhood(start, answer, most)


@router.get("/paths", summary="What joins two parties · 两个主体之间的路径", response_model=FoundPaths)
def paths(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    at: At,
    start: Annotated[str, Query(alias="from", min_length=1, max_length=200, examples=[COMPANY])],
    to: Annotated[str, Query(min_length=1, max_length=200, examples=[OTHER])],
    which: Annotated[Which, Query(description="one shortest, or all · 最短或全部")] = Which.shortest,
    max_length: Annotated[
        int | None,
        Query(ge=1, description=f"ties on a path; default {USUAL_DEPTH} · 最多关系数", examples=[USUAL_DEPTH]),
    ] = None,
    kinds: Kinds = None,
) -> dict[str, Any]:
    """Along ties between parties in either direction; a path passes no party twice. No path: an empty list."""
    longest = within("max_length", max_length, USUAL_DEPTH, min(behind.settings.max_depth, LONGEST))
    parameters = {"party": start, "other": to, "maximum_length": longest}
    version = behind.version()
    answer = behind.answer(f"path/{which.value}", parameters | _kinds(kinds), at, version=version)
    return dated(at, version) | drawn_paths(answer, behind.settings.max_nodes)


def _kinds(given: str | None) -> dict[str, Any]:
    """The kinds asked for, as the query's header takes them; all where none is named."""
    named = [kind.strip().upper() for kind in (given or "").split(",") if kind.strip()]
    return {"kinds": named} if named else {}
