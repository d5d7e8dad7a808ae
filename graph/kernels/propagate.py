"""Clipped propagation, x' = min(1, given + W x), round by round: what falls on each node from those it depends on.

Each node pulls from its sources, so no two threads write to one place, and a sum is always made in the order of the
sources: any number of threads, a frontier or a full round, one column or many give the same bits. Full rounds go tile
by tile (`graph.kernels.tiles`). While few nodes have changed, only those that depend on them are computed. Rounding is
monotone, so values never fall.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy.sparse import csr_array

from graph.kernels.compiled import compiled, unsigned
from graph.kernels.tiles import LANES, Sources, Tiles, summed, tiles_of

Real = NDArray[Any]
"""float32 or float64, one of both throughout."""

BLOCKS: Final = 2
"""A full round is cut into so many parts of equal work for each thread, as nodes do not affect each other in it."""
SHARED: Final = 1 << 17
"""Rounds over fewer edges are not worth a second thread."""
SPARSE: Final = 128
"""A frontier is followed while its edges are less than one in so many; beyond, a full round is cheaper."""
BUILT_AFTER: Final = 12
"""To find out who receives from whom costs as much as about so many full rounds: so many are made instead, first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """once: a node passes on the value of the round in which it is first above zero, and nothing later; else its
    latest. tolerance: where it may stop, see `Settled`; negative: never before the rounds are up. rounds: at most."""

    once: bool = False
    rounds: int = 10_000
    tolerance: float = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """value: per node, in the order of the nodes. residual: the largest change in the last round. converged: nothing
    changes any more, or what all rounds to come would add is within the tolerance, going by how fast changes shrink
    in the last two."""

    value: Real
    rounds: int
    residual: float
    converged: bool


class Receivers(NamedTuple):
    """Those of node i are `indices[indptr[i] : indptr[i + 1]]`, ascending."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Propagation:
    """A weighted network. passes: per node how many receive from it.

    Memory per edge: what is given, which is kept and not copied; 8 bytes with float32 and 12 with float64 once a full
    round is made; 4 more once receivers are needed; and the vectors.
    """

    sources: Sources
    passes: NDArray[np.int64]
    _full_instead: Iterator[int] = field(default_factory=count, init=False, repr=False)

    @classmethod
    def of(cls, matrix: csr_array[Any, tuple[int, int]], dtype: DTypeLike = np.float64) -> "Propagation":
        """matrix[i, j]: what of the value of j falls on i, finite and not below zero."""
        matrix.sort_indices()
        source, weight = matrix.indices.astype(np.int32, copy=False), matrix.data.astype(dtype, copy=False)
        passes = np.bincount(source, minlength=matrix.shape[0])
        return cls(Sources(matrix.indptr.astype(np.int64), source, weight), passes)

    @cached_property
    def tiles(self) -> Tiles:
        """The same for full rounds. Built when first asked for."""
        return tiles_of(self.sources)

    @cached_property
    def receivers(self) -> Receivers:
        """Who receives from each node. Built when first asked for."""
        return _receivers_of(self.sources, self.passes)

    def has_receivers(self) -> bool:
        """Whether it pays to know who receives: known already, or asked for often enough."""
        return "receivers" in self.__dict__ or next(self._full_instead) >= BUILT_AFTER

    @property
    def node_count(self) -> int:
        """How many nodes it spans."""
        return len(self.passes)

    def settle(self, given: Real, rule: Rule = Rule(), threads: int = 1) -> Settled:
        """Rounds from zero until nothing changes: the least x with x = min(1, given + W x), or its counterpart where
        each node passes on once. given: per node, from 0 to 1."""
        return _Walk(self, given, rule, max(1, threads)).walked()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the weights, and so of every value."""
        return self.sources.weight.dtype


