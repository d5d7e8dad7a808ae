"""Sparse vectors of the largest entries, one per node, summed up in topological order with a bound on what is lost."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.settle import Direction
from graph.kernels.small_loops import DIVERGES, LARGE, LOOP, Loops, solve_small

TINY: Final = 1e-10
KEPT: Final = 256
_NOTHING: Final = 1e-200  # products of less might become zero, and a number that is zero has not been met


class Vectors(NamedTuple):
    """Per node where its vector begins, how long it is, and what any source may have lost."""

    at: NDArray[np.int64]
    length: NDArray[np.int32]
    lost: NDArray[np.float64]


class Sum(NamedTuple):
    """The vector being summed: a number per source, and which sources have one."""

    value: NDArray[np.float64]
    sources: NDArray[np.int32]


class Pool(NamedTuple):
    """Entries one after the other, and how many they are."""

    source: NDArray[np.int32]
    value: NDArray[np.float64]
    end: NDArray[np.int64]


class Found(NamedTuple):
    """Rows of the result, how many, and the nodes undecided, how many."""

    node: NDArray[np.int32]
    source: NDArray[np.int32]
    total: NDArray[np.float64]
    bound: NDArray[np.float64]
    undecided: NDArray[np.int32]
    ends: NDArray[np.int64]


State = tuple[NDArray[np.bool_], Vectors, Sum, Pool, Found, float]


@compiled
def stretch(
    order: NDArray[np.int32],
    begin: int,
    component: NDArray[np.int32],
    up: Direction,
    loops: Loops,
    state: State,
) -> int:
    """Sum up components from `begin` on, until a large one or until the pools are nearly full; where it stopped."""
    pool, found = state[3], state[4]
    place = begin
    while place < len(order):
        number = component[order[place]]
        if loops.kind[number] == LARGE:
            return place
        if pool.end[0] + 16 * KEPT > len(pool.source) or found.ends[0] + 16 * KEPT > len(found.node):
            return place
        members = order[place : place + 1]
        if loops.kind[number] == LOOP:
            members = loops.member[loops.start[number] : loops.start[number + 1]]
        if loops.kind[number] != DIVERGES:
            for at in range(len(members)):
                into = np.zeros(len(members))
                into[at] = 1.0
                if loops.kind[number] == LOOP:
                    solve_small(loops, number, into, False)
                _one(members[at], members, into, component, up, state)
        place += len(members)
    return place


@compiled
def _one(
    node: int,
    members: NDArray[np.int32],
    into: NDArray[np.float64],
    component: NDArray[np.int32],
    up: Direction,
    state: State,
) -> None:
    """A node's vector, from those of the nodes outside its component: `into` says how much each member leads to it."""
    wanted, vectors, vector, pool, _, _ = state
    touched, lost = 0, 0.0
    for at in range(len(members)):
        for edge in range(up.indptr[members[at]], up.indptr[members[at] + 1]):
            other = up.indices[edge]
            weight = into[at] * up.weights[edge]
            if weight < _NOTHING or component[other] == component[node]:
                continue
            lost += weight * vectors.lost[other]
            if wanted[other]:
                touched = _add(vector, touched, other, weight)
            for entry in range(vectors.at[other], vectors.at[other] + vectors.length[other]):
                touched = _add(vector, touched, pool.source[entry], weight * pool.value[entry])
    values = np.empty(touched)
    for at in range(touched):
        values[at] = vector.value[vector.sources[at]]
        vector.value[vector.sources[at]] = 0.0
    _keep(node, vector.sources[:touched], values, lost, state)


@compiled
def _add(vector: Sum, touched: int, source: int, value: float) -> int:
    if vector.value[source] == 0:
        vector.sources[touched] = source
        touched += 1
    vector.value[source] += value
    return touched


class Entering(NamedTuple):
    """Per member of a component the sparse vector that enters it from outside: places in `sources`, and values."""

    at: NDArray[np.int64]
    place: NDArray[np.int32]
    value: NDArray[np.float64]
    lost: NDArray[np.float64]
    sources: NDArray[np.int32]


@compiled
def entering_of(
    members: NDArray[np.int32],
    component: NDArray[np.int32],
    up: Direction,
    wanted: NDArray[np.bool_],
    vectors: Vectors,
    pool: Pool,
) -> Entering:
    """What enters each member, the sources numbered among themselves so that adding up stays within few numbers."""
    own = component[members[0]]
    at, lost = np.zeros(len(members) + 1, dtype=np.int64), np.zeros(len(members))
    for k in range(len(members)):
        at[k + 1] = at[k]
        for edge in range(up.indptr[members[k]], up.indptr[members[k] + 1]):
            if component[up.indices[edge]] != own:
                at[k + 1] += vectors.length[up.indices[edge]] + 1
    place, value = np.empty(at[-1], dtype=np.int32), np.empty(at[-1])
    number = np.full(len(component), -1, dtype=np.int32)
    sources = np.empty(min(at[-1], len(component)), dtype=np.int32)
    known = entries = 0
    for k in range(len(members)):
        at[k] = entries
        for edge in range(up.indptr[members[k]], up.indptr[members[k] + 1]):
            other = up.indices[edge]
            if component[other] == own:
                continue
            lost[k] += up.weights[edge] * vectors.lost[other]
            first = vectors.at[other]
            for entry in range(first - 1 if wanted[other] else first, first + vectors.length[other]):
                source = other if entry < first else pool.source[entry]
                part = 1.0 if entry < first else pool.value[entry]
                if number[source] < 0:
                    number[source], sources[known] = known, source
                    known += 1
                place[entries], value[entries] = number[source], up.weights[edge] * part
                entries += 1
    at[len(members)] = entries
    return Entering(at, place[:entries], value[:entries], lost, sources[:known])


@compiled
def combine(node: int, into: NDArray[np.float64], entering: Entering, state: State) -> None:
    """A node's vector from what enters the members of its component."""
    values, lost = np.zeros(len(entering.sources)), 0.0
    for k in range(len(into)):
        lost += into[k] * entering.lost[k]
        for entry in range(entering.at[k], entering.at[k + 1]):
            values[entering.place[entry]] += into[k] * entering.value[entry]
    _keep(node, entering.sources, values, lost, state)


@compiled
def _keep(node: int, sources: NDArray[np.int32], values: NDArray[np.float64], lost: float, state: State) -> None:
    """Keep the large part of a vector, and decide about it."""
    _, vectors, _, pool, found, cut = state
    least = TINY
    if len(values) > KEPT:
        least = max(least, np.partition(values, len(values) - KEPT)[len(values) - KEPT])
    dropped, undecided, rows = 0.0, False, found.ends[0]
    vectors.at[node] = pool.end[0]
    for at in range(len(values)):
        value = values[at]
        if value >= least and vectors.length[node] < KEPT:
            pool.source[pool.end[0]], pool.value[pool.end[0]] = sources[at], value
            pool.end[0] += 1
            vectors.length[node] += 1
        else:
            dropped = max(dropped, value)
        undecided = undecided or value < cut <= value + lost
        if value >= cut and rows - found.ends[0] == KEPT:
            undecided = True  # more than the room that is kept for one node
        elif value >= cut:
            found.node[rows], found.source[rows], found.total[rows], found.bound[rows] = node, sources[at], value, lost
            rows += 1
    vectors.lost[node] = lost + dropped
    if undecided or lost >= cut:
        found.undecided[found.ends[1]] = node
        found.ends[1] += 1
    else:
        found.ends[0] = rows
