"""What makes one probability of several models' scores: a blend and a calibration, both learnt on validation."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gnn.calibrate import Calibration, calibrate
from gnn.features.content import Folds
from gnn.features.table import Floats
from gnn.models.blend import Blend, fit_blend, out_of_fold_blend
from gnn.prior_shift import at_prevalence

Scores = Mapping[str, Floats]
"""Log-odds by model."""


@dataclass(frozen=True)
class Stack:
    """The calibration is of blended log-odds."""

    blend: Blend
    calibration: Calibration

    def probability(self, scores: Scores, prevalence: float | None = None) -> Floats:
        """prevalence: the share of defaults where the scores apply, if it is not that of the calibration."""
        found = self.calibration(self.blend.logit(scores))
        return found if prevalence is None else at_prevalence(found, self.calibration.prevalence, prevalence)


def fit_stack(scores: Scores, label: Floats, fold: Folds, seed: int) -> Stack:
    """The calibration is fitted where the blend has not been: each fold blended as the others taught."""
    blended = out_of_fold_blend(scores, label, fold)
    return Stack(fit_blend(scores, label), calibrate(blended, label, seed))


def without_each(scores: Scores, label: Floats, fold: Folds, count: int, seed: int) -> tuple[Stack, ...]:
    """Stacks of which each is learnt without some of the folds, each fold left out once: `count` of them, or three.

    With fewer than three folds nothing can be left out, and the one stack is of all rows.
    """
    if fold.max() < 2:
        return (fit_stack(scores, label, fold, seed),)
    group = fold % max(count, 3)
    kept = [group != one for one in range(int(group.max()) + 1)]
    return tuple(fit_stack(_part(scores, rows), label[rows], fold[rows], seed) for rows in kept)


def held_out(scores: Scores, label: Floats, fold: Folds, seed: int) -> Floats:
    """Probabilities of each fold, blended and calibrated as the others taught: what may be measured on these rows."""
    blended = out_of_fold_blend(scores, label, fold)
    found = np.full(len(label), np.nan)
    for one in np.unique(fold):
        inside = fold == one
        found[inside] = calibrate(blended[~inside], label[~inside], seed)(blended[inside])
    return found


def _part(scores: Scores, rows: np.typing.NDArray[np.bool_]) -> dict[str, Floats]:
    return {name: values[rows] for name, values in scores.items()}
