"""Who is likeliest to fail, of itself or by calls: the first k, with bounds, and trials where bounds do not decide.

After the idea of VulnDS (Cheng, Chen, Wang and Xu 2021, "Efficient top-k vulnerable nodes detection in uncertain
graphs"): certain bounds settle nearly everybody; those who may or may not belong to the first k are sampled, with only
the initial defaults that can lead to them, until intervals of confidence part them or the trials are used up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import Floats, Positions
from graph.contagion.call_paths import CallPaths
from graph.contagion.convergence import Convergence
from graph.contagion.copula import OneFactorCopula
from graph.contagion.default_bounds import DefaultBounds, default_bounds
from graph.contagion.estimates import frequency_bounds
from graph.contagion.guarantee_calls import CallCascade
from graph.contagion.monte_carlo import Ended, Sampling
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class TopK:
    """How many are wanted, and with what confidence all that is said of them holds together. tolerance: probabilities
    that differ by no more count as equal, and either may have the place."""

    k: int
    confidence: float = 0.95
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        if self.k < 1 or not 0 < self.confidence < 1 or self.tolerance < 0:
            raise UsageError(
                "Ask for one party or more, with a confidence between 0 and 1 and a tolerance of zero or more.",
                "请求的主体数须不小于1，置信度在0与1之间，容差不小于零。",
            )


@dataclass(frozen=True, slots=True, eq=False)
class VulnerableParties:
    """The first k, the likeliest first: positions (int32), bounds on their total probability of default, and per place
    whether it is certain that the party is among the first k.

    able: how many parties can fail at all. contenders: others who may belong there instead. sampled: how many bounds
    alone did not settle. Bounds hold for all parties together with the confidence asked for; without trials, certainly.
    convergence: trials, by how much a contender may be likelier to fail than one of the first k, and whether nobody is.
    """

    party: Positions
    low: Floats
    high: Floats
    certain: NDArray[np.bool_]
    able: int
    contenders: Positions
    sampled: int
    ended: Ended
    convergence: Convergence


def most_vulnerable(
    cascade: CallCascade,
    copula: OneFactorCopula,
    wanted: TopK,
    sampling: Sampling,
    on_progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None,
    cancelled: Callable[[], bool] | None = None,
) -> VulnerableParties:
    """The k likeliest to fail. sampling: seed, most trials, threads, and the first batch, which then doubles.

    With fewer parties than k, all of them. on_progress: how much of the bounds, then of the trials is done; may raise
    to end it. cancelled as of `simulate`.
    """
    paths = CallPaths(cascade)
    bounds = default_bounds(paths, copula, lambda done, total: on_progress("bounds", done, total))
    race = _Race(bounds, copula, wanted)
    undecided = race.undecided()
    relevant = copula.only(paths.leading_to(undecided))
    by_calls = np.zeros(len(copula.pd), dtype=np.int64)
    made, look, complete = 0, 0, True
    ended = Ended.PRECISION if race.decided else None
    while ended is None:
        count = min(made or sampling.batch, sampling.trials - made)
        drawn = relevant.initial_defaults(sampling.seed, made, count, sampling.threads)
        found = cascade.many(drawn, sampling.threads)
        complete &= found.converged
        by_calls += np.bincount(found.defaulted.parties, minlength=len(by_calls))
        by_calls -= np.bincount(drawn.parties, minlength=len(by_calls))
        made, look = made + count, look + 1
        # The doubt allowed is shared out over all parties sampled and all looks: 1/2 + 1/6 + 1/12 + … = 1.
        doubt = (1 - wanted.confidence) / (len(undecided) * look * (look + 1))
        race.narrow(undecided, frequency_bounds(by_calls[undecided], made, 1 - doubt))
        on_progress("trials", made, sampling.trials)
        ended = race.ended(made, sampling.trials, cancelled)
    return race.told(len(undecided), made, ended, complete)


class _Race:
    """Bounds as they narrow, and who is ahead by them."""

    def __init__(self, bounds: DefaultBounds, copula: OneFactorCopula, wanted: TopK) -> None:
        self.low, self.high, self.copula, self.wanted = bounds.low.copy(), bounds.high.copy(), copula, wanted
        self.k = min(wanted.k, len(self.low))

    def narrow(self, party: Positions, by_calls: tuple[Floats, Floats]) -> None:
        """Take in between what the calls alone make some parties fail; bounds never widen."""
        pd, (least, most) = self.copula.pd[party], by_calls
        self.low[party] = np.clip(pd + least, self.low[party], self.high[party])
        self.high[party] = np.clip(pd + most, self.low[party], self.high[party])

    def order(self) -> Positions:
        """All parties, the likeliest by the middle of its bounds first; equal ones by their mark, not their place."""
        return np.lexsort((self.copula.marks, -self.low, -(self.low + self.high))).astype(np.int32)

    @property
    def decided(self) -> bool:
        """Whether the first k are no less likely to fail than any other, but for the tolerance."""
        order = self.order()
        first, others = order[: self.k], order[self.k :]
        return not len(others) or bool(self.low[first].min() >= self.high[others].max() - self.wanted.tolerance)

    def undecided(self) -> Positions:
        """Who is neither surely among the first k nor surely not."""
        return np.flatnonzero(~self._surely_in() & ~self._surely_out()).astype(np.int32)

    def ended(self, made: int, trials: int, cancelled: Callable[[], bool] | None) -> Ended | None:
        """Whether it is enough."""
        if self.decided:
            return Ended.PRECISION
        if made >= trials:
            return Ended.TRIALS
        return Ended.CANCELLED if cancelled and cancelled() else None

    def told(self, sampled: int, trials: int, ended: Ended, complete: bool) -> VulnerableParties:
        """The answer as things stand; nothing was sampled where bounds part the first k from the others."""
        order, decided = self.order(), ended is Ended.PRECISION
        first, others = order[: self.k], order[self.k :]
        over = self.high[others] - self.low[first].min(initial=1.0) - self.wanted.tolerance
        return VulnerableParties(
            first, self.low[first], self.high[first], self._surely_in()[first] | decided,
            int((self.high > 0).sum()), others[over > 0], sampled if trials else 0, ended,
            Convergence(trials, max(0.0, float(over.max(initial=0.0))), decided and complete),
        )  # fmt: skip

    def _surely_in(self) -> NDArray[np.bool_]:
        """Fewer than k others can be likelier to fail."""
        above = len(self.high) - np.searchsorted(np.sort(self.high), self.low, side="right")
        return above - (self.high > self.low) < self.k

    def _surely_out(self) -> NDArray[np.bool_]:
        """At least k others are no less likely to fail."""
        at_least = len(self.low) - np.searchsorted(np.sort(self.low), self.high, side="left")
        return at_least - (self.low >= self.high) >= self.k
