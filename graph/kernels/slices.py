"""A weighted network by receiver, in slices of 16 nodes with about as many sources: sliced ELLPACK.

Kreutzer et al. 2014, "A unified sparse matrix data format for efficient general sparse matrix-vector multiplication".
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.prefetch import AHEAD, prefetch, prefetch_some

Real = NDArray[Any]
SLICE: Final = 16
TURNS_AHEAD: Final = 128
"""So many edges later something is needed when it is asked for (`graph.kernels.prefetch`)."""


class Slices(NamedTuple):
    """The sources of each node: those of node 16 s + q are at `start[s] + q`, in steps of 16, `width[s]` of them; the
    spare ones have weight zero. Behind the last source there is room for what is asked for beyond it."""

    start: NDArray[np.int64]
    width: NDArray[np.int64]
    source: NDArray[np.uint32]
    weight: Real


class Receivers(NamedTuple):
    """Those of place i are `indices[indptr[i] : indptr[i + 1]]`, ascending."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]


def empty_slices(degree: NDArray[np.integer], dtype: np.dtype[Any]) -> Slices:
    """Room for the sources of nodes: per node the number of these, ascending."""
    number = -(-len(degree) // SLICE)
    width = np.zeros(number * SLICE, dtype=np.int64)
    width[: len(degree)] = degree
    width = width.reshape(number, SLICE).max(axis=1, initial=0)
    start = np.concatenate([[0], np.cumsum(width * SLICE)])
    return Slices(start, width, np.zeros(start[-1] + TURNS_AHEAD, np.uint32), np.zeros(start[-1], dtype=dtype))


@compiled
def laid_out(
    indptr: NDArray[np.int64],
    source: NDArray[np.integer],
    weight: Real,
    order: NDArray[np.int64],
    place: NDArray[np.int32],
    slices: Slices,
) -> None:
    """Copy each node's sources to its slice, in their order."""
    last = len(order) - 1
    for row in range(len(order)):
        prefetch(indptr, order[min(row + 4 * AHEAD, last)])
        soon = indptr[order[min(row + 2 * AHEAD, last)]]
        prefetch(source, soon)
        prefetch(weight, soon)
        prefetch_some(place, source, indptr[order[min(row + AHEAD, last)]])
        to = slices.start[row // SLICE] + row % SLICE
        for at in range(indptr[order[row]], indptr[order[row] + 1]):
            slices.source[to] = place[source[at]]
            slices.weight[to] = weight[at]
            to += SLICE


@compiled
def receivers_of(slices: Slices, degree: NDArray[np.int64], passes: NDArray[np.int64]) -> Receivers:
    """By source, from the slices."""
    indptr = np.zeros(len(passes) + 1, dtype=np.int64)
    indptr[1:] = np.cumsum(passes)
    free, found = indptr[:-1].copy(), np.empty(indptr[-1], dtype=np.int32)
    for row in range(len(degree)):
        at = slices.start[row // SLICE] + row % SLICE
        for _ in range(degree[row]):
            source = slices.source[at]
            found[free[source]] = row
            free[source] += 1
            at += SLICE
    return Receivers(indptr, found)
