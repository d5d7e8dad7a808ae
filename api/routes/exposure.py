"""What guarantees come to: of a party in a role, and of the whole portfolio."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.analysing import DEFAULT_REGIME
from api.problem import responses
from api.routes.explained import Analyse, Most, RegimeName, document
from api.routes.parameters import Ask, At, PartyId
from api.validators import MadeOf, validated
from graph.explain.exposure.answer import ExposureFound
from graph.explain.exposure.by_place import PlacesFound, exposure_by_place
from graph.explain.exposure.of_party import DEPTH, ExposureAsked, exposure
from graph.explain.exposure.of_portfolio import By, PortfolioFound, portfolio_exposure
from graph.explain.exposure.scope import Role
from graph.explain.exposure.weighted_call import Probabilities
from graph.guarantees.calls import Split
from graph.regimes.catalogue import regime as law_named

router = APIRouter(
    prefix="/v1", tags=["exposures · 敞口"], responses=responses("limit"), dependencies=[validated(MadeOf.SCORES)]
)  # fmt: skip

SplitName = Annotated[
    Split, Query(description="how a call is divided among guarantors: the same each, or by caps · 代偿分摊")
]


async def default_probabilities(
    facts: Analyse,
    at: At,
    default_probability: Annotated[
        float | None,
        Query(
            ge=0, le=1, examples=[0.02],
            description="of every borrower, for the weighted call; default: the latest scores · 违约概率",
        ),
    ] = None,
) -> Probabilities:  # fmt: skip
    """The probabilities of default by which calls are weighted."""
    return facts.probabilities(at, default_probability)


Chances = Annotated[Probabilities, Depends(default_probabilities)]


@router.get(
    "/enterprises/{party_id}/exposure", summary="Exposure to guarantees in four numbers · 担保敞口四项数",
    response_model=ExposureFound, responses=responses("not_found", "ambiguous"),
)  # fmt: skip
def read_exposure(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    chances: Chances,
    role: Annotated[
        Role | None, Query(description="as what the party is asked; default: what it is, said in the answer · 角色")
    ] = None,
    split: SplitName = Split.EQUAL,
    regime: RegimeName = DEFAULT_REGIME,
    depth: Annotated[int, Query(ge=0, le=20, description="of indirect reach, in guarantees · 间接层数")] = DEPTH,
) -> Response:
    """Nominal, most that can be called, covered, expected call: four questions, never added up. Also for persons."""
    law = law_named(regime)
    with behind.metrics.asking("exposure"):
        day, (party,) = facts.about(at, party_id)
        return document(exposure(day, party, ExposureAsked(role, split, law, depth, limit, chances)))


@router.get(
    "/portfolio/exposure", summary="The four numbers of the whole portfolio · 全部担保敞口",
    response_model=PortfolioFound,
)  # fmt: skip
def read_portfolio(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    limit: Most,
    chances: Chances,
    by: Annotated[By, Query(description="the number by which parties are the largest · 排序指标")] = By.CONTINGENT,
    split: SplitName = Split.EQUAL,
) -> Response:
    """With the largest borrowers, guarantors and lenders by one of the numbers, at most `limit` of each."""
    with behind.metrics.asking("portfolio_exposure"):
        return document(portfolio_exposure(facts.day(at), by, split, limit, chances))


@router.get(
    "/portfolio/exposure/by-place", summary="What is owed and guaranteed by region and industry · 分地区行业敞口",
    response_model=PlacesFound,
)  # fmt: skip
def read_places(behind: Ask, facts: Analyse, at: At, split: SplitName = Split.EQUAL) -> Response:
    """Of the borrowers of each region and industry, the largest debt first: lists of one length, a place for each."""
    with behind.metrics.asking("exposure_by_place"):
        return document(exposure_by_place(facts.day(at), split))
