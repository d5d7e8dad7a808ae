"""Whose an enterprise is in the end: look-through holders and, by a regime, its beneficial owners, in four levels."""

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.explain.answer import Article, Asked, Change, Doubts, Holder, PartyName, SameName, StakeFact, TieFact
from graph.explain.day import Day
from graph.explain.doubts import namesakes, share_doubts
from graph.explain.naming import article
from graph.explain.ownership.owner_changes import owner_changes
from graph.explain.ownership.part import Part
from graph.ownership.beneficial_owner import BeneficialOwners, beneficial_owners
from graph.ownership.beneficial_rule import BeneficialOwner
from graph.ownership.positions import ROLES
from graph.ownership.uncertain_answers import Reaching
from graph.regimes.provision import BeneficialProvision, Wording
from graph.regimes.regime import Regime

SHOWN: Final = 100
"""Usually so many parties, and so many facts of a kind."""


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """What somebody has of the enterprise, directly and through others. ultimate: nobody is known to own it in turn."""

    party: PartyName
    share_ratio: float
    direct_ratio: float
    ultimate: bool


@dataclass(frozen=True, slots=True)
class OwnerReason:
    """Why somebody is a beneficial owner. value_ratio: the share or votes that count; through: the holders between."""

    ground: str
    way: str
    value_ratio: float
    through: tuple[Holder, ...]
    role: str


@dataclass(frozen=True, slots=True)
class BeneficialOwnerFound:
    """A beneficial owner with the shares by the regime's method."""

    party: PartyName
    share_ratio: float
    votes_ratio: float
    reasons: tuple[OwnerReason, ...]


@dataclass(frozen=True, slots=True)
class OwnersAnswer:
    """Look-through holders, the largest first, of `holder_count`; beneficial owners; who manages where they count.

    attributed_ratio: the part that known ultimate holders have. method: by which the regime reckons a person's share.
    """

    holders: tuple[OwnerShare, ...]
    holder_count: int
    attributed_ratio: float
    beneficial_owners: tuple[BeneficialOwnerFound, ...]
    senior_managers: tuple[BeneficialOwnerFound, ...]
    fallback_senior_manager: bool
    method: str
    threshold_ratio: float
    strict: bool


