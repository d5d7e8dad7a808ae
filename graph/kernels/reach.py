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
    nodes, met = [start], {start}
    edges: list[int] = []
    for node in nodes:  # grows meanwhile
        for other, edge in zip(csr.neighbours(node).tolist(), csr.edges_of(node).tolist(), strict=True):
            if other not in met:
                met.add(other)
                nodes.append(other)
                edges.append(edge)
    return np.array(nodes, dtype=np.int32), np.array(edges, dtype=np.int64)


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


def reaches_marked(csr: CSR, marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Per node whether it is marked or reaches a marked one; edges must lead from higher numbers to lower."""
    return _reaches_marked(csr.indptr, csr.indices, marked)


def reached_items(
    csr: CSR, starts: NDArray[np.int32], items: CSR, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]] | None:
    """Per start, the items of all nodes that it reaches, its own included.

    None where nodes and items, counted anew from each start, are more than `most`: so long a list nobody can use.

    items: the items of each node, none twice. Result: int64 bounds, starts + 1, and the int32 items between them.
    """
    count = _count_items(csr.indptr, csr.indices, starts, items.indptr, most)
    if (count < 0).any():
        return None
    bounds = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return bounds, _list_items(csr.indptr, csr.indices, starts, items.indptr, items.indices, bounds)


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


@compiled
def _reaches_marked(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], marked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    reaches = marked.copy()
    for node in range(len(marked)):
        for place in range(indptr[node], indptr[node + 1]):
            reaches[node] |= reaches[indices[place]]
    return reaches


@compiled
def _count_items(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    starts: NDArray[np.int32],
    item_indptr: NDArray[np.int64],
    most: int,
) -> NDArray[np.int64]:
    """How many items each start reaches; -1 for the one with which the work comes to more than `most`."""
    node_count = len(indptr) - 1
    stamp = np.full(node_count, -1, dtype=np.int32)
    queue = np.empty(node_count, dtype=np.int32)
    count = np.zeros(len(starts), dtype=np.int64)
    total = 0
    for i in range(len(starts)):
        reached = _breadth_first(indptr, indices, starts[i], i, stamp, queue)
        for place in range(reached):
            count[i] += item_indptr[queue[place] + 1] - item_indptr[queue[place]]
        total += count[i] + reached
        if total > most:
            count[i] = -1
            break
    return count


@compiled
def _list_items(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    starts: NDArray[np.int32],
    item_indptr: NDArray[np.int64],
    items: NDArray[np.int32],
    bounds: NDArray[np.int64],
) -> NDArray[np.int32]:
    node_count = len(indptr) - 1
    stamp = np.full(node_count, -1, dtype=np.int32)
    queue = np.empty(node_count, dtype=np.int32)
    found = np.empty(bounds[-1], dtype=np.int32)
    for i in range(len(starts)):
        at = bounds[i]
        reached = _breadth_first(indptr, indices, starts[i], i, stamp, queue)
        for place in range(reached):
            for item in range(item_indptr[queue[place]], item_indptr[queue[place] + 1]):
                found[at] = items[item]
                at += 1
    return found
