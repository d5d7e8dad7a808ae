"""Who is liable for whose loans, in which order and by which article: of a party, and of one contract."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator

from api.problem import responses
from api.routes.encoded_slash import with_slashes
from api.routes.explained import Analyse, Most, document
from api.routes.parameters import Ask, At, PartyId, named
from api.validators import OF_FACTS
from graph.explain.liability.answer import LiabilityOfGuarantee, LiabilityOfParty
from graph.explain.liability.question import Supposed, liability_of_guarantee, liability_of_party

router = APIRouter(
    prefix="/v1", tags=["guarantees · 担保"], responses=responses("not_found", "ambiguous", "limit"),
    dependencies=[OF_FACTS],
)  # fmt: skip

GuaranteeId = Annotated[
    str,
    Path(min_length=1, max_length=200, description="the contract's id; a slash as %2F · 担保合同编号",
         examples=["firm7:DB2023000095"]),
    AfterValidator(with_slashes),
]  # fmt: skip
OneLoan = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="of this loan only · 仅该笔贷款", examples=["firm7:JJ2023000187"]),
]
Defaulted = Annotated[
    str | None,
    Query(max_length=2000, description="parties taken to have failed to pay, comma-separated · 假设其违约（逗号分隔）"),
]
Bankrupt = Annotated[
    str | None,
    Query(
        max_length=2000,
        description="parties whose bankruptcy is taken as accepted, comma-separated · 假设其破产被受理（逗号分隔）",
    ),
]


@router.get(
    "/enterprises/{party_id}/liability", summary="For whom it is liable, and who is for it · 担保责任与追偿",
    response_model=LiabilityOfParty,
)  # fmt: skip
def read_of_party(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, limit: Most,
    loan: OneLoan = None, defaulted: Defaulted = None, bankrupt: Bankrupt = None,
) -> Response:  # fmt: skip
    """As borrower everybody who can be called for its loans, as guarantor what it can be called for: order, amount,
    time, recourse, each with its article; and the facts that are missing."""
    with behind.metrics.asking("liability"):
        day, (party,) = facts.about(at, party_id)
        supposed = Supposed(loan, facts.parties(named(defaulted)), facts.parties(named(bankrupt)))
        return document(liability_of_party(day, party, supposed, limit))


@router.get(
    "/guarantees/{guarantee_id}/liability", summary="What a contract makes liable for · 担保合同的责任",
    response_model=LiabilityOfGuarantee,
)  # fmt: skip
def read_of_guarantee(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask, facts: Analyse, at: At, guarantee_id: GuaranteeId, limit: Most,
    loan: OneLoan = None, defaulted: Defaulted = None, bankrupt: Bankrupt = None,
) -> Response:  # fmt: skip
    """By the law of its day of signing: form, period, resolution; for which loan how much, when; who else stands for
    it; recourse."""
    with behind.metrics.asking("liability"):
        supposed = Supposed(loan, facts.parties(named(defaulted)), facts.parties(named(bankrupt)))
        return document(liability_of_guarantee(facts.day(at), guarantee_id, supposed, limit))