@dataclass(frozen=True, slots=True)
class OwnersFacts:
    """Stakes on the way from the enterprise to its owners, nearest first, of `stake_count`; posts; concert; the law."""

    stakes: tuple[StakeFact, ...]
    stake_count: int
    posts: tuple[TieFact, ...]
    concerts: tuple[TieFact, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class OwnersCertainty:
    """How sure. known: anything is known of the enterprise on the day. complete: nobody else can be an owner by share.

    undisclosed_ratio: of its own shares without known holder. unattributed_ratio: the part without known ultimate
    holder, below 0 where over-owned enterprises are upstream. unknown_ratio: what somebody unseen could have at most.
    unusable_stakes: registered without a share that can be reckoned with. residual: of the equations.
    """

    known: bool
    complete: bool
    undisclosed_ratio: float
    unattributed_ratio: float
    unknown_ratio: float
    further_owner_possible: bool
    could_qualify: tuple[PartyName, ...]
    unchecked: int
    unresolved: tuple[PartyName, ...]
    over_owned: tuple[PartyName, ...]
    unusable_stakes: int
    same_person: tuple[SameName, ...]
    doubts: Doubts
    residual: float
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Owners(Asked):
    """Whose an enterprise is in the end."""

    answer: OwnersAnswer
    facts: OwnersFacts
    certainty: OwnersCertainty
    changes: tuple[Change, ...]
    truncated: bool


def owners(day: Day, party_id: str, law: Regime, most: int = SHOWN) -> Owners:
    """The owners of an enterprise by the law of the day, at most `most` of each list.

    NotFound for an unknown party, or where the regime has no rule on the day; UsageError for a natural person.
    """
    target = day.enterprise(party_id)
    part, known = Part.of(day, target), day.known_facts(target) > 0
    provision = _provision(day, law, known=known)
    found = beneficial_owners(part.facts, part.target, provision.rule)
    stakes, concerts, answer = _stakes_on_the_way(part), _concerts(part), _answer(part, found, most)
    facts = OwnersFacts(
        day.naming.stakes(part.stakes[stakes[:most]].tolist()), len(stakes), _posts(part, found),
        day.naming.ties("ACTS_WITH", concerts[:most]), (article(law.id, provision.source),),
    )  # fmt: skip
    asked, sure = day.asked(target, law.id), _certainty(part, found, most, known=known)
    listed: tuple[Sized, ...] = (
        stakes, concerts, found.owners, found.senior_managers, found.could_qualify, found.doubts,
        part.facts.shares.over_owned, part.facts.shares.unresolved,
    )  # fmt: skip
    return Owners(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime, answer, facts,
        sure, owner_changes(part, found), max(answer.holder_count, *map(len, listed)) > most,
    )  # fmt: skip


def _provision(day: Day, law: Regime, *, known: bool) -> BeneficialProvision:
    """The rule of the day; of a day of which nothing is known, also before there was one, the earliest."""
    try:
        return law.beneficial_owner(day.snapshot.at.as_of)
    except NotFound:
        if known:
            raise
        return min(law.beneficial, key=lambda provision: provision.source.since)


def _answer(part: Part, found: BeneficialOwners, most: int) -> OwnersAnswer:
    rule, ownership = found.rule, part.facts.shares
    held = ownership.holders_of(part.target)
    others = held.party != part.target
    holders, shares = held.party[others], held.share[others]
    outside = ownership.is_outside[holders]
    order = np.argsort(~outside, kind="stable")[:most]
    direct, naming = _direct_shares(part), part.day.naming
    shown = (
        OwnerShare(
            naming.party(part.position(int(holders[i]))), float(shares[i]), direct.get(int(holders[i]), 0.0),
            bool(outside[i]),
        )
        for i in order.tolist()
    )  # fmt: skip
    return OwnersAnswer(
        tuple(shown), len(holders), float(shares[outside].sum()), _named(part, found.owners[:most]),
        _named(part, found.senior_managers[:most]), found.fallback_senior_manager, rule.method.value, rule.threshold,
        rule.strict,
    )  # fmt: skip


def _direct_shares(part: Part) -> dict[int, float]:
    """What each direct holder has of the enterprise, by place."""
    rows = part.facts.holdings.by_owned
    shares = part.facts.holdings.share[rows.edges_of(part.target)]
    return dict(zip(rows.neighbours(part.target).tolist(), shares.tolist(), strict=True))


def _named(part: Part, some: Iterable[BeneficialOwner]) -> tuple[BeneficialOwnerFound, ...]:
    naming = part.day.naming
    return tuple(
        BeneficialOwnerFound(
            naming.party(part.position(owner.party)), owner.share, owner.votes,
            tuple(
                OwnerReason(
                    why.ground.value, why.way.value, why.value,
                    tuple(naming.holder(part.position(place)) for place in why.through), why.role,
                )
                for why in owner.reasons
            ),
        )
        for owner in some
    )  # fmt: skip


def _stakes_on_the_way(part: Part) -> NDArray[np.int64]:
    """The stakes by which anybody holds the enterprise, by how far above it the held one stands, then by size."""
    holdings, share = part.facts.holdings, part.registered.share
    seen, level = np.zeros(holdings.party_count, dtype=np.bool_), np.array([part.target])
    found = [np.zeros(0, dtype=np.int64)]
    while len(level):
        seen[level] = True
        rows = holdings.by_owned.edges_of_all(level)
        places = holdings.stakes_of_all(rows)
        found.append(places[np.lexsort((places, -share[places]))])
        above = np.zeros(holdings.party_count, dtype=np.bool_)
        above[holdings.owner[rows]] = True
        level = np.flatnonzero(above & ~seen)
    return np.concatenate(found)


def _posts(part: Part, found: BeneficialOwners) -> tuple[TieFact, ...]:
    """The posts in the enterprise that somebody owes his place in the answer to."""
    persons = {o.party for o in (*found.owners, *found.senior_managers) for why in o.reasons if why.role}
    edges = part.day.snapshot.edges("HOLDS_POSITION")
    there = np.flatnonzero((edges.target == part.nodes[part.target]) & np.isin(edges.source, part.positions(persons)))
    told = {why.role for o in (*found.owners, *found.senior_managers) for why in o.reasons}
    ties = part.day.naming.ties("HOLDS_POSITION", there.tolist())
    return tuple(tie for tie in ties if tie.word in told and tie.word in ROLES)


def _concerts(part: Part) -> list[int]:
    """The places of the declarations among who is upstream."""
    edges = part.day.snapshot.edges("ACTS_WITH")
    found: list[int] = np.flatnonzero(np.isin(edges.source, part.nodes) & np.isin(edges.target, part.nodes)).tolist()
    return found


def _certainty(part: Part, found: BeneficialOwners, most: int, *, known: bool) -> OwnersCertainty:
    day, facts, target = part.day, part.facts, part.target
    doubts = share_doubts(day, part.position(target), Reaching(found.rule.threshold, found.rule.strict))
    over, unresolved = facts.shares.over_owned.tolist(), facts.shares.unresolved.tolist()
    pairs = [(part.position(a), part.position(b)) for a, b in found.doubts[:most]]
    some = partial(_some, part, most)
    return OwnersCertainty(
        known=known,
        complete=known and found.complete and not over and not doubts.ranges,
        undisclosed_ratio=float(facts.shares.undisclosed[target]),
        unattributed_ratio=float(facts.shares.unattributed()[target]),
        unknown_ratio=found.unknown,
        further_owner_possible=found.further_owner_possible,
        could_qualify=some(found.could_qualify),
        unchecked=found.unchecked,
        unresolved=some(unresolved),
        over_owned=some(over),
        unusable_stakes=int(np.isin(day.snapshot.edges("OWNS").target[day.facts.holdings.left_out], part.nodes).sum()),
        same_person=namesakes(day, pairs),
        doubts=doubts,
        residual=facts.shares.holders_of(target).residual,
        notes=_notes(part, known=known, over=bool(over), unresolved=bool(unresolved)),
    )


def _some(part: Part, most: int, places: Sequence[int]) -> tuple[PartyName, ...]:
    return part.day.naming.parties(part.positions(places[:most]))


def _notes(part: Part, *, known: bool, over: bool, unresolved: bool) -> tuple[Wording, ...]:
    name, day = part.day.naming.party(part.position(part.target)), part.day.snapshot.at.as_of
    found = []
    if not known:
        found.append(nothing_known(name, part.day))
    elif not len(part.facts.holdings.by_owned.neighbours(part.target)):
        found.append(
            Wording(zh=f"截至 {day}，{name.name} 没有已知的股东。", en=f"No owner of {name.name} is known on {day}.")
        )
    if over:
        found.append(
            Wording(
                zh="上游有企业登记的持股合计超过 100 %：比例按登记原样计算。",
                en="Registered shares of an enterprise upstream exceed the whole: shares stand as registered.",
            )
        )
    if unresolved:
        found.append(
            Wording(
                zh="上游有企业的股权在闭环内循环，无法确定最终所有者。",
                en="Enterprises upstream own one another whole: no ultimate owner can be said behind them.",
            )
        )
    return tuple(found)


def nothing_known(party: PartyName, day: Day) -> Wording:
    """That no stake, post or concert of a party is known on the day."""
    at = day.snapshot.at
    who = party.name or party.party_id
    return Wording(
        zh=f"截至 {at.as_of}（知悉截至 {at.known_at}），没有关于 {who} 的股权、任职或一致行动信息。",
        en=f"Nothing is known of who holds, manages or acts with {who} on {at.as_of} (as known on {at.known_at}).",
    )
