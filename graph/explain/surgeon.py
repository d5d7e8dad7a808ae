"""Which guarantees to release so that no circle remains, or a failure does not spread, in four levels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.explain.answer import Change, Holder, PartyName
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.guarantees.book import FEN
from graph.guarantees.lineage import CIRCLE
from graph.guarantees.priced import PricedArcs
from graph.guarantees.replacement import covered, lost_cover
from graph.guarantees.surgeon import Effect, Plan, Release, break_circles, contain, effect
from graph.kernels.csr import build_csr
from graph.kernels.reach import reachable
from graph.regimes.provision import Wording

SHOWN: Final = 100
SECONDS: Final = 10.0
MOST_CHANGES: Final = 5


class Price(StrEnum):
    """What a release is taken to cost."""

    AMOUNT = "amount"
    """What the guarantee is for."""
    REPLACEMENT = "replacement"
    """The cover that its loans lose with it, which the lender would want replaced."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What is wanted. most_reached: None: that no circle remains; else that the failure of the party reaches at most so
    many others. unknown_cny: at how much a guarantee of unknown cost is counted; None: it is refused. seconds: to look
    for the cheapest.
    """

    price: Price = Price.AMOUNT
    most_reached: int | None = None
    unknown_cny: float | None = None
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class ReleaseFound:
    """All that guarantor guarantees for debtor, at its rank. relief: how many fewer ordered pairs of parties stand for
    one another, or how many fewer a failure reaches, those before it being released; None where not measured."""

    rank: int
    guarantor: PartyName
    debtor: PartyName
    guarantees: tuple[str, ...]
    cost_cny: float
    relief: int | None


@dataclass(frozen=True, slots=True)
class EffectFound:
    """How things stand. parties_in_circles: members of all circles. reached: whom the party's failure reaches, None
    where nobody was asked about. covered_cny: how much of the loans behind the guarantees released is covered."""

    circles: int
    largest_circle: int
    parties_in_circles: int
    reached: int | None
    covered_cny: float


@dataclass(frozen=True, slots=True)
class SurgeonAnswer:
    """The releases, most relief per cost first. goal: no_circles or contained. lower_bound_cny: no plan costs less;
    gap_ratio: the share of the cost that a cheaper plan could save at most, 0 where optimal."""

    goal: str
    price: str
    releases: tuple[ReleaseFound, ...]
    release_count: int
    cost_cny: float
    lower_bound_cny: float
    gap_ratio: float
    optimal: bool
    before: EffectFound
    after: EffectFound


@dataclass(frozen=True, slots=True)
class SurgeonCertainty:
    """How sure. assumed: guarantees of unknown cost, counted at `unknown_cny`. priced: whether each replacement cost
    was worked out, or is the most that it can be."""

    optimal: bool
    assumed: tuple[str, ...]
    unknown_cny: float | None
    priced: bool
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class SurgeonFound:
    """What to release. party: whose circle or whose failure; circle_id: which circle, where asked by its identity; both
    None: all circles."""

    party: PartyName | None
    circle_id: str | None
    as_of: date
    known_at: date
    version: int
    answer: SurgeonAnswer
    facts: Evidence
    certainty: SurgeonCertainty
    changes: tuple[Change, ...]
    truncated: bool


@dataclass(frozen=True, eq=False)
class _Scope:
    """The guarantees that bear on the question: rows of the day's network, and what releasing each costs."""

    rows: NDArray[np.int64]
    arcs: PricedArcs
    priced: bool


