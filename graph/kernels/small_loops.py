"""The many small strong components of a network, eliminated once as full matrices and kept in one array."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.condensation import slack_of
from graph.kernels.elimination import eliminate_dense
from graph.kernels.substitution import substitute_dense

SMALL = 16
"""The size up to which a strong component is kept here: 256 numbers at most for 16 nodes."""

ALONE, LOOP, LARGE, DIVERGES = 0, 1, 2, 3
"""Kinds of strong components: no walk returns; small; large; the sum over its walks is not finite."""


class Loops(NamedTuple):
    """Kind per component; where the factors of the small ones begin in `dense`; the pivots, by place of a member.

    start, member: as of the condensation.
    """

    kind: NDArray[np.int8]
    at: NDArray[np.int64]
    dense: NDArray[np.float64]
    pivot: NDArray[np.float64]
    start: NDArray[np.int64]
    member: NDArray[np.int32]


@compiled
def small_loops(
    component: NDArray[np.int32],
    start: NDArray[np.int64],
    member: NDArray[np.int32],
    cyclic: NDArray[np.bool_],
    owners: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    missing: NDArray[np.float64],
) -> Loops:
    """Factorise every cyclic component of up to `SMALL` members; `owners` are the weights by target."""
    components = len(start) - 1
    kind, at = np.zeros(components, dtype=np.int8), np.zeros(components + 1, dtype=np.int64)
    for number in range(components):
        size = start[number + 1] - start[number]
        at[number + 1] = at[number]
        if cyclic[number]:
            kind[number] = LOOP if size <= SMALL else LARGE
            if size <= SMALL:
                at[number + 1] += size * size
    dense, pivot = np.zeros(at[-1]), np.ones(len(member))
    place = np.zeros(len(component), dtype=np.int32)
    for number in range(components):
        if kind[number] != LOOP:
            continue
        nodes = member[start[number] : start[number + 1]]
        for i in range(len(nodes)):
            place[nodes[i]] = i
        matrix = dense[at[number] : at[number + 1]].reshape(len(nodes), len(nodes))
        slack = _enter(nodes, component, place, owners, missing, matrix)
        pivots = np.zeros(len(nodes))
        if not eliminate_dense(matrix, np.arange(len(nodes)).astype(np.int32), slack, pivots):
            kind[number] = DIVERGES
        pivot[start[number] : start[number + 1]] = pivots
    return Loops(kind, at, dense, pivot, start, member)


@compiled
def _enter(
    nodes: NDArray[np.int32],
    component: NDArray[np.int32],
    place: NDArray[np.int32],
    owners: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    missing: NDArray[np.float64],
    matrix: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Enter the weights among the nodes; the slack of each, as `eliminate_dense` takes it."""
    indptr, indices, weights = owners
    slack = np.empty((2, len(nodes)))
    for j in range(len(nodes)):
        outside = 0.0
        for edge in range(indptr[nodes[j]], indptr[nodes[j] + 1]):
            other = indices[edge]
            if component[other] != component[nodes[j]]:
                outside += weights[edge]
            elif other != nodes[j]:
                matrix[j, place[other]] += weights[edge]
        slack[0, j] = slack_of(missing[nodes[j]], outside)
        slack[1, j] = abs(slack[0, j])
    return slack


@compiled
def solve_small(loops: Loops, number: int, x: NDArray[np.float64], transposed: bool) -> None:
    """(I - W) x = b inside a small component, or its transpose; x holds b and then the solution."""
    size = loops.start[number + 1] - loops.start[number]
    matrix = loops.dense[loops.at[number] : loops.at[number + 1]].reshape(size, size)
    substitute_dense(matrix, loops.pivot[loops.start[number] : loops.start[number + 1]], x, transposed)
