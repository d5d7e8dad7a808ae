"""Components: nodes that reach one another.

Strong components after Tarjan 1972 ("Depth-first search and linear graph algorithms"), with a stack of its own instead
of recursion, so that a chain of any length is walked.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR


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


@compiled
def _tarjan(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int32]:
    node_count = len(indptr) - 1
    component = np.full(node_count, -1, dtype=np.int32)
    order = np.full(node_count, -1, dtype=np.int32)  # when the search first came to the node
    low = np.zeros(node_count, dtype=np.int32)  # the earliest node known to be reachable and still open
    next_edge = indptr[:-1].copy()
    path = np.empty(node_count, dtype=np.int32)
    open_nodes = np.empty(node_count, dtype=np.int32)
    seen = components = opened = 0
    for root in range(node_count):
        if order[root] >= 0:
            continue
        depth = 1
        path[0] = root
        order[root] = low[root] = seen
        seen += 1
        open_nodes[opened] = root
        opened += 1
        while depth > 0:
            node = path[depth - 1]
            if next_edge[node] < indptr[node + 1]:
                other = indices[next_edge[node]]
                next_edge[node] += 1
                if order[other] < 0:
                    order[other] = low[other] = seen
                    seen += 1
                    open_nodes[opened] = other
                    opened += 1
                    path[depth] = other
                    depth += 1
                elif component[other] < 0:
                    low[node] = min(low[node], order[other])
                continue
            depth -= 1
            if depth > 0:
                above = path[depth - 1]
                low[above] = min(low[above], low[node])
            if low[node] == order[node]:
                while True:
                    opened -= 1
                    member = open_nodes[opened]
                    component[member] = components
                    if member == node:
                        break
                components += 1
    return component
