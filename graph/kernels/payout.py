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
    indptr, indices, amount = by_target
    found = np.empty(len(rate))
    for node in range(len(rate)):
        total = 0.0
        for edge in range(indptr[node], indptr[node + 1]):
            total += amount[edge] * rate[np.uint32(indices[edge])]  # never counted from the end
        found[node] = total
    return found


@compiled
def sweep_until(
    by_target: Edges,
    nodes: Nodes,
    rate: NDArray[np.float64],
    parts: tuple[NDArray[np.int64], NDArray[np.int32]],
    tolerance: float,
    most: int,
) -> tuple[int, bool]:
    """Give every node the rate that follows from those of now, again and again, part by part, the last one first.

    parts: where the members of each part begin, and the members; edges between two parts lead from the later to the
    earlier, and no node has one to itself. A part is swept, there and back, until no rate is further than the tolerance
    from its limit, as far as the changes tell, at most so many times; returns how many were needed at most, and whether
    they were enough. From rates that are all too high or all too low the limit is met from there: what a node hands on
    rises with what it gets.
    """
    start, member = parts
    needed, settled, number = 0, True, len(start) - 2
    while number >= 0:
        end = start[number + 1]
        while number > 0 and start[number + 1] - start[number] == 1 == start[number] - start[number - 1]:
            number -= 1
        alone = start[number + 1] - start[number] == 1  # and so are all parts up to `end`, each settled at once
        before, between, last, sweeps = np.inf, np.inf, np.inf, 0
        while sweeps < most and not _rests(before, between, last, tolerance):
            before, between = between, last
            last = _sweep(by_target, nodes, rate, member, (start[number], end, True))
            # The way there may change much and the way back little: only both together show the pace.
            last = 0.0 if alone else max(last, _sweep(by_target, nodes, rate, member, (start[number], end, False)))
            sweeps += 1
        needed = max(needed, sweeps)
        settled = settled and _rests(before, between, last, tolerance)
        number -= 1
    return needed, settled


@compiled
def _sweep(
    by_target: Edges,
    nodes: Nodes,
    rate: NDArray[np.float64],
    member: NDArray[np.int32],
    part: tuple[int, int, bool],
) -> float:
    """The rate of each member of a part anew, one after the other; the largest change."""
    indptr, indices, amount = by_target
    tested_own, tested_through, needed, own, through, first, shared = nodes
    begin, end, backwards = part
    largest = 0.0
    for step in range(end - begin):
        node = np.uint32(member[end - 1 - step if backwards else begin + step])
        gets, fresh = 0.0, 1.0
        for edge in range(indptr[node], indptr[node + np.uint32(1)]):
            gets += amount[edge] * rate[np.uint32(indices[edge])]
        if tested_own[node] + tested_through * gets < needed[node]:
            fresh = part_of(own[node] + through * gets - first[node], shared[node])
        largest = max(largest, abs(fresh - rate[node]))
        rate[node] = fresh
    return largest


@compiled
def part_of(left: float, shared: float) -> float:
    """The rate of what is left, from 0 to 1; 0 where nothing is shared."""
    if left <= 0.0 or shared == 0.0:
        return 0.0
    return 1.0 if left >= shared else left / shared


@compiled
def _rests(before: float, between: float, last: float, tolerance: float) -> bool:
    """Whether what is still to come, by the pace of the last three changes, is within the tolerance.

    A small change alone says little: at a pace of 0.999 a thousand more of its size follow.
    """
    if last <= ROUNDING:
        return True
    if not np.isfinite(before):
        return False
    pace: float = max(last / between, np.sqrt(last / before))
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

    turned: who has turned, marked in place, and those from whom to follow. gets: changed in place, as bounds: nothing
    is handed on a second time, so what turns would turn in the end. Who is near to it by rounding waits.
    """
    indptr, indices, amount = by_source
    tested_own, tested_through, needed, own, through, first, shared = nodes
    has_turned, begun = turned
    queue = np.empty(len(rate), dtype=np.int32)
    head, tail = 0, len(begun)
    queue[:tail] = begun
    drift = DRIFT * gets
    while head < tail:
        node = queue[head]
        head += 1
        fresh = 1.0 if rising else part_of(own[node] + through * gets[node] - first[node], shared[node])
        change = fresh - rate[node]
        for edge in range(indptr[node], indptr[node + 1]):
            other = indices[edge]
            gets[other] += amount[edge] * change
            drift[other] = max(drift[other], DRIFT * gets[other])
            if has_turned[other]:
                continue
            over = tested_own[other] + tested_through * gets[other] - needed[other]
            if (rising and over >= drift[other]) or (not rising and over < -drift[other]):
                has_turned[other] = True
                queue[tail] = other
                tail += 1
