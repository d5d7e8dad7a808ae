"""Components: nodes that reach one another.

Strong components after Tarjan 1972 ("Depth-first search and linear graph algorithms"), with a stack of its own instead
of recursion, so that a chain of any length is walked.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR, build_csr


def strong_components(csr: CSR) -> NDArray[np.int32]:
    """The number of each node's strong component (int32 per node), in reverse topological order.

    An edge between two components leads from the higher number to the lower.
    """
    return _tarjan(csr.indptr, csr.indices)


def weak_components(csr: CSR) -> NDArray[np.int32]:
    """The number of each node's component when directions are ignored (int32 per node)."""
    ones = np.ones(len(csr.indices), dtype=np.int8)
    matrix = csr_array((ones, csr.indices, csr.indptr), shape=(csr.node_count, csr.node_count))
    _, numbers = connected_components(matrix, directed=True, connection="weak")
    return numbers.astype(np.int32)


def edges_inside(csr: CSR, component: NDArray[np.int32]) -> CSR:
    """The edges between two nodes of one component, those from a node to itself left out; `edge` as it was.

    Of strong components, the edges that lie on some cycle.
    """
    source = csr.sources()
    kept = np.flatnonzero((component[source] == component[csr.indices]) & (source != csr.indices))
    inner = build_csr(source[kept], csr.indices[kept], csr.node_count)
    return CSR(inner.indptr, inner.indices, csr.edge[kept[inner.edge]])


@compiled
def _tarjan(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int32]:
    node_count = len(indptr) - 1
    component = np.full(node_count, -1, dtype=np.int32)
    order = np.full(node_count, -1, dtype=np.int32)  # when the search first came to the node
    low = np.zeros(node_count, dtype=np.int32)  # the earliest node known to be reachable and still open
    next_edge = indptr[:-1].copy()
    path = np.empty(node_count, dtype=np.int32)
    open_nodes = np.empty(node_count, dtype=np.int32)
    seen = components = opened = depth = 0
    for root in range(node_count):
        entered = root if order[root] < 0 else -1
        while entered >= 0 or depth > 0:
            if entered >= 0:
                order[entered] = low[entered] = seen
                open_nodes[opened] = path[depth] = entered
                seen, opened, depth = seen + 1, opened + 1, depth + 1
            node = path[depth - 1]
            entered = _next_unseen(node, indptr, indices, next_edge, order, low, component)
            if entered >= 0:
                continue
            depth -= 1
            if depth > 0:
                low[path[depth - 1]] = min(low[path[depth - 1]], low[node])
            if low[node] == order[node]:
                opened = _close(node, components, open_nodes, opened, component)
                components += 1
    return component


@compiled
def _next_unseen(  # noqa: PLR0913 - the state of the search, as arrays
    node: int,
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    next_edge: NDArray[np.int64],
    order: NDArray[np.int32],
    low: NDArray[np.int32],
    component: NDArray[np.int32],
) -> int:
    """The next neighbour that the search has not entered, -1 after the last; edges to open nodes lower `low`."""
    while next_edge[node] < indptr[node + 1]:
        other: int = indices[next_edge[node]]
        next_edge[node] += 1
        if order[other] < 0:
            return other
        if component[other] < 0:
            low[node] = min(low[node], order[other])
    return -1


@compiled
def _close(root: int, number: int, open_nodes: NDArray[np.int32], opened: int, component: NDArray[np.int32]) -> int:
    """Give all nodes opened since `root` the component's number; how many stay open."""
    while True:
        opened -= 1
        component[open_nodes[opened]] = number
        if open_nodes[opened] == root:
            return opened
