"""Who fails together: a one-factor Gaussian copula over probabilities of default (Vasicek 1987; Li 2000).

X_i = sqrt(rho_i) M + sqrt(1 - rho_i) e_i with M and all e_i standard normal and independent; i is in default where
X_i lies below the quantile of its probability. rho 0 is independence and rho 1 is one fate for all, both exactly.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from math import asin, cos, exp, pi, prod, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import ndtr, ndtri

from graph.contagion.call_book import Floats
from graph.contagion.default_probabilities import check_probabilities
from graph.contagion.trial_outcomes import Trials
from graph.errors import UsageError
from graph.kernels.counter_random import Marks, key_of
from graph.kernels.factor_draws import Cuts, draws_below

TRIALS_AT_ONCE: Final = 64
"""So many trials are one thread's piece of work; even, since trials are drawn in pairs."""


@dataclass(frozen=True, eq=False)
class OneFactorCopula:
    """pd: float64 per party. rho: the same for each pair of parties (0 to 1), or per party, then a pair's is the root
    of the product. marks: 64 bits per party by its id (`marks_of`): the draw of a party in a trial depends on seed,
    trial and mark only, so it is the same in every scenario and under every order of the parties.
    """

    pd: Floats
    rho: Floats
    marks: Marks

    @classmethod
    def of(cls, pd: Floats, rho: float | Floats, marks: Marks) -> "OneFactorCopula":
        """UsageError for a probability or a rho outside 0 to 1."""
        rhos = np.broadcast_to(np.asarray(rho, dtype=np.float64), pd.shape)
        check_probabilities(pd)
        if not ((rhos >= 0) & (rhos <= 1)).all():
            raise UsageError("A correlation lies outside 0 to 1. Give one within.", "相关系数应在0到1之间。")
        return cls(pd, rhos, marks)

    def only(self, chosen: NDArray[np.bool_]) -> "OneFactorCopula":
        """The same draws, but nobody else fails."""
        return replace(self, pd=np.where(chosen, self.pd, 0.0))

    @cached_property
    def cuts(self) -> Cuts:
        """Parties that can fail, as the draws take them."""
        able = np.flatnonzero(self.pd > 0)
        load, cut = np.sqrt(self.rho[able]), ndtri(self.pd[able])
        order = np.lexsort((cut, load))
        at, load = able[order], load[order]
        return Cuts(
            at.astype(np.int32), self.marks[at], load, np.sqrt(1.0 - self.rho[at]), cut[order], self.pd[at]
        )  # fmt: skip

    def initial_defaults(self, seed: int, first: int, trials: int, threads: int = 1) -> Trials:
        """Who fails of itself in the trials from `first` on, an even number; the same for any number of threads."""
        begins = range(0, trials, TRIALS_AT_ONCE)

        def drawn(begin: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
            count = min(TRIALS_AT_ONCE, trials - begin)
            return draws_below(self.cuts, key_of(seed), first + begin, count)

        _ = self.cuts  # made once, before the threads
        if threads == 1:
            found = list(map(drawn, begins))
        else:
            with ThreadPoolExecutor(threads, thread_name_prefix="draws") as pool:
                found = list(pool.map(drawn, begins))
        sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(start) for start, _ in found)])
        fallen = np.concatenate([np.zeros(0, dtype=np.int32), *(items for _, items in found)])
        return Trials(np.cumsum(sizes), fallen)

    def chances_given(self, factor: float) -> Floats:
        """Each party's probability of failing of itself, given M; the smaller M, the greater."""
        cut, load, rest = self._given
        with np.errstate(divide="ignore", invalid="ignore"):  # without a rest: infinite, or cut and factor agree
            given = ndtr((cut - load * factor) / rest)
        given[np.isnan(given)] = 0.0
        return np.where(self._sure, self.pd, given)

    @cached_property
    def _given(self) -> tuple[Floats, Floats, Floats]:
        return ndtri(self.pd), np.sqrt(self.rho), np.sqrt(1.0 - self.rho)

    @cached_property
    def _sure(self) -> NDArray[np.bool_]:
        """Who does not depend on the factor."""
        return np.equal(self.rho, 0.0) | np.equal(self.pd, 0.0) | np.equal(self.pd, 1.0)


def joint_default(pd: Sequence[float], rho: float) -> float:
    """The probability that all of them fail, each pair with correlation `rho`; absolute error below 1e-12.

    Two names by the integral over the correlation (Plackett 1954), more over the common factor. UsageError as
    `OneFactorCopula.of`.
    """
    check_probabilities(np.array(pd, dtype=np.float64))
    if not 0 <= rho <= 1:
        raise UsageError(
            f"A correlation of {rho:g} lies outside 0 to 1. Give one within.", f"相关系数{rho:g}应在0到1之间。"
        )
    unsure = [p for p in pd if p < 1.0]
    if 0.0 in unsure or len(unsure) < 2:
        return min(unsure, default=1.0)
    if rho in (0.0, 1.0):
        return min(unsure) if rho else prod(unsure)
    return _two(unsure[0], unsure[1], rho) if len(unsure) == 2 else _several(unsure, rho)


def default_correlation(first: float, second: float, rho: float) -> float | None:
    """The correlation of two defaults, as of two variables that are 0 or 1; None where one of them is certain."""
    together = joint_default((first, second), rho)
    spread = sqrt(first * (1 - first) * second * (1 - second))
    return (together - first * second) / spread if spread > 0 else None


def _two(first: float, second: float, rho: float) -> float:
    h, k = float(ndtri(first)), float(ndtri(second))

    def density(angle: float) -> float:
        return exp(-(h * h + k * k - 2 * h * k * sin(angle)) / (2 * cos(angle) ** 2))

    added, _ = quad(density, 0.0, asin(rho), epsabs=1e-14, epsrel=1e-13, limit=200)
    return float(min(first, second, first * second + added / (2 * pi)))


def _several(pd: Sequence[float], rho: float) -> float:
    cuts, load, rest = ndtri(np.array(pd)), sqrt(rho), sqrt(1 - rho)

    def density(factor: float) -> float:
        return exp(-factor * factor / 2) * float(np.prod(ndtr((cuts - load * factor) / rest)))

    # Where the names turn from failing to standing the integrand is steepest.
    turns = sorted({float(np.clip(cut / load, -8.0, 8.0)) for cut in cuts})
    added, _ = quad(density, -9.0, 9.0, points=turns, epsabs=1e-14, epsrel=1e-12, limit=400)
    return float(min(*pd, added / sqrt(2 * pi)))
