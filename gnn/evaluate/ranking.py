"""Enterprises by falling score, and how much of them lies above each score under many weightings at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tally:
    """Ranked enterprises under weightings. label, score: float64[enterprises], by falling score.

    run: int64[enterprises], which run of equal scores each is in. ends: int64[runs], its last place.
    weight: float64[weightings, enterprises], none below zero.
    """

    label: Floats
    score: Floats
    run: Places
    ends: Places
    weight: Floats

    @cached_property
    def mass(self) -> Floats:
        """Weight at and above each distinct score; float64[weightings, runs]."""
        return self._at_ends(self.weight)

    @cached_property
    def defaults(self) -> Floats:
        """Weight of those in default at and above each distinct score; float64[weightings, runs]."""
        return self._at_ends(self.weight * self.label)

    @property
    def total(self) -> Floats:
        """Weight of all; float64[weightings]."""
        return self.mass[:, -1]

    @property
    def positives(self) -> Floats:
        """Weight of all in default; float64[weightings]."""
        return self.defaults[:, -1]

    def _at_ends(self, amount: Floats) -> Floats:
        summed = np.cumsum(amount, axis=1)
        return summed if len(self.ends) == len(self.label) else summed[:, self.ends]


@dataclass(frozen=True, eq=False)
class Ranking:
    """order: int64, places of enterprises by falling score. The rest as in `Tally`."""

    order: Places
    label: Floats
    score: Floats
    run: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.order)

    def weighted(self, weights: Floats) -> Tally:
        """weights: float64[weightings, enterprises], in the order in which the enterprises came. UsageError if not."""
        if weights.ndim != 2 or weights.shape[1] != len(self):
            raise UsageError(
                f"{len(self)} enterprises were scored, and the weights are {weights.shape}.",
                f"共有{len(self)}家企业评分，权重形状为{weights.shape}。",
            )
        return Tally(self.label, self.score, self.run, self.ends, np.take(weights, self.order, axis=1))


def ranking(label: Floats, score: Floats) -> Ranking:
    """Enterprises by falling score. UsageError unless labels are 0 or 1, and scores finite, one for each."""
    if label.ndim != 1 or label.shape != score.shape:
        raise UsageError(
            f"Labels and scores are one per enterprise; these are {label.shape} and {score.shape}.",
            f"标签与评分须每家企业各一个；实际形状为{label.shape}与{score.shape}。",
        )
    if not np.isin(label, (0.0, 1.0)).all():
        raise UsageError(
            "A label is neither 0 nor 1. Leave out enterprises whose outcome is not known.",
            "存在既非0也非1的标签。请剔除结果未知的企业。",
        )
    if not np.isfinite(score).all():
        missing = int((~np.isfinite(score)).sum())
        raise UsageError(
            f"{missing} scores are missing or infinite. Leave out enterprises that have no score, and say how many.",
            f"有{missing}个评分缺失或为无穷大。请剔除没有评分的企业，并说明数量。",
            missing=missing,
        )
    # Equal scores by label, so that sums of weights do not depend on the order of rows either.
    order = np.lexsort((label, -score))
    ranked = score[order]
    last = np.append(ranked[1:] != ranked[:-1], True) if len(ranked) else np.zeros(0, dtype=bool)
    ends = np.flatnonzero(last)
    run = np.cumsum(last) - last
    return Ranking(order, label[order], ranked, run.astype(np.int64), ends)
