"""Who stands for a borrower and for its group, today and some months ago: the figures behind the answer on arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.day import Day
from graph.guarantees.around import Around
from graph.guarantees.book import GuaranteeBook, Positions
from graph.guarantees.exposure import Exposure, Stands, with_stands
from graph.guarantees.over_time import Course, OverTime, Scope, month_ends, months_before
from graph.guarantees.portfolio import Portfolio
from graph.regimes.regime import Regime

BORROWER, GROUP = 0, 1
BACK: Final = (0, 3, 12)
"""The months over which growth is told, and today."""

MOST_PAIRS: Final = 1_000_000
"""So many pairs of contract and loan are followed over all days of a course; of more, over fewer days."""


@dataclass(frozen=True, eq=False)
class Guaranteeing:
    """The guarantees for a borrower and its control group. viewer: the party that asks, if it said so.

    members: int32, the group, ascending; the borrower alone where nobody is tied to it by control. course_days: of the
    months asked for, those followed; left_out: how many were not.
    """

    day: Day
    law: Regime
    borrower: int
    viewer: int | None
    members: Positions
    over_time: OverTime
    course_days: tuple[date, ...]
    left_out: int

    @classmethod
    def of(cls, day: Day, law: Regime, borrower: int, viewer: int | None, months: int) -> "Guaranteeing":
        """The facts around the borrower over so many months."""
        members, at = day.control_groups(law).members(borrower), day.snapshot.at
        around = Around.of(day.snapshot.history, members)
        wanted = month_ends(at.as_of, months)
        fits = max(1, MOST_PAIRS // max(1, len(around.history.table("SECURES_LOAN"))) - len(BACK))
        kept = wanted[-fits:]
        days = tuple(sorted({*kept, *(months_before(at.as_of, back) for back in BACK)}))
        over_time = OverTime(around, days, at.known_at)
        return cls(day, law, borrower, viewer, members, over_time, tuple(kept), len(wanted) - len(kept))

    @property
    def in_group(self) -> bool:
        """Whether anybody is tied to the borrower by control."""
        return len(self.members) > 1

    @property
    def portfolio(self) -> Portfolio:
        """All days side by side."""
        return self.over_time.portfolio

    @property
    def today(self) -> int:
        """The number of the day asked about: the last."""
        return len(self.over_time.days) - 1

    def of_scope(self, which: int) -> Positions:
        """The borrower alone, or its group."""
        return self.members if which == GROUP else np.array([self.borrower], dtype=np.int32)

    def pairs(self, which: int) -> NDArray[np.int64]:
        """The pairs of today's book for the borrower or the group."""
        return self._pairs[which]

    def exposure(self, which: int) -> tuple[Exposure, int]:
        """The exposures, and the place of this scope among them."""
        return self._found[0], which

    def stands(self, which: int) -> tuple[Stands, dict[int, int]]:
        """What guarantors have, and the row of each guarantor of this scope."""
        found = self._found[1]
        first, last = np.searchsorted(found.scope, [which, which + 1]).tolist()
        return found, dict(zip(found.guarantor[first:last].tolist(), range(first, last), strict=True))

    def called(self, row: int) -> float:
        """What is expected to be called from a guarantor if all borrowers of the scope fail (fen)."""
        return float(self._found[2][row])

    def day_before(self, back: int) -> int:
        """The number of the day so many months ago."""
        return self.over_time.days.index(months_before(self.day.snapshot.at.as_of, back))

    def nominal_before(self, which: int, back: int) -> dict[int, int]:
        """Per guarantor of so many months ago what its contracts came to (fen)."""
        return self._nominal[which][back]

    def course(self, which: int) -> Course:
        """What stood on every day."""
        return self._scopes[which].course

    def contracts(self, places: NDArray[np.integer]) -> NDArray[np.int64]:
        """Where contracts of the portfolio stand among all contracts."""
        all_contracts = self.over_time.around.contracts
        return np.asarray(all_contracts[places % max(1, len(all_contracts))], dtype=np.int64)

    def loans(self, places: NDArray[np.integer]) -> NDArray[np.int64]:
        """Where loans of the portfolio stand among all loans."""
        all_loans = self.over_time.around.loans
        return np.asarray(all_loans[places % max(1, len(all_loans))], dtype=np.int64)

    def owed_loans(self, which: int) -> NDArray[np.int64]:
        """The loans, of today in the portfolio, that these owe; also those of unknown amount and those repaid."""
        size = len(self.over_time.around.loans)
        owed = self.portfolio.borrower[self.today * size :]
        return np.flatnonzero(np.isin(owed, self.of_scope(which))) + self.today * size

    def contracts_for(self, which: int) -> NDArray[np.int64]:
        """The contracts, of today in the portfolio, that name these as debtor, begun by then."""
        size, edges = len(self.over_time.around.contracts), self.portfolio.snapshot.begun("FOR")
        here = (edges.source >= self.today * size) & np.isin(edges.target, self.of_scope(which))
        return np.unique(edges.source[here]).astype(np.int64)

    def scopes(self) -> Sequence[int]:
        """The scopes that differ."""
        return (BORROWER, GROUP) if self.in_group else (BORROWER,)

    def book(self, rows: NDArray[np.int64]) -> GuaranteeBook:
        """The book of some of the pairs."""
        return self.portfolio.book.of_pairs(rows)

    @cached_property
    def _scopes(self) -> list[Scope]:
        return [self.over_time.of(self.of_scope(which)) for which in self.scopes()]

    @cached_property
    def _pairs(self) -> list[NDArray[np.int64]]:
        return [rows[day == self.today] for rows, day in (scope.pairs for scope in self._scopes)]

    @cached_property
    def _found(self) -> tuple[Exposure, Stands, NDArray[np.float64]]:
        scope = np.repeat(np.arange(len(self._pairs)), [len(rows) for rows in self._pairs])
        return with_stands(self.book(np.concatenate(self._pairs)), scope, len(self._pairs))

    @cached_property
    def _nominal(self) -> list[dict[int, dict[int, int]]]:
        return [{back: scope.nominal(self.day_before(back)) for back in BACK[1:]} for scope in self._scopes]
