"""Why has this enterprise its score? How long the answer takes, features and ties of five networks included."""

import time
from dataclasses import replace
from datetime import date

import numpy as np

from gnn.dataset import Dataset
from gnn.explain.explain import Explainer
from gnn.models.abstain import Abstention
from gnn.models.blend import Blend
from gnn.models.risk_model import RiskModel, fit_risk_model
from gnn.models.settings import ModelSettings
from gnn.models.shape import NetworkTraining
from gnn.sample import Sample
from gnn.task import Task
from ingest.world import WorldOptions, build_world
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile
from tests.unit.measures.told import told_by

ENTERPRISES, LEARNT_FROM, SEED, QUESTIONS = 20_000, 2_000, 5, 300
TARGET_MS = 150.0
CUT_OFF, TODAY = date(2022, 12, 31), date(2025, 12, 31)
ALL_HEARD = Blend({"trees": 0.4, "scorecard": 0.2, "network": 0.4}, 0.0)
"""So that every model has to be explained, whichever the validation would prefer."""


def test_reasons(record: Recorder) -> None:
    """p99 of enterprises at random; the first answer prepares what all of them share."""
    enterprises = record.scaled(ENTERPRISES, LEARNT_FROM)
    model, sample = _model(_sample(LEARNT_FROM)), _sample(enterprises)
    explainer = Explainer(model, sample)
    scored = np.flatnonzero(model.abstained(sample) == Abstention.NONE)
    rows = np.random.default_rng(SEED).choice(scored, QUESTIONS)
    with peak_memory() as peak:
        first = _asked(explainer, int(rows[0]))
        for row in rows[:8]:
            _asked(explainer, int(row))
        found = [_asked(explainer, int(row)) for row in rows]
    ties = sum(len(relation) for relation in sample.network.relations)
    for figure, value, target in (
        ("reasons p50", quantile(found, 0.5), None), ("reasons p99", quantile(found, 0.99), TARGET_MS),
        ("reasons, the first of a day", first, None),
    ):  # fmt: skip
        record.keep(
            Measurement(
                claim="score reasons", figure=figure, value=value, unit="ms", seed=SEED, wall_s=sum(found) / 1000,
                peak_mib=peak.mib, repeats=QUESTIONS, target=target,
                size=f"{enterprises:,} enterprises, {ties:,} ties, {len(sample.table.features)} features",
            )
        )  # fmt: skip


def _sample(enterprises: int) -> Sample:
    history = told_by(build_world(WorldOptions(seed=SEED, enterprises=enterprises)))
    return Dataset(history, Task()).at(CUT_OFF, TODAY).sample


def _model(sample: Sample) -> RiskModel:
    """Of the usual size; how well it foretells does not matter here."""
    half = np.arange(len(sample.ids)) % 2 == 0
    train = replace(sample, label=np.where(half, sample.label, np.nan))
    validation = replace(sample, name="validation", label=np.where(half, np.nan, sample.label))
    settings = ModelSettings(training=NetworkTraining(epochs=8, patience=8), refit=False)
    model = fit_risk_model([train], [validation], settings)
    return replace(model, stack=replace(model.stack, blend=ALL_HEARD))


def _asked(explainer: Explainer, row: int) -> float:
    """Milliseconds of one answer."""
    start = time.perf_counter()
    explainer.explain(row)
    return (time.perf_counter() - start) * 1000
