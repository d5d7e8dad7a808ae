"""Lists that grow in one pool, and nodes in buckets by a number: the state of an elimination of sparse rows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled

_BUCKETS = 1 << 14


class Lists(NamedTuple):
    """A growing list per node, all in one pool."""

    start: NDArray[np.int64]
    length: NDArray[np.int64]
    room: NDArray[np.int64]
    entry: NDArray[np.int32]
    value: NDArray[np.float64]
    end: NDArray[np.int64]


class Queue(NamedTuple):
    """Nodes by the product of their degrees, in doubly linked buckets."""

    head: NDArray[np.int32]
    after: NDArray[np.int32]
    before: NDArray[np.int32]
    key: NDArray[np.int32]
    lowest: NDArray[np.int32]


def empty_lists(size: int, pool: int) -> Lists:
    """Empty lists; the pool takes memory as it fills."""
    start, length, room = (np.zeros(size, dtype=np.int64) for _ in range(3))
    return Lists(start, length, room, np.empty(pool, np.int32), np.empty(pool, np.float64), np.zeros(1, np.int64))


@compiled
def empty_queue(size: int) -> Queue:
    """A queue of no nodes; those of a larger number than there are buckets share the last."""
    return Queue(
        np.full(_BUCKETS, -1, np.int32),
        np.full(size, -1, np.int32),
        np.full(size, -1, np.int32),
        np.zeros(size, np.int32),
        np.zeros(1, np.int32),
    )


@compiled
def room_for(lists: Lists, node: int) -> int:
    """Where the next entry of a node's list goes, moving the list where it has no room; -1 where the pool is full."""
    if lists.length[node] == lists.room[node]:
        room = 2 * lists.room[node] + 4
        start = lists.end[0]
        if start + room > len(lists.entry):
            return -1
        for place in range(lists.length[node]):
            lists.entry[start + place] = lists.entry[lists.start[node] + place]
            lists.value[start + place] = lists.value[lists.start[node] + place]
        lists.start[node], lists.room[node] = start, room
        lists.end[0] = start + room
    lists.length[node] += 1
    place_of_it: int = lists.start[node] + lists.length[node] - 1
    return place_of_it


@compiled
def remove(queue: Queue, node: int) -> None:
    """Take a node out of its bucket."""
    before, after = queue.before[node], queue.after[node]
    if before >= 0:
        queue.after[before] = after
    else:
        queue.head[queue.key[node]] = after
    if after >= 0:
        queue.before[after] = before


@compiled
def insert(queue: Queue, node: int, product: int) -> None:
    """Put a node into the bucket of a product."""
    key = min(product, len(queue.head) - 1)
    head = queue.head[key]
    queue.key[node], queue.after[node], queue.before[node] = key, head, -1
    if head >= 0:
        queue.before[head] = node
    queue.head[key] = node
    queue.lowest[0] = min(queue.lowest[0], key)


@compiled
def first(queue: Queue) -> int:
    """The node of the lowest product."""
    while queue.head[queue.lowest[0]] < 0:
        queue.lowest[0] += 1
    node: int = queue.head[queue.lowest[0]]
    return node
