"""Guarantee circles and the other structures that guarantees form: of a day, of one circle, of a party."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.problem import responses
from api.routes.explained import Analyse, Most, document
from api.routes.paging import Cursor, begun, fingerprint, sealed
from api.routes.parameters import Ask, At, PartyId
from api.validators import validated
from graph.explain.circles.graphml import circle_network, graphml
from graph.explain.circles.of_day import CircleFound, CirclesFound, circle, circles
from graph.explain.circles.of_party import PartyCirclesFound, party_circles
from graph.explain.circles.parts import CirclesAsked

router = APIRouter(
    prefix="/v1", tags=["guarantees · 担保"], responses=responses("limit"),
    dependencies=[validated(never_with=("cycles",))],  # those are listed within a time limit
)  # fmt: skip

GRAPHML: Final = "application/graphml+xml"
_GRAPHML_EXAMPLE: Final = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"/></graphml>'
)


class Form(StrEnum):
    """How one circle is given: as an answer, or as a drawing of parties and contracts."""

    JSON = "json"
    GRAPHML = "graphml"


async def asked(
    limit: Most,
    regime_free: Annotated[
        bool, Query(description="only what contracts say: without the numbers that follow the law · 不含依法计算的数字")
    ] = False,
    history: Annotated[
        int | None, Query(ge=1, le=1200, description="months of history; default none · 历史月数", examples=[24])
    ] = None,
    cycles: Annotated[bool, Query(description="list simple cycles, within bounds · 列出担保环")] = False,
) -> CirclesAsked:
    """How circles are asked about."""
    return CirclesAsked(limit, regime_free, history, cycles)


Asked = Annotated[CirclesAsked, Depends(asked)]
CircleId = Annotated[
    str,
    Path(
        min_length=1, max_length=100, description="the identity that a circle keeps · 担保圈标识",
        examples=["circle:6d6309a723529ebbaec350a0"],
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CirclesPage(CirclesFound):
    """One page of the circles; next_cursor: for the next page, null on the last."""

    next_cursor: str | None


@router.get(
    "/circles", summary="Guarantee circles, the largest amount first · 担保圈",
    response_model=CirclesPage, responses=responses("stale_cursor"),
)  # fmt: skip
def read_circles(
    behind: Ask,
    facts: Analyse,
    at: At,
    question: Asked,
    minimum: Annotated[int, Query(ge=2, le=1000, description="members, at least · 最少成员数")] = 2,
    cursor: Cursor = None,
) -> Response:
    """Each under the identity that it keeps as members join and leave; with stars, chains and errors of the day."""
    with behind.metrics.asking("circles"):
        day, most = facts.day(at), question.most
        version = day.snapshot.version
        same = {"minimum": minimum, "regime_free": question.regime_free}
        page = fingerprint("circles", same, at)
        first = begun(cursor, page, [version])
        found = circles(day, question, minimum=minimum, first=first)
        more = sealed(page, [version], first + most) if found.truncated else None
        return document(found, next_cursor=more)


@router.get(
    "/circles/{circle_id}", summary="One guarantee circle · 一个担保圈", response_model=CircleFound,
    responses=responses("not_found") | {
        200: {"content": {GRAPHML: {"schema": {"type": "string"}, "example": _GRAPHML_EXAMPLE}}}
    },
)  # fmt: skip
def read_circle(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    circle_id: CircleId,
    question: Asked,
    request: Request,
    form: Annotated[
        Form | None, Query(alias="format", description="graphml: to draw; default as `Accept` says · 格式")
    ] = None,
) -> Response:
    """Members, contracts, amounts, outside support, a cycle that shows it, and what would end it."""
    form = form or (Form.GRAPHML if GRAPHML in request.headers.get("accept", "") else Form.JSON)
    with behind.metrics.asking("circle"):
        day = facts.day(at)
        if form is Form.GRAPHML:
            drawn = circle_network(day, [day.structures.number(circle_id)])
            return Response(graphml(drawn), media_type=GRAPHML, headers={"Vary": "Accept"})
        return document(circle(day, circle_id, question))


@router.get(
    "/enterprises/{party_id}/circles", summary="The circle, pairs, chain and joint guarantees of a party · 所在担保圈",
    response_model=PartyCirclesFound, responses=responses("not_found", "ambiguous"),
)  # fmt: skip
def read_party_circles(behind: Ask, facts: Analyse, at: At, party_id: PartyId, question: Asked) -> Response:
    """Also the guarantees by which it personally stands for itself, which are errors in the data."""
    with behind.metrics.asking("party_circles"):
        day, (party,) = facts.about(at, party_id)
        return document(party_circles(day, party, question))
