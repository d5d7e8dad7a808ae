"""x = max(0, b + W x) where no column of W ≥ 0 sums to more than one: what nodes hand on that keep nothing back.

Strong component by strong component, sources first; within one, directly: with the nodes whose b is not below zero,
then with all those that get enough to join them, until nobody joins (policy iteration after Howard 1960; x only rises,
and there are at most as many rounds as nodes). The factors are those of `elimination`, free of subtractions. Components
too large for that are solved by sweeps from above.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.condensation import Condensation
from graph.kernels.csr import CSR, build_csr, runs
from graph.kernels.elimination import Block, eliminate_dense
from graph.kernels.payout import Edges, Nodes, sweep_until
from graph.kernels.solve import Solver
from graph.kernels.substitution import substitute_dense

SMALL: Final = 32
"""The size up to which a strong component is solved as a full matrix, within the compiled loop."""

DIRECT: Final = 2_000
"""The size up to which a strong component is solved directly at once; above, where sweeps come near too slowly."""

TOLERANCE: Final = 1e-14
"""How far sweeps may leave x from the solution, as a part of its bound from above."""

SWEEPS: Final = 1_000


class Flow(NamedTuple):
    """W by source: indptr (int64), indices (int32, targets), weight (float64); every pair of ends once.

    leak: float64 per node, what its weights lack of one, added up without a subtraction.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weight: NDArray[np.float64]
    leak: NDArray[np.float64]


class _Parts(NamedTuple):
    component: NDArray[np.int32]
    start: NDArray[np.int64]
    member: NDArray[np.int32]
    place: NDArray[np.int32]


def floored_flow(flow: Flow, given: NDArray[np.float64], before: NDArray[np.float64]) -> NDArray[np.float64]:
    """x per node (float64).

    before: bounds of x from above; a component keeps them whose members hand all to one another, so that there is no
    solution to be had.
    """
    condensed = Condensation.of(CSR(flow.indptr, flow.indices, np.arange(len(flow.indices))))
    parts = _Parts(condensed.component, condensed.start, condensed.member, condensed.place)
    value = given.copy()
    number = len(condensed.start) - 2
    while True:
        number = _settle(number, flow, parts, value, before)
        if number < 0:
            return value
        members = condensed.members(number)
        _settle_large(members, flow, value, before)
        _hand_on(members, flow, parts.component, value)
        number -= 1


@compiled
def _settle(number: int, flow: Flow, parts: _Parts, value: NDArray[np.float64], before: NDArray[np.float64]) -> int:
    """Settle components from `number` down to the first large one, which is returned; -1 when all are settled."""
    while number >= 0:
        members = parts.member[parts.start[number] : parts.start[number + 1]]
        if len(members) > SMALL:
            return number
        if len(members) == 1:
            value[members[0]] = max(0.0, value[members[0]])
        else:
            _settle_small(members, flow, parts, value, before)
        _hand_on(members, flow, parts.component, value)
        number -= 1
    return -1


@compiled
def _hand_on(members: NDArray[np.int32], flow: Flow, component: NDArray[np.int32], value: NDArray[np.float64]) -> None:
    """What settled members hand on to other components."""
    for node in members:
        if value[node] == 0.0:
            continue
        for edge in range(flow.indptr[node], flow.indptr[node + 1]):
            if component[flow.indices[edge]] != component[node]:
                value[flow.indices[edge]] += flow.weight[edge] * value[node]


@compiled
def _settle_small(
    members: NDArray[np.int32], flow: Flow, parts: _Parts, value: NDArray[np.float64], before: NDArray[np.float64]
) -> None:
    joined = value[members] >= 0
    x = np.zeros(len(members))
    grown = True
    while grown:
        chosen = np.flatnonzero(joined)
        x[:] = 0.0
        solution = value[members[chosen]]
        if not _solve_small(members[chosen], joined, flow, parts, solution):
            value[members] = before[members]
            return
        x[chosen] = solution
        grown = _join(members, joined, flow, parts, (value, x))
    for at in range(len(members)):
        value[members[at]] = max(0.0, x[at])


