"""Edges whose removal leaves no cycle: a good choice in bounded time, and what every choice costs at least.

The bound: cycles are looked for, short ones first, and each takes the smallest remaining cost off all its edges; every
choice must pay for each of them (local ratio, after Bar-Yehuda and Even 1985; for feedback arcs Demetrescu and Finocchi
2003). The choice: what still costs something has an order; nodes are moved in it while that gains, the edges that lead
backwards are chosen, and those that close no cycle after all are put back, the dearest first.
"""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.cheapest_cover import Cover
from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR, build_csr

STEPS = 100_000_000
"""Edges looked at, at most, to pack cycles, to move nodes, and to put back: each up to four seconds where the network
is so large that no cache holds it."""


def bounded_feedback_arcs(csr: CSR, cost: NDArray[np.float64], guide: NDArray[np.float64] | None = None) -> Cover:
    """A choice of edges, without which there is no cycle, and a lower bound for all choices.

    cost: float64 beside the edges, none negative. guide: lower costs by which the first order is made, where something
    is known of which edges are worth choosing. None of the chosen can be put back alone, up to `STEPS`.
    """
    residual, bound = _pack(csr.indptr, csr.indices, csr.sources(), cost if guide is None else guide, STEPS)
    incoming = build_csr(csr.indices, csr.sources(), csr.node_count)
    position = _sift(
        _order((csr.indptr, csr.indices, residual), (incoming.indptr, incoming.indices, residual[incoming.edge])),
        (csr.indptr, csr.indices, cost),
        (incoming.indptr, incoming.indices, cost[incoming.edge]),
        STEPS,
    )
    chosen = position[csr.sources()] > position[csr.indices]
    candidates = np.flatnonzero(chosen)
    candidates = candidates[np.argsort(-cost[candidates], kind="stable")]
    _put_back(csr.indptr, csr.indices, csr.sources(), chosen, candidates, STEPS)
    total = float(cost[chosen].sum())
    return Cover(chosen, total, min(bound, total))


@compiled
def _pack(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    source: NDArray[np.int32],
    cost: NDArray[np.float64],
    steps_left: int,
) -> tuple[NDArray[np.float64], float]:
    """What is left of each cost when cycles have been paid for, and what they took."""
    nodes = len(indptr) - 1
    residual, done = cost.copy(), np.zeros(nodes, dtype=np.bool_)
    stamp, depth = np.full(nodes, -1, dtype=np.int64), np.zeros(nodes, dtype=np.int64)
    queue, met_by = np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    bound, mark = 0.0, 0
    for longest in (2, 3, 5, max(nodes, 6)):
        for start in range(nodes):
            while steps_left > 0:
                mark += 1
                closing, steps = _shortest_cycle(
                    start, longest, mark, (indptr, indices, residual), done, (stamp, depth, queue, met_by)
                )
                steps_left -= steps + 1
                if closing < 0:
                    break
                bound += _pay(start, closing, met_by, source, residual)
            done[start] = longest > 5  # no cycle that still costs something passes here
    return residual, bound


@compiled
def _shortest_cycle(
    start: int,
    longest: int,
    mark: int,
    edges: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    done: NDArray[np.bool_],
    search: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
) -> tuple[int, int]:
    """The last edge of a shortest cycle through `start` that has at most `longest` edges, -1 without; and the steps."""
    indptr, indices, residual = edges
    stamp, depth, queue, met_by = search
    queue[0], stamp[start], depth[start] = start, mark, 0
    head, tail, steps = 0, 1, 0
    while head < tail:
        node = queue[head]
        head += 1
        for edge in range(indptr[node], indptr[node + 1]):
            steps += 1
            other = indices[edge]
            if residual[edge] <= 0 or done[other]:
                continue
            if other == start:
                return edge, steps
            if stamp[other] != mark and depth[node] + 2 <= longest:
                stamp[other], depth[other], met_by[other] = mark, depth[node] + 1, edge
                queue[tail] = other
                tail += 1
    return -1, steps


@compiled
def _pay(
    start: int, closing: int, met_by: NDArray[np.int64], source: NDArray[np.int32], residual: NDArray[np.float64]
) -> float:
    """Take the smallest residual of the cycle off each of its edges; how much that was."""
    least: float = residual[closing]
    node = source[closing]
    while node != start:
        least = min(least, residual[met_by[node]])
        node = source[met_by[node]]
    residual[closing] -= least
    node = source[closing]
    while node != start:
        residual[met_by[node]] -= least
        node = source[met_by[node]]
    return least


