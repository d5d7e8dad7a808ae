"""How a model of the registry stands on a day: what has moved since it was calibrated, and what outcomes have shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gnn.dataset import Dataset, Observed
from gnn.drift import DriftReport, drift_report
from gnn.evaluate.ranking import Floats
from gnn.features.table import FeatureTable
from gnn.models.risk_model import RiskModel
from gnn.registry import Manifest, fits
from gnn.report.cases import Grouped, score_cases
from gnn.report.evaluation import Evaluation, evaluated
from gnn.report.groups import groups_of
from gnn.report.still_fits import Since, Verdict, verdict
from gnn.split import matured_cut_offs
from graph.errors import UsageError

CALIBRATED_ON = 2
"""So many cut-offs validation has, unless a split is made by hand."""
AUC, AUC_LOW = "roc_auc", "roc_auc_low"


@dataclass(frozen=True)
class ModelReport:
    """day: whose enterprises the drift is to, from those of the days of `reference`, the last whose outcomes the model
    has seen. tested_at: the latest cut-off after its training whose outcomes are known, with what they show; both None
    where there is none, or nobody had defaulted."""

    day: date
    reference: tuple[date, ...]
    drift: DriftReport
    tested_at: date | None
    evaluation: Evaluation | None
    verdict: Verdict


def model_report(dataset: Dataset, model: RiskModel, manifest: Manifest, day: date) -> ModelReport:
    """The report of a day, by what was known on it.

    UsageError where the day lies before the training, its features are not those of the model, or there is nobody to
    be scored.
    """
    training, task = manifest.training, dataset.task
    if day < training.cut_off:
        raise UsageError(
            f"The model has learnt from what was known up to {training.cut_off}, after {day}. Name a later day.",
            f"该模型使用了截至{training.cut_off}的信息训练，晚于{day}。请给出更晚的日期。",
        )
    reference = matured_cut_offs(task, training.cut_off, CALIBRATED_ON)
    before, now = [dataset.at(one, training.cut_off) for one in reference], dataset.at(day, day)
    fits(training, now.sample.table)
    drift = _drift(model, before, now)
    tested_at, found = _since(dataset, model, training.cut_off, day)
    since = _told(found, training.figures.get(AUC_LOW, np.nan)) if found else None
    retrain_from = task.matures_on(training.cut_off) + timedelta(task.horizon_days)
    return ModelReport(day, reference, drift, tested_at, found, verdict(drift, retrain_from, day, since))


def _drift(model: RiskModel, before: Sequence[Observed], now: Observed) -> DriftReport:
    tables, scores = zip(*(_scored(model, one) for one in before), strict=True)
    values = np.concatenate([table.values for table in tables])
    current, of_day = _scored(model, now)
    return drift_report(FeatureTable(current.features, values), current, (np.concatenate(scores), of_day))


def _scored(model: RiskModel, observed: Observed) -> tuple[FeatureTable, Floats]:
    """The population of a cut-off and its scores."""
    sample = observed.sample
    return sample.table.rows(sample.population), model.score(sample).probability[sample.population]


def _since(dataset: Dataset, model: RiskModel, trained: date, day: date) -> tuple[date | None, Evaluation | None]:
    """What the newest outcomes show that training has not seen."""
    latest = matured_cut_offs(dataset.task, day, 1)
    if not latest or latest[0] < trained:
        return None, None
    observed = dataset.at(latest[0], day)
    label = observed.sample.label[observed.sample.labelled]
    if len(np.unique(label)) < 2:
        return None, None
    cases = score_cases(model, [Grouped(observed.sample, groups_of(dataset, observed))])
    return latest[0], evaluated(cases, model.calibration.prevalence)


def _told(found: Evaluation, auc_low_before: float) -> Since:
    auc = next(one for one in found.figures if one.metric == AUC)
    return Since(found.cases, found.reliability.ece, found.reliability.ece_by_chance, auc.high, auc_low_before)
