"""Probabilities for where defaults are more, or less, frequent than where they were calibrated.

Both ways suppose that defaulters look like defaulters, and others like others, in both places, and only their numbers
differ (label shift); and both need calibrated probabilities, the second above all (Alexandari, Kundaje and Shrikumar
2020). Source: Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori
probabilities", Neural Computation 14(1).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri

from gnn.calibration_curves import LEAST, MOST
from gnn.evaluate.ranking import Floats
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class EstimatedPrevalence:
    """prevalence: the most likely share of defaults, within (0, 1); low, high: by the likelihood ratio, 95 %.

    unchanged: p-value of the likelihood-ratio test that it is that of the calibration (ibid.). None of them
    knows of errors in the calibration itself.
    """

    prevalence: float
    low: float
    high: float
    unchanged: float
    enterprises: int


def at_prevalence(probability: Floats, fitted: float, applied: float) -> Floats:
    """Probabilities where the share of defaults is `applied`, of those calibrated where it was `fitted`.

    The odds change by the ratio of the odds of both shares (ibid., eq. 2.4), which turns nobody's order. float64 within
    (0, 1), NaN where there is none. UsageError for probabilities outside [0, 1] or shares that are not inside (0, 1).
    """
    _check(probability, fitted, applied)
    ratio = (fitted / (1.0 - fitted)) * ((1.0 - applied) / applied)
    # Each step is monotone in floating point too, unlike p·a / (p·a + (1 − p)·b).
    with np.errstate(divide="ignore", over="ignore"):
        return np.clip(1.0 / (1.0 + (1.0 - probability) / probability * ratio), LEAST, MOST)


def estimate_prevalence(probability: Floats, fitted: float) -> EstimatedPrevalence:
    """The share of defaults among enterprises whose labels nobody knows yet, from their probabilities.

    probability: float64 calibrated where the share was `fitted`; those that are NaN are left out. It is the maximum
    that the EM steps of ibid., eq. 2.9 climb to; the likelihood is concave in the one unknown, so that its slope is
    solved for zero instead, which does not depend on how many steps are taken. UsageError without probabilities, or
    for some outside [0, 1].
    """
    _check(probability, fitted)
    known = probability[~np.isnan(probability)]
    if not len(known):
        raise UsageError(
            "A prevalence is estimated from at least one probability.", "估计违约比例至少需要一家企业的概率。"
        )
    # Likelihood of being met, relative to where it was calibrated, for a defaulter and for somebody else.
    likelihood = _Likelihood(known, fitted)
    best = likelihood.maximum()
    # Where probabilities tell nothing, every share is as likely as the one of the calibration.
    best = best if likelihood.log(best) > likelihood.log(fitted) else fitted
    top = likelihood.log(best)
    drop = float(chdtri(1.0, 0.05)) / 2
    low = likelihood.falls_to(top - drop, best, likelihood.least)
    high = likelihood.falls_to(top - drop, best, likelihood.most)
    unchanged = float(chdtrc(1.0, max(2 * (top - likelihood.log(fitted)), 0.0)))
    return EstimatedPrevalence(best, low, high, unchanged, len(known))


class _Likelihood:
    """Of a share of defaults, up to a factor: each enterprise as it is met among defaulters and among others."""

    def __init__(self, probability: Floats, fitted: float) -> None:
        self._default, self._other = probability / fitted, (1.0 - probability) / (1.0 - fitted)
        # Short of none and all by half an enterprise, since so many prove no more.
        least = 0.5 / (len(probability) + 1)
        self.least, self.most = min(least, fitted), max(1.0 - least, fitted)

    def log(self, share: float) -> float:
        return float(np.log(share * self._default + (1.0 - share) * self._other).sum())

    def _slope(self, share: float) -> float:
        mixed = share * self._default + (1.0 - share) * self._other
        return float(((self._default - self._other) / mixed).sum())

    def maximum(self) -> float:
        if self._slope(self.least) <= 0.0:
            return self.least
        if self._slope(self.most) >= 0.0:
            return self.most
        return float(brentq(self._slope, self.least, self.most, xtol=1e-14))

    def falls_to(self, level: float, best: float, end: float) -> float:
        """Where the likelihood comes down to the level between its maximum and the end; the end where it does not."""
        if best == end or self.log(end) >= level:
            return end
        return float(brentq(lambda share: self.log(share) - level, best, end, xtol=1e-12))


def _check(probability: Floats, *shares: float) -> None:
    if not all(0.0 < share < 1.0 for share in shares):
        raise UsageError(
            f"Shares of defaults lie between 0 and 1, not at {shares}.", f"违约比例须在0与1之间（不含）：{shares}。"
        )
    if not ((probability >= 0.0) & (probability <= 1.0) | np.isnan(probability)).all():
        raise UsageError("Some probabilities lie outside 0 and 1.", "部分概率不在0与1之间。")
