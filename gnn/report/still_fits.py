"""Whether a model still fits the enterprises of a day, and what is to be done: drift, and outcomes since known.

Thresholds are those of `gnn.drift`; only what chance cannot explain counts. Of two hundred columns, chance alone puts
ten beyond the bound of each, so each has to be beyond that of all together (Bonferroni).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from scipy.special import chdtri

from gnn.drift import SCORE, Drift, DriftReport, Shift

SHARE_OF_FEATURES: Final = 0.1
"""So large a share of all features much moved is no accident of single ones."""
OF_REPORTS: Final = 0.05
"""So many reports may raise an alarm by chance."""


class Advice(StrEnum):
    """What to do; the first that applies."""

    RETRAIN = "retrain"
    WATCH = "watch"
    KEEP = "keep"


class Reason(StrEnum):
    """Why."""

    SCORE_MAJOR = "score_major"
    FEATURES_MAJOR = "features_major"
    CALIBRATION_OFF = "calibration_off"
    RANKING_WORSE = "ranking_worse"
    OUTCOMES_NEW = "outcomes_new"
    SCORE_MODERATE = "score_moderate"
    SOME_FEATURES = "some_features"
    NOTHING = "nothing"


REASONS: Final[dict[Reason, tuple[Advice, str, str]]] = {
    Reason.SCORE_MAJOR: (
        Advice.RETRAIN,
        "评分分布变化很大（PSI大于0.25且超出偶然）：总体已非训练时的总体",
        "scores have moved much (PSI above 0.25, and beyond chance): enterprises differ from those of training",
    ),
    Reason.FEATURES_MAJOR: (
        Advice.RETRAIN,
        "超过一成的特征变化很大：须先查数据来源是否改变，再重新训练",
        "more than one feature in ten has moved much: see whether a source has changed, then train anew",
    ),
    Reason.CALIBRATION_OFF: (
        Advice.RETRAIN,
        "已知结果与概率不符，超出偶然：至少须重新校准",
        "outcomes since known contradict the probabilities beyond chance: calibrate anew at least",
    ),
    Reason.RANKING_WORSE: (
        Advice.RETRAIN,
        "已知结果显示排序能力低于训练时的验证结果（两个区间不相交）",
        "by outcomes since known it ranks worse than on validation (the intervals do not meet)",
    ),
    Reason.OUTCOMES_NEW: (
        Advice.WATCH,
        "训练之后又有一个完整观察期的结果可供学习：宜安排重新训练",
        "another whole horizon of outcomes has become known since training: plan to train anew with them",
    ),
    Reason.SCORE_MODERATE: (
        Advice.WATCH, "评分分布有中等变化（PSI大于0.1且超出偶然）", "scores have moved (PSI above 0.1, beyond chance)"
    ),
    Reason.SOME_FEATURES: (
        Advice.WATCH, "个别特征变化很大：请核对其数据来源", "single features have moved much: check their sources"
    ),
    Reason.NOTHING: (Advice.KEEP, "未见超出偶然的显著变化", "nothing has moved beyond chance that matters"),
}  # fmt: skip
"""The advice that each leads to, and the reason in Chinese and English."""

WORDS: Final[dict[Advice, tuple[str, str]]] = {
    Advice.RETRAIN: ("重新训练：`ringfence score train`", "train anew: `ringfence score train`"),
    Advice.WATCH: ("继续使用，加强监测", "go on using it, and look again soon"),
    Advice.KEEP: ("继续使用", "go on using it"),
}


@dataclass(frozen=True, slots=True)
class Since:
    """What outcomes tell that were not known in training. cases: how many; ece, ece_by_chance: of the reliability;
    auc_high: upper bound of the AUC now, auc_low_before: lower bound on validation, NaN where not known."""

    cases: int
    ece: float
    ece_by_chance: float
    auc_high: float
    auc_low_before: float


@dataclass(frozen=True)
class Verdict:
    """reasons: all that apply, weightiest first."""

    advice: Advice
    reasons: tuple[Reason, ...]


def verdict(drift: DriftReport, retrain_from: date, day: date, since: Since | None = None) -> Verdict:
    """What to do about a model on a day. retrain_from: when there is a horizon's worth of new outcomes to learn from.
    since: None where no outcome since training is known."""
    moved = {
        shift: [one.name for one in drift.columns if one.shift is shift and _beyond(one, drift)] for shift in Shift
    }
    features = sum(one.name != SCORE for one in drift.columns)
    major = sum(name != SCORE for name in moved[Shift.MAJOR])
    met = {
        Reason.SCORE_MAJOR: SCORE in moved[Shift.MAJOR],
        Reason.FEATURES_MAJOR: major > SHARE_OF_FEATURES * features,
        Reason.CALIBRATION_OFF: since is not None and since.ece > since.ece_by_chance,
        Reason.RANKING_WORSE: since is not None and since.auc_high < since.auc_low_before,
        Reason.OUTCOMES_NEW: day >= retrain_from,
        Reason.SCORE_MODERATE: SCORE in moved[Shift.MODERATE],
        Reason.SOME_FEATURES: 0 < major <= SHARE_OF_FEATURES * features,
    }
    reasons = tuple(reason for reason, applies in met.items() if applies) or (Reason.NOTHING,)
    return Verdict(REASONS[reasons[0]][0], reasons)


def _beyond(column: Drift, drift: DriftReport) -> bool:
    """More than one such report in twenty has in any column by chance."""
    freedom = len(column.bins) - 1
    if not freedom:
        return False
    bound = chdtri(freedom, OF_REPORTS / len(drift.columns)) * (1 / drift.reference + 1 / drift.current)
    return bool(column.psi > bound)