class _Walk:
    """One run: what each node passes on (`passed`), what it has (`value`; the same where it always passes its all)."""

    def __init__(self, network: Propagation, given: Real, rule: Rule, threads: int) -> None:
        self.network, self.rule, self.threads = network, rule, threads
        size = -(-network.node_count // LANES) * LANES
        self.given = np.zeros(size, dtype=network.dtype)
        self.given[: network.node_count] = np.minimum(given, 1)
        self.passed = self.given.copy()
        self.following = self.given.copy()
        self.value = self.given.copy() if rule.once else self.passed
        self.marked = np.zeros(size, dtype=np.bool_)
        self.is_source = np.zeros(size, dtype=np.bool_)
        self.is_source[: network.node_count] = network.passes > 0

    @cached_property
    def bounds(self) -> list[int]:
        """The parts of a full round that go to a thread at once: where each share begins, and the end."""
        is_worth_it = len(self.network.sources.source) >= SHARED
        return self.network.tiles.shares(BLOCKS * self.threads if self.threads > 1 and is_worth_it else 1)

    def walked(self) -> Settled:
        """Round after round, while anything that changed is passed on."""
        network, rule = self.network, self.rule
        changed: NDArray[np.int64] | None = np.flatnonzero(self.given > 0)
        edges = int(network.passes.sum())
        rounds, before, residual = 0, 1.0, float(self.given.max(initial=0))
        with ThreadPoolExecutor(self.threads) as pool:
            while True:
                passing = edges if changed is None else int(network.passes[changed].sum())
                is_over = passing == 0 or (not rule.once and ends(residual, before, rule.tolerance))
                if is_over or rounds == rule.rounds:
                    break
                before, rounds = residual, rounds + 1
                if changed is None or passing * SPARSE >= edges or not network.has_receivers():
                    changed, residual = self._round(pool)
                else:
                    changed, residual = self._follow(changed)
        value = (self.value if rule.once else self.passed)[: network.node_count]
        return Settled(value, rounds, residual if passing else 0.0, is_over)

    def _follow(self, changed: NDArray[np.int64]) -> tuple[NDArray[np.int64], float]:
        """One round for those who depend on what has changed; what changes now, and by how much at most."""
        receivers, value = self.network.receivers, self.value if self.rule.once else self.passed
        rows = _dependants(receivers.indptr, receivers.indices, changed, value, self.marked)
        now = _pulled(self.network.sources, rows, self.given, self.passed)
        before = value[rows]
        moves = (self.passed[rows] == 0) & (now > 0) if self.rule.once else now > before
        value[rows] = now
        self.passed[rows[moves]] = now[moves]
        return rows[moves], float((now - before).max(initial=0))

    def _round(self, pool: ThreadPoolExecutor) -> tuple[NDArray[np.int64] | None, float]:
        """One round for all; what changes, None where that is many, of whom somebody receives, and by how much at
        most. So it ends after as many rounds as frontiers would take, whichever of both it has made."""
        tiles, given, passed, following = self.network.tiles, self.given, self.passed, self.following

        def part(first: int, last: int) -> tuple[int, float]:
            found = summed(tiles, given, passed, following, self.is_source, (first, last))
            if not self.rule.once:
                return found
            rows = slice(first << tiles.rows, last << tiles.rows)
            return _passed_once(following[rows], passed[rows], self.value[rows], self.is_source[rows])

        run = pool.map if len(self.bounds) > 2 else map
        found = list(run(part, self.bounds[:-1], self.bounds[1:]))
        self.passed, self.following = following, passed
        is_many = sum(count for count, _ in found) * SPARSE >= self.network.node_count
        changed = None if is_many else np.flatnonzero(following != passed)
        return changed, max((float(residual) for _, residual in found), default=0.0)


@compiled
def ends(residual: float, before: float, tolerance: float) -> bool:
    """Whether the last two changes, and all to come if they go on shrinking at that rate, are within the tolerance."""
    return residual < before <= tolerance and residual * residual <= tolerance * (before - residual)


@compiled
def _passed_once(now: Real, passed: Real, value: Real, is_source: NDArray[np.bool_]) -> tuple[int, float]:
    """Take over new values, and turn `now` into what is passed on from here; how many nodes pass something on to others
    for the first time, and by how much a value rises at most."""
    count, most = 0, now.dtype.type(0)
    for node in range(len(now)):
        most = max(most, now[node] - value[node])
        value[node] = now[node]
        if passed[node] > 0:
            now[node] = passed[node]
        count += is_source[node] and now[node] > passed[node]
    return count, most


@compiled
def _dependants(
    starts: NDArray[np.int64],
    receiver: NDArray[np.int32],
    changed: NDArray[np.int64],
    value: Real,
    marked: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Who receives from these nodes and is not yet at one, each once; `marked` is clear before and after."""
    size = 0
    for node in changed:
        size += starts[node + 1] - starts[node]
    found, count = np.empty(size, dtype=np.int64), 0
    for node in changed:
        for at in range(starts[node], starts[node + 1]):
            other = unsigned(receiver[at])
            if not marked[other] and value[other] < 1:
                marked[other] = True
                found[count] = other
                count += 1
    found = found[:count]
    marked[found] = False
    return found


@compiled
def _pulled(sources: Sources, rows: NDArray[np.int64], given: Real, passed: Real) -> Real:
    """What these nodes come to, each sum in the order of a full round."""
    found = np.empty(len(rows), dtype=given.dtype)
    one = given.dtype.type(1)
    for number in range(len(rows)):
        row = rows[number]
        total = given[row]
        for at in range(sources.indptr[row], sources.indptr[row + 1]):
            total += sources.weight[at] * passed[sources.source[at]]
        found[number] = min(total, one)
    return found


@compiled
def _receivers_of(sources: Sources, passes: NDArray[np.int64]) -> Receivers:
    """The same by source."""
    indptr = np.zeros(len(passes) + 1, dtype=np.int64)
    indptr[1:] = np.cumsum(passes)
    free, found = indptr[:-1].copy(), np.empty(indptr[-1], dtype=np.int32)
    for row in range(len(passes)):
        for at in range(sources.indptr[row], sources.indptr[row + 1]):
            source = sources.source[at]
            found[free[source]] = row
            free[source] += 1
    return Receivers(indptr, found)
