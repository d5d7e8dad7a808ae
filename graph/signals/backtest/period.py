"""At which dates a back-test looks: so many months, weeks or days apart, counted back from the last one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from graph.errors import UsageError
from graph.measures.changes import months_before

MOST_DATES: Final = 1_200
"""A hundred years of months."""

WRITTEN: Final = re.compile(r"([1-9][0-9]{0,2})([mwd])")
DAYS_OF: Final = {"w": 7, "d": 1}


@dataclass(frozen=True, slots=True)
class Step:
    """How far two dates are apart: so many months, or so many days."""

    months: int = 1
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> "Step":
        """`1m`, `2w`, `10d`: months, weeks, days. UsageError for anything else."""
        found = WRITTEN.fullmatch(text.strip())
        if not found:
            raise UsageError(
                f"{text!r} is no step between dates. Write 1m, 2w or 10d for months, weeks or days.",
                f"{text!r}不是有效的步长。请写作1m、2w或10d，分别表示月、周、天。",
            )
        count, unit = int(found[1]), found[2]
        return cls(count) if unit == "m" else cls(0, count * DAYS_OF[unit])

    def __str__(self) -> str:
        return f"{self.months}m" if self.months else f"{self.days}d"

    def before(self, day: date, times: int) -> date:
        """So many steps before a day; months end where they end, so that 31 January follows 28 February."""
        return months_before(day, self.months * times) if self.months else day - timedelta(self.days * times)


@dataclass(frozen=True)
class Period:
    """From the first date on, up to the last one, which is always looked at. UsageError for a period that ends before
    it begins, or of too many dates."""

    first: date
    last: date
    step: Step = Step()

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise UsageError(
                f"The period from {self.first} to {self.last} ends before it begins.",
                f"区间{self.first}至{self.last}的结束早于开始。",
            )
        if len(self.days) > MOST_DATES:
            raise UsageError(
                f"A back-test has at most {MOST_DATES:,} dates. Choose a longer step or a shorter period.",
                f"回测最多{MOST_DATES:,}个日期。请加大步长或缩短区间。",
            )

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The dates, ascending."""
        return tuple(self._counted_back())[::-1]

    @property
    def run_in(self) -> date:
        """One step before the first date: what fires there already does not start to fire at the first date."""
        return self.step.before(self.last, len(self.days))

    @property
    def weeks(self) -> float:
        """How long new alarms were looked for, from the run-in to the last date."""
        return (self.last - self.run_in).days / 7

    def _counted_back(self) -> Iterator[date]:
        times, day = 0, self.last
        while day >= self.first and times <= MOST_DATES:
            yield day
            times += 1
            day = self.step.before(self.last, times)
