"""Rows told apart by what they contain: neither ids nor the order of rows may decide anything."""

import numpy as np
from numpy.typing import NDArray

from gnn.features.table import FeatureTable

Folds = NDArray[np.int64]


def row_digests(table: FeatureTable) -> NDArray[np.uint64]:
    """A number per row from its values alone; equal rows have equal ones, others but by a chance of 2⁻⁶⁴."""
    # Adding zero makes one zero of the two; NaN has many forms, of which one is kept.
    values = np.where(np.isnan(table.values), np.nan, table.values + 0.0)
    bits = np.ascontiguousarray(values.T).view(np.uint64)
    mixed = np.full(len(table), 0x9E3779B97F4A7C15, dtype=np.uint64)
    for column in bits:
        # The finaliser of splitmix64 (Steele, Lea and Flood 2014).
        mixed = mixed * np.uint64(0x100000001B3) ^ column
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed


def content_folds(table: FeatureTable, count: int, seed: int = 0) -> Folds:
    """A fold per row, below `count`; equal rows stay together."""
    salted = row_digests(table) ^ np.uint64((seed * 0xD1B54A32D192ED03) % 2**64)
    return ((salted * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)) % np.uint64(count)).astype(np.int64)