def surgeon(day: Day, asked: str | None, wanted: Operation, most: int = SHOWN) -> SurgeonFound:
    """The plan for the circle that a party is in (None: for all circles) or of a circle_id, or to contain the party's
    failure.

    NotFound for an unknown party or circle. UsageError where a guarantee that may have to go has no known cost and none
    is assumed, and where a failure is to be contained without saying whose.
    """
    circle_id = asked if asked is not None and asked.startswith(CIRCLE) else None
    party = None if asked is None or circle_id else day.position(asked)
    if wanted.most_reached is not None and party is None:
        raise UsageError(
            "Say whose failure is to be contained: name a party.", "请指明要控制其风险扩散的主体。", parameter="party"
        )
    scope = _scope(day, party if circle_id is None else _member(day, circle_id), wanted)
    plan = (
        break_circles(scope.arcs, wanted.seconds)
        if wanted.most_reached is None or party is None
        else contain(scope.arcs, party, wanted.most_reached, wanted.seconds)
    )
    at, contracts = day.snapshot.at, _contracts(day, scope, plan)
    loans = np.unique(day.portfolio.book.loan[np.isin(day.portfolio.book.contract, contracts)])
    return SurgeonFound(
        None if party is None else day.naming.party(party), circle_id, at.as_of, at.known_at, day.snapshot.version,
        _answer(day, scope, plan, wanted, party, most),
        day.contracts.evidence(contracts, loans, most),
        _certainty(day, scope, plan, wanted),
        tuple(_changes(day, scope, plan, party)),
        max(len(plan.releases), len(contracts), len(loans)) > most,
    )  # fmt: skip


def _member(day: Day, circle_id: str) -> int:
    """One of a circle; NotFound where there is none of that identity on the day."""
    return int(day.network.circles[day.structures.number(circle_id)].members[0])


def _scope(day: Day, party: int | None, wanted: Operation) -> _Scope:
    """The guarantees among those that stand in the question's circles, or on the way of the failure."""
    network = day.network
    rows = _rows(day, party, contained=wanted.most_reached is not None)
    if wanted.price is Price.AMOUNT:
        cost, priced = network.amount_cny[rows], True
    else:
        lost, priced = lost_cover(day.portfolio.book, network.contract[rows])
        cost = np.where(np.isnan(network.amount_cny[rows]), np.nan, lost / FEN)
    unknown = network.contract[rows][np.isnan(cost)]
    if len(unknown) and wanted.unknown_cny is None:
        ids = _ids(day, unknown)
        raise UsageError(
            f"{len(ids)} guarantees that may have to be released have no known amount, {ids[0]} among them. Say at how "
            "much to count each (unknown_cny).",
            f"有 {len(ids)} 份可能需要解除的担保金额未知，如 {ids[0]}。请用 unknown_cny 指定其计价金额。",
            guarantees=ids[:SHOWN],
        )
    arcs = PricedArcs.of(
        network.party_count, network.guarantor[rows], network.debtor[rows], cost, wanted.unknown_cny
    )  # fmt: skip
    return _Scope(rows, arcs, priced)


def _rows(day: Day, party: int | None, *, contained: bool) -> NDArray[np.int64]:
    """The rows of the network that matter: inside the circles, or between those whom the failure reaches."""
    network = day.network
    guarantor, debtor, component = network.guarantor, network.debtor, network.component
    if contained and party is not None:
        among = reachable(network.by_debtor, party)
        return np.flatnonzero(np.isin(guarantor, among) & np.isin(debtor, among))
    inside = (component[guarantor] == component[debtor]) & (guarantor != debtor)
    if party is not None:
        inside &= component[guarantor] == component[party]
    return np.flatnonzero(inside)


def _contracts(day: Day, scope: _Scope, plan: Plan) -> NDArray[np.int32]:
    """The contracts released, in the order of the plan."""
    found: NDArray[np.int32] = day.network.contract[_released(scope, plan.releases)]
    return found[found >= 0]


def _answer(
    day: Day, scope: _Scope, plan: Plan, wanted: Operation, party: int | None, most: int
) -> SurgeonAnswer:  # fmt: skip
    book, contracts = day.portfolio.book, _contracts(day, scope, plan)
    loans = np.unique(book.loan[np.isin(book.contract, contracts)])
    pairs = np.flatnonzero(np.isin(book.loan, loans))
    left = pairs[~np.isin(book.contract[pairs], contracts)]
    return SurgeonAnswer(
        "no_circles" if wanted.most_reached is None else "contained", wanted.price.value,
        tuple(_release(day, scope, plan, place) for place in range(min(most, len(plan.releases)))), len(plan.releases),
        plan.cost_cny, plan.lower_bound_cny, plan.gap, plan.optimal,
        _effect(plan.before, _reached(day, party, scope.rows[:0]), covered(book, pairs)),
        _effect(plan.after, _reached(day, party, _released(scope, plan.releases)), covered(book, left)),
    )  # fmt: skip


