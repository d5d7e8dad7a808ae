"""What is reachable from a node, and what that adds up to."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR


def reachable(csr: CSR, start: int) -> NDArray[np.int32]:
    """The nodes reachable from `start` in the order of a breadth-first search, `start` itself first."""
    stamp = np.full(csr.node_count, -1, dtype=np.int32)
    queue = np.empty(csr.node_count, dtype=np.int32)
    return queue[: _breadth_first(csr.indptr, csr.indices, start, start, stamp, queue)].copy()


def breadth_first_tree(csr: CSR, start: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The nodes reachable from `start` breadth first, itself first, and the edge by which each of the others is met."""
    nodes = reachable(csr, start)
    met = {start}
    edges: list[int] = []
    for node in nodes:
        for other, edge in zip(csr.neighbours(node).tolist(), csr.edges_of(node).tolist(), strict=True):
            if other not in met:
                met.add(other)
                edges.append(edge)
    return nodes, np.array(edges, dtype=np.int64)


def downstream_sums(csr: CSR, starts: NDArray[np.int32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Per start, the sum of each weight over the distinct nodes reachable from it, without the start itself.

    weights: float64, nodes × kinds. Result: float64, starts × kinds. Nodes of one strong component reach the same
    nodes, so each component is walked once.
    """
    component = strong_components(csr)
    of_start = component[starts]
    _, first, which = np.unique(of_start, return_index=True, return_inverse=True)
    sums = _reach_sums(csr.indptr, csr.indices, starts[first].astype(np.int32), weights)
    return sums[which] - weights[starts]


@compiled
def _breadth_first(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    start: int,
    mark: int,
    stamp: NDArray[np.int32],
    queue: NDArray[np.int32],
) -> int:
    """Fill `queue` with what `start` reaches and `stamp` it with `mark`; how many they are."""
    queue[0] = start
    stamp[start] = mark
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if stamp[other] != mark:
                stamp[other] = mark
                queue[tail] = other
                tail += 1
    return tail


@compiled
def _reach_sums(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], starts: NDArray[np.int32], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Per start, the sums over all that it reaches, itself included."""
    node_count = len(indptr) - 1
    stamp = np.full(node_count, -1, dtype=np.int32)
    queue = np.empty(node_count, dtype=np.int32)
    sums = np.zeros((len(starts), weights.shape[1]), dtype=np.float64)
    for i in range(len(starts)):
        reached = _breadth_first(indptr, indices, starts[i], i, stamp, queue)
        for place in range(reached):
            for kind in range(weights.shape[1]):
                sums[i, kind] += weights[queue[place], kind]
    return sums
