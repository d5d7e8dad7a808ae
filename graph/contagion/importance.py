"""Systemic importance: what each party's failure alone would do to all others.

Whoever owes nothing to a creditor with equity passes nothing on, which needs no trial. Up to 20,000 others every one is
tried as the only seed. Above, upper bounds come first: for everybody at once, the value that stress from its failure
could reach along all walks, as if nothing were cut at one. The most promising are then tried in that order, until
nobody untried can be among the k most important, or as many are tried as were allowed; the answer says what is left
open.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.contagion.convergence import Convergence
from graph.contagion.debtrank import WIPED_OUT, DebtRank
from graph.contagion.exposures import Floats, Positions
from graph.errors import UsageError
from graph.kernels.propagate import Propagation
from graph.kernels.propagate_many import settle_many

OnProgress = Callable[[int, int], None]

ALL_SEEDS: Final = 20_000
BLOCK: Final = 64
"""So many seeds are propagated side by side, fewer where their values would take more than 64 MiB."""
BLOCK_VALUES: Final = 1 << 23
BATCH: Final = 16
"""So many blocks are tried before the bounds are looked at again."""
TOLERANCE: Final = 1e-9
SLACK: Final = 1e-6
BOUND_ROUNDS: Final = 10_000
USELESS: Final = 1e200


@dataclass(frozen=True, eq=False)
class Importance:
    """Per seed (positions, int32) what its failure adds to what fails anyway, for want of equity.

    debtrank: the part of all value that others lose by it (float64; the DebtRank R of the seed alone where nobody is
    in default from the start; below zero only in the variant of 2012, where an early small blow keeps a later, larger
    one from being passed on). induced_defaults: how many others are wiped out by it (int64). vulnerability: per party
    the mean share of equity lost over all seeds, itself among them (float64 of all parties). bound: no seed that was
    not tried has a debtrank above it; 0 where all were. convergence: of the slowest seed.
    """

    seeds: Positions
    debtrank: Floats
    induced_defaults: NDArray[np.int64]
    vulnerability: Floats
    bound: float
    convergence: Convergence

    def most_important(self, k: int) -> Positions:
        """The k seeds with the highest debtrank, the highest first; of equal ones the lower position."""
        return self.seeds[np.lexsort((self.seeds, -self.debtrank))[:k]]

    def is_proven(self, k: int) -> bool:
        """Whether those are surely the most important of all parties."""
        return self.bound == 0 or (k <= len(self.seeds) and float(np.sort(self.debtrank)[-k]) >= self.bound)


class _Effect(NamedTuple):
    debtrank: Floats
    induced: NDArray[np.int64]
    distress: Floats
    convergence: Convergence


def seeds_that_spread(model: DebtRank) -> Positions:
    """Who owes something to a creditor that has equity, ascending: the failure of the others costs nobody else."""
    owed = np.bincount(model.leverage.matrix.indices, minlength=model.exposures.party_count)
    return np.flatnonzero(owed).astype(np.int32)


def all_seeds(
    model: DebtRank, *, tolerance: float = TOLERANCE, threads: int = 1, on_progress: OnProgress | None = None
) -> Importance:
    """Every party as the only seed; identical for any number of threads.

    on_progress: seeds tried, and to be tried. UsageError where more than 20,000 pass anything on.
    """
    tried = seeds_that_spread(model)
    if len(tried) > ALL_SEEDS:
        raise UsageError(
            f"All seeds are tried for up to {ALL_SEEDS:,} debtors; there are {len(tried):,}. Ask for the top ones.",
            f"逐一冲击仅支持不超过 {ALL_SEEDS:,} 个债务主体，现有 {len(tried):,} 个。请改为查询最重要的若干主体。",
            parties=len(tried),
        )
    trial = _Trial(model, tolerance, threads)
    return trial.with_quiet(tried, trial.tried(tried, on_progress))


def of_seeds(model: DebtRank, seeds: Positions, *, tolerance: float = TOLERANCE, threads: int = 1) -> Importance:
    """These parties as the only seed, one by one; vulnerability is the mean over them alone."""
    trial = _Trial(model, tolerance, threads)
    return trial.summed(seeds, trial.tried(seeds), 0.0)


def most_important(
    model: DebtRank,
    k: int,
    *,
    at_most: int = 2_000,
    tolerance: float = TOLERANCE,
    threads: int = 1,
    on_progress: OnProgress | None = None,
) -> Importance:
    """Parties by descending upper bound, until the k most important are proven or `at_most` have been tried.

    They are tried in blocks of fixed size, so the answer does not depend on the threads. on_progress as of `all_seeds`.
    """
    bound = upper_bounds(model)
    order = np.lexsort((np.arange(len(bound)), -bound)).astype(np.int32)
    limit = min(at_most, len(order))

    def proven(tried: int, debtrank: Floats) -> bool:
        return 0 < k <= len(debtrank) and float(np.sort(debtrank)[-k]) >= bound[order[tried]]

    trial = _Trial(model, tolerance, threads)
    found = trial.tried(order[:limit], on_progress, proven)
    tried = len(found.debtrank)
    left = float(bound[order[tried]]) if tried < len(order) else 0.0
    return trial.summed(order[:tried], found, left)


def upper_bounds(model: DebtRank) -> Floats:
    """What the failure of each party can cost others at most, as a part of all value (float64 per party).

    The lesser of two: the value of all others; and min(1, weight) times value, summed over its creditors, with what
    each unit of their stress costs along all walks. The second holds only where that sum converges.
    """
    matrix, shares = model.leverage.matrix, model.shares
    most: Floats = np.maximum(shares.sum() - shares, 0.0)
    backwards = matrix.T.tocsr()
    direct = backwards @ shares
    slope = np.zeros(len(shares))
    for _ in range(0 if model.leverage.radius.reaches_one else BOUND_ROUNDS):
        longer = direct + backwards @ slope
        if longer.max(initial=0.0) > USELESS:
            break
        if (longer - slope <= SLACK * direct).all():  # so that slope · (1 + SLACK) is above what it converges to
            backwards.data = np.minimum(backwards.data, 1.0)
            bounded: Floats = np.minimum(most, backwards @ (shares + slope * (1 + 2 * SLACK)))
            return bounded
        slope = longer
    return most


def _merged(party_count: int, effects: list[_Effect]) -> _Effect:
    """Effects of several blocks as those of one, in their order; the distress of each party is summed."""
    total = np.zeros(party_count)
    for effect in effects:
        total += effect.distress
    return _Effect(
        np.concatenate([np.zeros(0), *(effect.debtrank for effect in effects)]),
        np.concatenate([np.zeros(0, dtype=np.int64), *(effect.induced for effect in effects)]),
        total, _slowest([effect.convergence for effect in effects]),
    )  # fmt: skip


def _slowest(ways: list[Convergence]) -> Convergence:
    """The most iterations and the largest residual; converged where all are."""
    return Convergence(
        max((way.iterations for way in ways), default=0), max((way.residual for way in ways), default=0.0),
        all(way.converged for way in ways),
    )  # fmt: skip


class _Trial:
    """Tries seeds in blocks, several at a time, beside what happens without any."""

    def __init__(self, model: DebtRank, tolerance: float, threads: int) -> None:
        self.model, self.rule, self.threads = model, model.rule(tolerance), max(1, threads)
        self.network: Propagation = model.leverage.network
        count = model.exposures.party_count
        self.start = model.start(np.zeros(count))
        settled = self.network.settle(self.start, self.rule)
        self.without = settled.value
        self.convergence = Convergence(settled.rounds, settled.residual, settled.converged)
        self.width = max(1, min(BLOCK, BLOCK_VALUES // max(count, 1)))

    def tried(
        self, seeds: Positions, on_progress: OnProgress | None = None,
        enough: Callable[[int, Floats], bool] = lambda _tried, _debtrank: False,
    ) -> _Effect:  # fmt: skip
        """These seeds in their order, block by block; only the first of them where that is `enough`."""
        step = self.width * BATCH
        found = _merged(len(self.start), [])
        for first in range(0, len(seeds), step):
            if first and enough(first, found.debtrank):
                break
            some = seeds[first : first + step]
            blocks = [some[at : at + self.width] for at in range(0, len(some), self.width)]
            with ThreadPoolExecutor(self.threads, thread_name_prefix="seeds") as pool:
                found = _merged(len(self.start), [found, *pool.map(self._effect, blocks)])
            if on_progress:
                on_progress(first + len(some), len(seeds))
        return found

    def summed(self, seeds: Positions, effect: _Effect, bound: float) -> Importance:
        """What was found of these seeds."""
        vulnerability = effect.distress / max(len(seeds), 1)
        return Importance(seeds, effect.debtrank, effect.induced, vulnerability, bound, effect.convergence)

    def with_quiet(self, tried: Positions, effect: _Effect) -> Importance:
        """All parties, of whom those that were not tried pass nothing on."""
        count = len(self.start)
        everybody = np.arange(count, dtype=np.int32)
        debtrank, induced = np.zeros(count), np.zeros(count, dtype=np.int64)
        debtrank[tried], induced[tried] = effect.debtrank, effect.induced
        quiet = np.ones(count, dtype=np.bool_)
        quiet[tried] = False
        distress = effect.distress + int(quiet.sum()) * self.without + np.where(quiet, 1.0 - self.without, 0.0)
        way = _slowest([self.convergence, effect.convergence])
        return self.summed(everybody, _Effect(debtrank, induced, distress, way), 0.0)

    def _effect(self, seeds: Positions) -> _Effect:
        settled = settle_many(self.network, self.start, seeds, self.rule)
        h, own = settled.value, np.arange(len(seeds))
        added = h - self.without[:, None]
        added[seeds, own] = 0.0
        wiped_out = (h >= WIPED_OUT) & (self.without < WIPED_OUT)[:, None]
        wiped_out[seeds, own] = False
        way = Convergence(settled.rounds, settled.residual, settled.converged)
        return _Effect(self.model.shares @ added, wiped_out.sum(axis=0), h.sum(axis=1), way)