@compiled
def _order(
    outgoing: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    incoming: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
) -> NDArray[np.int64]:
    """The nodes in topological order of the edges that cost something.

    Where cycles are left, the node goes next that loses least and gains most (after Eades, Lin and Smyth 1993).
    """
    nodes = len(outgoing[0]) - 1
    gain, before = _balance(outgoing)
    order, placed = np.empty(nodes, dtype=np.int64), before == 0
    size = int(placed.sum())
    order[:size] = np.flatnonzero(placed)
    for head in range(nodes):
        if head == size:
            best = _greatest(gain, placed)
            order[size], placed[best] = best, True
            size += 1
        node = order[head]
        for edge in range(outgoing[0][node], outgoing[0][node + 1]):
            other = outgoing[1][edge]
            gain[other] += outgoing[2][edge]
            before[other] -= outgoing[2][edge] > 0
            if before[other] == 0 and not placed[other]:
                order[size], placed[other] = other, True
                size += 1
        for edge in range(incoming[0][node], incoming[0][node + 1]):
            gain[incoming[1][edge]] -= incoming[2][edge]
    return order


@compiled
def _balance(
    outgoing: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Per node, the cost of what leaves it less that of what arrives, and how many edges that cost something arrive."""
    nodes = len(outgoing[0]) - 1
    gain, before = np.zeros(nodes), np.zeros(nodes, dtype=np.int64)
    for node in range(nodes):
        for edge in range(outgoing[0][node], outgoing[0][node + 1]):
            gain[node] += outgoing[2][edge]
            gain[outgoing[1][edge]] -= outgoing[2][edge]
            before[outgoing[1][edge]] += outgoing[2][edge] > 0
    return gain, before


@compiled
def _greatest(gain: NDArray[np.float64], placed: NDArray[np.bool_]) -> int:
    """The node with the greatest gain that is not placed."""
    best = -1
    for node in range(len(gain)):
        if not placed[node] and (best < 0 or gain[node] > gain[best]):
            best = node
    return best


@compiled
def _sift(
    order: NDArray[np.int64],
    outgoing: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    incoming: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    steps_left: int,
) -> NDArray[np.int64]:
    """The place of each node, once no node gains by moving alone; changes `order`."""
    position = np.empty(len(order), dtype=np.int64)
    for place in range(len(order)):
        position[order[place]] = place
    moved = True
    while moved:
        moved = False
        for node in range(len(order)):
            if steps_left <= 0:
                return position
            place, step = _best_place(node, position, outgoing, incoming), 1
            if place < position[node]:
                step = -1
            moved |= place != position[node]
            for at in range(position[node], place, step):
                order[at] = order[at + step]
                position[order[at]] = at
            degree = outgoing[0][node + 1] - outgoing[0][node] + incoming[0][node + 1] - incoming[0][node]
            steps_left -= abs(place - position[node]) + degree + 1
            order[place], position[node] = node, place
    return position


@compiled
def _best_place(
    node: int,
    position: NDArray[np.int64],
    outgoing: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    incoming: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
) -> int:
    """Where in the order the node's backward edges cost least; where it is, unless that gains."""
    first_out, first_in = outgoing[0][node], incoming[0][node]
    leaving, arriving = outgoing[0][node + 1] - first_out, incoming[0][node + 1] - first_in
    at, change = np.empty(leaving + arriving, dtype=np.int64), np.empty(leaving + arriving)
    for i in range(leaving):
        at[i], change[i] = position[outgoing[1][first_out + i]], outgoing[2][first_out + i]
    for i in range(arriving):
        at[leaving + i], change[leaving + i] = position[incoming[1][first_in + i]], -incoming[2][first_in + i]
    own = position[node]
    level = best = current = 0.0  # against standing before all others
    after = -1
    for i in np.argsort(at):
        if at[i] != own:
            level += change[i]
        if at[i] < own:
            current = level
        if level < best:
            best, after = level, at[i]
    if best >= current - 1e-12 * np.abs(change).sum():
        return int(own)
    return int(after + 1 if after < own else after)


@compiled
def _put_back(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    source: NDArray[np.int32],
    blocked: NDArray[np.bool_],
    candidates: NDArray[np.int64],
    steps_left: int,
) -> None:
    """Unblock, one after another, the candidates that then close no cycle."""
    nodes = len(indptr) - 1
    stamp, queue = np.full(nodes, -1, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    for edge in candidates:
        if steps_left <= 0:
            return
        goal = source[edge]
        queue[0], stamp[indices[edge]] = indices[edge], edge
        head, tail = 0, 1
        while head < tail and stamp[goal] != edge:
            for onward in range(indptr[queue[head]], indptr[queue[head] + 1]):
                steps_left -= 1
                other = indices[onward]
                if not blocked[onward] and stamp[other] != edge:
                    stamp[other], queue[tail] = edge, other
                    tail += 1
            head += 1
        blocked[edge] = stamp[goal] == edge
