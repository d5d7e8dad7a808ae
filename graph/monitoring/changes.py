"""What has changed with each client since the day before."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.calls import Floats
from graph.monitoring.course import Course

STEPS_PAST_DUE: Final = (0, 30, 60, 90)
"""More days past due than one of these is worse than fewer. A class that nobody states counts as normal."""


class What(StrEnum):
    """What has changed."""

    NEW = "new"
    ENDED = "ended"
    RAISED = "raised"
    REDUCED = "reduced"
    WORSENED = "worsened"
    IMPROVED = "improved"
    CALLED = "called"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of one client (its place) up to one day (its number). before, after: in guarantee, fen; of calls and
    recoveries 0 and what was paid. why: of worsened and improved: past_due, loan_class, case, listing, warning."""

    day: int
    client: int
    what: What
    before: int
    after: int
    why: tuple[str, ...] = ()


def changes(course: Course) -> Iterator[Changed]:
    """All of them, the latest day first, then client by client."""
    looked_at = _Compared(course)
    for day in range(len(course.days) - 1, 0, -1):
        for client in looked_at.moved(day).tolist():
            yield from _amounts(course, day, client)
            yield from looked_at.conditions(day, client)
            for what, flow in ((What.CALLED, course.called), (What.RECOVERED, course.recovered)):
                if flow.by_client[day, client]:
                    yield Changed(day, client, what, 0, int(flow.by_client[day, client]))


def _amounts(course: Course, day: int, client: int) -> Iterator[Changed]:
    before, after = (int(course.in_guarantee[one, client]) for one in (day - 1, day))
    if before == after:
        return
    if not before:
        what = What.NEW
    elif not after:
        what = What.ENDED
    else:
        what = What.RAISED if after > before else What.REDUCED
    yield Changed(day, client, what, before, after)


class _Compared:
    """The conditions of each day beside those of the day before."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._ranks = {
            "past_due": np.stack([_step(one.days_past_due) for one in course.conditions]),
            "loan_class": np.stack([np.nan_to_num(one.loan_class, nan=1.0) for one in course.conditions]),
            "case": np.stack([one.cases for one in course.conditions]),
            "warning": course.levels,
        }
        self._owed = np.cumsum(course.called.by_client - course.recovered.by_client, axis=0)

    def moved(self, day: int) -> NDArray[np.int64]:
        """The clients with whom anything is other than on the day before."""
        course = self._course
        found = course.in_guarantee[day] != course.in_guarantee[day - 1]
        found |= (course.called.by_client[day] != 0) | (course.recovered.by_client[day] != 0)
        for ranks in self._ranks.values():
            found |= ranks[day] != ranks[day - 1]
        old, new = course.conditions[day - 1].lists, course.conditions[day].lists
        found |= np.fromiter((one != other for one, other in zip(old, new, strict=True)), np.bool_, len(old))
        return np.flatnonzero(found)

    def conditions(self, day: int, client: int) -> Iterator[Changed]:
        """Of whom the firm stands for, or whose debts it has paid without getting all back."""
        before, after = (int(self._course.in_guarantee[one, client]) for one in (day - 1, day))
        if not before and not after and self._owed[day, client] <= 0:
            return
        worse = self._why(day, client, 1)
        better = self._why(day, client, -1)
        if worse:
            yield Changed(day, client, What.WORSENED, before, after, worse)
        elif better:
            yield Changed(day, client, What.IMPROVED, before, after, better)

    def _why(self, day: int, client: int, sign: int) -> tuple[str, ...]:
        """What has risen (1) or fallen (-1) since the day before."""
        why = [
            name for name, ranks in self._ranks.items() if sign * (ranks[day, client] - ranks[day - 1, client]) > 0
        ]  # fmt: skip
        old, new = (self._course.conditions[one].lists[client] for one in (day - 1, day))
        listed = new - old if sign > 0 else old - new
        return (*why, "listing") if listed else tuple(why)


def _step(days: Floats) -> NDArray[np.int64]:
    """How many of the steps so many days past due exceed; none stated count as none."""
    found: NDArray[np.int64] = (np.nan_to_num(days)[:, None] > np.array(STEPS_PAST_DUE)).sum(axis=1)
    return found
