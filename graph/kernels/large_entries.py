"""The large entries of all columns of W N at once: per node the sources that lead to it with so much.

Going down in topological order every node keeps a sparse vector: source and sum over walks. Entries below `TINY`, and
beyond the `KEPT` largest, are dropped, and the node keeps a bound on what any source may have lost by that: what its
predecessors lost, weighted, and the largest entry that it drops itself. Where the bound is zero the entries are exact;
where it could change a decision the node is left undecided, to be solved alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.entry_vectors import KEPT, Found, Pool, Sum, Vectors, combine, entering_of, stretch
from graph.kernels.small_loops import LARGE
from graph.kernels.solve import unit
from graph.kernels.walk_sums import WalkNetwork


@dataclass(frozen=True, slots=True, eq=False)
class LargeEntries:
    """node, source: int32. total: float64, at least so much, at most `bound` (float64) more. One row per large entry.

    undecided: int32, nodes of which the vectors kept do not tell. residual: the worst of components solved by sweeps.
    """

    node: NDArray[np.int32]
    source: NDArray[np.int32]
    total: NDArray[np.float64]
    bound: NDArray[np.float64]
    undecided: NDArray[np.int32]
    residual: float


def large_entries(network: WalkNetwork, wanted: NDArray[np.bool_], cut: float) -> LargeEntries:
    """Every entry of W N of at least `cut` whose source is wanted.

    wanted: bool per node, true only for nodes into which nothing leads.
    """
    return _Sweep(network, wanted, cut).run()


class _Sweep:
    """One pass over all components; the pools grow between stretches of it."""

    def __init__(self, network: WalkNetwork, wanted: NDArray[np.bool_], cut: float) -> None:
        count = network.node_count
        self.network, self.wanted, self.cut = network, wanted, cut
        self.vectors = Vectors(np.zeros(count, np.int64), np.zeros(count, np.int32), np.zeros(count))
        self.sum = Sum(np.zeros(count), np.empty(count, np.int32))
        self.pool = Pool(np.empty(1 << 16, np.int32), np.empty(1 << 16), np.zeros(1, np.int64))
        rows = 1 << 14
        self.found = Found(
            np.empty(rows, np.int32), np.empty(rows, np.int32), np.empty(rows), np.empty(rows),
            np.empty(count, np.int32), np.zeros(2, np.int64),
        )  # fmt: skip

    def run(self) -> LargeEntries:
        """Pass over all components, from those to which nothing leads."""
        parts = self.network.condensation
        order = parts.member[::-1].copy()
        place, worst = 0, 0.0
        while place < len(order):
            self._make_room()
            place = stretch(
                order, place, parts.component, self.network.up, self.network.loops,
                (self.wanted, self.vectors, self.sum, self.pool, self.found, self.cut),
            )  # fmt: skip
            if place < len(order) and self.network.loops.kind[parts.component[order[place]]] == LARGE:
                number = int(parts.component[order[place]])
                worst = max(worst, self._large(number))
                place += len(parts.members(number))
        rows, undecided = self.found.ends.tolist()
        found = self.found
        return LargeEntries(
            found.node[:rows].copy(), found.source[:rows].copy(), found.total[:rows].copy(), found.bound[:rows].copy(),
            found.undecided[:undecided].copy(), worst,
        )  # fmt: skip

    def _large(self, number: int) -> float:
        """A large component: what reaches its members from outside, and one solution per member."""
        parts, worst = self.network.condensation, 0.0
        members = parts.members(number)
        entering = entering_of(members, parts.component, self.network.up, self.wanted, self.vectors, self.pool)
        for place, member in enumerate(members.tolist()):
            self._make_room()
            into, residual = self.network.solve_inside(number, unit(len(members), place), self.network.up)
            worst = max(worst, residual)
            combine(member, into, entering, (self.wanted, self.vectors, self.sum, self.pool, self.found, self.cut))
        return worst

    def _make_room(self) -> None:
        """Room for one component more at least; the arrays grow in place where the system can."""
        needed = 32 * KEPT
        if self.pool.end[0] + needed > len(self.pool.source):
            for part in (self.pool.source, self.pool.value):
                part.resize(len(part) * 3 // 2 + needed, refcheck=False)
        if self.found.ends[0] + needed > len(self.found.node):
            for part in self.found[:4]:
                part.resize(len(part) * 3 // 2 + needed, refcheck=False)
