"""Sums over all walks of a weighted network, N = I + W + W² + … = (I - W)⁻¹: a column, a row or a product at a time.

W[i, j] is the weight of the edge i → j. A column is solved on what leads to its node, a row on what can be reached from
it, strong component by strong component in topological order; nothing is computed that is not asked for. Components in
which the series diverges are cut off: the edges into their members count as if there were none.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.condensation import Condensation
from graph.kernels.csr import CSR
from graph.kernels.settle import Direction, push_all, reach, returned, settle
from graph.kernels.small_loops import DIVERGES, LARGE, LOOP, Loops, small_loops, solve_small
from graph.kernels.solve import Solver, unit

KEPT_BYTES: Final = 1 << 30
"""Factors of large components are kept up to so much memory, the last used."""


@dataclass(frozen=True, slots=True, eq=False)
class WalkSums:
    """Node by node the sum over walks of the products of their weights.

    node: int32. total: float64, an entry of W N = N - I, never zero. returning: N[node asked for] on the diagonal.
    residual: of the worst component solved by sweeps, 0 where all were solved directly.
    """

    node: NDArray[np.int32]
    total: NDArray[np.float64]
    returning: float
    residual: float


class _Space(NamedTuple):
    """Room for one walk: what was reached, in which order, and a number per node."""

    reached: NDArray[np.bool_]
    queue: NDArray[np.int32]
    value: NDArray[np.float64]


class WalkNetwork:
    """A weighted network prepared for such sums; safe to read from several threads.

    by_source, by_target: its edges, of positive weight, each pair of ends once. missing: float64 per node, one less
    the sum of its incoming weights, free of noise: what a strong component loses decides whether its series converges.
    """

    def __init__(
        self,
        by_source: CSR,
        source_weights: NDArray[np.float64],
        by_target: CSR,
        target_weights: NDArray[np.float64],
        missing: NDArray[np.float64],
    ) -> None:
        self.down = Direction(by_source.indptr, by_source.indices, source_weights, True)
        self.up = Direction(by_target.indptr, by_target.indices, target_weights, False)
        self.missing = missing
        self.condensation = Condensation.of(by_source)
        self._by_target = by_target
        parts = self.condensation
        self.loops: Loops = small_loops(
            parts.component, parts.start, parts.member, parts.cyclic, self.up[:3], missing
        )  # fmt: skip
        self._solvers: OrderedDict[int, Solver | None] = OrderedDict()
        self._returns: dict[int, NDArray[np.float64]] = {}  # by component; NaN where nobody has asked yet
        self._lock = threading.RLock()
        self._spaces: list[_Space] = []
        self._cut_off_large()

    @property
    def node_count(self) -> int:
        """How many nodes it spans."""
        return len(self.missing)

    def diverges(self) -> NDArray[np.bool_]:
        """Per node, whether the sum over walks that return to it is not finite."""
        return np.asarray(self.loops.kind[self.condensation.component] == DIVERGES)

    def column(self, node: int) -> WalkSums:
        """What leads to the node: (W N)[:, node]; nothing where its series diverges."""
        if self._kind(node) == DIVERGES:
            return _nothing()
        return self._sums(node, self.up, self.down)

    def row(self, node: int) -> WalkSums:
        """What the node leads to: (W N)[node, :]."""
        return self._sums(node, self.down, self.up)

    def product(self, given: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        """given · N for all nodes at once (float64 per node), in time linear in the edges; and the residual."""
        value = given.copy()
        order = self.condensation.member[::-1].copy()
        return value, self._settle(order, value, self.down)

    def returns(self, nodes: NDArray[np.int32]) -> NDArray[np.float64]:
        """The diagonal of N at some nodes (float64 each); one where the series diverges, as the node is cut off."""
        found = np.ones(len(nodes))
        of_loop = np.flatnonzero(np.isin(self.loops.kind[self.condensation.component[nodes]], (LOOP, LARGE)))
        for at in of_loop.tolist():
            found[at] = self.returns_to(int(nodes[at]))
        return found

    def returns_to(self, node: int) -> float:
        """The diagonal of N at one node, solved for it alone and kept."""
        number = int(self.condensation.component[node])
        if self.loops.kind[number] not in (LOOP, LARGE):
            return 1.0
        size, place = len(self.condensation.members(number)), int(self.condensation.place[node])
        if number not in self._returns:
            self._returns.setdefault(number, np.full(size, np.nan))
        known = self._returns[number]
        if np.isnan(known[place]):
            known[place] = self.solve_inside(number, unit(size, place), self.up)[0][place]
        return float(known[place])

    def solver(self, number: int) -> Solver | None:
        """The solver of a large component; None, and the component cut off, where its series diverges."""
        with self._lock:
            if number not in self._solvers:
                block = self.condensation.block(number, self._by_target, self.up.weights, self.missing)
                self._solvers[number] = found = Solver.of(block)
                if found is None:
                    self.loops.kind[number] = DIVERGES
                self._forget()
            self._solvers.move_to_end(number)
            return self._solvers[number]

    def solve_inside(
        self, number: int, given: NDArray[np.float64], direction: Direction
    ) -> tuple[NDArray[np.float64], float]:
        """The sums over walks inside a component, of numbers given at its members; and the residual."""
        if self.loops.kind[number] == LOOP:
            x = given.copy()
            solve_small(self.loops, number, x, direction.down)
            return x, 0.0
        solver = self.solver(number)
        return (given, 0.0) if solver is None else solver.solve(given, transposed=direction.down)

    def _kind(self, node: int) -> int:
        return int(self.loops.kind[self.condensation.component[node]])

    def _cut_off_large(self) -> None:
        """Find the large components whose series diverges.

        Without over-full columns the spectral radius is below one as soon as anything is lost: a strong component is
        irreducible. Only those with over-full columns must be solved for to know.
        """
        for number in np.flatnonzero(self.loops.kind == LARGE).tolist():
            slack = self.condensation.block(number, self._by_target, self.up.weights, self.missing).slack
            if not (slack > 0).any():
                self.loops.kind[number] = DIVERGES
            elif (slack < 0).any():
                self.solver(number)

    def _forget(self) -> None:
        """Drop the solvers unused the longest while all take too much memory."""
        kept = sum(solver.byte_count for solver in self._solvers.values() if solver is not None)
        while kept > KEPT_BYTES and len(self._solvers) > 1:
            _, dropped = self._solvers.popitem(last=False)
            kept -= dropped.byte_count if dropped is not None else 0

    def _sums(self, node: int, direction: Direction, back: Direction) -> WalkSums:
        """The sums of walks that end at the node, or start there, in a direction."""
        with self._space() as space:
            first, last = reach(direction.indptr, direction.indices, node, space.reached, space.queue, space.value)
            inner = space.queue[:first]
            component = self.condensation.component[inner]
            order = inner[np.argsort(-component if direction.down else component)]
            space.value[node] = 1.0
            residual = self._settle(order, space.value, direction)
            returning = float(space.value[node])
            space.value[node] = returned(node, self.condensation.component, back[:3], space.value)
            if self._kind(node) == DIVERGES:
                space.value[node] = 0.0
            met = np.concatenate([order, space.queue[last:]])
            kept = met[space.value[met] > 0]
            return WalkSums(kept, space.value[kept], returning, residual)

    def _settle(self, order: NDArray[np.int32], value: NDArray[np.float64], direction: Direction) -> float:
        """Turn given values into sums over walks, component by component in this order; the worst residual."""
        worst, place = 0.0, 0
        while True:
            place = settle(order, place, value, self.condensation.component, direction, self.loops)
            if place == len(order):
                return worst
            number = int(self.condensation.component[order[place]])
            members = self.condensation.members(number)
            if value[members].any():
                value[members], residual = self.solve_inside(number, value[members], direction)
                worst = max(worst, residual)
                push_all(members, value, self.condensation.component, direction, self.loops.kind)
            place += len(members)

    @contextmanager
    def _space(self) -> Iterator[_Space]:
        """Room for one walk, of which nothing is marked as reached; taken from those at rest or made."""
        with self._lock:
            space = self._spaces.pop() if self._spaces else None
        if space is None:
            count = self.node_count
            space = _Space(np.zeros(count, np.bool_), np.empty(count, np.int32), np.zeros(count))
        yield space
        with self._lock:
            self._spaces.append(space)


def _nothing() -> WalkSums:
    return WalkSums(np.zeros(0, dtype=np.int32), np.zeros(0), 1.0, 0.0)
