"""All measures of the product, and how a day's facts become their columns."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Final

from graph.measures.changes import described_changes
from graph.measures.contagion import contagion_measures
from graph.measures.data import data_measures
from graph.measures.events import event_measures
from graph.measures.exposure import exposure_measures
from graph.measures.facts import Facts
from graph.measures.guarantees import guarantee_measures
from graph.measures.loans import loan_measures
from graph.measures.measure import Columns, Measure, described
from graph.measures.own import own_measures
from graph.measures.ownership import ownership_measures
from graph.measures.related import related_measures
from graph.measures.structure import structure_measures
from graph.measures.warning import warning_measures

FAMILIES: Final[dict[str, Callable[[Facts], Columns]]] = {
    "own": own_measures,
    "loans": loan_measures,
    "events": event_measures,
    "ownership": ownership_measures,
    "guarantees": guarantee_measures,
    "exposure": exposure_measures,
    "contagion": contagion_measures,
}
"""Of enterprises: what models learn from."""

OF_PARTIES: Final[dict[str, Callable[[Facts], Columns]]] = {
    "structure": structure_measures,
    "warning": warning_measures,
    "related": related_measures,
    "data": data_measures,
}
"""Of all parties, persons included: what warnings read beside."""

SCORE: Final = "score"
"""The family that learned models give."""


def measured(facts: Facts, families: Collection[str] = tuple(FAMILIES)) -> Columns:
    """The columns of the families, in their order: a value per enterprise of the snapshot."""
    return {name: column for family in families for name, column in FAMILIES[family](facts).items()}


def catalogue() -> tuple[Measure, ...]:
    """The measures of enterprises on one day, in the order of the columns."""
    return tuple(measure for family in FAMILIES for measure in described(family))


@cache
def every_measure() -> Mapping[str, Measure]:
    """Those and all others that warnings can read, by name: of parties, of learned scores, and changes over months."""
    others = tuple(measure for family in (*OF_PARTIES, SCORE) for measure in described(family))
    return {measure.name: measure for measure in (*catalogue(), *others, *described_changes())}
