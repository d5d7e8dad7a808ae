"""Edges sorted by their source (compressed sparse rows)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled


@dataclass(frozen=True, slots=True, eq=False)
class CSR:
    """The edges of node i are those at `indptr[i] : indptr[i + 1]`.

    indptr: int64, nodes + 1. indices: int32, the other end. edge: int64, the edge's place in what it was built from;
    edges of one node keep that order.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    edge: NDArray[np.int64]

    @property
    def node_count(self) -> int:
        """How many nodes it spans, those without edges included."""
        return len(self.indptr) - 1

    def sources(self) -> NDArray[np.int32]:
        """The node that each edge leaves, beside `indices`."""
        return np.repeat(np.arange(self.node_count, dtype=np.int32), np.diff(self.indptr))

    def neighbours(self, node: int) -> NDArray[np.int32]:
        """The other ends of the node's edges; parallel edges repeat."""
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def edges_of(self, node: int) -> NDArray[np.int64]:
        """The places of the node's edges."""
        return self.edge[self.indptr[node] : self.indptr[node + 1]]

    def edges_of_all(self, nodes: NDArray[np.integer]) -> NDArray[np.int64]:
        """The places of the edges of all these nodes, node by node; linear in them, without a loop."""
        return np.asarray(self.edge[self._runs(nodes)])

    def degrees(self, nodes: NDArray[np.integer]) -> NDArray[np.int64]:
        """How many edges each of these nodes has."""
        return np.asarray(self.indptr[nodes + 1] - self.indptr[nodes])

    def neighbours_of_all(self, nodes: NDArray[np.integer]) -> NDArray[np.int32]:
        """The other ends of the edges of all these nodes, node by node; linear in them, without a loop."""
        return np.asarray(self.indices[self._runs(nodes)])

    def _runs(self, nodes: NDArray[np.integer]) -> NDArray[np.int64]:
        return runs(self.indptr[nodes], self.degrees(nodes))


def runs(first: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places first, first + 1 … of each run of some length, one run after another."""
    places: NDArray[np.int64] = np.arange(int(length.sum())) + np.repeat(first - (np.cumsum(length) - length), length)
    return places


def sorted_by(key: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """The rows in the order of their keys, all below `count`; equal ones as they stand. In linear time."""
    return np.asarray(_sorted_by(key, count))


def build_csr(source: NDArray[np.int32], target: NDArray[np.int32], node_count: int) -> CSR:
    """Sort edges by source in linear time. ValueError where an end is no node."""
    for ends in (source, target):
        if len(ends) and (int(ends.min()) < 0 or int(ends.max()) >= node_count):
            raise ValueError("an edge ends outside the nodes")
    return CSR(*_count_sort(source.astype(np.int32, copy=False), target.astype(np.int32, copy=False), node_count))


def merged(csr: CSR) -> CSR:
    """Parallel edges as one, the first of them; every node's edges by their other end."""
    source, target = csr.sources(), csr.indices
    by_target = np.asarray(_count_sort(target, source, csr.node_count)[2])
    order = by_target[_count_sort(source[by_target], target[by_target], csr.node_count)[2]]
    source, target = source[order], target[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    indptr = np.concatenate([[0], np.cumsum(np.bincount(source[first], minlength=csr.node_count))])
    return CSR(indptr.astype(np.int64), target[first], csr.edge[order[first]])


def has_reverse(csr: CSR) -> NDArray[np.bool_]:
    """Per edge, whether one leads back; the edges must be `merged`."""
    return _has_reverse(csr.indptr, csr.indices)


@compiled
def _has_reverse(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.bool_]:
    found = np.zeros(len(indices), dtype=np.bool_)
    for node in range(len(indptr) - 1):
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            row = indices[indptr[other] : indptr[other + 1]]
            at = np.searchsorted(row, node)
            found[place] = at < len(row) and row[at] == node
    return found


@compiled
def _sorted_by(key: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    free = np.zeros(count + 1, dtype=np.int64)
    for row in range(len(key)):
        free[key[row] + 1] += 1
    for one in range(count):
        free[one + 1] += free[one]
    order = np.empty(len(key), dtype=np.int64)
    for row in range(len(key)):
        order[free[key[row]]] = row
        free[key[row]] += 1
    return order


@compiled
def _count_sort(
    source: NDArray[np.int32], target: NDArray[np.int32], node_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    indptr = np.zeros(node_count + 1, dtype=np.int64)
    for i in range(len(source)):
        indptr[source[i] + 1] += 1
    for i in range(node_count):
        indptr[i + 1] += indptr[i]
    free = indptr[:-1].copy()
    indices = np.empty(len(source), dtype=np.int32)
    edge = np.empty(len(source), dtype=np.int64)
    for i in range(len(source)):
        place = free[source[i]]
        free[source[i]] += 1
        indices[place] = target[i]
        edge[place] = i
    return indptr, indices, edge
