"""What answers about circles are made of: the circle in figures, cycles, pairs, ties to the outside, events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.explain.four_numbers import FourNumbers, four_numbers
from graph.explain.naming import open_day
from graph.guarantees.book import FEN, GuaranteeBook
from graph.guarantees.cycles import LONGEST, simple_cycles
from graph.guarantees.exposure import exposure
from graph.guarantees.lineage import CircleEvent
from graph.kernels.csr import CSR

NAMED: Final = 20
"""So many members of a circle are named where several circles are listed, and in each event."""

CYCLE_SECONDS: Final = 3.0
"""Cycles are listed for so long."""


@dataclass(frozen=True, slots=True)
class CircleSummary:
    """A circle in figures. circle_id: kept from month to month; members: the first so many of `size`; since: the month
    end at which it was first there, None where nobody says or it could not be followed.

    guarantee_count, nominal_cny: of the contracts inside, so far as amounts are known; unknown_amounts: where not.
    debt_cny: what is outstanding of all loans of members. mutual_pairs: members that stand for each other directly.
    numbers (of the members' guaranteed loans, whoever guarantees) and external_cover_cny (what guarantors outside cover
    of them) follow the law: None where asked without.
    """

    circle_id: str
    size: int
    members: tuple[PartyName, ...]
    since: date | None
    guarantee_count: int
    nominal_cny: float
    unknown_amounts: int
    debt_cny: float
    mutual_pairs: int
    numbers: FourNumbers | None
    external_cover_cny: float | None


@dataclass(frozen=True, slots=True)
class CycleFound:
    """Parties each of which stands for the next, the last for the first, with the contract (the first of several) by
    which it does; the first so many of `length`."""

    length: int
    parties: tuple[PartyName, ...]
    guarantee_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CycleList:
    """Simple cycles of up to `longest` guarantees. stopped: complete, or the bound (count, time) at which more may
    exist."""

    cycles: tuple[CycleFound, ...]
    longest: int
    stopped: str


@dataclass(frozen=True, slots=True)
class PairFound:
    """Two that stand for each other directly, with the contracts either way and what they come to (元)."""

    first: PartyName
    second: PartyName
    guarantee_ids: tuple[str, ...]
    nominal_cny: float


@dataclass(frozen=True, slots=True)
class OutsideTie:
    """Somebody outside the circle who stands for members, or for whom members stand: by so many contracts, and what
    these come to as far as known (元)."""

    party: PartyName
    guarantee_count: int
    nominal_cny: float


@dataclass(frozen=True, slots=True)
class EventFound:
    """What happened to a circle in the month that ended on `day`. joined, left: the first so many of those; others:
    the circles that it merged into or split from, or that merged into or split from it."""

    day: date | None
    circle_id: str
    change: str
    joined: tuple[PartyName, ...]
    joined_count: int
    left: tuple[PartyName, ...]
    left_count: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CirclesAsked:
    """How circles are asked about. most: of each list; regime_free: without what follows from law; months: of history,
    None for none; cycles: whether to list them."""

    most: int = 100
    regime_free: bool = False
    months: int | None = None
    cycles: bool = False


def summaries(day: Day, numbers: Sequence[int], named: int, *, regime_free: bool) -> tuple[CircleSummary, ...]:
    """These circles in figures, each with its first so many members."""
    structures, network = day.structures, day.network
    legal = [(None, None)] * len(numbers) if regime_free else _by_law(day, numbers)
    found = []
    for number, (four, external) in zip(numbers, legal, strict=True):
        circle, identity = network.circles[number], structures.identity[number]
        found.append(
            CircleSummary(
                identity, len(circle.members), day.naming.parties(circle.members[:named]),
                open_day(structures.timeline.since.get(identity)), len(circle.guarantees),
                float(structures.nominal_cny[number]),
                int(np.isnan(network.amount_cny[circle.guarantees]).sum()),
                float(structures.owed_cny[circle.members].sum()), len(structures.pairs_in(number)), four, external,
            )
        )  # fmt: skip
    return tuple(found)


def pairs_named(day: Day, pairs: NDArray[np.int32]) -> tuple[PairFound, ...]:
    """Pairs of positions as pairs of names, with their contracts."""
    found = []
    for first, second in pairs.tolist():
        rows = np.concatenate([day.structures.between(first, second), day.structures.between(second, first)])
        amount = float(np.nansum(day.network.amount_cny[rows]))
        names = day.naming.party(first), day.naming.party(second)
        found.append(PairFound(*names, contract_ids(day, rows), amount))
    return tuple(found)


def cycle(day: Day, members: NDArray[np.integer], rows: NDArray[np.int64], most: int) -> CycleFound:
    """A cycle by positions of parties and guarantees of the network."""
    return CycleFound(len(members), day.naming.parties(members[:most]), contract_ids(day, rows[:most]))


def listed_cycles(day: Day, csr: CSR, members: NDArray[np.int32], most: int) -> CycleList:
    """The simple cycles of arcs between the places of some members."""
    found = simple_cycles(csr, most=most, seconds=CYCLE_SECONDS)
    return CycleList(
        tuple(cycle(day, members[one.members], one.guarantees, most) for one in found.found), LONGEST,
        found.stopped.value,
    )  # fmt: skip


def outside_ties(
    day: Day, number: int, most: int, *, giving: bool
) -> tuple[tuple[OutsideTie, ...], int]:  # fmt: skip
    """Who stands for members from outside (giving), or whom members stand for outside, the largest amounts first; and
    how many there are."""
    network, members = day.network, day.network.circles[number].members
    given = network.by_debtor if giving else network.by_guarantor
    rows = given.edges_of_all(members)
    other = (network.guarantor if giving else network.debtor)[rows]
    outside = day.structures.circle_of[other] != number
    parties, place = np.unique(other[outside], return_inverse=True)
    counts = np.bincount(place, minlength=len(parties))
    amounts = np.bincount(place, np.nan_to_num(network.amount_cny[rows[outside]]), len(parties))
    first = np.lexsort((parties, -amounts))[:most]
    ties = tuple(
        OutsideTie(day.naming.party(int(parties[i])), int(counts[i]), float(amounts[i])) for i in first.tolist()
    )
    return ties, len(parties)


def events(day: Day, found: Iterable[CircleEvent]) -> tuple[EventFound, ...]:
    """Events with names for ids."""
    return tuple(
        EventFound(
            open_day(one.day), one.identity, one.change.value, _named(day, one.joined), len(one.joined),
            _named(day, one.left), len(one.left), one.others,
        )
        for one in found
    )  # fmt: skip


def contract_ids(day: Day, rows: NDArray[np.integer]) -> tuple[str, ...]:
    """The ids of the contracts of some guarantees of the network."""
    edges = day.snapshot.edges("GUARANTEES")
    ids: list[str] = edges.rows(day.network.edge[rows]).column("guarantee_id").to_pylist()
    return tuple(ids)


def _named(day: Day, party_ids: Sequence[str]) -> tuple[PartyName, ...]:
    return day.naming.parties(day.snapshot.find("Party", list(party_ids[:NAMED])))


def _by_law(day: Day, numbers: Sequence[int]) -> list[tuple[FourNumbers | None, float | None]]:
    """Per circle the four numbers of its members' loans, and what outsiders cover of them."""
    structures, book = day.structures, day.portfolio.book
    rows = [structures.pairs_of_borrower.edges_of_all(day.network.circles[number].members) for number in numbers]
    scope = np.repeat(np.arange(len(numbers)), [len(one) for one in rows])
    chosen = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
    circles = np.array(numbers, dtype=np.int64)
    outside = structures.circle_of[book.pair_guarantor[chosen]] != circles[scope]
    whole = exposure(_book_of(book, chosen), scope, len(numbers))
    external = exposure(_book_of(book, chosen[outside]), scope[outside], len(numbers)).covered
    return [(four_numbers(whole, place), float(external[place]) / FEN) for place in range(len(numbers))]


def _book_of(book: GuaranteeBook, rows: NDArray[np.int64]) -> GuaranteeBook:
    """The book of some pairs, by their places: without a look at all others."""
    return GuaranteeBook(
        book.borrower, book.outstanding, book.guarantor, book.cap, book.contract[rows], book.loan[rows]
    )
