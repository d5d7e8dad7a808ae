"""Nodes joined by edges whatever their direction, by union and find (Tarjan 1975), without sorting the edges first."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled


def joined(source: NDArray[np.int32], target: NDArray[np.int32], node_count: int) -> NDArray[np.int32]:
    """The number of each node's weak component (int32 per node); components by their smallest node.

    ValueError where an end is no node.
    """
    for ends in (source, target):
        if len(ends) and (int(ends.min()) < 0 or int(ends.max()) >= node_count):
            raise ValueError("an edge ends outside the nodes")
    return _join(source.astype(np.int32, copy=False), target.astype(np.int32, copy=False), node_count)


@compiled
def _join(source: NDArray[np.int32], target: NDArray[np.int32], node_count: int) -> NDArray[np.int32]:
    above = np.arange(node_count).astype(np.int32)  # never greater than the node itself
    for i in range(len(source)):
        a, b = source[i], target[i]
        while above[a] != a:
            above[a] = above[above[a]]
            a = above[a]
        while above[b] != b:
            above[b] = above[above[b]]
            b = above[b]
        if a < b:
            above[b] = a
        else:
            above[a] = b
    number = np.empty(node_count, dtype=np.int32)
    found = 0
    for node in range(node_count):
        if above[node] == node:
            number[node] = found
            found += 1
        else:
            number[node] = number[above[node]]
    return number
