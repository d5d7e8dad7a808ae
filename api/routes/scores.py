"""How likely a default is: the score that was written down, and the estimate before a credit is given."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.estimating import Estimating
from api.problem import responses
from api.routes.explained import Most, document
from api.routes.parameters import Ask, At, PartyId
from gnn.serving.answer import ScoreFound, StoredScoreFound

router = APIRouter(
    prefix="/v1", tags=["scores · 评分"], responses=responses("not_found", "ambiguous", "limit")
)  # fmt: skip


async def estimating(request: Request) -> Estimating:
    """The models behind this application."""
    behind: Estimating = request.app.state.estimating
    return behind


Estimate = Annotated[Estimating, Depends(estimating)]


@router.get(
    "/enterprises/{party_id}/score", summary="The learned probability of default · 违约概率评分",
    response_model=StoredScoreFound,
)  # fmt: skip
def read_score(behind: Ask, models: Estimate, at: At, party_id: PartyId, limit: Most) -> Response:
    """The newest score up to `as_of` that saw nothing told after `known_at`, written by `ringfence score apply`: with
    bounds, horizon, model and the version of the facts behind it. Its reasons are worked out by the same model on the
    facts as they stand, beside what it says of them now. Without a score the answer says why."""
    with behind.metrics.asking("score"):
        return document(models.score(party_id, at, limit))


@router.get(
    "/enterprises/{party_id}/pre-credit", summary="Estimate before a credit is given · 贷前评估",
    response_model=ScoreFound,
    responses=responses("no_model", "model_mismatch", "model_damaged", "not_installed"),
)  # fmt: skip
def read_pre_credit(behind: Ask, models: Estimate, at: At, party_id: PartyId, limit: Most) -> Response:
    """What the latest model says on the facts as they stand, with reasons and the warnings there are; also of an
    enterprise without any debt, and the answer says that this is an extrapolation. Nothing told after the earlier of
    the two days is seen. Nothing is written. The first question after facts have changed works the day out anew."""
    with behind.metrics.asking("pre_credit"):
        return document(models.pre_credit(party_id, at, limit))
