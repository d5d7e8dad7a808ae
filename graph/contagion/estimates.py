"""What trials tell, with standard errors: averages of amounts that are mostly zero, and how often things happen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from graph.contagion.call_book import Floats

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """mean, standard_error: float64 per party, in the unit of what was averaged."""

    mean: Floats
    standard_error: Floats


class Averages:
    """Running averages per party of amounts that most trials leave at zero; exact where all trials agree.

    Squares are summed about the first amount met, not about zero, so that nothing cancels.
    """

    def __init__(self, party_count: int) -> None:
        self._met = np.zeros(party_count, dtype=np.int64)
        self._about, self._sum, self._squares = (np.zeros(party_count) for _ in range(3))

    def add(self, party: NDArray[np.integer], amount: Floats) -> None:
        """Amounts of further trials, of which each names a party at most once; those below zero are nobody's."""
        party, amount = party[party >= 0], amount[party >= 0]
        count = len(self._met)
        seen, first = np.unique(party, return_index=True)
        fresh = self._met[seen] == 0
        self._about[seen[fresh]] = amount[first[fresh]]
        apart = amount - self._about[party]
        self._met += np.bincount(party, minlength=count)
        self._sum += np.bincount(party, apart, count)
        self._squares += np.bincount(party, apart * apart, count)

    def after(self, trials: int) -> Estimate:
        """Over so many trials, amounts not named being zero; the standard error of a single trial is not known: 0."""
        mean = (self._met * self._about + self._sum) / trials
        off = mean - self._about
        spread = self._squares - 2 * off * self._sum + self._met * off * off + (trials - self._met) * mean * mean
        variance = np.maximum(spread, 0.0) / max(trials - 1, 1)
        return Estimate(mean, np.sqrt(variance / trials))


def frequency(times: Counts, trials: int) -> Estimate:
    """How often something happens, met so many times; the error is that of one more hit and one more miss, so that
    what was never met is not taken for impossible (Agresti and Coull 1998)."""
    likely = (times + 1) / (trials + 2)
    return Estimate(times / trials, np.sqrt(likely * (1 - likely) / trials))


def frequency_bounds(times: Counts, trials: int, confidence: float) -> tuple[Floats, Floats]:
    """Between which probabilities each lies, with at least this confidence (Clopper and Pearson 1934)."""
    outside = (1.0 - confidence) / 2
    missed = trials - times
    low = np.where(times > 0, betaincinv(np.maximum(times, 1), missed + 1, outside), 0.0)
    high = np.where(missed > 0, betaincinv(times + 1, np.maximum(missed, 1), 1.0 - outside), 1.0)
    return low, high
