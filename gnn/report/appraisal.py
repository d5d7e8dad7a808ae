"""A model learnt and tested as it would have been used: on outcomes that came after all it has seen, and beside one
that knows of no network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from gnn.dataset import Dataset, Observed
from gnn.explain.fidelity import Fidelity, fidelity
from gnn.models.risk_model import ModelSettings, RiskModel, fit_risk_model
from gnn.report.cases import Grouped, score_cases
from gnn.report.evaluation import Comparison, Evaluation, compared, evaluated
from gnn.report.groups import groups_of
from gnn.report.own_facts import own_facts_grouped, own_facts_of
from gnn.sample import Sample
from gnn.split import NAMES, TEST, TRAIN, VALIDATION, Split
from graph.bootstrap import Bootstrap

EXPLAINED: Final = 40
"""Explanations of so many enterprises are tested."""
OnProgress = Callable[[str, int, int], None]
Parts = Mapping[str, tuple[Observed, ...]]


@dataclass(frozen=True, eq=False)
class Appraisal:
    """A model and what the test says of it. parts: the samples by part of the split. comparison: from a model of own
    facts alone to the model. importance: mean of the absolute Shapley values of each feature in the trees, over the
    population of the last test, in log-odds. fidelity: of explanations of the riskiest there."""

    split: Split
    parts: Parts
    settings: ModelSettings
    model: RiskModel
    evaluation: Evaluation
    comparison: Comparison
    importance: Mapping[str, float]
    fidelity: Fidelity


def appraise(
    dataset: Dataset,
    split: Split,
    settings: ModelSettings,
    on_progress: OnProgress = lambda _what, _done, _of: None,
) -> Appraisal:
    """Learn the model, and one of own facts alone with the same settings; test both on the same enterprises.

    UsageError where a part has no defaults, or nobody but defaults.
    """
    parts = {}
    for number, name in enumerate(NAMES):
        on_progress("samples", number, len(NAMES))
        parts[name] = dataset.of_split(split, name)
    on_progress("samples", len(NAMES), len(NAMES))
    train, validation = ([one.sample for one in parts[name]] for name in (TRAIN, VALIDATION))
    model = fit_risk_model(train, validation, settings, lambda done, of: on_progress("model", done, of))
    alone = fit_risk_model(
        [own_facts_of(one) for one in train], [own_facts_of(one) for one in validation], settings,
        lambda done, of: on_progress("own facts", done, of),
    )  # fmt: skip
    tested = [Grouped(one.sample, groups_of(dataset, one)) for one in parts[TEST]]
    bootstrap = Bootstrap(seed=settings.seed)
    cases = score_cases(model, tested)
    return Appraisal(
        split, parts, settings, model, evaluated(cases, model.calibration.prevalence, bootstrap),
        compared(score_cases(alone, [own_facts_grouped(one) for one in tested]), cases, bootstrap),
        importance(model, tested[-1].sample), _fidelity(model, tested[-1].sample, settings.seed),
    )  # fmt: skip


def importance(model: RiskModel, sample: Sample) -> dict[str, float]:
    """What moves the trees most on a sample's population, largest first."""
    found = np.abs(model.trees.contributions(sample.table.rows(sample.population)).values).mean(axis=0)
    order = np.lexsort((model.feature_names, -found))
    return {model.feature_names[place]: float(found[place]) for place in order}


def _fidelity(model: RiskModel, sample: Sample, seed: int) -> Fidelity:
    probability = np.nan_to_num(model.score(sample).probability, nan=-1.0)
    riskiest = np.lexsort((sample.ids, -probability))[:EXPLAINED]
    return fidelity(model, sample, riskiest[probability[riskiest] >= 0.0], seed=seed)
