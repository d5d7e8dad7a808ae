"""Groups of connected clients: of a party, of a lender; and the regimes by which they are made."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.analysing import DEFAULT_REGIME
from api.problem import responses
from api.routes.explained import Analyse, Lender, Most, RegimeName, document
from api.routes.paging import Cursor, Dated, begun, dated, fingerprint, sealed
from api.routes.parameters import Ask, At, PartyId
from api.validators import OF_FACTS
from graph.explain.groups.group import GroupFound, group
from graph.explain.groups.groups import GroupsFound, groups
from graph.explain.law import RegimeFound, law
from graph.regimes.catalogue import regime as law_named

router = APIRouter(
    prefix="/v1", tags=["groups · 集团客户"], responses=responses("not_found", "ambiguous", "limit"),
    dependencies=[OF_FACTS],
)  # fmt: skip


class Regimes(Dated):
    """Every regime with its provisions of all times; each says whether it is in force on the day."""

    regimes: list[RegimeFound]


@router.get(
    "/enterprises/{party_id}/group", summary="The groups of connected clients it is in · 所属关联客户组",
    response_model=GroupFound,
)  # fmt: skip
def read_group(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    lender: Lender = None,
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:
    """Members with the steps of control and dependence that make them so, exposure, limits and headroom."""
    named = law_named(regime)
    with behind.metrics.asking("group"):
        party, bank, day = facts.party(party_id), facts.lender(lender), facts.day(at)
        return document(group(day, party, named, bank, limit))


@dataclass(frozen=True, slots=True)
class GroupsPage(GroupsFound):
    """One page of the groups; next_cursor: for the next page, null on the last."""

    next_cursor: str | None


@router.get(
    "/groups", summary="Groups of connected clients, the largest first · 关联客户组", response_model=GroupsPage
)  # fmt: skip
def read_groups(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    limit: Most,
    lender: Lender = None,
    regime: RegimeName = DEFAULT_REGIME,
    minimum: Annotated[int, Query(ge=1, le=1000, description="clients, at least · 最少客户数")] = 2,
    cursor: Cursor = None,
) -> Response:
    """As they follow from the facts of the day; `ringfence group … --write` writes them down."""
    named = law_named(regime)
    with behind.metrics.asking("groups"):
        bank, day = facts.lender(lender), facts.day(at)
        version = day.snapshot.version
        question = fingerprint("groups", {"lender": bank, "regime": named.id, "minimum": minimum}, at)
        first = begun(cursor, question, [version])
        found = groups(day, named, bank, minimum_size=minimum, first=first, most=limit)
        more = sealed(question, [version], first + limit) if found.truncated else None
        return document(found, next_cursor=more)


@router.get("/regimes", summary="The laws that answers follow · 监管口径", response_model=Regimes)
def read_regimes(behind: Ask, at: At) -> Response:
    """Definitions and limits with their articles, and how each article was checked."""
    return document(dated(at, behind.version()) | {"regimes": law(at.as_of)})
