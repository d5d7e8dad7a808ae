"""How a guarantee firm's clients have been since their guarantees were given, month by month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.explain.day import Day
from graph.explain.monitoring.answer import (
    ClientChange,
    ClientCourse,
    ClientMonth,
    MonitoringCertainty,
    MonitoringFound,
    MonthTotals,
)
from graph.explain.monitoring.definitions import DEFINITIONS
from graph.guarantees.book import FEN
from graph.guarantees.firm_standing import GUARANTEE_FIRM
from graph.monitoring.changes import Changed, changes
from graph.monitoring.condition import CLASSES
from graph.monitoring.course import Course
from graph.regimes.provision import Wording


def monitoring(day: Day, course: Course, most: int, portfolio: str | None = None) -> MonitoringFound:
    """A course as an answer, at most `most` clients and changes. day: the last of the course, for names.

    Clients are those for whom the firm stood on any of the days, or whose calls it has paid without getting all back.
    """
    told = _Told(day, course, most)
    asked = day.asked(course.facts.firm, "")
    months = tuple(told.totals(number) for number in range(1, len(course.days)))
    found = told.changes
    last = len(course.days) - 1
    return MonitoringFound(
        asked.party, asked.as_of, asked.known_at, asked.version, portfolio, course.days[0], months[-1],
        told.told([one for one in found if one.day == last][:most]), months, told.told(found[:most]), len(found),
        tuple(told.client(place) for place in told.clients[:most]), len(told.clients), DEFINITIONS, told.certainty(),
        max(len(found), len(told.clients)) > most,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Told:
    """One answer in the making."""

    day: Day
    course: Course
    most: int

    @cached_property
    def changes(self) -> list[Changed]:
        """All changes, the latest first."""
        return list(changes(self.course))

    @cached_property
    def clients(self) -> list[int]:
        """The places of those who are told of: the largest on the last day first, then by the most they ever had."""
        course = self.course
        balance = course.called.by_client.sum(axis=0) - course.recovered.by_client.sum(axis=0)
        moved = course.called.by_client[1:].sum(axis=0) + course.recovered.by_client[1:].sum(axis=0)
        largest = course.in_guarantee.max(axis=0, initial=0)
        there = np.flatnonzero((largest > 0) | (balance > 0) | (moved > 0))
        order = np.lexsort((there, -largest[there], -course.in_guarantee[-1][there]))
        return [int(one) for one in there[order]]

    def told(self, found: Sequence[Changed]) -> tuple[ClientChange, ...]:
        """Changes by name."""
        days, clients = self.course.days, self.course.facts.clients
        return tuple(
            ClientChange(
                days[one.day], self.day.naming.party(int(clients[one.client])), one.what.value, one.before / FEN,
                one.after / FEN, one.why,
            )
            for one in found
        )  # fmt: skip

    def totals(self, number: int) -> MonthTotals:
        """The portfolio on one of the days."""
        course, condition = self.course, self.course.conditions[number]
        there = course.in_guarantee[number] > 0
        overdue = there & (np.nan_to_num(condition.days_past_due) > 0)
        released, called, recovered = (
            int(flow[1 : number + 1].sum()) for flow in (course.released, course.called.whole, course.recovered.whole)
        )
        before = int(course.called.whole[0] - course.recovered.whole[0])
        return MonthTotals(
            course.days[number], int(there.sum()), int(course.whole[number]) / FEN,
            int(course.outstanding[number].sum()) / FEN, int(course.added[number]) / FEN,
            int(course.released[number]) / FEN, int(course.called.whole[number]) / FEN,
            int(course.recovered.whole[number]) / FEN, released / FEN, called / FEN, recovered / FEN,
            (before + called - recovered) / FEN, _ratio(called, released), _ratio(recovered, before + called),
            int(overdue.sum()), int(course.in_guarantee[number][overdue].sum()) / FEN,
            int((there & (course.levels[number] > 0)).sum()),
        )  # fmt: skip

    def client(self, place: int) -> ClientCourse:
        """One client, month by month."""
        party = self.day.naming.party(int(self.course.facts.clients[place]))
        return ClientCourse(party, tuple(self._month(place, one) for one in range(1, len(self.course.days))))

    def _month(self, place: int, number: int) -> ClientMonth:
        course, condition = self.course, self.course.conditions[number]
        late, loan_class = condition.days_past_due[place], condition.loan_class[place]
        return ClientMonth(
            course.days[number], int(course.in_guarantee[number, place]) / FEN,
            int(course.outstanding[number, place]) / FEN, None if np.isnan(late) else int(late),
            None if np.isnan(loan_class) else CLASSES[int(loan_class) - 1], bool(late > 0), int(condition.cases[place]),
            tuple(sorted(condition.lists[place])), int(course.levels[number, place]) or None,
            int(course.called.by_client[number, place]) / FEN, int(course.recovered.by_client[number, place]) / FEN,
            self._changed[number, place],
        )  # fmt: skip

    @cached_property
    def _changed(self) -> "defaultdict[tuple[int, int], tuple[str, ...]]":
        found: defaultdict[tuple[int, int], tuple[str, ...]] = defaultdict(tuple)
        for one in self.changes:
            found[one.day, one.client] += (one.what.value,)
        return found

    def certainty(self) -> MonitoringCertainty:
        """How sure it is."""
        course, condition = self.course, self.course.conditions[-1]
        silent = np.isnan(condition.days_past_due) & np.isnan(condition.loan_class)
        unclassified = int((silent & (course.in_guarantee[-1] > 0)).sum())
        unstated = (course.called.unstated, course.recovered.unstated)
        unassigned = (course.called.unassigned, course.recovered.unassigned)
        known = len(course.facts.clients) > 0
        return MonitoringCertainty(
            known, known and not any((*unstated, *unassigned, unclassified)), *unstated,
            unassigned[0] / FEN, unassigned[1] / FEN, unclassified, tuple(self._notes()),
        )  # fmt: skip

    def _notes(self) -> list[Wording]:
        notes = [
            Wording(
                "金额与状况取自各时点；两个时点之间发生又消失的变化不可见。",
                "Amounts and conditions are those of the days told; what came and went in between is not seen.",
            ),
            Wording(
                "结案日期与预警状态不分版本：按最近一次所述计算。",
                "The day a case was closed and the state of a warning have no versions: the last word on them counts.",
            ),
        ]  # fmt: skip
        kind = self.day.snapshot.parties.table.column("kind")[self.course.facts.firm].as_py()
        if kind != GUARANTEE_FIRM:
            notes.append(Wording("该主体未登记为融资担保公司。", "This party is not recorded as a guarantee firm."))
        return notes


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None
