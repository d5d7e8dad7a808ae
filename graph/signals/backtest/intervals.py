"""How sure the figures of a back-test are: whole enterprises are drawn with replacement, with all their dates.

The dates of an enterprise tell of one another, and so do the alarms of several rules for it; what is drawn are
therefore enterprises (Davison and Hinkley 1997, §3.8), and bounds are the percentiles of the resamples (Efron and
Tibshirani 1993, §13.3). Where none or all of what is counted came true, resamples cannot tell: the bounds of a share of
independent cases stand in their place (Clopper and Pearson 1934).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.bootstrap import Bootstrap
from graph.signals.backtest.tally import Tally, Weights

Floats = NDArray[np.float64]

_BLOCK = 1 << 21
"""Numbers per block of resamples: some megabytes."""


def draws(bootstrap: Bootstrap, units: int) -> Iterator[Weights]:
    """Blocks of how often each of so many enterprises is drawn, float32[enterprises, resamples of the block]."""
    chance = np.random.default_rng(bootstrap.seed)
    most = max(_BLOCK // max(units, 1), 1)
    for begun in range(0, bootstrap.resamples, most):
        many = min(most, bootstrap.resamples - begun)
        # Nobody is drawn of nobody.
        picked = chance.integers(max(units, 1), size=(many, units)) * many + np.arange(many)[:, None]
        times = np.bincount(picked.ravel(), minlength=many * units)
        yield times.reshape(units, many).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Resampled:
    """Figures by name, float64[rules, resamples]; leads: per rule and resample the median lead."""

    figures: Mapping[str, Floats]
    leads: Floats

    @classmethod
    def of(cls, tally: Tally, leads: list[tuple[NDArray[np.int64], Floats]], bootstrap: Bootstrap) -> "Resampled":
        """leads: per rule, ascending by days: the place of the enterprise, and its lead in days."""
        figures: list[Mapping[str, Floats]] = []
        medians = []
        for weights in draws(bootstrap, len(tally.unit)):
            figures.append(tally.under(weights))
            medians.append(np.stack([quantile(days, weights[unit], 0.5) for unit, days in leads]))
        joined = {name: np.concatenate([one[name] for one in figures], axis=1) for name in figures[0]}
        return cls(joined, np.concatenate(medians, axis=1))

    def bounds(self, name: str, rule: int, bootstrap: Bootstrap) -> tuple[float, float]:
        """Of a figure of a rule; NaN where no resample has it."""
        return between(self.figures[name][rule], bootstrap)


def quantile(value: Floats, weights: Weights, share: float) -> Floats:
    """Per resample the least of the ascending values that so large a share of the weight does not exceed; NaN without
    weight. weights: float32[values, resamples]."""
    if not len(value):
        return np.full(weights.shape[1], np.nan)
    reached = np.cumsum(weights, axis=0, dtype=np.float64)
    place = np.argmax(reached >= share * reached[-1], axis=0)
    return np.where(reached[-1] > 0, value[place], np.nan)


def between(drawn: Floats, bootstrap: Bootstrap) -> tuple[float, float]:
    """The percentiles of resamples, of those that are defined."""
    defined = drawn[~np.isnan(drawn)]
    if not len(defined):
        return np.nan, np.nan
    low, high = np.quantile(defined, (bootstrap.outside, 1.0 - bootstrap.outside))
    return float(low), float(high)


def share_bounds(
    true: int, counted: int, enterprises: int, bootstrap: Bootstrap, times: float = 1.0
) -> tuple[float, float] | None:
    """The exact bounds of a share, times something, where none or all came true; None elsewhere. enterprises: of how
    many different ones the cases are, since those of one enterprise are no independent cases."""
    if not counted or 0 < true < counted:
        return None
    edge = bootstrap.outside ** (1.0 / enterprises)
    return (0.0, times * (1.0 - edge)) if not true else (times * edge, times)
