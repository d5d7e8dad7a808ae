"""Guarantee structures over the whole graph, and the chain of one party."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.problem import responses
from api.routes.paging import Pages, page_of, read_page
from api.routes.parameters import Ask, At, PartyId
from api.routes.rows import answer_model, row_model, summary
from api.validators import OF_FACTS
from api.values import jsonable

router = APIRouter(
    prefix="/v1", tags=["guarantees · 担保"], responses=responses("stale_cursor"), dependencies=[OF_FACTS]
)  # fmt: skip


Chain = answer_model(
    "Chain", "The chain, party by party, with the totals of the whole of it.", page_of("guarantee/chain"),
    whole=row_model("guarantee/chain_total"),
)  # fmt: skip


@router.get(
    "/guarantees/multi-guaranteed",
    summary=summary("guarantee/multi_guaranteed"),
    response_model=page_of("guarantee/multi_guaranteed"),
)
def multi_guaranteed(
    behind: Ask,
    at: At,
    pages: Pages,
    minimum: Annotated[int, Query(ge=2, le=1000, description="firms behind it, at least · 最少担保企业家数")] = 3,
) -> dict[str, Any]:
    """Third-party personal guarantees; mortgages, pledges and a party's stand for itself do not count."""
    return read_page(behind, "guarantee/multi_guaranteed", {"minimum": minimum}, at, pages)


@router.get("/guarantees/circles", summary=summary("guarantee/circles"), response_model=page_of("guarantee/circles"))
def circles(
    behind: Ask,
    at: At,
    pages: Pages,
    minimum: Annotated[int, Query(ge=2, le=1000, description="members, at least · 最少成员数")] = 2,
) -> dict[str, Any]:
    """Parties each of which, through others, stands for itself."""
    return read_page(behind, "guarantee/circles", {"minimum": minimum}, at, pages)


@router.get("/guarantees/mutual", summary=summary("guarantee/mutual"), response_model=page_of("guarantee/mutual"))
def mutual(behind: Ask, at: At, pages: Pages) -> dict[str, Any]:
    """Pairs that guarantee each other directly, each pair once."""
    return read_page(behind, "guarantee/mutual", {}, at, pages)


@router.get(
    "/enterprises/{party_id}/guarantee-chain",
    summary=summary("guarantee/chain"),
    response_model=Chain,
    responses=responses("not_found", "ambiguous"),
)
def chain(
    behind: Ask,
    at: At,
    pages: Pages,
    party_id: PartyId,
    depth: Annotated[
        int | None, Query(ge=1, le=1000, description="hops, at most; default: to the end · 最多层数")
    ] = None,
) -> dict[str, Any]:
    """Everybody the party stands for, directly and through others, and the loans of all of them, each once."""
    parameters = {"party": party_id} | ({"depth": depth} if depth else {})
    page = read_page(behind, "guarantee/chain", parameters, at, pages)
    whole = behind.answer("guarantee/chain_total", parameters, at, version=page["version"])
    return page | {"whole": jsonable(whole.rows[0])}
