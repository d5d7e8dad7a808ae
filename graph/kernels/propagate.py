"""Clipped propagation, x' = min(1, given + W x), round by round: what falls on each node from those it depends on.

Each node pulls from its sources, so no two threads write to one place, and a sum is always made in the same order: any
number of threads, a frontier or a full round, one column or many give the same bits. Nodes are laid out by the number
of their sources in slices, whose sums run side by side (`graph.kernels.slices`). While few nodes have changed, only
those that depend on them are computed. Rounding is monotone, so values never fall.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled, unsigned
from graph.kernels.csr import sorted_by
from graph.kernels.prefetch import prefetch
from graph.kernels.slices import SLICE, TURNS_AHEAD, Receivers, Slices, empty_slices, laid_out, receivers_of

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
AHEAD_FROM: Final = 1 << 23
"""From so many bytes of a vector on, it does not stay in the nearer caches, and what is read later is asked for."""


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


@dataclass(frozen=True, eq=False)
class Propagation:
    """A weighted network prepared for it. order: the node at each place. place: the place of each node.

    slices: the network by receiver, in places. degree, passes: per place how many sources it has, and how many receive
    from it. Memory per edge: 8 bytes with float32, 12 with float64, 4 more once receivers are needed; and the vectors.
    """

    order: NDArray[np.int64]
    place: NDArray[np.int64]
    slices: Slices
    degree: NDArray[np.int64]
    passes: NDArray[np.int64]
    _full_instead: Iterator[int] = field(default_factory=count, init=False, repr=False)

    @classmethod
    def of(cls, indptr: NDArray[np.integer], source: NDArray[np.integer], weight: Real) -> "Propagation":
        """From the sources of each receiver, as compressed sparse rows; weights are finite and not below zero."""
        degree, passes = np.diff(indptr), np.bincount(source, minlength=len(indptr) - 1)
        often_read_first = sorted_by(passes.max(initial=0) - passes, int(passes.max(initial=0)) + 1)
        order = often_read_first[sorted_by(degree[often_read_first], int(degree.max(initial=0)) + 1)]
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        slices = empty_slices(degree[order], weight.dtype)
        laid_out(indptr.astype(np.int64), source, weight, order, place.astype(np.int32), slices)
        return cls(order, place, slices, degree[order].astype(np.int64), passes[order])

    @cached_property
    def receivers(self) -> Receivers:
        """Who receives from each place, in places. Built when first asked for."""
        return receivers_of(self.slices, self.degree, self.passes)

    def has_receivers(self) -> bool:
        """Whether it pays to know who receives: known already, or asked for often enough."""
        return "receivers" in self.__dict__ or next(self._full_instead) >= BUILT_AFTER

    @property
    def node_count(self) -> int:
        """How many nodes it spans."""
        return len(self.order)

    def settle(self, given: Real, rule: Rule = Rule(), threads: int = 1) -> Settled:
        """Rounds from zero until nothing changes: the least x with x = min(1, given + W x), or its counterpart where
        each node passes on once. given: per node, from 0 to 1."""
        return _Walk(self, given, rule).walked(max(1, threads))

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the weights, and so of every value."""
        return self.slices.weight.dtype


