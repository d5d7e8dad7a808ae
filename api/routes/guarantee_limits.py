"""How a guarantee firm stands to the limits on it, in four levels."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.analysing import DEFAULT_REGIME
from api.problem import responses
from api.routes.explained import Analyse, Most, RegimeName, document
from api.routes.parameters import Ask, At, PartyId
from api.routes.rows import OTHER
from api.validators import OF_FACTS
from graph.explain.limits.answer import GuaranteeLimitsFound
from graph.explain.limits.of_firm import guarantee_firm_limits
from graph.regimes.catalogue import regime as law_named

router = APIRouter(
    prefix="/v1/enterprises/{party_id}", tags=["guarantees · 担保"],
    responses=responses("not_found", "ambiguous", "limit"), dependencies=[OF_FACTS],
)  # fmt: skip

Client = Annotated[
    str | None,
    Query(
        min_length=1, max_length=200, examples=[OTHER],
        description="narrowed to one client: party_id, code or exact name; default: all · 被担保人",
    ),
]  # fmt: skip


@router.get(
    "/guarantee-limits", summary="A guarantee firm beside its limits · 融资担保公司限额",
    response_model=GuaranteeLimitsFound,
)  # fmt: skip
def read_guarantee_limits(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    client: Client = None,
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:
    """All guarantees, each client, each with who is related or joined by guarantee circles, and the firm's controller:
    the responsibility balance beside the limit, breaches first."""
    law = law_named(regime)
    with behind.metrics.asking("guarantee_limits"):
        day, (firm, *other) = facts.about(at, *([party_id] if client is None else [party_id, client]))
        return document(guarantee_firm_limits(day, firm, law, other[0] if other else None, limit))
