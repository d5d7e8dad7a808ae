"""Parts of the graph to draw: what surrounds a party, what joins two, who stands above and below."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.problem import responses
from api.routes.drawing import drawn_neighbourhood, drawn_paths, point
from api.routes.paging import Dated, dated
from api.routes.parameters import Ask, At, PartyId, depth_within, nodes_within
from api.routes.rows import COMPANY, COMPANY_NAME, OTHER, answer_model, list_of, summary
from api.values import jsonable

router = APIRouter(
    prefix="/v1", tags=["networks · 关系网络"], responses=responses("not_found", "ambiguous", "limit")
)  # fmt: skip

Kinds = Annotated[
    str | None, Query(max_length=400, description="kinds of relationship, comma-separated; default: all · 关系类型")
]


class Point(BaseModel):
    """A node."""

    id: str = Field(examples=[COMPANY])
    label: str | None = Field(description="kind of node · 类型", examples=["Enterprise"])
    name: str | None = Field(examples=[COMPANY_NAME])
    hop: int = Field(description="distance from the start", examples=[0])


class Tie(BaseModel):
    """A relationship, in its own direction."""

    source: str = Field(examples=[OTHER])
    target: str = Field(examples=[COMPANY])
    kind: str = Field(examples=["GUARANTEES"])
    properties: dict[str, Any] = Field(examples=[{"cap_cny": 8_000_000.0}])


class LeftOut(BaseModel):
    """Relationships of one kind at one node that are in force and not shown."""

    id: str = Field(examples=[COMPANY])
    kind: str = Field(examples=["BORROWED"])
    shown: int = Field(examples=[20])
    total: int = Field(description="in force in all", examples=[312])


class Network(Dated):
    """Nodes and the relationships between them."""

    nodes: list[Point]
    ties: list[Tie]
    left_out: list[LeftOut] = Field(description="what the caps left out, node by node · 未显示的部分")
    truncated: bool = Field(description="something was left out", examples=[False])


class Paths(Dated):
    """The paths found, shortest first, and their nodes and relationships once each."""

    nodes: list[Point]
    ties: list[Tie]
    total: int = Field(examples=[1])
    truncated: bool = Field(examples=[False])


class Tree(Dated):
    """The tree as rows in the order of drawing; `parent_row` joins them."""

    total: int = Field(examples=[1])
    truncated: bool = Field(description="owners or holdings were left out", examples=[False])


FoundPaths = answer_model("FoundPaths", Paths.__doc__ or "", Paths, paths=list_of("path/all"))
EquityTree = answer_model("EquityTree", Tree.__doc__ or "", Tree, items=list_of("ownership/tree"))


class Direction(StrEnum):
    """Towards the owners, or towards the holdings."""

    up = "up"
    down = "down"


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
    max_nodes: Annotated[int, Query(ge=1, description="nodes in all · 最多节点数")] = 500,
) -> dict[str, Any]:
    """Nearest first; where a node has more of a kind than `per_kind`, `left_out` says how many."""
    parameters = {"party": party_id, "depth": depth_within(behind, depth), "per_kind": per_kind}
    most, version = nodes_within(behind, max_nodes), behind.version()
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
    max_length: Annotated[int, Query(ge=1, description="ties on a path · 最多关系数")] = 4,
    kinds: Kinds = None,
) -> dict[str, Any]:
    """Along ties between parties in either direction; a path passes no party twice. No path: an empty list."""
    parameters = {"party": start, "other": to, "maximum_length": depth_within(behind, max_length)}
    version = behind.version()
    answer = behind.answer(f"path/{which.value}", parameters | _kinds(kinds), at, version=version)
    return dated(at, version) | drawn_paths(answer, behind.settings.max_nodes)


@router.get(
    "/enterprises/{party_id}/equity-tree", summary=summary("ownership/tree"), response_model=EquityTree,
    tags=["ownership · 股权"],
)  # fmt: skip
def equity_tree(
    behind: Ask,
    at: At,
    party_id: PartyId,
    direction: Annotated[Direction, Query(description="owners or holdings · 向上或向下")] = Direction.up,
    depth: Annotated[int, Query(ge=1, description="levels · 层数")] = 4,
    per_party: Annotated[int, Query(ge=1, le=500, description="shown of one party · 每个主体最多")] = 50,
) -> dict[str, Any]:
    """Largest stakes first. `children` is how many there are in all, shown or not."""
    parameters = {"party": party_id, "direction": direction.value, "depth": depth_within(behind, depth)}
    version = behind.version()
    most = behind.settings.max_nodes
    answer = behind.answer("ownership/tree", parameters | {"per_party": per_party}, at, limit=most, version=version)
    rows = [jsonable(row) for row in answer.rows]
    return dated(at, version) | {"items": rows, "total": len(rows), "truncated": answer.truncated}


def _kinds(given: str | None) -> dict[str, Any]:
    """The kinds asked for, as the query's header takes them."""
    return {"kinds": [kind.strip().upper() for kind in given.split(",") if kind.strip()]} if given else {}
