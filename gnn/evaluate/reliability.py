"""Whether a probability means what it says: the reliability diagram as data, beside what chance alone would show."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from gnn.evaluate.metrics import ECE_BINS, calibration_error, equal_mass_bins
from gnn.evaluate.ranking import Floats, Places, Tally, ranking
from graph.errors import UsageError

_TRIALS = 1000


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Enterprises of neighbouring probabilities, lowest to highest; rate: how many of them defaulted.

    low, high: between which the true rate lies with the confidence (Wilson 1927).
    """

    lowest: float
    highest: float
    mean_probability: float
    rate: float
    enterprises: int
    defaults: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """bins: by rising probability, none empty. ece: expected calibration error over them, NaN without enterprises.

    ece_by_chance: what probabilities that are exactly right stay below in so many enterprises, with the confidence
    (labels drawn from the probabilities; Bröcker and Smith 2007). An error below it is no evidence against them.
    """

    bins: tuple[ReliabilityBin, ...]
    confidence: float
    ece: float
    ece_by_chance: float


def reliability(
    label: Floats, probability: Floats, bins: int = ECE_BINS, confidence: float = 0.95, seed: int = 0
) -> Reliability:
    """In bins of equally many enterprises; equal probabilities stay in one bin, so that there may be fewer bins.

    label, probability: float64, one per enterprise. UsageError for labels or probabilities that are none.
    """
    if not 0.0 < confidence < 1.0:
        raise UsageError(f"A confidence lies between 0 and 1, not {confidence}.", f"置信度须在0与1之间：{confidence}。")
    metric, ranked = calibration_error(bins), ranking(label, probability)
    metric.check(ranked)
    if not len(ranked):
        return Reliability((), confidence, np.nan, np.nan)
    tally = ranked.weighted(np.ones((1, len(ranked))))
    bin_of = equal_mass_bins(tally, bins)[0]
    found = tuple(_bin(tally, np.flatnonzero(bin_of == place), confidence) for place in np.unique(bin_of)[::-1])
    chance = _errors_by_chance(tally.score, bin_of, np.random.default_rng(seed))
    return Reliability(found, confidence, float(metric.under(tally)[0]), float(np.quantile(chance, confidence)))


def wilson_interval(defaults: int, enterprises: int, confidence: float = 0.95) -> tuple[float, float]:
    """Between which the true rate lies (Wilson 1927); 0 and 1 where nobody was seen."""
    if not enterprises:
        return 0.0, 1.0
    z2 = float(ndtri((1.0 + confidence) / 2)) ** 2
    centre = defaults + z2 / 2
    spread = np.sqrt(z2 * (defaults * (enterprises - defaults) / enterprises + z2 / 4))
    # Never beyond the rate itself, which rounding would do where nobody or everybody defaults.
    low, high = (centre - spread) / (enterprises + z2), (centre + spread) / (enterprises + z2)
    rate = defaults / enterprises
    return min(max(float(low), 0.0), rate), max(min(float(high), 1.0), rate)


def _bin(tally: Tally, places: Places, confidence: float) -> ReliabilityBin:
    probability, defaults = tally.score[places], int(tally.label[places].sum())
    low, high = wilson_interval(defaults, len(places), confidence)
    return ReliabilityBin(
        float(probability.min()), float(probability.max()), float(probability.mean()), defaults / len(places),
        len(places), defaults, low, high,
    )  # fmt: skip


def _errors_by_chance(probability: Floats, bin_of: Places, chance: np.random.Generator) -> Floats:
    """Calibration errors of labels drawn from the probabilities themselves; float64[trials]."""
    # Bins are runs of neighbouring places, so that sums over them are sums over slices.
    starts = np.flatnonzero(np.diff(bin_of, prepend=-1))
    expected = np.add.reduceat(probability, starts)
    errors = np.empty(_TRIALS)
    for trial in range(_TRIALS):
        drawn = (chance.random(len(probability)) < probability).astype(np.float64)
        errors[trial] = np.abs(np.add.reduceat(drawn, starts) - expected).sum() / len(probability)
    return errors
