"""Simple cycles one after another: walks that come back to where they began and meet no node twice.

Each cycle is found from its smallest node, by a depth-first search among greater nodes. A step is taken only if the way
back, by a breadth-first search from the root over edges turned round, is short enough; so no time goes into walks that
could not close. The search rests after so many steps, for the caller to look at the clock, and goes on from there.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.components import edges_inside, strong_components
from graph.kernels.csr import CSR, build_csr

STEPS: Final = 1 << 20
"""So many steps are taken before the caller may look at the clock: some milliseconds."""

Edges = tuple[NDArray[np.int64], NDArray[np.int32]]


class Search(NamedTuple):
    """Where a search stands.

    path, next_edge: the nodes walked from the root, and per node the place of the edge to try next. at: the root and
    how many nodes the path has. distance: per node the length of the way back to the root, if `met_by` is the root.
    """

    path: NDArray[np.int32]
    next_edge: NDArray[np.int64]
    at: NDArray[np.int64]
    on_path: NDArray[np.bool_]
    distance: NDArray[np.int32]
    met_by: NDArray[np.int32]
    queue: NDArray[np.int32]


def simple_cycles(csr: CSR, longest: int) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int64]] | None]:
    """The simple cycles of up to `longest` edges; None whenever so many steps went by without one.

    Each as its nodes from the smallest on (int32) and the places of its edges (int64), in the order of these nodes
    where the edges are `merged`. An edge from a node to itself is no cycle.
    """
    inner = edges_inside(csr, strong_components(csr))
    forward, backward = (inner.indptr, inner.indices), _turned(inner)
    longest = min(longest, csr.node_count)
    search = _begin(csr.node_count, longest)
    while length := _next(forward, backward, longest, search, STEPS):
        if length < 0:
            yield None
        else:
            yield search.path[:length].copy(), inner.edge[search.next_edge[:length] - 1]


def _turned(csr: CSR) -> Edges:
    turned = build_csr(csr.indices, csr.sources(), csr.node_count)
    return turned.indptr, turned.indices


def _begin(node_count: int, longest: int) -> Search:
    room = max(longest, 0) + 1
    return Search(
        np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int64), np.array([-1, 0], dtype=np.int64),
        np.zeros(node_count, dtype=np.bool_), np.empty(node_count, dtype=np.int32),
        np.full(node_count, -1, dtype=np.int32), np.empty(node_count, dtype=np.int32),
    )  # fmt: skip


@compiled
def _next(forward: Edges, backward: Edges, longest: int, search: Search, steps: int) -> int:
    """Go on to the next cycle: the length of its path, 0 after the last one, -1 where the steps are used up."""
    indptr, indices = forward
    path, next_edge, at, on_path, distance, met_by, _ = search
    while steps > 0:
        if at[1] == 0:
            at[0] += 1
            if at[0] >= len(on_path):
                return 0
            steps -= 1 + _measure_ways_back(at[0], forward, backward, longest, search)
            _enter(at[0], forward, search)
        root, node = at[0], path[at[1] - 1]
        if next_edge[at[1] - 1] == indptr[node + 1]:
            on_path[node] = False
            at[1] -= 1
            continue
        other = indices[next_edge[at[1] - 1]]
        next_edge[at[1] - 1] += 1
        steps -= 1
        if other == root and at[1] <= longest:
            return int(at[1])
        if other > root and met_by[other] == root and not on_path[other] and at[1] + distance[other] <= longest:
            _enter(other, forward, search)
    return -1


@compiled
def _enter(node: int, forward: Edges, search: Search) -> None:
    """Lengthen the path by a node."""
    depth = search.at[1]
    search.path[depth] = node
    search.next_edge[depth] = forward[0][node]
    search.on_path[node] = True
    search.at[1] = depth + 1


@compiled
def _measure_ways_back(root: int, forward: Edges, backward: Edges, longest: int, search: Search) -> int:
    """The distance to the root of all greater nodes from which it is near enough; the steps taken."""
    if forward[0][root] == forward[0][root + 1]:
        return 0
    indptr, indices = backward
    distance, met_by, queue = search.distance, search.met_by, search.queue
    queue[0], met_by[root], distance[root] = root, root, 0
    head, tail, steps = 0, 1, 0
    while head < tail:
        node = queue[head]
        head += 1
        if distance[node] + 1 >= longest:
            break
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            steps += 1
            if other > root and met_by[other] != root:
                met_by[other], distance[other] = root, distance[node] + 1
                queue[tail] = other
                tail += 1
    return steps
