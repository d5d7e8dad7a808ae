"""Scores made probabilities, fitted on validation: Platt, beta or isotonic, whichever foretells held-out labels best.

All three only stretch the log odds, so that nobody overtakes anybody: Platt by a straight line (two numbers, right
where scores of both classes are normal alike), beta by another slope at either end (three; Kull, Silva Filho and Flach
2017), isotonic by any rising curve (Zadrozny and Elkan 2002), which needs many enterprises and ties some of them. They
are compared by cross-validated log loss, which alone of the usual figures punishes certainty that turns out wrong and
is least, on average, for the true probabilities (Good 1952). A curve with more freedom has to earn it: the simplest
within one standard error of the best is taken (Breiman et al. 1984, §3.4.3).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from gnn.calibration_curves import CURVES, Beta, Curve, Isotonic, Platt, curve_of, log_odds
from gnn.evaluate.ranking import Floats, Places, ranking
from graph.errors import UsageError

__all__ = ["Beta", "Calibration", "HeldOut", "Isotonic", "Platt", "calibrate", "calibration_of", "log_odds"]

FOLDS = 10


@dataclass(frozen=True, slots=True)
class HeldOut:
    """log_loss: of one kind of curve on enterprises that it was not fitted on, mean in nats; worse: by how much that
    exceeds the best kind's, standard_error: of that difference."""

    kind: str
    log_loss: float
    worse: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A curve with what it was fitted on. prevalence: share of defaults there, which `prior_shift` starts from.

    held_out: how the kinds of curves compared; empty where there were too few defaults, or others, to compare them.
    """

    curve: Curve
    enterprises: int
    prevalence: float
    held_out: tuple[HeldOut, ...]

    def __call__(self, score: Floats) -> Floats:
        """Probabilities, float64 within (0, 1), of log odds in any shape; NaN where there is no score."""
        return self.curve(score)

    def as_numbers(self) -> dict[str, Any]:
        """Plain numbers, for JSON; `calibration_of` makes the same of them again, bit for bit."""
        return {**asdict(self), "curve": {"kind": self.curve.kind, **asdict(self.curve)}}


def calibrate(score: Floats, label: Floats, seed: int = 0) -> Calibration:
    """The curve from log odds to probabilities that foretells held-out labels best.

    score: float64 log odds, one per enterprise, see `log_odds`; label: float64 0/1. With fewer than ten defaults or
    others it is Platt's, uncompared. UsageError for labels or scores that are none, and where all labels are the same.
    """
    ranked = ranking(label, score)
    score, label = ranked.score, ranked.label
    defaults = int(label.sum())
    rarer = min(defaults, len(label) - defaults)
    if not rarer:
        raise UsageError(
            "Calibration needs enterprises that defaulted and others that did not. Take a longer validation period.",
            "校准需要既有违约也有未违约的企业。请取更长的验证期。",
            enterprises=len(label), defaults=defaults,
        )  # fmt: skip
    held_out = _compared(score, label, np.random.default_rng(seed)) if rarer >= FOLDS else ()
    chosen = next((each.kind for each in held_out if each.worse <= each.standard_error), Platt.kind)
    return Calibration(CURVES[chosen].fit(score, label), len(label), defaults / len(label), held_out)


def calibration_of(numbers: Mapping[str, Any]) -> Calibration:
    """Of what `as_numbers` wrote. UsageError for anything else."""
    try:
        curve = curve_of(numbers["curve"])
        held_out = tuple(HeldOut(**each) for each in numbers["held_out"])
        return Calibration(curve, int(numbers["enterprises"]), float(numbers["prevalence"]), held_out)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"These numbers are no calibration: {error!r}. Save the model again.",
            f"这些数值不是校准曲线：{error!r}。请重新保存模型。",
        ) from error


def _compared(score: Floats, label: Floats, chance: np.random.Generator) -> tuple[HeldOut, ...]:
    """In order of freedom. Folds are drawn among defaults and among others apart."""
    fold = np.empty(len(label), dtype=np.int64)
    for value in (0.0, 1.0):
        places = np.flatnonzero(label == value)
        fold[places] = chance.permutation(np.arange(len(places)) % FOLDS)
    losses = {kind: _held_out_losses(kind, score, label, fold) for kind in CURVES}
    best = min(losses.values(), key=lambda each: float(each.mean()))
    return tuple(_against(kind, loss, best) for kind, loss in losses.items())


def _held_out_losses(kind: str, score: Floats, label: Floats, fold: Places) -> Floats:
    loss = np.empty(len(label))
    for held in range(FOLDS):
        outside = fold == held
        probability = CURVES[kind].fit(score[~outside], label[~outside])(score[outside])
        loss[outside] = -np.log(np.where(label[outside] == 1.0, probability, 1.0 - probability))
    return loss


def _against(kind: str, loss: Floats, best: Floats) -> HeldOut:
    worse = loss - best
    return HeldOut(kind, float(loss.mean()), float(worse.mean()), float(worse.std(ddof=1) / np.sqrt(len(worse))))
