"""Systemic importance: what each party's failure alone would do to all others.

Up to 20,000 parties every one is tried as the only seed. Above, upper bounds come first: for everybody at once, the
value that stress from its failure could reach along all walks, as if nothing were cut at one. The most promising are
then tried in that order, until nobody untried can be among the k most important, or as many are tried as were allowed;
the answer says what is left open.
"""

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


def all_seeds(model: DebtRank, *, tolerance: float = TOLERANCE, threads: int = 1) -> Importance:
    """Every party as the only seed; identical for any number of threads. UsageError above 20,000 parties."""
    count = model.exposures.party_count
    if count > ALL_SEEDS:
        raise UsageError(
            f"All seeds are tried for up to {ALL_SEEDS:,} parties; there are {count:,}. Ask for the top ones.",
            f"逐一冲击仅支持不超过 {ALL_SEEDS:,} 个主体，现有 {count:,} 个。请改为查询最重要的若干主体。",
            parties=count,
        )
    return _Trial(model, tolerance).tried(np.arange(count, dtype=np.int32), threads)


def most_important(
    model: DebtRank, k: int, *, at_most: int = 2_000, tolerance: float = TOLERANCE, threads: int = 1
) -> Importance:
    """Parties by descending upper bound, until the k most important are proven or `at_most` have been tried.

    They are tried in blocks of fixed size, so the answer does not depend on the threads.
    """
    bound = upper_bounds(model)
    order = np.lexsort((np.arange(len(bound)), -bound)).astype(np.int32)
    trial = _Trial(model, tolerance)
    found: list[_Effect] = []
    tried, best = 0, np.zeros(0)
    while tried < min(at_most, len(order)):
        if 0 < k <= len(best) and best[-k] >= bound[order[tried]]:
            break
        next_ones = order[tried : min(tried + trial.width * BATCH, at_most)]
        found = [_merged(len(bound), found + trial.effects(next_ones, threads))]
        tried += len(next_ones)
        best = np.sort(found[0].debtrank)
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
    ways = [effect.convergence for effect in effects]
    return _Effect(
        np.concatenate([np.zeros(0), *(effect.debtrank for effect in effects)]),
        np.concatenate([np.zeros(0, dtype=np.int64), *(effect.induced for effect in effects)]),
        total,
        Convergence(
            max((way.iterations for way in ways), default=0), max((way.residual for way in ways), default=0.0),
            all(way.converged for way in ways),
        ),
    )  # fmt: skip


class _Trial:
    """Tries seeds in blocks, beside what happens without any."""

    def __init__(self, model: DebtRank, tolerance: float) -> None:
        self.model, self.rule = model, model.rule(tolerance)
        self.network: Propagation = model.leverage.network
        count = model.exposures.party_count
        self.start = model.start(np.zeros(count))
        self.without = self.network.settle(self.start, self.rule).value
        self.width = max(1, min(BLOCK, BLOCK_VALUES // max(count, 1)))

    def tried(self, seeds: Positions, threads: int) -> Importance:
        """All of these."""
        return self.summed(seeds, self.effects(seeds, threads), 0.0)

    def effects(self, seeds: Positions, threads: int) -> list[_Effect]:
        """Block by block, several at a time; in order."""
        blocks = [seeds[first : first + self.width] for first in range(0, len(seeds), self.width)]
        with ThreadPoolExecutor(max(1, threads)) as pool:
            return list(pool.map(self._effect, blocks))

    def summed(self, seeds: Positions, effects: list[_Effect], bound: float) -> Importance:
        """What the blocks come to; the sum over blocks in their order."""
        whole = _merged(len(self.start), effects)
        vulnerability = whole.distress / max(len(seeds), 1)
        return Importance(seeds, whole.debtrank, whole.induced, vulnerability, bound, whole.convergence)

    def _effect(self, seeds: Positions) -> _Effect:
        settled = settle_many(self.network, self.start, seeds, self.rule)
        h, own = settled.value, np.arange(len(seeds))
        added = h - self.without[:, None]
        added[seeds, own] = 0.0
        wiped_out = (h >= WIPED_OUT) & (self.without < WIPED_OUT)[:, None]
        wiped_out[seeds, own] = False
        way = Convergence(settled.rounds, settled.residual, settled.converged)
        return _Effect(self.model.shares @ added, wiped_out.sum(axis=0), h.sum(axis=1), way)
