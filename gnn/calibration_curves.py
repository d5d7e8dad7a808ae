"""Rising curves from log odds to probabilities: straight (Platt), bent at either end (beta), or any (isotonic).

None ever falls: where labels say that higher scores default less, a curve lies flat instead, and everybody has the
same probability. Platt's targets stand for labels in the first two, (n₁+1)/(n₁+2) and 1/(n₀+2), so that few or fully
separated enterprises make nobody certain (Platt 1999); isotonic rates end there too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import expit

from gnn.evaluate.ranking import Floats
from gnn.logistic import least_loss
from graph.errors import UsageError

# The doubles next to 0 and 1 that probabilities may still be.
LEAST, MOST = float(np.finfo(np.float64).tiny), 1.0 - float(np.finfo(np.float64).epsneg)
# Probabilities of trees may be exactly 0 or 1, whose log odds are infinite.
_CERTAIN = 1e-12
# Below this log odds, ln s is the score to the last digit.
_FAR = -37.0


def log_odds(probability: Floats) -> Floats:
    """ln(p / (1 − p)), float64; probabilities within 1e-12 of 0 and 1 count as that far from them."""
    inside = np.clip(probability, _CERTAIN, 1.0 - _CERTAIN)
    return np.asarray(np.log(inside) - np.log1p(-inside))


@dataclass(frozen=True, slots=True)
class Platt:
    """p = 1 / (1 + exp(−(slope · score + intercept))), slope ≥ 0 (Platt 1999)."""

    kind: ClassVar[str] = "platt"
    slope: float
    intercept: float

    def __post_init__(self) -> None:
        _check_rising((self.slope,), (self.intercept,))

    def __call__(self, score: Floats) -> Floats:
        """Probabilities of log odds."""
        return _open(expit(self.slope * score + self.intercept))

    @classmethod
    def fit(cls, score: Floats, label: Floats) -> "Platt":
        """Greatest likelihood of both classes' labels."""
        slope, intercept = _logistic(score[:, None], label)
        return cls(slope, intercept)


@dataclass(frozen=True, slots=True)
class Beta:
    """log odds of p = low · ln s − high · ln(1 − s) + intercept for s = 1 / (1 + exp(−score)), low and high ≥ 0.

    Beta calibration (Kull, Silva Filho and Flach 2017), whose a and b are low and high here.
    """

    kind: ClassVar[str] = "beta"
    low: float
    high: float
    intercept: float

    def __post_init__(self) -> None:
        _check_rising((self.low, self.high), (self.intercept,))

    def __call__(self, score: Floats) -> Floats:
        """Probabilities of log odds."""
        bent = _bent(score)
        return _open(expit(self.low * bent[..., 0] + self.high * bent[..., 1] + self.intercept))

    @classmethod
    def fit(cls, score: Floats, label: Floats) -> "Beta":
        """Greatest likelihood of both classes' labels."""
        low, high, intercept = _logistic(_bent(score), label)
        return cls(low, high, intercept)


@dataclass(frozen=True, slots=True)
class Isotonic:
    """Rates at rising scores, straight between them and level beyond (Zadrozny and Elkan 2002)."""

    kind: ClassVar[str] = "isotonic"
    scores: tuple[float, ...]
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        paired = 0 < len(self.scores) == len(self.rates)
        if not (paired and self.rates[0] > 0.0 and self.rates[-1] < 1.0 and (np.diff(self.scores) > 0.0).all()):
            raise UsageError(
                "An isotonic curve has as many rates, all within 0 and 1, as rising scores.",
                "保序曲线的违约率须与递增的评分一一对应，且都在0与1之间。",
            )
        _check_rising(np.diff(self.rates).tolist(), self.scores)

    def __call__(self, score: Floats) -> Floats:
        """Probabilities of log odds."""
        at, rate = np.array(self.scores), np.array(self.rates)
        below = np.clip(np.searchsorted(at, score, side="right") - 1, 0, len(at) - 1)
        above = np.minimum(below + 1, len(at) - 1)
        beyond = np.maximum(score - at[below], 0.0)
        part = np.divide(beyond, at[above] - at[below], where=above > below, out=np.zeros(below.shape))
        # Rounding may not carry anybody past the next rate.
        risen = np.minimum(rate[below] + part * (rate[above] - rate[below]), rate[above])
        return np.where(np.isnan(score), np.nan, risen)

    @classmethod
    def fit(cls, score: Floats, label: Floats) -> "Isotonic":
        """Least squares under rising rates, by pooling adjacent violators; equal scores count as one."""
        scores, member = np.unique(score, return_inverse=True)
        sizes = np.bincount(member)
        fitted = isotonic_regression(np.bincount(member, weights=label) / sizes, weights=sizes)
        # A pool is level from its first to its last score; the rest of it says nothing more.
        first, last = fitted.blocks[:-1], fitted.blocks[1:] - 1
        kept = np.unique(np.concatenate([first, last]))
        lowest, highest = _targets(label)
        rates = np.clip(fitted.x[kept], lowest, highest)
        return cls(tuple(scores[kept].tolist()), tuple(rates.tolist()))


