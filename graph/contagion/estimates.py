"""What trials tell, with standard errors: averages of amounts that are mostly zero, and how often things happen."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from graph.contagion.call_book import Floats, Positions
from graph.kernels.sparse_averages import add_amounts, no_sums

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """mean, standard_error: float64 per party, in the unit of what was averaged."""

    mean: Floats
    standard_error: Floats


class Averages:
    """Running averages per party of amounts that most trials leave at zero; exact where all trials agree."""

    def __init__(self, party_count: int) -> None:
        self._sums = no_sums(party_count)

    def add(self, party: Positions, amount: Floats) -> None:
        """Amounts of further trials, of which each names a party at most once; those below zero are nobody's."""
        add_amounts(self._sums, party, amount)

    def after(self, trials: int) -> Estimate:
        """Over so many trials, amounts not named being zero; the standard error of a single trial is not known: 0."""
        met, about, apart, squares = self._sums
        mean = (met * about + apart) / trials
        off = mean - about
        spread = squares - 2 * off * apart + met * off * off + (trials - met) * mean * mean
        variance = np.maximum(spread, 0.0) / max(trials - 1, 1)
        return Estimate(mean, np.sqrt(variance / trials))


class Spread:
    """Running mean of one amount and how far values lie from it, joined part by part (Chan, Golub and LeVeque 1983)."""

    def __init__(self) -> None:
        self.count, self.mean, self.squares = 0, 0.0, 0.0

    def add(self, values: Floats) -> None:
        """Further values, at least one."""
        count, mean = len(values), float(values.mean())
        whole, apart = self.count + count, mean - self.mean
        self.squares += float(((values - mean) ** 2).sum()) + apart * apart * self.count * count / whole
        self.mean += apart * count / whole
        self.count = whole

    @property
    def standard_error(self) -> float:
        """Of the mean; of a single value it is not known: 0."""
        return sqrt(self.squares / max(self.count - 1, 1) / self.count)


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
