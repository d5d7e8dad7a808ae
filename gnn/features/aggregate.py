"""Sums, means and maxima over an enterprise's ties, the same to the last bit in whatever order the ties are told.

Floating-point sums depend on their order. Each row's values are therefore sorted before they are added.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.features.table import Floats
from graph.kernels.compiled import compiled
from graph.kernels.csr import sorted_by

MANY: Final = 32


@dataclass(frozen=True, eq=False)
class Ties:
    """Those of node i stand at `indptr[i] : indptr[i + 1]`: `other` is the far end (int32), `place` the tie."""

    indptr: NDArray[np.int64]
    other: NDArray[np.int32]
    place: NDArray[np.int64]

    @property
    def counts(self) -> Floats:
        """How many ties each node has."""
        return np.asarray(np.diff(self.indptr), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Gathered:
    """Per node, over what is known at the ends of its ties: sum and count (0 where nothing is), mean and max (NaN)."""

    total: Floats
    count: Floats
    largest: Floats

    @property
    def mean(self) -> Floats:
        """NaN where nothing is known."""
        return np.asarray(np.divide(self.total, self.count, out=np.full(len(self.total), np.nan), where=self.count > 0))


def ties_from(source: NDArray[np.int32], target: NDArray[np.int32], count: int) -> Ties:
    """Ties by their source, of `count` nodes; parallel ones stay apart."""
    order = sorted_by(source, count)
    return Ties(_starts(source, count), target[order], order)


def distinct_ties(source: NDArray[np.int32], target: NDArray[np.int32], count: int) -> Ties:
    """Each pair of ends once, by its source; `place` is one of the rows that tell it."""
    order = sorted_by(target, int(target.max(initial=-1)) + 1)
    order = order[sorted_by(source[order], count)]
    source, target = source[order], target[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    return Ties(_starts(source[first], count), target[first], order[first])


def reversed_ties(ties: Ties, count: int) -> Ties:
    """The same ties from the far ends, of `count` nodes there."""
    near = np.repeat(np.arange(len(ties.indptr) - 1, dtype=np.int32), np.diff(ties.indptr))
    return ties_from(ties.other, near, count)


def over_ties(ties: Ties, values: Floats) -> Gathered:
    """What the ties themselves carry; values: one per row that the ties were built from, NaN where not known."""
    return Gathered(*_gather(ties.indptr, values[ties.place])[:3])


def over_neighbours(ties: Ties, values: Floats) -> Gathered:
    """What the far ends have; values: one per node there, NaN where not known."""
    return Gathered(*_gather(ties.indptr, values[ties.other])[:3])


def over_peers(ties: Ties, back: Ties, values: Floats) -> Gathered:
    """What those have who are tied to one's own neighbours, oneself left out; who is met by two ways counts twice.

    ties: distinct, from the nodes that have the values; back: `reversed_ties` of them. Linear in the ties.
    """
    return Gathered(*_gather_peers(ties.indptr, ties.other, values, _gather(back.indptr, values[back.other])))


def _starts(source: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(source, minlength=count))]).astype(np.int64)


@compiled
def _sorted_known(values: Floats, first: int, last: int, room: Floats) -> int:
    """Sort what is known of a stretch into `room`, and say how much that is."""
    known = 0
    for place in range(first, last):
        value = values[place]
        if np.isnan(value):
            continue
        room[known] = value
        known += 1
    if known > MANY:
        room[:known] = np.sort(room[:known])
        return known
    # Most enterprises have a handful of ties, for which putting them in one by one is quickest.
    for place in range(1, known):
        value, at = room[place], place
        while at and room[at - 1] > value:
            room[at] = room[at - 1]
            at -= 1
        room[at] = value
    return known


@compiled
def _gather(indptr: NDArray[np.int64], values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    nodes = len(indptr) - 1
    total, count = np.zeros(nodes), np.zeros(nodes)
    largest, second = np.full(nodes, np.nan), np.full(nodes, np.nan)
    room = np.empty(len(values))
    for node in range(nodes):
        known = _sorted_known(values, indptr[node], indptr[node + 1], room)
        for place in range(known):
            total[node] += room[place]
        count[node] = known
        if known:
            largest[node] = room[known - 1]
        if known > 1:
            second[node] = room[known - 2]
    return total, count, largest, second


@compiled
def _gather_peers(
    indptr: NDArray[np.int64], other: NDArray[np.int32], values: Floats, met: tuple[Floats, Floats, Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    sums, counts, first, second = met
    nodes = len(indptr) - 1
    total, count, largest = np.zeros(nodes), np.zeros(nodes), np.full(nodes, np.nan)
    parts, room = np.empty(len(other)), np.empty(len(other))
    for node in range(nodes):
        own, known = values[node], not np.isnan(values[node])
        for place in range(indptr[node], indptr[node + 1]):
            at = other[place]
            others = counts[at] - known
            # Exactly nothing where there is no other, whatever rounding leaves of the difference.
            parts[place] = 0.0 if others == 0 else sums[at] - (own if known else 0.0)
            count[node] += others
            most = second[at] if known and first[at] == own else first[at]
            if not np.isnan(most) and not largest[node] >= most:
                largest[node] = most
        for place in range(_sorted_known(parts, indptr[node], indptr[node + 1], room)):
            total[node] += room[place]
    return total, count, largest
