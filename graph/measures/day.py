"""The measures of a day by name, each family worked out once, when one of its measures is first read."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np

from graph.as_of import AsOf
from graph.errors import UsageError
from graph.measures.catalogue import FAMILIES, OF_PARTIES, SCORE
from graph.measures.changes import split_change
from graph.measures.facts import Facts
from graph.measures.measure import Columns, Floats, described
from graph.snapshot import History, Snapshot
from graph.snapshot.known import known_by


class Given(Protocol):
    """Where learned scores come from."""

    def __call__(self, day: date, snapshot: Snapshot) -> Columns:
        """The columns of the family `score`, a value per party of the snapshot: of scores that were known on the day,
        by models whose outcomes were; what is not given is not known. Asked by one thread at a time."""


def no_scores(day: date, snapshot: Snapshot) -> Columns:  # noqa: ARG001 - as `Given`
    """Nobody is scored."""
    return {}


@dataclass(frozen=True, eq=False)
class DayMeasures:
    """facts: of the day, from a history that ends at the day on which they are known. given: asked for the family
    `score` when it is first read."""

    facts: Facts
    given: Given = no_scores

    @classmethod
    def of(cls, history: History, at: AsOf, given: Given = no_scores) -> "DayMeasures":
        """Of a day, by nothing but what was known at it."""
        return cls(Facts(known_by(history, at.known_at).at(at), words=history), given)

    def column(self, name: str) -> Floats:
        """A value per party, NaN where it is not known and for persons where a measure is of enterprises alone.
        UsageError for a name that no family has."""
        base, months = split_change(name)
        values = self._family(base.split(".", 1)[0])
        if base not in values:
            raise UsageError(f"There is no measure {name}.", f"没有名为{name}的指标。")
        return values[base] - self.earlier(months).column(base) if months else values[base]

    def earlier(self, months: int) -> "DayMeasures":
        """The same some months before, by what is known now."""
        if months not in self._earlier:
            self._earlier[months] = DayMeasures(self.facts.months_ago(months), self.given)
        return self._earlier[months]

    def _family(self, family: str) -> Columns:
        if family not in self._families:
            self._families[family] = self._worked_out(family)
        return self._families[family]

    def _worked_out(self, family: str) -> Columns:
        if family in FAMILIES:
            return {name: self._of_parties(column) for name, column in FAMILIES[family](self.facts).items()}
        if family in OF_PARTIES:
            return OF_PARTIES[family](self.facts)
        return self._scores() if family == SCORE else {}

    def _scores(self) -> Columns:
        snapshot, unknown = self.facts.snapshot, np.full(self.facts.count, np.nan)
        found = self.given(snapshot.at.as_of, snapshot)
        return {one.name: found.get(one.name, unknown) for one in described(SCORE)}

    def _of_parties(self, column: Floats) -> Floats:
        found = np.full(self.facts.count, np.nan)
        found[self.facts.enterprises] = column
        return found

    @cached_property
    def _families(self) -> dict[str, Columns]:
        return {}

    @cached_property
    def _earlier(self) -> dict[int, "DayMeasures"]:
        return {}
