"""Systemic importance: what each party's failure alone would do to all others.

Whoever owes nothing to a creditor with equity passes nothing on, which needs no trial. Up to 20,000 others every one is
tried as the only seed. Above, upper bounds come first: for everybody at once, the value that stress from its failure
could reach along all walks, as if nothing were cut at one. The most promising are then tried in that order, until
nobody untried can be among the k most important, or as many are tried as were allowed; the answer says what is left
open. The work is bounded (`seed_trials.STEPS`); how many seeds had not converged within it stands in the answer.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.convergence import Convergence
from graph.contagion.debtrank import DebtRank
from graph.contagion.exposures import Floats, Positions
from graph.contagion.seed_trials import Effect, OnProgress, SeedTrials, slowest
from graph.errors import UsageError

ALL_SEEDS: Final = 20_000
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
    not tried has a debtrank above it; 0 where all were. convergence: of the slowest seed. rounds_allowed: each seed was
    followed no longer; open_seeds: how many had not converged by then, so that they do at least what is said.
    """

    seeds: Positions
    debtrank: Floats
    induced_defaults: NDArray[np.int64]
    vulnerability: Floats
    bound: float
    convergence: Convergence
    rounds_allowed: int
    open_seeds: int

    def most_important(self, k: int) -> Positions:
        """The k seeds with the highest debtrank, the highest first; of equal ones the lower position."""
        return self.seeds[np.lexsort((self.seeds, -self.debtrank))[:k]]

    def is_proven(self, k: int) -> bool:
        """Whether those are surely the most important of all parties."""
        return self.bound == 0 or (k <= len(self.seeds) and float(np.sort(self.debtrank)[-k]) >= self.bound)


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
    trials = SeedTrials(model, len(tried), tolerance, threads)
    return _with_quiet(trials, tried, trials.tried(tried, on_progress))


def of_seeds(
    model: DebtRank, seeds: Positions, *, threads: int = 1, on_progress: OnProgress | None = None
) -> Importance:  # fmt: skip
    """These parties as the only seed, one by one; vulnerability is the mean over them alone. on_progress as of
    `all_seeds`."""
    trials = SeedTrials(model, len(seeds), TOLERANCE, threads)
    return _summed(trials, seeds, trials.tried(seeds, on_progress), 0.0)


def most_important(
    model: DebtRank,
    k: int,
    *,
    at_most: int = 2_000,
    bounds: Floats | None = None,
    threads: int = 1,
    on_progress: OnProgress | None = None,
) -> Importance:
    """Parties by descending upper bound, until the k most important are proven or `at_most` have been tried.

    They are tried in batches that do not depend on the threads, nor does the answer. bounds: `upper_bounds`, where they
    are at hand. on_progress as of `all_seeds`.
    """
    bound = upper_bounds(model) if bounds is None else bounds
    order = np.lexsort((np.arange(len(bound)), -bound)).astype(np.int32)
    limit = min(at_most, len(order))

    def proven(tried: int, debtrank: Floats) -> bool:
        return 0 < k <= len(debtrank) and float(np.sort(debtrank)[-k]) >= bound[order[tried]]

    trials = SeedTrials(model, limit, TOLERANCE, threads)
    found = trials.tried(order[:limit], on_progress, proven)
    tried = len(found.debtrank)
    left = float(bound[order[tried]]) if tried < len(order) else 0.0
    return _summed(trials, order[:tried], found, left)


def upper_bounds(model: DebtRank, on_progress: OnProgress | None = None) -> Floats:
    """What the failure of each party can cost others at most, as a part of all value (float64 per party).

    on_progress: rounds begun, and allowed.

    The lesser of two: the value of all others; and min(1, weight) times value, summed over its creditors, with what
    each unit of their stress costs along all walks. The second holds only where that sum converges.
    """
    tell = on_progress or (lambda _done, _total: None)
    tell(0, BOUND_ROUNDS)
    matrix, shares = model.leverage.matrix, model.shares
    most: Floats = np.maximum(shares.sum() - shares, 0.0)
    backwards = matrix.T.tocsr()
    direct = backwards @ shares
    slope = np.zeros(len(shares))
    for begun in range(1, 1 if model.leverage.radius.reaches_one else BOUND_ROUNDS):
        tell(begun, BOUND_ROUNDS)
        longer = direct + backwards @ slope
        if longer.max(initial=0.0) > USELESS:
            break
        if (longer - slope <= SLACK * direct).all():  # so that slope · (1 + SLACK) is above what it converges to
            backwards.data = np.minimum(backwards.data, 1.0)
            bounded: Floats = np.minimum(most, backwards @ (shares + slope * (1 + 2 * SLACK)))
            return bounded
        slope = longer
    return most


def _summed(trials: SeedTrials, seeds: Positions, effect: Effect, bound: float) -> Importance:
    """What was found of these seeds."""
    return Importance(
        seeds, effect.debtrank, effect.induced, effect.distress / max(len(seeds), 1), bound, effect.convergence,
        trials.rule.rounds, effect.open_seeds,
    )  # fmt: skip


def _with_quiet(trials: SeedTrials, tried: Positions, effect: Effect) -> Importance:
    """All parties, of whom those that were not tried pass nothing on."""
    count, without = trials.count, trials.without
    debtrank, induced = np.zeros(count), np.zeros(count, dtype=np.int64)
    debtrank[tried], induced[tried] = effect.debtrank, effect.induced
    quiet = np.ones(count, dtype=np.bool_)
    quiet[tried] = False
    distress = effect.distress + int(quiet.sum()) * without + np.where(quiet, 1.0 - without, 0.0)
    way = slowest([trials.convergence, effect.convergence])
    everybody = Effect(debtrank, induced, distress, effect.open_seeds, way)
    return _summed(trials, np.arange(count, dtype=np.int32), everybody, 0.0)
