"""Between what each party's probability of default must lie, without a single trial.

Below: whoever fails of itself, and whoever fails surely once a certain other party does: the cascade only grows with
who fails of itself, so what one failure brings about alone it always brings about. Above: nobody fails by calls unless
somebody fails of itself from whom a chain of calls leads there; and calls exceed a buffer no more often than their
average, over the buffer, says (Markov's inequality). Given the common factor parties fail independently, and all
chances fall as it rises, so sums over intervals of the factor, taken at their ends, bound the whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from graph.contagion.call_book import Floats, Positions
from graph.contagion.call_paths import CallPaths
from graph.contagion.copula import OneFactorCopula
from graph.contagion.seed_trials import OnProgress
from graph.contagion.trial_outcomes import Trials
from graph.kernels.untouched import untouched_at_least

FACTOR_EDGES: Final = np.concatenate([[-np.inf], np.linspace(-6.0, 4.0, 201), [np.inf]])
"""Ends of the intervals of the common factor: bounds are apart by some 5 % of a probability of 2 % through them."""

IMPLIED: Final = 5_000_000
"""So many defaults that a single other brings about are listed at most; with fewer the lower bound still holds."""

SEEDS_AT_ONCE: Final = (32, 4_096)
"""Cascades of single defaults run together, at least and at most: fewer where each brings about many."""

AT_ONCE: Final = 1_000_000
"""So many defaults are expected of those that run together."""

ROUNDS: Final = 100
"""The average of calls is bounded so many times at most from the last bounds; each time it holds."""

STILL: Final = 1e-9
"""Bounds that change by no more are left."""


@dataclass(frozen=True, slots=True, eq=False)
class DefaultBounds:
    """low, high: float64 per party, of the probability of default of its own or by calls; equal where it is known."""

    low: Floats
    high: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        """Per party whether nothing is left to estimate."""
        return np.equal(self.low, self.high)


def default_bounds(
    paths: CallPaths, copula: OneFactorCopula, on_progress: OnProgress = lambda _done, _total: None
) -> DefaultBounds:  # fmt: skip
    """Bounds on every party's probability of default, certain but for rounding. on_progress: single defaults followed
    and intervals of the factor summed, and how many there are; may raise to end it."""
    sources = _sources(paths, copula.pd)
    work = len(sources) + len(FACTOR_EDGES)
    cause, induced = _implied(paths, sources, lambda done: on_progress(done, work))
    low, high = copula.pd.copy(), copula.pd.copy()
    exposed = np.flatnonzero(paths.exposed)
    if not len(exposed):
        return DefaultBounds(low, high)
    least, most = np.zeros(len(low)), np.zeros(len(low))
    before: Floats | None = None
    for number, (weight, left, right) in enumerate(_intervals(copula)):
        on_progress(len(sources) + number, work)
        spared = 1.0 - copula.chances_given(left) if before is None else before
        before = 1.0 - copula.chances_given(right)
        of_component = _products(paths.component, spared, paths.condensed.node_count)
        most += weight * (1.0 - untouched_at_least(paths.condensed, of_component)[paths.component])
        least += weight * (1.0 - before * _products(induced, before[cause], len(low)))
    low[exposed] = np.maximum(low, least)[exposed]
    high[exposed] = np.minimum(most, 1.0)[exposed]
    return DefaultBounds(low, np.maximum(_by_average(paths, copula.pd, high), low))


def _by_average(paths: CallPaths, pd: Floats, high: Floats) -> Floats:
    """Lower upper bounds: whoever fails by calls has failed borrowers whose parts of its buffer add up to one, so the
    chance of that is at most the sum of the parts, each with its borrower's chance."""
    for _ in range(ROUNDS):
        lower: Floats = np.minimum(high, pd + paths.parts.T @ high)
        if (high - lower).max(initial=0.0) <= STILL:
            return lower
        high = lower
    return high


def _intervals(copula: OneFactorCopula) -> Iterator[tuple[float, float, float]]:
    """Probability and ends of each interval of the factor; only one where nobody depends on it."""
    edges = FACTOR_EDGES if (copula.rho > 0).any() else FACTOR_EDGES[[0, -1]]
    for left, right in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        yield float(ndtr(right) - ndtr(left)), left, right


def _sources(paths: CallPaths, pd: Floats) -> Positions:
    """Who can fail of itself and bring others down by calls, the likeliest first."""
    sources = np.flatnonzero((np.diff(paths.arcs.indptr) > 0) & (pd > 0))
    return sources[np.argsort(-pd[sources], kind="stable")].astype(np.int32)


def _implied(paths: CallPaths, order: Positions, tell: Callable[[int], None]) -> tuple[Positions, Positions]:
    """Pairs of a party, in this order, and another that fails whenever the first does. tell: how many were followed."""
    causes, others, listed = [order[:0]], [order[:0]], 0
    (begin, count), most = (0, SEEDS_AT_ONCE[0]), SEEDS_AT_ONCE[1]
    while begin < len(order) and listed < IMPLIED:
        seeds = order[begin : begin + count]
        found = paths.cascade.many(Trials(np.arange(len(seeds) + 1, dtype=np.int64), seeds)).defaulted
        cause = np.repeat(seeds, np.diff(found.indptr))
        other = cause != found.parties
        causes.append(cause[other])
        others.append(found.parties[other])
        begin, listed = begin + len(seeds), listed + int(other.sum())
        tell(begin)
        count = min(most, max(SEEDS_AT_ONCE[0], AT_ONCE * begin // max(listed, 1)))
    return np.concatenate(causes), np.concatenate(others)


def _products(place: Positions, factors: Floats, count: int) -> Floats:
    """The product of the factors at each place, 1 without any."""
    with np.errstate(divide="ignore"):
        return np.exp(np.bincount(place, np.log(factors), count))
