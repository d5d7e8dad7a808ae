"""The circle surgeon: which guarantees to release so that no circle remains, or a failure stays contained."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.problem import responses
from api.routes.explained import Analyse, Most, document
from api.routes.parameters import Ask, At
from graph.explain.surgeon import SECONDS, Operation, Price, SurgeonFound, surgeon

MOST_SECONDS = 60.0

router = APIRouter(prefix="/v1", tags=["guarantees · 担保"], responses=responses("not_found", "ambiguous", "limit"))

Of = Annotated[
    str | None,
    Query(
        min_length=1, max_length=200,
        description="whose circle or failure: party_id, code, exact name; or a circle_id; default: all · 主体",
    ),
]  # fmt: skip


@router.get(
    "/surgeon", summary="The cheapest guarantees to release · 化解担保圈的最低成本方案", response_model=SurgeonFound
)  # fmt: skip
def read_surgeon(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    limit: Most,
    party: Of = None,
    price: Annotated[Price, Query(description="what a release costs · 成本口径")] = Price.AMOUNT,
    most_reached: Annotated[
        int | None,
        Query(ge=0, description="the party's failure may reach so many others; default: no circle · 至多波及"),
    ] = None,
    unknown_cny: Annotated[
        float | None, Query(ge=0, description="at how much to count a guarantee of unknown amount · 未知金额按此计")
    ] = None,
    seconds: Annotated[
        float, Query(gt=0, le=MOST_SECONDS, description="to look for the cheapest · 求解时限")
    ] = SECONDS,
) -> Response:
    """Proven the cheapest, or said by how much at most a cheaper one could be; the most relief per cost first."""
    with behind.metrics.asking("surgeon"):
        who, day = facts.circle_or_party(party), facts.day(at)
        return document(surgeon(day, who, Operation(price, most_reached, unknown_cny, seconds), limit))
