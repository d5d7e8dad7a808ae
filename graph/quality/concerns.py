"""Whom the data are wanting of: by the measures of data quality, and by the warning rules about data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.measures.catalogue import every_measure
from graph.measures.day import DayMeasures
from graph.measures.measure import Floats, Measure
from graph.quality.aspects import ASPECTS, Aspect, aspect_of
from graph.signals.evaluate import ABOUT_DATA, fires, kinds_of, rounded
from graph.signals.rule import Rule

CNY: Final = "元"


@dataclass(frozen=True, slots=True, eq=False)
class Concerned:
    """Parties by position, the most concerned first. value: of the measure. at_stake_cny: 元, NaN where not asked."""

    position: NDArray[np.int64]
    value: Floats
    at_stake_cny: Floats

    def __len__(self) -> int:
        return len(self.position)


@dataclass(frozen=True, slots=True)
class RuleFound:
    """Whom a rule about data finds. aspect: None of a rule that reads a measure of another family."""

    rule: Rule
    measure: Measure
    aspect: Aspect | None
    parties: Concerned


@dataclass(frozen=True, slots=True)
class MeasureFound:
    """A measure over all parties. known: of whom it is known. parties: of whom it is above zero. median and most of
    these, total_cny of amounts; NaN where there is none."""

    measure: Measure
    aspect: Aspect
    known: int
    parties: Concerned
    median: float
    most: float
    total_cny: float


def rules_found(day: DayMeasures, rules: Sequence[Rule]) -> tuple[RuleFound, ...]:
    """Whom each of the rules about data finds on the day, by what is at stake. Nothing is written."""
    kinds, found = kinds_of(day), []
    for rule in (one for one in rules if one.family == ABOUT_DATA):
        read = {name: rounded(day, name) for name in rule.reads}
        position = np.flatnonzero(fires(rule, read.__getitem__, kinds))
        stake, value = np.nan_to_num(read[rule.at_stake][position]), read[rule.measure][position]
        order = np.lexsort((position, -np.nan_to_num(value), -stake))
        parties = Concerned(position[order], value[order], stake[order])
        found.append(RuleFound(rule, every_measure()[rule.measure], aspect_of(rule.measure), parties))
    return tuple(found)


def measures_found(day: DayMeasures) -> tuple[MeasureFound, ...]:
    """Each measure of data quality with the parties of whom it is above zero, the largest value first."""
    described: Mapping[str, Measure] = every_measure()
    return tuple(_measured(described[name], aspect, rounded(day, name)) for name, aspect in ASPECTS.items())


def _measured(measure: Measure, aspect: Aspect, values: Floats) -> MeasureFound:
    position = np.flatnonzero(values > 0)
    above = values[position]
    order = np.lexsort((position, -above))
    parties = Concerned(position[order], above[order], np.full(len(order), np.nan))
    median, most = (float(np.median(above)), float(above.max())) if len(above) else (np.nan, np.nan)
    total = float(above.sum()) if measure.unit == CNY else np.nan
    return MeasureFound(measure, aspect, int((~np.isnan(values)).sum()), parties, median, most, total)
