"""What has changed with each client since the day before."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from graph.monitoring.course import Course

STEPS_PAST_DUE: Final = (0, 30, 60, 90)
"""More days past due than one of these is worse than fewer."""


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
    for day in range(len(course.days) - 1, 0, -1):
        for client in range(len(course.facts.clients)):
            yield from _amounts(course, day, client)
            yield from _conditions(course, day, client)
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


def _conditions(course: Course, day: int, client: int) -> Iterator[Changed]:
    """Of whom the firm stands for, or whose debts it has paid without getting all back."""
    before, after = (int(course.in_guarantee[one, client]) for one in (day - 1, day))
    if not before and not after and not _owes(course, day, client):
        return
    worse, better = _compared(course, day, client)
    if worse:
        yield Changed(day, client, What.WORSENED, before, after, worse)
    elif better:
        yield Changed(day, client, What.IMPROVED, before, after, better)


def _owes(course: Course, day: int, client: int) -> bool:
    paid, back = (flow.by_client[: day + 1, client].sum() for flow in (course.called, course.recovered))
    return bool(paid > back)


def _compared(course: Course, day: int, client: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why the client is worse, and why better, than on the day before."""
    old, new = course.conditions[day - 1], course.conditions[day]
    pairs: dict[str, tuple[float, float]] = {
        "past_due": (_step(old.days_past_due[client]), _step(new.days_past_due[client])),
        "loan_class": (_known(old.loan_class[client]), _known(new.loan_class[client])),
        "case": (float(old.cases[client]), float(new.cases[client])),
        "warning": (float(course.levels[day - 1, client]), float(course.levels[day, client])),
    }
    worse = [why for why, (before, after) in pairs.items() if after > before]
    better = [why for why, (before, after) in pairs.items() if after < before]
    if new.lists[client] - old.lists[client]:
        worse.append("listing")
    elif old.lists[client] - new.lists[client]:
        better.append("listing")
    return tuple(worse), tuple(better)


def _step(days: float) -> float:
    """How many of the steps so many days past due exceed; none stated count as none."""
    return float(sum(days > step for step in STEPS_PAST_DUE)) if not np.isnan(days) else 0.0


def _known(loan_class: float) -> float:
    """A class that nobody states counts as normal."""
    return 1.0 if np.isnan(loan_class) else float(loan_class)
