"""The clients of a guarantee firm after their guarantees were given, month by month."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.post_guarantee import post_guarantee
from api.problem import responses
from api.routes.explained import Analyse, Most, document
from api.routes.parameters import Ask, At, Day, PartyId
from api.validators import MadeOf, validated
from graph.as_of import AsOf
from graph.errors import UsageError
from graph.explain.monitoring.answer import MonitoringFound

router = APIRouter(
    prefix="/v1/guarantee-firms/{party_id}", tags=["guarantees · 担保"],
    responses=responses("not_found", "ambiguous", "limit"),
    dependencies=[validated(MadeOf.DESK, MadeOf.SIGNALS, never_with=("portfolio",))],
)  # fmt: skip

Since = Annotated[
    Day | None,
    Query(
        alias="from", description="first day; default: eleven months before the last · 起始日", examples=["2025-01-01"]
    ),
]
To = Annotated[
    Day | None, Query(description="last day, not after as_of; default: as_of · 截止日", examples=["2025-12-31"])
]


@router.get(
    "/monitoring", summary="Clients of a guarantee firm, month by month · 保后监测", response_model=MonitoringFound
)
def read_monitoring(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    since: Since = None,
    to: To = None,
    portfolio: Annotated[
        str | None, Query(max_length=100, description="its parties only: /v1/portfolios · 关注组合")
    ] = None,
) -> Response:
    """In guarantee and outstanding, days past due and class, cases, lists, warnings, calls and recoveries of each
    client, what changed since the month before, and the totals with call and recovery rate; all as known at
    `known_at`."""
    if to is not None and to > at.as_of:
        raise UsageError(
            "to lies after as_of. Raise as_of, or leave to out.", "to 晚于 as_of。请调整 as_of，或不填 to。"
        )
    with behind.metrics.asking("post_guarantee"):
        return document(post_guarantee(facts, party_id, AsOf(to or at.as_of, at.known_at), since, limit, portfolio))