class _Walk:
    """One run: what each node passes on (`passed`), what it has (`value`; the same where it always passes its all)."""

    def __init__(self, network: Propagation, given: Real, rule: Rule) -> None:
        self.network, self.rule = network, rule
        size = len(network.slices.width) * SLICE
        self.given = np.zeros(size, dtype=network.dtype)
        self.given[: network.node_count] = np.minimum(given[network.order], 1)
        self.passed = self.given.copy()
        self.following = self.given.copy()
        self.value = self.given.copy() if rule.once else self.passed
        self.marked = np.zeros(size, dtype=np.bool_)
        self.is_source = np.zeros(size, dtype=np.bool_)
        self.is_source[: network.node_count] = network.passes > 0

    def walked(self, threads: int) -> Settled:
        """Round after round, while anything that changed is passed on."""
        network, rule = self.network, self.rule
        changed: NDArray[np.int64] | None = np.flatnonzero(self.given > 0)
        edges = int(network.passes.sum())
        rounds, before, residual = 0, 1.0, float(self.given.max(initial=0))
        bounds = self._bounds(1 if threads == 1 or edges < SHARED else BLOCKS * threads)
        with ThreadPoolExecutor(threads) as pool:
            while True:
                passing = edges if changed is None else int(network.passes[changed].sum())
                is_over = passing == 0 or (not rule.once and ends(residual, before, rule.tolerance))
                if is_over or rounds == rule.rounds:
                    break
                before, rounds = residual, rounds + 1
                if changed is None or passing * SPARSE >= edges or not network.has_receivers():
                    changed, residual = self._round(pool, bounds)
                else:
                    changed, residual = self._follow(changed)
        value = (self.value if rule.once else self.passed)[network.place]
        return Settled(value, rounds, residual if passing else 0.0, is_over)

    def _follow(self, changed: NDArray[np.int64]) -> tuple[NDArray[np.int64], float]:
        """One round for those who depend on what has changed; what changes now, and by how much at most."""
        receivers, value = self.network.receivers, self.value if self.rule.once else self.passed
        rows = _dependants(receivers.indptr, receivers.indices, changed, value, self.marked)
        now = _pulled(self.network.slices, rows, self.given, self.passed)
        before = value[rows]
        moves = (self.passed[rows] == 0) & (now > 0) if self.rule.once else now > before
        value[rows] = now
        self.passed[rows[moves]] = now[moves]
        return rows[moves], float((now - before).max(initial=0))

    def _round(self, pool: ThreadPoolExecutor, bounds: Sequence[int]) -> tuple[NDArray[np.int64] | None, float]:
        """One round for all; what changes, None where that is many, of whom somebody receives, and by how much at
        most. So it ends after as many rounds as frontiers would take, whichever of both it has made."""
        slices, given, passed, following = self.network.slices, self.given, self.passed, self.following

        def part(first: int, last: int) -> tuple[int, float]:
            found = _summed(slices, given, passed, following, self.is_source, (first, last))
            if not self.rule.once:
                return found
            rows = slice(first * SLICE, last * SLICE)
            return _passed_once(following[rows], passed[rows], self.value[rows], self.is_source[rows])

        run = pool.map if len(bounds) > 2 else map
        found = list(run(part, bounds[:-1], bounds[1:]))
        self.passed, self.following = following, passed
        is_many = sum(count for count, _ in found) * SPARSE >= self.network.node_count
        changed = None if is_many else np.flatnonzero(following != passed)
        return changed, max((float(residual) for _, residual in found), default=0.0)

    def _bounds(self, parts: int) -> Sequence[int]:
        """Slices cut into so many parts of about equal work."""
        work = self.network.slices.start + 2 * SLICE * np.arange(len(self.network.slices.start))
        cuts = np.searchsorted(work, np.linspace(0, work[-1], parts + 1))
        return [int(cut) for cut in np.unique(cuts)]


@compiled
def ends(residual: float, before: float, tolerance: float) -> bool:
    """Whether the last two changes, and all to come if they go on shrinking at that rate, are within the tolerance."""
    return residual < before <= tolerance and residual * residual <= tolerance * (before - residual)


@compiled
def _summed(  # noqa: C901 - each loop over the lanes is compiled as one step, which a call would break up
    slices: Slices, given: Real, passed: Real, following: Real, is_source: NDArray[np.bool_], span: tuple[int, int]
) -> tuple[int, float]:
    """What the nodes of a span of slices come to, to `following`; slices all at one are done. About how many of those
    from whom others receive are above what was passed on (going by the first of each slice), and by how much any is."""
    one, rising = given.dtype.type(1), 0
    total, is_large = np.zeros(SLICE, dtype=given.dtype), passed.nbytes > AHEAD_FROM
    most = np.zeros_like(total)
    for number in range(span[0], span[1]):
        row, at = unsigned(number * SLICE), unsigned(slices.start[number])
        if passed[row] == one and _all_at_one(passed, number * SLICE):
            following[number * SLICE : (number + 1) * SLICE] = one
            continue
        for lane in range(SLICE):
            total[lane] = given[row + unsigned(lane)]
        if is_large:
            for _ in range(slices.width[number]):
                for lane in range(SLICE):
                    prefetch(passed, slices.source[at + unsigned(TURNS_AHEAD + lane)])
                for lane in range(SLICE):
                    total[lane] += slices.weight[at + unsigned(lane)] * passed[slices.source[at + unsigned(lane)]]
                at += unsigned(SLICE)
        else:
            for _ in range(slices.width[number]):
                for lane in range(SLICE):
                    total[lane] += slices.weight[at + unsigned(lane)] * passed[slices.source[at + unsigned(lane)]]
                at += unsigned(SLICE)
        rising += is_source[row] and min(total[0], one) > passed[row]
        for lane in range(SLICE):
            now = min(total[lane], one)
            rise = now - passed[row + unsigned(lane)]
            following[row + unsigned(lane)] = now
            most[lane] = rise if rise > most[lane] else most[lane]  # not max, which asks whether they are numbers
    return rising * SLICE, most.max()


@compiled
def _all_at_one(passed: Real, row: int) -> bool:
    """Whether nothing more can fall on the nodes of the slice that begins there."""
    return bool((passed[row : row + SLICE] == 1).all())


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
def _pulled(slices: Slices, rows: NDArray[np.int64], given: Real, passed: Real) -> Real:
    """What these nodes come to, each sum in the order of a full round."""
    found = np.empty(len(rows), dtype=given.dtype)
    one = given.dtype.type(1)
    for number in range(len(rows)):
        row = rows[number]
        total = given[row]
        at = slices.start[row // SLICE] + row % SLICE
        for _ in range(slices.width[row // SLICE]):
            total += slices.weight[at] * passed[slices.source[at]]
            at += SLICE
        found[number] = min(total, one)
    return found
