"""Strong components in topological order, the members of each, and the block of weights inside one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR
from graph.kernels.elimination import Block

NOISE = 1e-12
"""So small a part of two numbers may be the rounding of their difference."""


@dataclass(frozen=True, slots=True, eq=False)
class Condensation:
    """Who belongs to which strong component; an edge between two leads from the higher number to the lower.

    component: int32 per node. The members of component c are `member[start[c] : start[c + 1]]`; `place` (int32 per
    node) is a node's place among them. cyclic: bool per component, whether a walk can return to its members.
    """

    component: NDArray[np.int32]
    start: NDArray[np.int64]
    member: NDArray[np.int32]
    place: NDArray[np.int32]
    cyclic: NDArray[np.bool_]

    @classmethod
    def of(cls, csr: CSR) -> "Condensation":
        """The strong components of these edges."""
        component = strong_components(csr)
        return cls(component, *_members(csr.indptr, csr.indices, component))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many members each component has."""
        return np.diff(self.start)

    def members(self, number: int) -> NDArray[np.int32]:
        """The nodes of a component."""
        return self.member[self.start[number] : self.start[number + 1]]

    def block(self, number: int, by_target: CSR, weights: NDArray[np.float64], missing: NDArray[np.float64]) -> Block:
        """The weights inside a component, in the order of its members.

        by_target: the sources of each node. weights: float64, beside its indices. missing: float64 per node, what its
        incoming weights lack of one; with what comes from outside the component that is the slack.
        """
        members = self.members(number)
        return Block(
            *_inside(members, self.component, self.place, by_target.indptr, by_target.indices, weights, missing)
        )


@compiled
def _members(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], component: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    components = component.max() + 1 if len(component) else 0
    start = np.zeros(components + 1, dtype=np.int64)
    for node in range(len(component)):
        start[component[node] + 1] += 1
    cyclic = start[1:] > 1
    for number in range(components):
        start[number + 1] += start[number]
    free = start[:-1].copy()
    member, place = np.empty(len(component), dtype=np.int32), np.empty(len(component), dtype=np.int32)
    for node in range(len(component)):
        number = component[node]
        member[free[number]], place[node] = node, free[number] - start[number]
        free[number] += 1
        for at in range(indptr[node], indptr[node + 1]):
            if indices[at] == node:
                cyclic[number] = True
    return start, member, place, cyclic


@compiled
def slack_of(missing: float, outside: float) -> float:
    """What a column lacks of one within its component: what it lacks in all, and what comes from outside.

    Where the column is over-full and the two cancel, nothing, rather than the noise that is left of them.
    """
    slack = missing + outside
    return slack if missing >= 0 or abs(slack) > NOISE * (outside - missing) else 0.0


@compiled
def _inside(  # noqa: PLR0913 - a weighted network, as arrays
    members: NDArray[np.int32],
    component: NDArray[np.int32],
    place: NDArray[np.int32],
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    missing: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    own = component[members[0]]
    slack = np.empty(len(members))
    at = np.zeros(len(members) + 1, dtype=np.int64)
    room = 0
    for node in members:
        room += indptr[node + 1] - indptr[node]
    rows, values = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.float64)
    for j in range(len(members)):
        at[j + 1], outside = at[j], 0.0
        for edge in range(indptr[members[j]], indptr[members[j] + 1]):
            other = indices[edge]
            if component[other] != own:
                outside += weights[edge]
            elif other != members[j]:
                rows[at[j + 1]], values[at[j + 1]] = place[other], weights[edge]
                at[j + 1] += 1
        slack[j] = slack_of(missing[members[j]], outside)
    return at, rows[: at[-1]].copy(), values[: at[-1]].copy(), slack