def _effect(found: Effect, reached: int | None, covered_fen: int) -> EffectFound:
    return EffectFound(
        len(found.circles), found.largest_circle, sum(map(len, found.circles)), reached, covered_fen / FEN
    )


def _released(scope: _Scope, releases: Iterable[Release]) -> NDArray[np.int64]:
    """The rows of the network that are released."""
    return np.concatenate([scope.rows[:0], *(scope.rows[release.guarantees] for release in releases)])


def _reached(day: Day, party: int | None, released: NDArray[np.int64]) -> int | None:
    """How many others the party's failure reaches, in its circle or not, once these rows are released."""
    if party is None:
        return None
    network = day.network
    among = reachable(network.by_debtor, party)
    if len(released):
        onward = np.setdiff1d(np.flatnonzero(np.isin(network.debtor, among)), released)
        among = reachable(build_csr(network.debtor[onward], network.guarantor[onward], network.party_count), party)
    return len(among) - 1


def _release(day: Day, scope: _Scope, plan: Plan, place: int) -> ReleaseFound:
    one, naming = plan.releases[place], day.naming
    return ReleaseFound(
        place + 1, naming.party(one.guarantor), naming.party(one.debtor),
        _ids(day, day.network.contract[scope.rows[one.guarantees]]), one.cost_cny, one.relief,
    )  # fmt: skip


def _certainty(day: Day, scope: _Scope, plan: Plan, wanted: Operation) -> SurgeonCertainty:
    assumed = _ids(day, day.network.contract[scope.rows[plan.assumed]])
    notes = [
        Wording(
            zh="解除担保须经债权人同意；债权人通常要求提供替代担保。",
            en="A guarantee is released only with the creditor’s consent; it will usually want other security instead.",
        )
    ]
    if not plan.optimal:
        notes.append(
            Wording(
                zh=f"未能证明这是最低成本：至多可再节省 {plan.gap:.1%}。给更长的时间可能找到更优方案。",
                en=f"Not proven the cheapest: a cheaper plan could save {plan.gap:.1%} at most. More seconds may find "
                "one.",
            )
        )
    if not scope.priced:
        notes.append(
            Wording(
                zh="合同过多，替代成本按最高可代偿额计。",
                en="There are too many contracts: replacement is priced at the most that each can be called for.",
            )
        )
    return SurgeonCertainty(plan.optimal, assumed[:SHOWN], wanted.unknown_cny, scope.priced, tuple(notes))


def _changes(day: Day, scope: _Scope, plan: Plan, party: int | None) -> Iterator[Change]:
    """What remains if one of the releases is refused: of the first ones, as the others are done."""
    arc = {
        (int(s), int(t)): i
        for i, (s, t) in enumerate(zip(scope.arcs.csr.sources(), scope.arcs.csr.indices, strict=True))
    }
    places = [arc[(release.guarantor, release.debtor)] for release in plan.releases]
    for place, release in enumerate(plan.releases[:MOST_CHANGES]):
        left = effect(scope.arcs, np.array([p for i, p in enumerate(places) if i != place], dtype=np.int64))
        others = (*plan.releases[:place], *plan.releases[place + 1 :])
        reached = _reached(day, party, _released(scope, others))
        giver, taker = day.naming.party(release.guarantor), day.naming.party(release.debtor)
        names = giver.name or giver.party_id, taker.name or taker.party_id
        more = "" if reached is None else f" {reached} others are reached."
        more_zh = "" if reached is None else f"，波及 {reached} 家"
        yield Change(
            "refused",
            Wording(
                zh=f"若 {names[0]} 对 {names[1]} 的担保未能解除：仍有 {len(left.circles)} 个担保圈，最大 "
                f"{left.largest_circle} 家{more_zh}。",
                en=f"If what {names[0]} guarantees for {names[1]} is not released, {len(left.circles)} circles remain, "
                f"the largest of {left.largest_circle}.{more}",
            ),
            Holder(False, (giver,)), amount_cny=release.cost_cny,
        )  # fmt: skip


def _ids(day: Day, contracts: NDArray[np.integer]) -> tuple[str, ...]:
    column = day.snapshot.nodes("Guarantee").column("guarantee_id")
    return tuple(column[place].as_py() for place in contracts.tolist() if place >= 0)
