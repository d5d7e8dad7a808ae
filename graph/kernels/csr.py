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

    def neighbours(self, node: int) -> NDArray[np.int32]:
        """The other ends of the node's edges; parallel edges repeat."""
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def edges_of(self, node: int) -> NDArray[np.int64]:
        """The places of the node's edges."""
        return self.edge[self.indptr[node] : self.indptr[node + 1]]


def build_csr(source: NDArray[np.int32], target: NDArray[np.int32], node_count: int) -> CSR:
    """Sort edges by source in linear time. ValueError where an end is no node."""
    for ends in (source, target):
        if len(ends) and (int(ends.min()) < 0 or int(ends.max()) >= node_count):
            raise ValueError("an edge ends outside the nodes")
    return CSR(*_count_sort(source.astype(np.int32, copy=False), target.astype(np.int32, copy=False), node_count))


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
