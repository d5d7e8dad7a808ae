"""How well scores tell who defaults, each figure under weights, so that a resample of enterprises is a row of counts.

Equal scores are one step: what a figure says never depends on the order of rows. Where a figure is not defined it is
NaN: all of them without enterprises, ROC AUC without defaults or without anybody else, average precision and lift
without defaults, precision at k of fewer than k enterprises. Brier score and calibration error are defined for one
class too, but then they tell only how far the scores lie from it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gnn.evaluate.ranking import Floats, Places, Ranking, Tally, ranking
from graph.errors import UsageError

ECE_BINS = 10


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. name: for files; of: its value under each weighting of a tally (float64, NaN where not defined).

    probabilities: it is of scores within 0 and 1 only. biased_up: noise alone makes it larger.
    """

    name: str
    title_zh: str
    title_en: str
    of: Callable[[Tally], Floats]
    larger_is_better: bool = True
    probabilities: bool = False
    biased_up: bool = False

    def __call__(self, label: Floats, score: Floats, weight: Floats | None = None) -> float:
        """Of labels 0/1 and scores (float64, one per enterprise). UsageError for what is none, NaN included."""
        ranked = ranking(label, score)
        self.check(ranked)
        weights = np.ones((1, len(ranked))) if weight is None else _one_weighting(weight)
        return float(self.under(ranked.weighted(weights))[0])

    def check(self, ranked: Ranking) -> None:
        """UsageError for scores that are no probabilities where the figure asks for such."""
        if self.probabilities and len(ranked) and not (ranked.score[-1] >= 0.0 and ranked.score[0] <= 1.0):
            raise UsageError(
                f"{self.title_en} is of probabilities, and some scores lie outside 0 and 1. Calibrate them first.",
                f"{self.title_zh}只适用于概率，而部分评分不在0与1之间。请先校准。",
                metric=self.name,
            )

    def under(self, tally: Tally) -> Floats:
        """One value per weighting; NaN without enterprises."""
        return self.of(tally) if len(tally.label) else np.full(len(tally.weight), np.nan)


def lift_at(share: float) -> Metric:
    """Default rate among this share of highest scores, as a multiple of everybody's; 1 is no better than chance."""
    if not 0.0 < share <= 1.0:
        raise UsageError(
            f"Lift is at a share above 0 and up to 1, not {share}.", f"提升度的比例须大于0且不超过1：{share}。"
        )

    def lift(tally: Tally) -> Floats:
        return _ratio(_caught(tally, share * tally.total), share * tally.positives)

    return Metric(f"lift_at_{share:g}", f"前{share:.4g}提升度", f"Lift of the top {100 * share:g}%", lift)


def precision_at(k: int) -> Metric:
    """Default rate among the k highest scores; of equal scores at the border each counts in part."""
    if k < 1:
        raise UsageError(f"Precision is of at least one enterprise, not {k}.", f"精确率至少针对一家企业：{k}。")

    def precision(tally: Tally) -> Floats:
        caught = _caught(tally, np.full(len(tally.weight), float(k)))
        return np.where(tally.total >= k, caught / k, np.nan)

    return Metric(f"precision_at_{k}", f"前{k}家精确率", f"Precision of the top {k}", precision)


def calibration_error(bins: int = ECE_BINS) -> Metric:
    """Expected calibration error: |default rate − mean probability| averaged over bins of equally many enterprises.

    Naeini, Cooper and Hauskrecht 2015, with the equal-mass bins of Nguyen and O'Connor 2015. Equal probabilities stay
    in one bin, that of the middle of their mass.
    """
    if bins < 1:
        raise UsageError(
            f"A calibration error has at least one bin, not {bins}.", f"校准误差至少需要一个分箱：{bins}。"
        )

    def error(tally: Tally) -> Floats:
        rows, bin_of = len(tally.weight), equal_mass_bins(tally, bins)
        cell = (bin_of + bins * np.arange(rows)[:, None]).ravel()
        excess = tally.weight * (tally.label - tally.score)
        gaps = np.bincount(cell, weights=excess.ravel(), minlength=rows * bins).reshape(rows, bins)
        return _ratio(np.abs(gaps).sum(axis=1), tally.total)

    zh, en = f"期望校准误差（{bins}个等量分箱）", f"Expected calibration error ({bins} equal-mass bins)"
    return Metric(f"ece_{bins}", zh, en, error, larger_is_better=False, probabilities=True, biased_up=True)


