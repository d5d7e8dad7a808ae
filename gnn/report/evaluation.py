"""How well a model did on enterprises whose outcomes are known: figures with intervals, on all and on groups of them.

An enterprise at several cut-offs is one piece of evidence, not several, so resamples draw it at all of them or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gnn.evaluate.groups import GroupFigures, by_group
from gnn.evaluate.intervals import THOUSAND, Difference, Estimate, differences, estimates
from gnn.evaluate.metrics import AVERAGE_PRECISION, BRIER, EXPECTED_CALIBRATION_ERROR, METRICS, ROC_AUC, Metric
from gnn.evaluate.ranking import Floats, Places
from gnn.evaluate.reliability import Reliability, reliability
from gnn.report.cases import Cases, Prevalence
from graph.bootstrap import Bootstrap
from graph.errors import UsageError

Estimates = tuple[Estimate, ...]

OF_GROUPS: Final[Sequence[Metric]] = (ROC_AUC, AVERAGE_PRECISION, BRIER, EXPECTED_CALIBRATION_ERROR)
OF_RANKS: Final[Sequence[Metric]] = (ROC_AUC, AVERAGE_PRECISION)
OF_PROBABILITIES: Final[Sequence[Metric]] = (BRIER, EXPECTED_CALIBRATION_ERROR)


@dataclass(frozen=True)
class Evaluation:
    """cases, defaults: rows that figures are of; enterprises: different ones among them. population, labelled,
    abstained: see `Cases`. base: how well each base model ranks by itself. groups: by grouping. reliability: at the
    last cut-off, where each enterprise is one case. shifted: figures of probabilities after the estimated prior shift;
    fitted: share of defaults that the calibration is for. width: median distance of the bounds of a score."""

    population: int
    labelled: int
    abstained: int
    cases: int
    enterprises: int
    defaults: int
    figures: Estimates
    base: Mapping[str, Estimates]
    groups: Mapping[str, tuple[GroupFigures[Estimates], ...]]
    reliability: Reliability
    fitted: float
    prevalence: tuple[Prevalence, ...]
    shifted: Estimates
    width: float


@dataclass(frozen=True)
class Comparison:
    """The same enterprises by two models; differences: what the second has above the first."""

    cases: int
    enterprises: int
    defaults: int
    differences: tuple[Difference, ...]


def evaluated(cases: Cases, fitted: float, bootstrap: Bootstrap = THOUSAND) -> Evaluation:
    """All figures of a model's scores. fitted: share of defaults for which its probabilities were calibrated."""

    def measured(score: Floats, metrics: Sequence[Metric]) -> Estimates:
        return estimates(cases.label, score, metrics, bootstrap, cases.enterprise)

    def of_group(rows: Places) -> Estimates:
        return estimates(cases.label[rows], cases.probability[rows], OF_GROUPS, bootstrap, cases.enterprise[rows])

    last, logits = cases.cut_off == np.unique(cases.cut_off)[-1], dict(sorted(cases.logits.items()))
    return Evaluation(
        population=cases.population,
        labelled=cases.labelled,
        abstained=cases.abstained,
        cases=len(cases),
        enterprises=len(np.unique(cases.enterprise)),
        defaults=int(cases.label.sum()),
        figures=measured(cases.probability, METRICS),
        base={name: estimates(cases.label, one, OF_RANKS, bootstrap, cases.enterprise) for name, one in logits.items()},
        groups={name: by_group(cases.label, group, of_group) for name, group in cases.groups.items()},
        reliability=reliability(cases.label[last], cases.probability[last], seed=bootstrap.seed),
        fitted=fitted,
        prevalence=cases.prevalence,
        shifted=measured(cases.shifted, OF_PROBABILITIES),
        width=float(np.median(cases.high - cases.low)),
    )


def compared(first: Cases, second: Cases, bootstrap: Bootstrap = THOUSAND) -> Comparison:
    """Two models on the enterprises that both have scored, in the same resamples.

    UsageError where they are of different samples or have nobody in common.
    """
    if first.population != second.population or first.labelled != second.labelled:
        raise UsageError(
            "The two models were not scored on the same samples. Score both on the same ones.",
            "两个模型的评分样本不同。请在相同样本上评分。",
        )
    one, other = _common(first, second)
    label = first.label[one]
    found = differences(
        label, first.probability[one], second.probability[other], METRICS, bootstrap, first.enterprise[one]
    )
    return Comparison(len(one), len(np.unique(first.enterprise[one])), int(label.sum()), found)


def _common(first: Cases, second: Cases) -> tuple[Places, Places]:
    """Rows of either that are of the same enterprise at the same cut-off."""
    here, there = (np.char.add(np.char.add(cases.cut_off, "\t"), cases.ids) for cases in (first, second))
    common, one, other = np.intersect1d(here, there, assume_unique=True, return_indices=True)
    if not len(common):
        raise UsageError("No enterprise was scored by both models.", "没有企业同时获得两个模型的评分。")
    return one.astype(np.int64), other.astype(np.int64)
