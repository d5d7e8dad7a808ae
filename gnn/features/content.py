"""Rows told apart by what they contain: neither ids nor the order of rows may decide anything."""

import numpy as np
from numpy.typing import NDArray

from gnn.features.table import FeatureTable, Floats
from graph.kernels.splitmix import GAMMA, mixed

Keys = NDArray[np.uint64]
Folds = NDArray[np.int64]

ANOTHER_SEED = 0xD1B54A32D192ED03
"""Odd: how far apart the salts of two seeds are."""


def row_keys(table: FeatureTable) -> Keys:
    """A number per row from its values alone; equal rows have equal ones, others but by a chance of 2⁻⁶⁴."""
    return with_numbers(np.zeros(len(table), dtype=np.uint64), table.values)


def with_numbers(keys: Keys, values: Floats) -> Keys:
    """The keys, told apart further by a row of numbers each."""
    for column in range(values.shape[1]):
        # Adding zero makes one zero of the two; NaN has many forms, of which one is kept.
        numbers = np.where(np.isnan(values[:, column]), np.nan, values[:, column] + 0.0)
        keys = mixed(keys * np.uint64(GAMMA) + np.ascontiguousarray(numbers).view(np.uint64))
    return keys


def content_folds(table: FeatureTable, count: int, seed: int = 0) -> Folds:
    """A fold per row, below `count`; equal rows stay together."""
    return folds_of(row_keys(table), count, seed)


def folds_of(keys: Keys, count: int, seed: int = 0) -> Folds:
    """A fold per key, below `count`; another seed deals them out anew."""
    salted = mixed(keys ^ np.uint64(seed * ANOTHER_SEED % 2**64))
    return ((salted >> np.uint64(32)) % np.uint64(count)).astype(np.int64)
