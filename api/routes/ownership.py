"""Whose an enterprise is, who controls it, who is related to it, its equity tree: each answer in four levels."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.analysing import DEFAULT_REGIME
from api.problem import responses
from api.routes.explained import Analyse, Most, RegimeName, RegimeOrAll, document
from api.routes.networks import USUAL_DEPTH
from api.routes.parameters import Ask, At, PartyId, within
from api.routes.rows import summary
from api.validators import OF_FACTS
from graph.explain.groups.hidden import HiddenFound, hidden
from graph.explain.groups.related import RelatedFound, related
from graph.explain.ownership.close import EU, CloseFound, close_links
from graph.explain.ownership.compared import EVERY, Compared, compared
from graph.explain.ownership.control import ControlFound, control
from graph.explain.ownership.owners import Owners, owners
from graph.explain.ownership.tree import ROWS, Direction, EquityTreeFound, TreeAsked, equity_tree
from graph.ownership.close_links import THRESHOLD
from graph.regimes.catalogue import regime as law_named

router = APIRouter(
    prefix="/v1/enterprises/{party_id}", tags=["ownership · 股权"],
    responses=responses("not_found", "ambiguous", "limit"), dependencies=[OF_FACTS],
)  # fmt: skip


@router.get(
    "/owners", summary="Look-through owners and beneficial owners · 穿透股东与受益所有人",
    response_model=Owners | Compared,
)  # fmt: skip
def read_owners(
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, limit: Most, regime: RegimeOrAll = DEFAULT_REGIME
) -> Response:
    """Ultimate holders first, then who stands between; beneficial owners by the regime's method, with every ground."""
    law = None if regime == EVERY else law_named(regime)
    with behind.metrics.asking("owners"):
        day, (party,) = facts.about(at, party_id)
        return document(compared(day, party, limit) if law is None else owners(day, party, law, limit))


@router.get("/control", summary="Who controls it, and why · 实际控制人", response_model=ControlFound | Compared)
def read_control(
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, limit: Most, regime: RegimeOrAll = DEFAULT_REGIME
) -> Response:
    """By votes held, through whom one controls, in concert; undetermined where undisclosed votes could decide."""
    law = None if regime == EVERY else law_named(regime)
    with behind.metrics.asking("control"):
        day, (party,) = facts.about(at, party_id)
        return document(compared(day, party, limit) if law is None else control(day, party, law, limit))


@router.get("/related-parties", summary="Related parties by clause · 关联方", response_model=RelatedFound)
def read_related(
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, limit: Most, regime: RegimeName = DEFAULT_REGIME
) -> Response:
    """Everyone within the definition of China's rules for banks and insurers, each with the clause and the way there.

    The regime says which test of control counts.
    """
    law = law_named(regime)
    with behind.metrics.asking("related_parties"):
        day, (party,) = facts.about(at, party_id)
        return document(related(day, party, law, limit))


@router.get("/hidden-ties", summary="Ties that nobody declared · 隐性关联", response_model=HiddenFound)
def read_hidden(
    behind: Ask, facts: Analyse, at: At, party_id: PartyId, limit: Most, regime: RegimeName = DEFAULT_REGIME
) -> Response:
    """By what is shared (address, number, officer, partners …), scored by how rare it is; declared ties left out.

    Control by the regime's test is a declared tie.
    """
    law = law_named(regime)
    with behind.metrics.asking("hidden_ties"):
        day, (party,) = facts.about(at, party_id)
        return document(hidden(day, party, law, limit))


@router.get("/close-links", summary="Close links of 20 % or more · 密切联系", response_model=CloseFound)
def read_close_links(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    threshold: Annotated[float, Query(gt=0, le=1, description="part of one · 阈值")] = THRESHOLD,
    regime: Annotated[
        str, Query(max_length=50, description="whose law; only the EU knows close links · 监管口径")
    ] = EU,
) -> Response:
    """Holdings either way and common holders, by products along simple paths, beside the look-through share."""
    law = law_named(regime)
    with behind.metrics.asking("close_links"):
        day, (party,) = facts.about(at, party_id)
        return document(close_links(day, party, threshold, limit, law.id))


@router.get("/equity-tree", summary=summary("ownership/tree"), response_model=EquityTreeFound)
def read_equity_tree(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    direction: Annotated[Direction, Query(description="owners or holdings · 向上或向下")] = Direction.up,
    depth: Annotated[
        int | None, Query(ge=1, description=f"levels; default {USUAL_DEPTH} · 层数", examples=[USUAL_DEPTH])
    ] = None,
    per_party: Annotated[int, Query(ge=1, le=500, description="shown of one party · 每个主体最多")] = 50,
    least: Annotated[float, Query(ge=0, le=1, description="share left along a path, at least · 累计最低")] = 0.0,
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:
    """Largest stakes first, each with whether it means control by the regime's test. `children` is how many owners or
    holdings there are in all, shown or not: cut at `per_party` or `least`. A natural person may be asked about."""
    law = law_named(regime)
    levels = within("depth", depth, USUAL_DEPTH, behind.settings.max_depth)
    asked = TreeAsked(direction, levels, per_party, least)
    with behind.metrics.asking("equity_tree"):
        day, found = facts.day_and_rows(at, ROWS, asked.parameters(facts.party(party_id)))
        return document(equity_tree(day, found, asked, law, limit))
