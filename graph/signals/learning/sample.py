"""Judged findings measured again: what a rule read of each on its day, as it was known to the run that found it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose, isnan

import numpy as np
from numpy.typing import NDArray

from graph.measures.day import DayMeasures, Given, no_scores
from graph.measures.measure import Floats
from graph.signals.evaluate import fires, kinds_of, rounded
from graph.signals.learning.judgement import Judgement
from graph.signals.rule import Rule
from graph.snapshot import History

Flags = NDArray[np.bool_]

OnDay = Callable[[int, int], None]
"""How many days are done, of how many."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Findings that a rule as it stands still makes, in one order: the columns that its condition reads (float64), and
    whether each was confirmed, else dismissed.

    outside: so many judged findings the rule as it stands would not make; unlike: so many could not be measured again
    as they were found, since facts of that day came later, or the party or the run is no longer there.
    """

    rule: Rule
    columns: Mapping[str, Floats]
    confirmed: Flags
    outside: int = 0
    unlike: int = 0

    @property
    def judged(self) -> int:
        """How many."""
        return len(self.confirmed)

    def holds(self, threshold: str, values: Floats) -> Flags:
        """Which findings the rule would still make with a threshold at other values: one for all, or one for each."""
        put = {name: np.asarray(one.value) for name, one in self.rule.thresholds.items()} | {threshold: values}
        return self.rule.condition.holds(lambda name: put[name] if name in put else self.columns[name])


def samples(
    history: History, rules: Sequence[Rule], judgements: Iterable[Judgement], least: int,
    given: Given = no_scores, on_day: OnDay | None = None,
) -> list[Sample]:  # fmt: skip
    """One for each rule. Findings of a rule with fewer judgements than the least that help are counted, not measured.

    The measures of a day are worked out once, for all its findings; only what rules read.
    """
    of_rule = {rule.id: _Measured(rule) for rule in rules}
    every = [one for one in judgements if one.rule in of_rule]
    count = Counter(one.rule for one in every)
    known = [one for one in every if count[one.rule] >= least]
    for one in every:
        if count[one.rule] < least:
            of_rule[one.rule].confirmed.append(one.confirmed)
    days = sorted({one.at for one in known if one.at is not None}, key=lambda at: (at.as_of, at.known_at))
    for one in known:
        of_rule[one.rule].unlike += one.at is None
    for done, at in enumerate(days, start=1):
        day = DayMeasures.of(history, at, given)
        today = [one for one in known if one.at == at]
        place = day.facts.snapshot.find("Party", [one.party_id for one in today])
        for rule in sorted({one.rule for one in today}):
            some = [(one, where) for one, where in zip(today, place.tolist(), strict=True) if one.rule == rule]
            of_rule[rule].add(day, some)
        if on_day:
            on_day(done, len(days))
    return [one.sample() for one in of_rule.values()]


class _Measured:
    """The findings of a rule, day by day."""

    def __init__(self, rule: Rule) -> None:
        self.rule, self.unlike, self.outside = rule, 0, 0
        self.confirmed: list[bool] = []
        self.columns: dict[str, list[float]] = {name: [] for name in rule.measures}

    def add(self, day: DayMeasures, found: Sequence[tuple[Judgement, int]]) -> None:
        """found: judgements of findings of that day, each with the position of its party, -1 where it is not there."""
        columns = {name: rounded(day, name) for name in dict.fromkeys((*self.rule.measures, self.rule.measure))}
        firing = fires(self.rule, columns.__getitem__, kinds_of(day))
        for one, place in found:
            if place < 0 or not _same(one.value, float(columns[self.rule.measure][place])):
                self.unlike += 1
            elif not firing[place]:
                self.outside += 1
            else:
                self.confirmed.append(one.confirmed)
                for name, values in self.columns.items():
                    values.append(float(columns[name][place]))

    def sample(self) -> Sample:
        """All of them."""
        confirmed = np.asarray(self.confirmed, dtype=np.bool_)
        columns = {name: np.asarray(values, dtype=np.float64) for name, values in self.columns.items()}
        return Sample(self.rule, columns, confirmed, self.outside, self.unlike)


def _same(found: float | None, measured: float) -> bool:
    return isnan(measured) if found is None else isclose(found, measured, rel_tol=1e-9)