def equal_mass_bins(tally: Tally, bins: int) -> Places:
    """Which bin each enterprise is in under each weighting, 0 the highest scores; int64[weightings, enterprises].

    Some bins stay empty where scores are equal. Without weight everybody is in the first.
    """
    before = np.concatenate([np.zeros((len(tally.mass), 1)), tally.mass[:, :-1]], axis=1)
    middle = _ratio((before + tally.mass) / 2, tally.total[:, None], empty=0.0)
    return np.minimum((middle * bins).astype(np.int64), bins - 1)[:, tally.run]


def _roc_auc(tally: Tally) -> Floats:
    others, caught = tally.mass - tally.defaults, tally.defaults
    area = others[:, 0] * caught[:, 0] + ((others[:, 1:] - others[:, :-1]) * (caught[:, 1:] + caught[:, :-1])).sum(1)
    return _ratio(area, 2.0 * tally.positives * (tally.total - tally.positives))


def _average_precision(tally: Tally) -> Floats:
    precision = _ratio(tally.defaults, tally.mass, empty=0.0)
    gained = np.diff(tally.defaults, axis=1, prepend=0.0)
    return _ratio((gained * precision).sum(axis=1), tally.positives)


def _brier(tally: Tally) -> Floats:
    return _ratio((tally.weight * (tally.score - tally.label) ** 2).sum(axis=1), tally.total)


def _caught(tally: Tally, depth: Floats) -> Floats:
    """Defaults among so much weight of highest scores; of a run of equal scores, the part that is expected."""
    rows, runs = np.arange(len(tally.mass)), tally.mass.shape[1]
    run = np.minimum((tally.mass < depth[:, None]).sum(axis=1), runs - 1)
    above = np.maximum(run - 1, 0)
    mass_before = np.where(run > 0, tally.mass[rows, above], 0.0)
    caught_before = np.where(run > 0, tally.defaults[rows, above], 0.0)
    part = _ratio(depth - mass_before, tally.mass[rows, run] - mass_before, empty=0.0)
    return np.asarray(caught_before + np.clip(part, 0.0, 1.0) * (tally.defaults[rows, run] - caught_before))


def _ratio(above: Floats, below: Floats, empty: float = np.nan) -> Floats:
    """Quotient, with `empty` where there is nothing below."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.asarray(np.divide(above, below, out=np.full(shape, empty), where=below > 0))


def _one_weighting(weight: Floats) -> Floats:
    if weight.ndim != 1 or not np.isfinite(weight).all() or (weight < 0).any():
        raise UsageError(
            "Weights are one finite number per enterprise, none below zero.", "权重须为每家企业一个有限的非负数。"
        )
    return weight[None, :]


ROC_AUC = Metric("roc_auc", "ROC曲线下面积（AUC）", "ROC AUC", _roc_auc)
AVERAGE_PRECISION = Metric("average_precision", "平均精确率（AP）", "Average precision", _average_precision)
BRIER = Metric("brier", "布里尔分数", "Brier score", _brier, larger_is_better=False, probabilities=True)
EXPECTED_CALIBRATION_ERROR = calibration_error()
METRICS = (
    ROC_AUC, AVERAGE_PRECISION, BRIER, EXPECTED_CALIBRATION_ERROR, lift_at(0.05), lift_at(0.1), precision_at(100),
)  # fmt: skip
