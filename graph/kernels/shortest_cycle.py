"""The shortest cycle of a strong component: breadth-first searches that end as soon as they cannot find a shorter one.

A cycle that avoids every node with two ways out has no way out itself, so it is the whole component; any other runs
through a node with two. Searches begin only at these.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR

STEPS: Final = 50_000_000
"""So many edges are looked at, about 0.2 s; a search once begun is ended."""

Edges = tuple[NDArray[np.int64], NDArray[np.int32]]


class Search(NamedTuple):
    """What the searches know of each node: the root that met it last, its depth there, the node before and the place of
    the edge from it. queue: the nodes met, in order."""

    met_by: NDArray[np.int64]
    depth: NDArray[np.int64]
    before: NDArray[np.int64]
    by: NDArray[np.int64]
    queue: NDArray[np.int64]


def shortest_cycle(csr: CSR, most: int = STEPS) -> tuple[NDArray[np.int32], NDArray[np.int64], bool]:
    """Its nodes in order (int32), its edges as `csr.edge` says (int64), and whether no cycle is shorter for certain.

    csr: one strong component of two nodes or more, without edges from a node to itself. Of equal cycles the one that
    the first search finds.
    """
    ways = np.diff(csr.indptr)
    starts = np.flatnonzero(ways >= 2)
    if not len(starts):
        starts = np.flatnonzero(ways)[:1]
    places, certain = _shortest((csr.indptr, csr.indices), starts, most)
    return csr.sources()[places], np.asarray(csr.edge[places]), bool(certain)


@compiled
def _shortest(edges: Edges, starts: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], bool]:
    """The places of the edges of the shortest cycle found, in order."""
    count = len(edges[0]) - 1
    search = Search(
        np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64), np.empty(count, dtype=np.int64),
    )  # fmt: skip
    found = np.zeros(0, dtype=np.int64)
    best, steps = count + 1, 0
    for root in starts:
        if steps > most:
            return found, False
        last, closing, taken = _close(root, best, edges, search)
        steps += taken
        if closing >= 0:
            best = search.depth[last] + 1
            found = np.empty(best, dtype=np.int64)
            for at in range(best - 1, -1, -1):
                found[at] = closing
                closing, last = search.by[last], search.before[last]
        if best == 2:
            break
    return found, True


@compiled
def _close(root: int, shorter_than: int, edges: Edges, search: Search) -> tuple[int, int, int]:
    """The node from which a shortest way back to the root leads, and the place of that edge; how many edges were looked
    at. Place -1 where no cycle through the root is shorter than that.
    """
    indptr, indices = edges
    search.queue[0], search.met_by[root], search.depth[root] = root, root, 0
    head, tail, steps = 0, 1, 0
    while head < tail:
        node = search.queue[head]
        head += 1
        if search.depth[node] + 1 >= shorter_than:
            break
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            steps += 1
            if other == root:
                return node, place, steps
            if search.met_by[other] != root:
                search.met_by[other], search.depth[other] = root, search.depth[node] + 1
                search.before[other], search.by[other] = node, place
                search.queue[tail] = other
                tail += 1
    return root, -1, steps
