"""Growth of a connected set of nodes: always the best of those next to it."""

import heapq

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR

NEVER = -1
"""The rank of a node that is not taken."""


def grown(csr: CSR, rank: NDArray[np.int32], starts: NDArray[np.int32], most: int) -> NDArray[np.int32]:
    """At most so many nodes (int32) in the order in which they come in: the starts, then again and again the node of
    the least rank among the neighbours of those inside. rank: int32 per node, each at most once, or NEVER.

    Every node but the starts has a neighbour that comes before it. Looks once at each edge of the nodes found.
    """
    return np.asarray(_grown(csr.indptr, csr.indices, rank, starts.astype(np.int32), most))


@compiled
def _grown(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], rank: NDArray[np.int32], starts: NDArray[np.int32], most: int
) -> NDArray[np.int32]:
    seen = np.zeros(len(indptr) - 1, dtype=np.bool_)
    node_of = np.empty(len(rank), dtype=np.int32)
    for node in range(len(rank)):
        if rank[node] >= 0:
            node_of[rank[node]] = node
    found, count = np.empty(most, dtype=np.int32), 0
    for node in starts:
        if count < most and not seen[node]:
            seen[node] = True
            found[count] = node
            count += 1
    waiting = [np.int64(0) for _ in range(0)]
    opened = 0
    while True:
        while opened < count:
            for place in range(indptr[found[opened]], indptr[found[opened] + 1]):
                other = indices[place]
                if not seen[other] and rank[other] >= 0:
                    seen[other] = True
                    heapq.heappush(waiting, np.int64(rank[other]))
            opened += 1
        if count == most or len(waiting) == 0:
            return found[:count].copy()
        found[count] = node_of[heapq.heappop(waiting)]
        count += 1
