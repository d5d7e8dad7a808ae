"""Components: nodes that reach one another.

Strong components after Tarjan 1972 ("Depth-first search and linear graph algorithms") with one number per node as in
Pearce 2016 ("A space-efficient algorithm for finding strongly connected components"), and a stack of its own instead of
recursion, so that a chain of any length is walked.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR, build_csr

Unsigned = NDArray[np.unsignedinteger]

ONE: Final = np.uint32(1)
CLOSED: Final = np.uint32(2**32 - 1)
"""Numbers without a sign spare the compiled loops the question whether an index counts from the end."""


def strong_components(csr: CSR) -> NDArray[np.int32]:
    """The number of each node's strong component (int32 per node), in reverse topological order.

    An edge between two components leads from the higher number to the lower.
    """
    count = csr.node_count
    indptr: Unsigned = csr.indptr.astype(np.uint32 if len(csr.indices) < CLOSED else np.uint64)
    state, path, least, left = (np.zeros(count, dtype=np.uint32) for _ in range(4))
    _numbered(indptr, csr.indices, _Search(state, path, least, np.zeros(count, dtype=indptr.dtype), left))
    return (CLOSED - state).astype(np.int32)


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


class _Search(NamedTuple):
    """What a search keeps. Per node `state`; per step back along its path the node, the earliest open node known to be
    reachable from it, and its next edge; the nodes left behind that are still open.

    A node's state is 0 before it is seen. Open, it is the order in which it was seen, or, once left, of the earliest
    open one reachable from it; closed, CLOSED less its component's number. So a closed one is never the earliest, and
    an edge costs one look.
    """

    state: NDArray[np.uint32]
    path: NDArray[np.uint32]
    least: NDArray[np.uint32]
    next_edge: Unsigned
    left: NDArray[np.uint32]


@compiled
def _numbered(indptr: Unsigned, indices: NDArray[np.int32], search: _Search) -> None:
    """Close every node. Those without an edge out or in are components by themselves: the first and the last."""
    state, count = search.state, len(search.state)
    has_in = np.zeros(count, dtype=np.bool_)
    for place in range(len(indices)):
        has_in[np.uint32(indices[place])] = True
    closed = CLOSED
    for node in range(count):
        if indptr[node] == indptr[node + 1]:
            state[node] = closed
            closed -= ONE
    for node in range(count):
        if state[node] == 0 and has_in[node]:
            closed = _searched(np.uint32(node), indptr, indices, search, closed)
    for node in range(count):
        if state[node] == 0:
            state[node] = closed
            closed -= ONE


@compiled
def _searched(
    node: np.uint32, indptr: Unsigned, indices: NDArray[np.int32], search: _Search, closed: np.uint32
) -> np.uint32:
    """Close everything that an unseen node reaches; the state of what is closed next. Nothing is open afterwards."""
    state, path, least, next_edge, left = search
    depth, left_count, seen = 0, 0, ONE
    own = low = state[node] = seen
    edge, end = indptr[node], indptr[node + ONE]
    while True:
        while edge < end:
            other = np.uint32(indices[edge])
            edge += indptr.dtype.type(1)
            there = state[other]
            if there == 0:
                path[depth], least[depth], next_edge[depth] = node, low, edge
                depth, seen, node = depth + 1, seen + ONE, other
                own = low = state[node] = seen
                edge, end = indptr[node], indptr[node + ONE]
            elif there < low:
                low = there
        if low == own:
            left_count = _close(node, own, left_count, search, closed)
            closed -= ONE
            low = CLOSED
        else:
            state[node] = low
            left[left_count] = node
            left_count += 1
        if depth == 0:
            return closed
        depth -= 1
        node, edge = path[depth], next_edge[depth]
        end, own, low = indptr[node + ONE], state[node], min(low, least[depth])


@compiled
def _close(node: np.uint32, own: np.uint32, left_count: int, search: _Search, closed: np.uint32) -> int:
    """Close a node with all that are left open since it was seen; how many stay left."""
    state, left = search.state, search.left
    while left_count > 0 and state[left[left_count - 1]] >= own:
        left_count -= 1
        state[left[left_count]] = closed
    state[node] = closed
    return left_count
