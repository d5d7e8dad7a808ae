"""How a guarantee firm's portfolio went, day by day: amounts per client and in all, conditions, calls, recoveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.guarantees.book import Ints, sums
from graph.guarantees.firm_balance import OwnPairs
from graph.guarantees.portfolio import Portfolio
from graph.monitoring.condition import Condition
from graph.monitoring.firm_facts import FirmFacts
from graph.monitoring.open_signals import OpenSignals
from graph.monitoring.paid import CALL, RECOVERY, Paid, paid


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Payments between each day and the one before (int64 fen). by_client: days × clients. whole: per day, also what no
    client is named for, unless the question was narrowed to some; the first day's row is all that was paid up to it.
    unassigned: of the whole, what no client is known for. unstated: events without an amount."""

    by_client: Ints
    whole: Ints
    unassigned: int
    unstated: int


@dataclass(frozen=True, eq=False)
class Course:
    """Amounts are int64 fen; the first of the days is what the second is compared with.

    in_guarantee, outstanding: days × clients: the most that can be called from the firm for each alone, and what is
    outstanding of its loans that the firm secures. whole: per day the most that can be called in all, a pool once.
    added, released: per day by how much contracts came to stand for more, or less, than on the day before, contract by
    contract. levels: days × clients, 0 for no open warning.
    """

    facts: FirmFacts
    days: tuple[date, ...]
    in_guarantee: Ints
    outstanding: Ints
    whole: Ints
    added: Ints
    released: Ints
    conditions: tuple[Condition, ...]
    levels: NDArray[np.int64]
    called: Flow
    recovered: Flow


@dataclass(frozen=True, slots=True, eq=False)
class _Book:
    """One day's amounts (fen). by_contract: what each contract stands for."""

    in_guarantee: Ints
    outstanding: Ints
    by_contract: Ints
    whole: int


def course(facts: FirmFacts, days: Sequence[date], known_at: date, signals: OpenSignals) -> Course:
    """The course over these days, two or more, as known on one. The facts are read once and cut for each day."""
    books, conditions = [], []
    for day in days:
        portfolio = Portfolio(facts.on(day, known_at))
        books.append(_book(facts, portfolio))
        conditions.append(Condition.of(facts, portfolio))
    by_contract = np.stack([one.by_contract for one in books])
    change = np.diff(by_contract, axis=0, prepend=by_contract[:1])
    at = AsOf(days[-1], known_at)
    return Course(
        facts, tuple(days),
        np.stack([one.in_guarantee for one in books]), np.stack([one.outstanding for one in books]),
        np.array([one.whole for one in books], dtype=np.int64),
        np.maximum(change, 0).sum(axis=1), np.maximum(-change, 0).sum(axis=1),
        tuple(conditions), np.stack([signals.strongest(facts, day) for day in days]),
        _flow(facts, days, paid(facts.whole, facts.firm, CALL, at)),
        _flow(facts, days, paid(facts.whole, facts.firm, RECOVERY, at)),
    )  # fmt: skip


def _book(facts: FirmFacts, portfolio: Portfolio) -> _Book:
    book = portfolio.book
    place = facts.places(book.borrower[book.loan])
    book = book.of_pairs((book.pair_guarantor == facts.firm) & (place >= 0))
    client, count = facts.places(book.borrower[book.loan]), len(facts.clients)
    rows = np.arange(len(book.loan))
    own = OwnPairs.of(book, rows)
    loans = np.unique(book.loan)
    return _Book(
        sums(client, own.called(rows, client), count),
        sums(facts.places(book.borrower[loans]), book.outstanding[loans], count),
        book.limit, int(own.called(rows).sum()),
    )  # fmt: skip


def _flow(facts: FirmFacts, days: Sequence[date], found: Paid) -> Flow:
    """Payments by the first day at which they show."""
    ends = np.array(days, dtype="datetime64[D]").astype(np.int64)
    step, place = np.searchsorted(ends, found.day), facts.places(found.debtor)
    known, count = place >= 0, max(1, len(facts.clients))
    counted = known if facts.narrowed else np.ones(len(known), dtype=np.bool_)
    by_client = sums(step[known] * count + place[known], found.amount[known], len(days) * count)
    return Flow(
        by_client.reshape(len(days), count)[:, : len(facts.clients)],
        sums(step[counted], found.amount[counted], len(days)),
        int(found.amount[counted & ~known].sum()), int(found.unstated[counted].sum()),
    )  # fmt: skip