Curve = Platt | Beta | Isotonic
# By rising freedom.
CURVES: Mapping[str, type[Platt] | type[Beta] | type[Isotonic]] = MappingProxyType(
    {curve.kind: curve for curve in (Platt, Beta, Isotonic)}
)


def curve_of(numbers: Mapping[str, Any]) -> Curve:
    """The curve of its kind and plain numbers. KeyError, TypeError, ValueError or UsageError for others."""
    match numbers["kind"]:
        case Platt.kind:
            return Platt(float(numbers["slope"]), float(numbers["intercept"]))
        case Beta.kind:
            return Beta(float(numbers["low"]), float(numbers["high"]), float(numbers["intercept"]))
        case Isotonic.kind:
            return Isotonic(tuple(map(float, numbers["scores"])), tuple(map(float, numbers["rates"])))
        case other:
            raise ValueError(other)


def _check_rising(slopes: Sequence[float], others: Sequence[float]) -> None:
    if not (np.isfinite([*slopes, *others]).all() and min(slopes, default=0.0) >= 0.0):
        raise UsageError(
            "A calibration curve has finite numbers and never falls.", "校准曲线须由有限数值组成，且不得下降。"
        )


def _open(probability: Floats) -> Floats:
    return np.clip(probability, LEAST, MOST)


def _bent(score: Floats) -> Floats:
    """ln s and −ln(1 − s) of log odds, which rise with the score in floating point too."""
    return np.stack([_log_expit(score), -_log_expit(-score)], axis=-1)


def _log_expit(score: Floats) -> Floats:
    """−ln(1 + exp(−score)), which far below zero is the score itself."""
    near = -np.log1p(np.exp(-np.maximum(score, _FAR)))
    return np.where(score > _FAR, np.maximum(near, _FAR), score)


def _targets(label: Floats) -> tuple[float, float]:
    defaults = float(label.sum())
    return 1.0 / (len(label) - defaults + 2.0), (defaults + 1.0) / (defaults + 2.0)


def _logistic(inputs: Floats, label: Floats) -> list[float]:
    """Coefficients, none below zero, and intercept of the logistic regression on Platt's targets."""
    lowest, highest = _targets(label)
    target = np.where(label == 1.0, highest, lowest)
    centre, spread = inputs.mean(axis=0), np.where(np.ptp(inputs, axis=0) > 0.0, inputs.std(axis=0), 1.0)
    design = np.column_stack([(inputs - centre) / spread, np.ones(len(label))])
    start = np.append(np.zeros(inputs.shape[1]), log_odds(target.mean()))
    # A coefficient that would be negative is zero; of the few choices of which are, the likeliest.
    found, least = np.zeros(inputs.shape[1] + 1), np.inf
    for chosen in product((True, False), repeat=inputs.shape[1]):
        kept = np.append(chosen, True)
        coefficients, loss = least_loss(design[:, kept], target, start[kept], np.zeros(int(kept.sum())))
        if loss < least and (coefficients[:-1] >= 0.0).all():
            least, found = loss, np.zeros(len(kept))
            found[kept] = coefficients
    slopes = found[:-1] / spread
    return [*slopes.tolist(), float(found[-1] - slopes @ centre)]
