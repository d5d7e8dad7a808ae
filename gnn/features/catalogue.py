"""What models learn from: the measures of a day as a table, a row per enterprise."""

import numpy as np

from gnn.features.table import FeatureTable
from graph.measures.catalogue import catalogue, measured
from graph.measures.facts import Facts
from graph.measures.measure import Columns


def all_features(facts: Facts) -> FeatureTable:
    """Every family beside one another."""
    return features_of(measured(facts))


def features_of(columns: Columns) -> FeatureTable:
    """The columns of catalogued measures as a table. KeyError for another name."""
    known = {measure.name: measure for measure in catalogue()}
    return FeatureTable(tuple(known[name] for name in columns), np.column_stack(list(columns.values())))
