"""Distinct pairs of two numbers, without sorting by comparison where that pays."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import sorted_by

SPARSE: Final = 8
"""Rows are sorted by comparison where the numbers span more than so many times as many."""


@dataclass(frozen=True, slots=True, eq=False)
class DistinctPairs:
    """first, second: the distinct pairs, by first and then second. number: per row the place of its pair (int64)."""

    first: NDArray[np.integer]
    second: NDArray[np.integer]
    number: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first)


def distinct_pairs(first: NDArray[np.integer], second: NDArray[np.integer]) -> DistinctPairs:
    """The distinct pairs of rows of two numbers, neither below zero. Linear in rows and in the largest number."""
    spans = int(first.max(initial=0)) + 1, int(second.max(initial=0)) + 1
    if max(spans) > SPARSE * len(first):
        keys, number = np.unique(first.astype(np.int64) * spans[1] + second, return_inverse=True)
        return DistinctPairs(keys // spans[1], keys % spans[1], number)
    order = sorted_by(second, spans[1])
    order = order[sorted_by(first[order], spans[0])]
    number, rows = _runs(first, second, order)
    return DistinctPairs(first[rows], second[rows], number)


@compiled
def _runs(
    first: NDArray[np.integer], second: NDArray[np.integer], order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Per row the number of its run of equal pairs, and the first row of each run."""
    number = np.empty(len(order), dtype=np.int64)
    rows = np.empty(len(order), dtype=np.int64)
    found = 0
    for i in range(len(order)):
        row = order[i]
        if i == 0 or first[row] != first[order[i - 1]] or second[row] != second[order[i - 1]]:
            rows[found] = row
            found += 1
        number[row] = found - 1
    return number, rows[:found].copy()