@compiled
def _solve_small(
    chosen: NDArray[np.int32], joined: NDArray[np.bool_], flow: Flow, parts: _Parts, x: NDArray[np.float64]
) -> bool:
    """(I - W) x = b among the chosen members, x holding b; False where nothing leaves them."""
    if len(chosen) == 0:
        return True
    order = np.cumsum(joined) - 1
    own = parts.component[chosen[0]]
    dense, slack, pivot = np.zeros((len(chosen), len(chosen))), np.empty((2, len(chosen))), np.zeros(len(chosen))
    for j in range(len(chosen)):
        outside = flow.leak[chosen[j]]
        for edge in range(flow.indptr[chosen[j]], flow.indptr[chosen[j] + 1]):
            other = flow.indices[edge]
            if parts.component[other] == own and joined[parts.place[other]]:
                dense[j, order[parts.place[other]]] = flow.weight[edge]
            else:
                outside += flow.weight[edge]
        slack[:, j] = outside
    if not eliminate_dense(dense, np.arange(len(chosen)).astype(np.int32), slack, pivot):
        return False
    substitute_dense(dense, pivot, x, False)
    return True


@compiled
def _join(
    members: NDArray[np.int32],
    joined: NDArray[np.bool_],
    flow: Flow,
    parts: _Parts,
    values: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> bool:
    """Let those join who get enough; whether anybody did."""
    given, x = values
    gets = given[members]
    for at in range(len(members)):
        for edge in range(flow.indptr[members[at]], flow.indptr[members[at] + 1]):
            other = flow.indices[edge]
            if parts.component[other] == parts.component[members[0]]:
                gets[parts.place[other]] += flow.weight[edge] * x[at]
    grown = False
    for at in range(len(members)):
        if not joined[at] and gets[at] > 0:
            joined[at] = grown = True
    return grown


class _Large(NamedTuple):
    """A large component by itself: per edge its ends, target -1 where it leads elsewhere; per member b and bounds."""

    source: NDArray[np.int64]
    target: NDArray[np.int32]
    weight: NDArray[np.float64]
    leak: NDArray[np.float64]
    given: NDArray[np.float64]
    before: NDArray[np.float64]


def _settle_large(
    members: NDArray[np.int32], flow: Flow, value: NDArray[np.float64], before: NDArray[np.float64]
) -> None:
    place = np.full(len(flow.leak), -1, dtype=np.int32)
    place[members] = np.arange(len(members))
    length = flow.indptr[members + 1] - flow.indptr[members]
    edges = runs(flow.indptr[members], length)
    source, target = np.repeat(np.arange(len(members)), length), place[flow.indices[edges]]
    part = _Large(source, target, flow.weight[edges], flow.leak[members], value[members], before[members])
    leaves = bool((part.target < 0).any() or part.leak.any())
    swept = _swept(part) if leaves and len(members) > DIRECT else None
    value[members] = _directly(part) if swept is None else swept


def _swept(part: _Large) -> NDArray[np.float64] | None:
    """From the bounds down to the solution; None where that would take too many sweeps."""
    count, inside = len(part.leak), part.target >= 0
    csr = build_csr(part.target[inside], part.source[inside].astype(np.int32), count)
    weight = part.weight[inside] * part.before[part.source[inside]]
    always = np.full(count, np.inf)
    nodes = Nodes(part.given, 1.0, always, part.given, 1.0, np.zeros(count), part.before)
    rate = np.ones(count)
    whole = (np.array([0, count]), np.arange(count, dtype=np.int32))
    edges = Edges(csr.indptr, csr.indices, weight[csr.edge])
    _, settled = sweep_until(edges, nodes, rate, whole, TOLERANCE, SWEEPS)
    return rate * part.before if settled else None


def _directly(part: _Large) -> NDArray[np.float64]:
    x, joined, inside = np.zeros(len(part.leak)), part.given >= 0, part.target >= 0
    while joined.any():
        solver = Solver.of(_block(joined, part))
        if solver is None:
            return part.before
        x[joined] = np.maximum(solver.solve(part.given[joined])[0], 0.0)
        handed = (part.weight * x[part.source])[inside]
        gets = part.given + np.bincount(part.target[inside], weights=handed, minlength=len(x))
        grown = ~joined & (gets > 0)
        if not grown.any():
            break
        joined |= grown
    return x


def _block(joined: NDArray[np.bool_], part: _Large) -> Block:
    """The weights among those who have joined; what leads elsewhere is slack."""
    inside = (part.target >= 0) & joined[part.source] & joined[part.target]
    order = np.cumsum(joined) - 1
    slack = part.leak + np.bincount(part.source[~inside], weights=part.weight[~inside], minlength=len(joined))
    columns = np.bincount(part.source[inside], minlength=len(joined))[joined]
    return Block(
        np.concatenate([[0], np.cumsum(columns)]).astype(np.int64),
        order[part.target[inside]].astype(np.int32),
        part.weight[inside],
        slack[joined],
    )
