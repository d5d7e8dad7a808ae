"""Who else guarantees a borrower and its group: how much, how fast that grew, what stands behind each, in four levels.

One enterprise is guaranteed by many firms that do not see each other: this is what each would have to see.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.explain.answer import Article, Asked, Holder, PartyName
from graph.explain.contracts import Evidence, GuaranteeFact
from graph.explain.day import Day
from graph.explain.four_numbers import FourNumbers, four_numbers
from graph.explain.guarantors.certainty import GuarantorsCertainty, certainty
from graph.explain.guarantors.changes import CoverChange, cover_changes
from graph.explain.guarantors.growth import Faster, Growth, SeriesPoint, fastest, growth, series
from graph.explain.guarantors.guaranteeing import BACK, BORROWER, GROUP, Guaranteeing
from graph.explain.guarantors.rows import GuarantorFound, Promise, Promises, counts, ordered, rows
from graph.explain.naming import article
from graph.guarantees.book import FEN
from graph.guarantees.exposure import concentration, from_outside
from graph.regimes.regime import Regime

SHOWN: Final = 100
MONTHS: Final = 24
MOST_MONTHS: Final = 120


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much hangs on few. hhi: Herfindahl index of contingent amounts, top_ratio the largest of them, None without
    any; how many guarantors are guarantee firms, other enterprises, natural persons."""

    hhi: float | None
    top_ratio: float | None
    guarantee_firms: int
    enterprises: int
    persons: int


