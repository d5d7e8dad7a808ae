"""Sums over simple paths: those that meet no node twice.

A simple path crosses each strong component once, so the sum from one component to the next is a product, and paths need
to be enumerated only inside strong components: linear where there are no loops. Inside a large component there may be
more paths than can be walked, so the steps are counted and the enumeration stops at a limit, and says so; what was
summed until then is a lower bound.
"""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.condensation import Condensation


def simple_path_sums(
    start: int,
    edges: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    order: NDArray[np.int32],
    parts: Condensation,
    limit: int,
) -> tuple[NDArray[np.float64], int]:
    """Per node of `order` the sum over simple paths from `start`, which is first there; and the steps taken.

    edges: a weighted CSR. order: the nodes reached, members of a component beside one another, components in the order
    in which they are met. Steps above the limit mean that it stopped.
    """
    place = np.full(len(parts.component), -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return _sums(start, edges, order, place, (parts.component, parts.cyclic), limit)


@compiled
def _sums(
    start: int,
    edges: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    order: NDArray[np.int32],
    place: NDArray[np.int32],
    parts: tuple[NDArray[np.int32], NDArray[np.bool_]],
    limit: int,
) -> tuple[NDArray[np.float64], int]:
    indptr, indices, weights = edges
    component, cyclic = parts
    arriving, sums = np.zeros(len(order)), np.zeros(len(order))
    on_path = np.zeros(len(order), dtype=np.bool_)
    arriving[place[start]] = 1.0
    begin, steps = 0, 0
    while begin < len(order):
        own, end = component[order[begin]], begin + 1
        while end < len(order) and component[order[end]] == own:
            end += 1
        for at in range(begin, end):
            if arriving[at] == 0:
                continue
            if cyclic[own]:
                steps += _enumerate(order[at], arriving[at], edges, place, component, (sums, on_path), limit - steps)
            else:
                sums[at] += arriving[at]
        for at in range(begin, end):
            for edge in range(indptr[order[at]], indptr[order[at] + 1]):
                if component[indices[edge]] != own:
                    arriving[place[indices[edge]]] += sums[at] * weights[edge]
        begin = end
    return sums, steps


@compiled
def _enumerate(  # noqa: PLR0913 - a weighted network, as arrays
    entry: int,
    weight: float,
    edges: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    place: NDArray[np.int32],
    component: NDArray[np.int32],
    found: tuple[NDArray[np.float64], NDArray[np.bool_]],
    limit: int,
) -> int:
    """Add the products of all simple paths from an entry inside its component, depth first; the steps taken."""
    indptr, indices, weights = edges
    sums, on_path = found
    depth_room = len(sums) + 1
    node, product, next_edge = (
        np.empty(depth_room, dtype=np.int64),
        np.empty(depth_room),
        np.empty(depth_room, dtype=np.int64),
    )
    node[0], product[0], next_edge[0] = entry, weight, indptr[entry]
    on_path[place[entry]] = True
    sums[place[entry]] += weight
    depth, steps = 1, 0
    while depth > 0:
        top = depth - 1
        if next_edge[top] == indptr[node[top] + 1] or steps > limit:
            on_path[place[node[top]]] = False
            depth -= 1
            continue
        edge = next_edge[top]
        next_edge[top] += 1
        steps += 1
        other = indices[edge]
        if component[other] != component[entry] or on_path[place[other]] or weights[edge] == 0:
            continue
        node[depth], product[depth], next_edge[depth] = other, product[top] * weights[edge], indptr[other]
        on_path[place[other]] = True
        sums[place[other]] += product[depth]
        depth += 1
    return steps
