"""All features of the product, and how a day's facts become one table of them."""

from collections.abc import Callable
from typing import Final

from gnn.features.contagion import contagion_features
from gnn.features.describe import described
from gnn.features.events import event_features
from gnn.features.exposure import exposure_features
from gnn.features.facts import Facts
from gnn.features.guarantees import guarantee_features
from gnn.features.loans import loan_features
from gnn.features.own import own_features
from gnn.features.ownership import ownership_features
from gnn.features.table import Feature, FeatureTable, beside

FAMILIES: Final[dict[str, Callable[[Facts], FeatureTable]]] = {
    "own": own_features,
    "loans": loan_features,
    "events": event_features,
    "ownership": ownership_features,
    "guarantees": guarantee_features,
    "exposure": exposure_features,
    "contagion": contagion_features,
}


def all_features(facts: Facts) -> FeatureTable:
    """Every family beside one another, a row per enterprise of the snapshot."""
    return beside(*(of(facts) for of in FAMILIES.values()))


def catalogue() -> tuple[Feature, ...]:
    """Every feature, in the order of the columns."""
    return tuple(feature for family in FAMILIES for feature in described(family))