@dataclass(frozen=True, slots=True)
class Guaranteed:
    """What is guaranteed of the borrower, or of its group (元).

    owed_cny: of all their loans, guaranteed or not. outside_covered_cny: covered by guarantors outside the group.
    undrawn_cny: what may yet be drawn under their maximum-amount guarantees. growth: over three and twelve months.
    series: at month ends, and on the day.
    """

    numbers: FourNumbers
    owed_cny: float
    outside_covered_cny: float
    undrawn_cny: float
    guarantors: int
    contracts: int
    concentration: Concentration
    growth: tuple[Growth, ...]
    fastest: tuple[Faster, ...]
    series: tuple[SeriesPoint, ...]


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A member of the borrower's control group. tie: it controls `through`, or is controlled by it; itself for the
    borrower."""

    party: PartyName
    tie: str
    through: Holder | None
    owed_cny: float


@dataclass(frozen=True, slots=True)
class GuaranteedGroup:
    """Who is tied to the borrower by control, nearest first, of `member_count`; and what is guaranteed of all."""

    members: tuple[GroupMember, ...]
    member_count: int
    guaranteed: Guaranteed


@dataclass(frozen=True, slots=True)
class Others:
    """Who stands there beside the viewer (元). joined: within twelve months. earlier: since before the viewer's first
    contract. beside: for the same loans, of which each can be called for the whole (Civil Code art. 699)."""

    guarantors: int
    guarantee_firms: int
    nominal_cny: float
    contingent_cny: float
    joined: int
    earlier: int
    beside: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """The firm that asks. borrower, group: what it promised for each; others: who else did."""

    party: PartyName
    borrower: Promise | None
    group: Promise | None
    others_of_borrower: Others
    others_of_group: Others | None


@dataclass(frozen=True, slots=True)
class GuarantorsAnswer:
    """borrower: by itself; group: with it, None where nobody is tied to it by control. guarantors: of both, those of
    the borrower first and the largest first, of `guarantor_count`."""

    borrower: Guaranteed
    group: GuaranteedGroup | None
    guarantors: tuple[GuarantorFound, ...]
    guarantor_count: int
    viewer: Viewer | None


@dataclass(frozen=True, slots=True)
class GuarantorsFacts:
    """The contracts that can be called, those of the borrower first; all loans of the borrower and the guaranteed ones
    of its group; counter-guarantees of these contracts; the rules by which the group is one."""

    evidence: Evidence
    counter_guarantees: tuple[GuaranteeFact, ...]
    counter_count: int
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class GuarantorsFound(Asked):
    """Who guarantees a borrower."""

    answer: GuarantorsAnswer
    facts: GuarantorsFacts
    certainty: GuarantorsCertainty
    changes: tuple[CoverChange, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class View:
    """How one looks. viewer_id: the firm that asks; months: how far back; most: of each list."""

    viewer_id: str | None = None
    months: int = MONTHS
    most: int = SHOWN


def guarantors(day: Day, party_id: str, law: Regime, view: View | None = None) -> GuarantorsFound:
    """Who guarantees a borrower and, by the law of the day, its group.

    NotFound for an unknown party or viewer, or where the regime has no rule on the day; UsageError for months out of
    range, or a borrower that views itself.
    """
    view = view or View()
    if not 1 <= view.months <= MOST_MONTHS:
        raise UsageError(
            f"The course goes over 1 to {MOST_MONTHS} months.", f"走势的月数应在 1 至 {MOST_MONTHS} 之间。",
            months=view.months,
        )  # fmt: skip
    borrower = day.position(party_id)
    viewer = None if view.viewer_id is None else day.position(view.viewer_id)
    if viewer == borrower:
        raise UsageError(
            "The viewer is the borrower itself. Name the firm that guarantees, or is asked to.",
            "查看方就是被担保人本身。请指定提供担保或拟提供担保的机构。",
            party=party_id,
        )
    found, asked = Guaranteeing.of(day, law, borrower, viewer, view.months), day.asked(borrower, law.id)
    parties = ordered(found)
    answer = _answer(found, parties, view.most)
    facts, cut = _facts(found, view.most)
    sure = certainty(found, parties, view.most)
    changes, more = cover_changes(found, view.most)
    cut |= more or bool(found.left_out) or len(found.members) - 1 > view.most or len(parties) > view.most
    return GuarantorsFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime, answer, facts, sure, changes,
        cut or sure.cut(view.most),
    )  # fmt: skip


def _answer(found: Guaranteeing, parties: list[int], most: int) -> GuarantorsAnswer:
    group = None
    if found.in_group:
        group = GuaranteedGroup(_members(found, most), len(found.members), _guaranteed(found, GROUP))
    return GuarantorsAnswer(
        _guaranteed(found, BORROWER), group, rows(found, parties[:most]), len(parties),
        None if found.viewer is None else _viewer(found, found.viewer),
    )  # fmt: skip


def _guaranteed(found: Guaranteeing, which: int) -> Guaranteed:
    stands, here = found.stands(which)
    figures, scope = found.exposure(which)
    portfolio = found.portfolio
    at = list(here.values())
    hhi, top = (None if isnan(one) else one for one in concentration(stands.contingent[at]))
    outside = from_outside(found.book(found.pairs(which)), found.members)
    return Guaranteed(
        four_numbers(figures, scope), int(portfolio.outstanding[found.owed_loans(which)].sum()) / FEN, outside / FEN,
        int(portfolio.undrawn[found.contracts_for(which)].sum()) / FEN, len(here),
        int(stands.contracts[at].sum()),
        Concentration(hhi, top, *counts(found, here)), growth(found, which), fastest(found, which),
        series(found, which),
    )  # fmt: skip


def _members(found: Guaranteeing, most: int) -> tuple[GroupMember, ...]:
    groups, naming = found.day.control_groups(found.law), found.day.naming
    loans = found.owed_loans(GROUP)
    owed = Counter[int]()
    for party, amount in zip(
        found.portfolio.borrower[loans].tolist(), found.portfolio.outstanding[loans].tolist(), strict=True
    ):
        owed[party] += amount
    first = GroupMember(naming.party(found.borrower), "itself", None, owed[found.borrower] / FEN)
    others = (
        GroupMember(naming.party(one.member), one.tie.value, naming.holder(one.through), owed[one.member] / FEN)
        for one in islice(groups.steps(found.borrower), most)
    )
    return first, *others


def _viewer(found: Guaranteeing, viewer: int) -> Viewer:
    own, group = Promises(found, BORROWER), Promises(found, GROUP) if found.in_group else None
    return Viewer(
        found.day.naming.party(viewer), own.of(viewer), group.of(viewer) if group else None,
        _others(found, viewer, BORROWER, own), _others(found, viewer, GROUP, group) if group else None,
    )  # fmt: skip


def _others(found: Guaranteeing, viewer: int, which: int, promises: Promises) -> Others:
    stands, here = found.stands(which)
    before = found.nominal_before(which, BACK[-1]).keys()
    others = {party: row for party, row in here.items() if party != viewer}
    at = list(others.values())
    book = found.book(found.pairs(which))
    own_loans = book.loan[book.pair_guarantor == viewer]
    beside = set(np.unique(book.pair_guarantor[np.isin(book.loan, own_loans)]).tolist()) - {viewer}
    return Others(
        len(others), counts(found, others)[0],
        int(stands.nominal[at].sum()) / FEN, int(stands.contingent[at].sum()) / FEN, len(others.keys() - before),
        promises.earlier_than(viewer), len(beside),
    )  # fmt: skip


def _facts(found: Guaranteeing, most: int) -> tuple[GuarantorsFacts, bool]:
    """And whether more exist than are shown."""
    portfolio, scope = found.portfolio, found.scopes()[-1]
    own, every = found.book(found.pairs(BORROWER)), found.book(found.pairs(scope))
    contracts = _first(own.contract, every.contract)
    loans = _first(found.owed_loans(BORROWER), every.loan)
    counters = np.unique(portfolio.counter.contract[np.isin(portfolio.counter.loan, every.contract)])
    evidence = found.day.contracts.evidence(found.contracts(contracts), found.loans(loans), most)
    articles = tuple(article(found.law.id, rule.source) for rule in found.day.group_rules(found.law))
    return GuarantorsFacts(
        evidence, found.day.contracts.guarantees(found.contracts(counters[:most])), len(counters), articles
    ), max(len(contracts), len(loans), len(counters)) > most  # fmt: skip


def _first(own: NDArray[np.integer], every: NDArray[np.integer]) -> NDArray[np.integer]:
    """Each place once, one's own first."""
    return np.concatenate([np.unique(own), np.setdiff1d(every, own)])
