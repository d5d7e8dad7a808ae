"""The widest way from every node that can be reached to one node: the way whose narrowest edge is the widest."""

import heapq

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR


def widest_paths(csr: CSR, width: NDArray[np.float64], start: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Per node, the greatest width of a path from `start` to it (0 where none leads), and the node before it there.

    width: float64 per edge of `csr`, not negative. A path is as wide as its narrowest edge; the start itself has width
    infinity and itself before it, a node out of reach -1. Dijkstra's search with the maximum of minima in place of
    the minimum of sums: every node is settled once, O(edges reached × log).
    """
    return _widest(csr.indptr, csr.indices, width, start)


@compiled
def _widest(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], width: NDArray[np.float64], start: int
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    node_count = len(indptr) - 1
    best = np.zeros(node_count, dtype=np.float64)
    before = np.full(node_count, -1, dtype=np.int32)
    settled = np.zeros(node_count, dtype=np.bool_)
    best[start] = np.inf
    before[start] = start
    heap = [(-np.inf, np.int64(start))]
    while len(heap) > 0:
        node = heapq.heappop(heap)[1]
        if settled[node]:
            continue
        settled[node] = True
        for place in range(indptr[node], indptr[node + 1]):
            other = np.int64(indices[place])
            through = min(float(best[node]), float(width[place]))
            if through > best[other]:
                best[other] = through
                before[other] = node
                heapq.heappush(heap, (-through, other))
    return best, before
