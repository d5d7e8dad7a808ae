"""Who else guarantees a borrower: the view of one firm over all others' guarantees."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.analysing import DEFAULT_REGIME
from api.problem import responses
from api.routes.explained import Analyse, Most, RegimeName, document
from api.routes.parameters import Ask, At, PartyId
from api.routes.rows import OTHER
from api.validators import OF_FACTS
from graph.explain.guarantors.view import MONTHS, MOST_MONTHS, GuarantorsFound, View, guarantors
from graph.regimes.catalogue import regime as law_named

router = APIRouter(
    prefix="/v1/enterprises/{party_id}", tags=["guarantees · 担保"],
    responses=responses("not_found", "ambiguous", "limit"), dependencies=[OF_FACTS],
)  # fmt: skip


@router.get(
    "/guarantors", summary="Who guarantees it and its group, and since when · 多头担保视图",
    response_model=GuarantorsFound,
)  # fmt: skip
def read_guarantors(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    viewer: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=200,
            examples=[OTHER],
            description="the firm that asks: party_id, code or exact name · 查看机构",
        ),
    ] = None,
    regime: RegimeName = DEFAULT_REGIME,
    months: Annotated[int, Query(ge=1, le=MOST_MONTHS, description="how far back · 回溯月数")] = MONTHS,
) -> Response:
    """Amounts per guarantor, the course over the months, what stands behind each guarantor, and for a viewer who else
    is there. The group is joined by control, by the regime's test."""
    law = law_named(regime)
    with behind.metrics.asking("guarantors"):
        day, (party, *firm) = facts.about(at, *([party_id] if viewer is None else [party_id, viewer]))
        return document(guarantors(day, party, law, View(firm[0] if firm else None, months, limit)))
