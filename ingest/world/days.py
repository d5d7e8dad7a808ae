"""Dates as whole days since 1970-01-01 (int32), and the quarters of a world's history."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.signedinteger[Any]]

NEVER: Final = 2_000_000
"""A day after every date that a calendar can write: "not ended", "did not happen"."""

_EPOCH: Final = date(1970, 1, 1).toordinal()


def day_of(when: date) -> int:
    """The day number of a date."""
    return when.toordinal() - _EPOCH


@dataclass(frozen=True, slots=True)
class Calendar:
    """The quarters of a history: first and last day of each, both included."""

    first_year: int
    years: int
    starts: Days
    ends: Days

    @classmethod
    def until(cls, last: date, years: int) -> "Calendar":
        """The `years` calendar years that end with `last`'s."""
        first_year = last.year - years + 1
        firsts = [day_of(date(first_year + q // 4, 1 + 3 * (q % 4), 1)) for q in range(4 * years)]
        lasts = [*(f - 1 for f in firsts[1:]), day_of(date(last.year, 12, 31))]
        return cls(first_year, years, np.array(firsts, np.int32), np.array(lasts, np.int32))

    @property
    def first_day(self) -> int:
        """The day on which the history starts."""
        return int(self.starts[0])

    @property
    def today(self) -> int:
        """The last day of the history."""
        return int(self.ends[-1])

    @property
    def quarters(self) -> int:
        """How many quarters the history has."""
        return len(self.starts)

    def quarter_ends_before(self, days: Days) -> npt.NDArray[np.int64]:
        """How many quarters of the history have ended before each day."""
        return np.searchsorted(self.ends, days, side="left")

    def year_of(self, days: Days) -> npt.NDArray[np.int64]:
        """The year of the history (0 is the first) of each day; days outside count to the nearest year."""
        return np.clip((np.searchsorted(self.starts, days, side="right") - 1) // 4, 0, self.years - 1)

    def year_ends(self) -> Days:
        """The year ends at which statements are drawn up: the one before the history and all but its last."""
        return np.array([day_of(date(self.first_year - 1 + y, 12, 31)) for y in range(self.years)], np.int32)
