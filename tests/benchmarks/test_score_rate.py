"""A million enterprises: their features from a day's facts, and their scores by a trained model."""

from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from gnn.dataset import Dataset
from gnn.features.catalogue import all_features
from gnn.models.risk_model import RiskModel, Scored, fit_risk_model
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.sample import Sample
from gnn.task import Task
from graph.measures.facts import Facts
from graph.snapshot import History
from ingest.world import WorldOptions, build_world
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, seconds
from tests.benchmarks.tiled_world import tiled
from tests.unit.measures.told import told_by

ENTERPRISES: Final = 1_000_000
TILE: Final = 10_000
SEED: Final = 6
YEARS: Final = 3
LEARNT, KNOWN_AT, DAY = date(2024, 11, 30), date(2025, 12, 31), date(2025, 12, 31)
FEATURES_S, SCORES_S = 120.0, 300.0
SETTINGS: Final = ModelSettings(
    members=5, trees=BoostingSettings(rounds=300), network=NetworkShape(hidden=32),
    training=NetworkTraining(epochs=1, patience=1, threads=2), refit=False,
)  # fmt: skip
"""How well it learns does not matter here; five members of each model score, as the product has by default."""


@pytest.fixture(scope="module")
def tile() -> History:
    return told_by(build_world(WorldOptions(SEED, TILE, years=YEARS)))


@pytest.fixture(scope="module")
def model(tile: History) -> RiskModel:
    sample = Dataset(tile, Task()).at(LEARNT, KNOWN_AT).sample
    return fit_risk_model([sample], [sample], SETTINGS)


def test_features_and_scores(tile: History, model: RiskModel, record: Recorder) -> None:
    """From the facts as they were read to a probability with bounds for everybody in the population."""
    Dataset(tile, Task()).at(DAY, DAY)  # compiles the kernels
    histories = [tiled(tile, record.scaled(ENTERPRISES, TILE) // TILE)]
    with peak_memory() as of_features:
        cut, features = _features(histories[0])
    samples, scores = list[Sample](), list[Scored]()
    with peak_memory() as of_sample:
        whole = seconds(lambda: samples.append(Dataset(histories[0], Task()).at(DAY, DAY).sample))
    histories.clear()  # what follows needs the memory
    sample = samples[0]
    with peak_memory() as of_scores:
        scoring = seconds(lambda: scores.append(model.score(sample)))
    scored = int((~np.isnan(scores[0].probability)).sum())
    assert scored > 0.9 * sample.population.sum()
    enterprises, ties = len(sample.ids), sum(map(len, sample.network.relations))
    common: dict[str, Any] = {"seed": SEED, "unit": "s"}
    size = f"{enterprises:,} enterprises, {ties:,} ties"
    width = len(sample.table.features)
    record.keep(
        Measurement(claim="features", figure=f"{width} features, the day's facts cut first", value=cut + features,
                    target=FEATURES_S, size=size, peak_mib=of_features.mib, wall_s=cut + features, **common),
        Measurement(claim="features", figure="of that, what was known by the day", value=cut, size=size,
                    peak_mib=of_features.mib, wall_s=cut, **common),
        Measurement(claim="features", figure="features, network and population", value=whole, size=size,
                    peak_mib=of_sample.mib, wall_s=whole, **common),
        Measurement(claim="scoring", figure="trees, scorecard and network", value=scoring, target=SCORES_S,
                    size=f"{size}, {scored:,} scored", peak_mib=of_scores.mib, wall_s=scoring, **common),
    )  # fmt: skip


def _features(history: History) -> tuple[float, float]:
    """Seconds for what was known by the day, and for the features of it."""
    found: list[Facts] = []
    cut = seconds(lambda: found.append(Dataset(history, Task()).facts_at(DAY)))
    return cut, seconds(lambda: all_features(found[0]))
