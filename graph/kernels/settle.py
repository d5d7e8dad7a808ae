"""Numbers handed on along weighted edges, strong component by strong component in topological order."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.small_loops import DIVERGES, LARGE, LOOP, Loops, solve_small


class Direction(NamedTuple):
    """A weighted CSR, and whether its edges are followed from their source."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weights: NDArray[np.float64]
    down: bool


@compiled
def reach(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    start: int,
    reached: NDArray[np.bool_],
    queue: NDArray[np.int32],
    value: NDArray[np.float64],
) -> tuple[int, int]:
    """Fill the queue with what is reached and set its values to zero; no mark stays.

    Nodes with edges to follow, and the start, are `queue[:first]`, all others `queue[last:]`; returns first and last.
    """
    queue[0], value[start], reached[start] = start, 0.0, True
    head, tail, back = 0, 1, len(queue)
    while head < tail:
        node = queue[head]
        head += 1
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if reached[other]:
                continue
            reached[other], value[other] = True, 0.0
            if indptr[other] == indptr[other + 1]:
                back -= 1
                queue[back] = other
            else:
                queue[tail] = other
                tail += 1
    for place in range(tail):
        reached[queue[place]] = False
    for place in range(back, len(queue)):
        reached[queue[place]] = False
    return tail, back


@compiled
def settle(
    order: NDArray[np.int32],
    begin: int,
    value: NDArray[np.float64],
    component: NDArray[np.int32],
    direction: Direction,
    loops: Loops,
) -> int:
    """Settle components from `begin` on; where the first large one begins, or the end."""
    place = begin
    x = np.empty(0)
    while place < len(order):
        number = component[order[place]]
        kind = loops.kind[number]
        if kind == LARGE:
            return place
        size = loops.start[number + 1] - loops.start[number] if kind == LOOP else 1
        if kind == LOOP:
            members = loops.member[loops.start[number] : loops.start[number + 1]]
            x = value[members]
            solve_small(loops, number, x, direction.down)
            value[members] = x
            push_all(members, value, component, direction, loops.kind)
        else:
            _push(order[place], value, component, direction, loops.kind)
        place += size
    return place


@compiled
def push_all(
    nodes: NDArray[np.int32],
    value: NDArray[np.float64],
    component: NDArray[np.int32],
    direction: Direction,
    kind: NDArray[np.int8],
) -> None:
    """Hand the settled values of the members of one component on to the others."""
    for node in nodes:
        _push(node, value, component, direction, kind)


@compiled
def _push(
    node: int,
    value: NDArray[np.float64],
    component: NDArray[np.int32],
    direction: Direction,
    kind: NDArray[np.int8],
) -> None:
    """Hand a settled value on to the other components; no walk enters a component that is cut off."""
    held, own = value[node], component[node]
    if held == 0 or (not direction.down and kind[own] == DIVERGES):
        return
    for place in range(direction.indptr[node], direction.indptr[node + 1]):
        other = direction.indices[place]
        if component[other] != own and not (direction.down and kind[component[other]] == DIVERGES):
            value[other] += direction.weights[place] * held


@compiled
def returned(
    node: int,
    component: NDArray[np.int32],
    back: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    value: NDArray[np.float64],
) -> float:
    """The sum over walks from a node to itself of at least one edge, without subtracting one from a sum."""
    indptr, indices, weights = back
    total = 0.0
    for place in range(indptr[node], indptr[node + 1]):
        if component[indices[place]] == component[node]:
            total += weights[place] * value[indices[place]]
    return total
