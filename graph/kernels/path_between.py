"""A shortest path between two nodes, searched from both ends, and the nodes on any path between them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR

STEPS: Final = 2_000_000
"""So many edges are looked at, at most: some milliseconds."""


def shortest_path(csr: CSR, backward: CSR, start: int, goal: int) -> NDArray[np.int32]:
    """The nodes of a shortest path from `start` to another node, both included; empty where there is none.

    backward: the same edges by their other end. The smaller frontier goes on, so that ends which reach little, or soon
    meet, are settled at once.
    """
    return _meet(csr.indptr, csr.indices, backward.indptr, backward.indices, start, goal)


def between(
    csr: CSR, backward: CSR, start: int, goal: int, steps: int = STEPS
) -> tuple[NDArray[np.int32], bool]:  # fmt: skip
    """The nodes that lie on some walk from `start` to `goal`, ascending, both included, and whether these are all."""
    everywhere = np.ones(csr.node_count, dtype=np.bool_)
    onward, whole = _reached(csr.indptr, csr.indices, start, everywhere, steps)
    if not onward[goal]:
        return np.zeros(0, dtype=np.int32), whole
    inside, closed = _reached(backward.indptr, backward.indices, goal, onward, steps)
    return np.flatnonzero(inside).astype(np.int32), whole and closed


@compiled
def _reached(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], start: int, allowed: NDArray[np.bool_], steps: int
) -> tuple[NDArray[np.bool_], bool]:
    """Per allowed node whether `start` reaches it through allowed ones, and whether the search came to its end."""
    found = np.zeros(len(allowed), dtype=np.bool_)
    queue = np.empty(len(allowed), dtype=np.int32)
    queue[0] = start
    found[start] = True
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        steps -= indptr[node + 1] - indptr[node]
        if steps < 0:
            return found, False
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if allowed[other] and not found[other]:
                found[other] = True
                queue[tail] = other
                tail += 1
    return found, True


@compiled
def _meet(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    back_indptr: NDArray[np.int64],
    back_indices: NDArray[np.int32],
    start: int,
    goal: int,
) -> NDArray[np.int32]:
    nodes = len(indptr) - 1
    before, after = np.full(nodes, -1, dtype=np.int32), np.full(nodes, -1, dtype=np.int32)
    ahead, behind = np.empty(nodes, dtype=np.int32), np.empty(nodes, dtype=np.int32)
    # How far each node is from its end of the path.
    gone, left = np.full(nodes, -1, dtype=np.int32), np.full(nodes, -1, dtype=np.int32)
    ahead[0], behind[0] = start, goal
    gone[start], left[goal] = 0, 0
    a_from, a_to, b_from, b_to = 0, 1, 0, 1
    while a_from < a_to and b_from < b_to:
        if a_to - a_from <= b_to - b_from:
            reached, meeting = _level(indptr, indices, ahead, a_from, a_to, before, gone, left)
            a_from, a_to = a_to, reached
        else:
            reached, meeting = _level(back_indptr, back_indices, behind, b_from, b_to, after, left, gone)
            b_from, b_to = b_to, reached
        if meeting >= 0:
            return _joined(before, after, meeting, int(gone[meeting]), int(left[meeting]))
    return np.zeros(0, dtype=np.int32)


@compiled
def _level(  # noqa: PLR0913 - the state of a search, as arrays
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    queue: NDArray[np.int32],
    first: int,
    last: int,
    parent: NDArray[np.int32],
    distance: NDArray[np.int32],
    other_way: NDArray[np.int32],
) -> tuple[int, int]:
    """Go one step further from all nodes of a frontier: where the next one ends in the queue, and of the nodes that the
    other search has met the one nearest to its end, or -1."""
    reached, meeting = last, -1
    for at in range(first, last):
        node = queue[at]
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if distance[other] < 0:
                distance[other] = distance[node] + 1
                parent[other] = node
                queue[reached] = other
                reached += 1
                if other_way[other] >= 0 and (meeting < 0 or other_way[other] < other_way[meeting]):
                    meeting = other
    return reached, meeting


@compiled
def _joined(
    before: NDArray[np.int32], after: NDArray[np.int32], meeting: int, gone: int, left: int
) -> NDArray[np.int32]:
    """The path through the node in which both searches met."""
    path = np.empty(gone + left + 1, dtype=np.int32)
    node = meeting
    for place in range(gone, -1, -1):
        path[place] = node
        node = before[node]
    node = meeting
    for place in range(gone + 1, gone + left + 1):
        node = after[node]
        path[place] = node
    return path
