"""Nodes that hand on what they get: in full as long as what they have is enough, else a part of it, at most so much.

A node has `own` and gets, over each edge, the edge's amount times the rate of its source. As long as tested_own +
tested_through × (what it gets) is at least `needed`, its rate is one; else it hands on own + through × (what it gets)
less `first`, never below zero, and its rate is that part of `shared`.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled

DRIFT: Final = 1e-12
"""What a sum may lose of its largest value while parts are added and taken away."""

ROUNDING: Final = 1e-15
"""A change of a rate that says nothing any more."""


class Edges(NamedTuple):
    """Edges sorted by one end: indptr (int64, nodes + 1), indices (int32, the other end), amount (float64)."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    amount: NDArray[np.float64]


class Nodes(NamedTuple):
    """float64 per node, and the two factors; `needed` is minus infinity where the rate is one whatever happens."""

    tested_own: NDArray[np.float64]
    tested_through: float
    needed: NDArray[np.float64]
    own: NDArray[np.float64]
    through: float
    first: NDArray[np.float64]
    shared: NDArray[np.float64]


@compiled
def received(by_target: Edges, rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each node gets."""
    found = np.empty(len(rate))
    for node in range(len(rate)):
        found[node] = _received(by_target, rate, node)
    return found


@compiled
def sweep(by_target: Edges, nodes: Nodes, rate: NDArray[np.float64], backwards: bool) -> float:
    """Give every node, one after the other, the rate that follows from those of now; the largest change of a rate."""
    largest, count = 0.0, len(rate)
    for step in range(count):
        node = count - 1 - step if backwards else step
        fresh = _rate(nodes, node, _received(by_target, rate, node))
        largest = max(largest, abs(fresh - rate[node]))
        rate[node] = fresh
    return largest


def sweep_until(
    by_target: Edges, nodes: Nodes, rate: NDArray[np.float64], tolerance: float, most: int
) -> tuple[int, bool]:
    """Sweep there and back until no rate is further than the tolerance from its limit, as far as the changes tell.

    Returns how many sweeps were made, and whether they were enough. From rates that are all too high or all too low the
    limit is met from there: what a node hands on rises with what it gets.
    """
    before, between = np.inf, np.inf
    for sweeps in range(1, most + 1):
        last = sweep(by_target, nodes, rate, sweeps % 2 == 0)
        if _rests(before, between, last, tolerance):
            return sweeps, True
        before, between = between, last
    return most, False


def _rests(before: float, between: float, last: float, tolerance: float) -> bool:
    """Whether what is still to come, by the pace of the last three changes, is within the tolerance.

    A small change alone says little: at a pace of 0.999 a thousand more of its size follow.
    """
    if last <= ROUNDING:
        return True
    pace = max(last / between, float(np.sqrt(last / before))) if np.isfinite(before) else 1.0
    return pace < 1 and last * pace / (1 - pace) <= tolerance


@compiled
def spread(
    by_source: Edges,
    nodes: Nodes,
    rate: NDArray[np.float64],
    gets: NDArray[np.float64],
    turned: tuple[NDArray[np.bool_], NDArray[np.int32]],
    rising: bool,
) -> None:
    """From nodes whose rate falls (or rises to one), follow who turns in consequence; each hands on once.

    turned: who has turned, marked in place, and those from whom to follow. gets, rate: changed in place, as bounds:
    nothing is handed on a second time, so what turns would turn in the end. Who is near to it by rounding waits.
    """
    has_turned, first = turned
    queue = np.empty(len(rate), dtype=np.int32)
    head, tail = 0, len(first)
    queue[:tail] = first
    drift = DRIFT * gets
    while head < tail:
        node = queue[head]
        head += 1
        fresh = 1.0 if rising else _rate(nodes, node, gets[node])
        change = fresh - rate[node]
        rate[node] = fresh
        for edge in range(by_source.indptr[node], by_source.indptr[node + 1]):
            other = by_source.indices[edge]
            gets[other] += by_source.amount[edge] * change
            drift[other] = max(drift[other], DRIFT * gets[other])
            if has_turned[other]:
                continue
            over = nodes.tested_own[other] + nodes.tested_through * gets[other] - nodes.needed[other]
            if (rising and over >= drift[other]) or (not rising and over < -drift[other]):
                has_turned[other] = True
                queue[tail] = other
                tail += 1


@compiled
def _received(by_target: Edges, rate: NDArray[np.float64], node: int) -> float:
    total = 0.0
    for edge in range(by_target.indptr[node], by_target.indptr[node + 1]):
        total += by_target.amount[edge] * rate[by_target.indices[edge]]
    return total


@compiled
def _rate(nodes: Nodes, node: int, gets: float) -> float:
    if nodes.tested_own[node] + nodes.tested_through * gets >= nodes.needed[node]:
        return 1.0
    left = nodes.own[node] + nodes.through * gets - nodes.first[node]
    if left <= 0.0 or nodes.shared[node] == 0.0:
        return 0.0
    part: float = left / nodes.shared[node]
    return min(1.0, part)
