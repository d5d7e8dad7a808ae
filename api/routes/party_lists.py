"""What belongs to one party, as lists: owners, guarantees, cases, listings, a lender's loans and exposures."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.problem import responses
from api.routes.paging import Pages, page_of, read_page
from api.routes.parameters import Ask, At, PartyId
from api.routes.rows import summary
from api.validators import OF_FACTS

router = APIRouter(
    prefix="/v1", responses=responses("not_found", "ambiguous", "stale_cursor"), dependencies=[OF_FACTS]
)  # fmt: skip

LISTS = {
    "/enterprises/{party_id}/shareholders": ("ownership/shareholders", "ownership · 股权"),
    "/enterprises/{party_id}/guarantees/given": ("guarantee/given", "guarantees · 担保"),
    "/enterprises/{party_id}/guarantees/received": ("guarantee/received", "guarantees · 担保"),
    "/enterprises/{party_id}/guarantors/alerts": ("court/guarantors_listed", "courts · 司法"),
    "/enterprises/{party_id}/cases": ("court/cases", "courts · 司法"),
    "/enterprises/{party_id}/listings": ("court/listings", "courts · 司法"),
    "/lenders/{party_id}/loans": ("loan/of_lender", "exposures · 敞口"),
}
"""Address → the named query that answers it, and where it stands in the documentation."""


class By(StrEnum):
    """How exposures are grouped."""

    borrower = "borrower"
    guarantor = "guarantor"


def _reader(name: str) -> Callable[..., dict[str, Any]]:
    def read(behind: Ask, at: At, pages: Pages, party_id: PartyId) -> dict[str, Any]:
        return read_page(behind, name, {"party": party_id}, at, pages)

    read.__name__ = name.replace("/", "_")
    return read


for _path, (_name, _tag) in LISTS.items():
    router.add_api_route(
        _path, _reader(_name), summary=summary(_name), tags=[_tag], response_model=page_of(_name)
    )  # fmt: skip


@router.get(
    "/lenders/{party_id}/exposures",
    tags=["exposures · 敞口"],
    summary="What is outstanding to a lender · 某机构的敞口",
    response_model=page_of("loan/exposure_by_borrower") | page_of("loan/exposure_by_guarantor"),
)
def exposures(
    behind: Ask,
    at: At,
    pages: Pages,
    party_id: PartyId,
    by: Annotated[By, Query(description="one row per borrower, or per guarantor of its loans · 分组")] = By.borrower,
) -> dict[str, Any]:
    """By guarantor, a loan that several stand for counts for each of them, so those rows do not add up."""
    return read_page(behind, f"loan/exposure_by_{by.value}", {"party": party_id}, at, pages)
