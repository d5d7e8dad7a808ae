"""What counts as having come true: the first default of an enterprise within a horizon, as known in the end."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.as_of import BEGINNING, AsOf
from graph.errors import UsageError
from graph.measures.condition import STANDARD, DefaultRule, first_days
from graph.snapshot import History
from graph.snapshot.columns import int32_days

Days = NDArray[np.int32]
Flags = NDArray[np.bool_]

EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Awaited:
    """How long an alarm has to come true. reporting_lag_days: how long after that a default may still be told; before
    it has passed nobody knows that there was none. UsageError for a horizon of no days or a lag below zero."""

    horizon_days: int = 365
    reporting_lag_days: int = 30
    rule: DefaultRule = field(default_factory=lambda: STANDARD)

    def __post_init__(self) -> None:
        if self.horizon_days < 1 or self.reporting_lag_days < 0:
            raise UsageError(
                f"A horizon has at least one day and a lag none below zero, not {self.horizon_days} and "
                f"{self.reporting_lag_days}.",
                f"预测期至少一天，报告滞后不得为负，不能是{self.horizon_days}和{self.reporting_lag_days}。",
            )


@dataclass(frozen=True, eq=False)
class Outcomes:
    """first_default: per party of the history, days since 1970-01-01 (int32), NEVER without a default by an event."""

    awaited: Awaited
    known_at: date
    first_default: Days

    @classmethod
    def of(cls, history: History, known_at: date, awaited: Awaited) -> "Outcomes":
        """What a history tells of defaults by a day, however late each was told."""
        return cls(awaited, known_at, first_days(history.at(AsOf(known_at, known_at)), awaited.rule.events))

    def matured(self, day: date) -> bool:
        """Whether the window after a date has passed, and the days in which its defaults were still to be told."""
        return day + timedelta(self.awaited.horizon_days + self.awaited.reporting_lag_days) <= self.known_at

    def had_failed(self, day: date) -> Flags:
        """Who had defaulted by a date, also if that was told only later."""
        return np.asarray(self.first_default <= number(day))

    def fails(self, day: date) -> Flags:
        """Who defaults for the first time within the window: after the date, up to the last day of the horizon."""
        after = self.first_default > number(day)
        return np.asarray(after & (self.first_default <= number(day) + self.awaited.horizon_days))


def first_told(history: History) -> date | None:
    """The first day on which an event was recorded, where one is dated: before it, that nobody failed says nothing."""
    recorded = int32_days(history.table("HAD"), "recorded_on")
    dated = recorded[recorded > number(BEGINNING)]
    return EPOCH + timedelta(int(dated.min())) if len(dated) else None


def number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days
