"""Whose an enterprise is, who controls it, who is related to it: each answer in four levels."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.analysing import DEFAULT_REGIME, shown
from api.problem import responses
from api.routes.explained import Analyse, Most, RegimeName, RegimeOrAll, Shown
from api.routes.parameters import Ask, At, PartyId
from graph.explain.close import CloseFound, close_links
from graph.explain.compared import EVERY, Compared, compared
from graph.explain.control import ControlFound, control
from graph.explain.hidden import HiddenFound, hidden
from graph.explain.owners import Owners, owners
from graph.explain.related import RelatedFound, related
from graph.ownership.close_links import THRESHOLD
from graph.regimes.catalogue import regime as law_named

router = APIRouter(
    prefix="/v1/enterprises/{party_id}", tags=["ownership · 股权"], responses=responses("not_found", "ambiguous")
)  # fmt: skip


@router.get(
    "/owners", summary="Look-through owners and beneficial owners · 穿透股东与受益所有人",
    response_model=Owners | Compared,
)  # fmt: skip
def read_owners(
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, regime: RegimeOrAll = DEFAULT_REGIME, limit: Most = 100
) -> Shown:
    """Ultimate holders first, then who stands between; beneficial owners by the regime's method, with every ground."""
    law = None if regime == EVERY else law_named(regime)
    with behind.metrics.asking("owners"):
        day, party = facts.day(at), facts.party(party_id)
        return shown(compared(day, party) if law is None else owners(day, party, law, limit))


@router.get("/control", summary="Who controls it, and why · 实际控制人", response_model=ControlFound | Compared)
def read_control(
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, regime: RegimeOrAll = DEFAULT_REGIME, limit: Most = 100
) -> Shown:
    """By votes held, through whom one controls, in concert; undetermined where undisclosed votes could decide."""
    law = None if regime == EVERY else law_named(regime)
    with behind.metrics.asking("control"):
        day, party = facts.day(at), facts.party(party_id)
        return shown(compared(day, party) if law is None else control(day, party, law, limit))


@router.get("/related-parties", summary="Related parties by clause · 关联方", response_model=RelatedFound)
def read_related(
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, regime: RegimeName = DEFAULT_REGIME, limit: Most = 100
) -> Shown:
    """Everyone within the definition of China's rules for banks and insurers, each with the clause and the way there.

    The regime says which test of control counts.
    """
    law = law_named(regime)
    with behind.metrics.asking("related_parties"):
        return shown(related(facts.day(at), facts.party(party_id), law, limit))


@router.get("/hidden-ties", summary="Ties that nobody declared · 隐性关联", response_model=HiddenFound)
def read_hidden(behind: Ask, facts: Analyse, at: At, party_id: PartyId, limit: Most = 100) -> Shown:
    """By what is shared (address, number, officer, partners …), scored by how rare it is; declared ties left out."""
    with behind.metrics.asking("hidden_ties"):
        return shown(hidden(facts.day(at), facts.party(party_id), limit))


@router.get("/close-links", summary="Close links of 20 % or more · 密切联系", response_model=CloseFound)
def read_close_links(
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    threshold: Annotated[float, Query(gt=0, le=1, description="part of one · 阈值")] = THRESHOLD,
    limit: Most = 100,
) -> Shown:
    """Holdings either way and common holders, by products along simple paths, beside the look-through share."""
    with behind.metrics.asking("close_links"):
        return shown(close_links(facts.day(at), facts.party(party_id), threshold, limit))
