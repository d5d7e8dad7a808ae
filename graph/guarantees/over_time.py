"""How the guarantees for some borrowers grew: what stood on each of several days, by the definition of one day."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.as_of import FIRST_DAY
from graph.guarantees.around import Around
from graph.guarantees.book import GuaranteeBook, Ints, Positions, sums
from graph.guarantees.exposure import ScopedBook
from graph.guarantees.portfolio import Portfolio
from graph.kernels.distinct import distinct_pairs


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Per day (int64; amounts in fen): guarantors and contracts; what the borrowers owe in all, and of that the
    guaranteed loans; nominal and covered as of `Exposure`."""

    guarantors: Ints
    contracts: Ints
    owed: Ints
    outstanding: Ints
    nominal: Ints
    covered: Ints


@dataclass(frozen=True, eq=False)
class OverTime:
    """The guarantees around some borrowers on several days (ascending, each once) as known on one."""

    around: Around
    days: tuple[date, ...]
    known_at: date

    @cached_property
    def portfolio(self) -> Portfolio:
        """The days side by side."""
        return self.around.on(self.days, self.known_at)

    def of(self, borrowers: Positions) -> "Scope":
        """What stands for these of the borrowers."""
        return Scope(self, borrowers)


@dataclass(frozen=True, eq=False)
class Scope:
    """The guarantees for the loans of some of the borrowers (int32 positions), day by day."""

    over_time: OverTime
    borrowers: Positions

    def on(self, number: int) -> GuaranteeBook:
        """The book of one of the days; loans and contracts keep their places."""
        rows, day = self.pairs
        return self.over_time.portfolio.book.of_pairs(rows[day == number])

    def nominal(self, number: int) -> dict[int, int]:
        """Per guarantor what its contracts come to on one of the days (fen)."""
        book = self.on(number)
        contract = np.unique(book.contract)
        guarantor, place = np.unique(book.guarantor[contract], return_inverse=True)
        amounts = sums(place, book.nominal[contract], len(guarantor))
        return dict(zip(guarantor.tolist(), amounts.tolist(), strict=True))

    @cached_property
    def course(self) -> Course:
        """What stood on every day."""
        rows, day = self.pairs
        count = len(self.over_time.days)
        apart = ScopedBook.of(self.over_time.portfolio.book.of_pairs(rows), day, count)
        heads = distinct_pairs(apart.contract_scope, apart.book.guarantor)
        return Course(
            np.bincount(heads.first, minlength=count), np.bincount(apart.contract_scope, minlength=count), self._owed(),
            apart.outstanding, apart.nominal, apart.covered,
        )  # fmt: skip

    @cached_property
    def pairs(self) -> tuple[NDArray[np.int64], Ints]:
        """The pairs of the book whose loans these owe: their places, and the day of each (by number)."""
        book = self.over_time.portfolio.book
        rows = np.flatnonzero(np.isin(book.borrower[book.loan], self.borrowers))
        return rows, book.loan[rows].astype(np.int64) // max(1, len(self.over_time.around.loans))

    def _owed(self) -> Ints:
        portfolio = self.over_time.portfolio
        owes = np.flatnonzero(np.isin(portfolio.borrower, self.borrowers))
        day = owes // max(1, len(self.over_time.around.loans))
        return sums(day, portfolio.outstanding[owes], len(self.over_time.days))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month where there is none; of a month's last day the
    last. Not before the first day that may be asked for."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = month_end(date(year, month + 1, 1))
    return max(FIRST_DAY, last if day == month_end(day) else last.replace(day=min(day.day, last.day)))


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_ends(day: date, months: int) -> list[date]:
    """The last days of so many months before the day's own, and the day itself; none before the first day that may be
    asked for."""
    ends: Iterable[date] = (month_end(months_before(day.replace(day=1), back)) for back in range(months, 0, -1))
    return sorted({*(end for end in ends if FIRST_DAY <= end < day), day})
