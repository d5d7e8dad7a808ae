"""A small risk model of an economy in which default is catching, to be explained."""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gnn.features.table import FeatureTable, beside
from gnn.models.abstain import Abstention
from gnn.models.risk_model import RiskModel, fit_risk_model
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.sample import Sample
from tests.unit.gnn.infected import infected
from tests.unit.gnn.made_up import feature

SETTINGS = ModelSettings(
    members=2,
    trees=BoostingSettings(rounds=40, learning_rate=0.1),
    network=NetworkShape(hidden=16, layers=2, heads=2),
    training=NetworkTraining(epochs=40, patience=10, learning_rate=1e-2),
    refit=False,
)


def world(seed: int, count: int = 400, name: str = "train") -> Sample:
    """Beside weakness and capital five features that say nothing, and one that says who is past due."""
    sample = infected(seed, count, name)
    chance = np.random.default_rng([seed, 1])
    silent = [f"own.silent{number}" for number in range(5)]
    late = np.where(sample.table.column("own.weakness") > 1, 30.0, 0.0)
    more = FeatureTable(
        (*(feature(one) for one in silent), feature("events.days_past_due", "day")),
        np.column_stack([chance.standard_normal((count, len(silent))), late]),
    )
    return replace(sample, table=beside(sample.table, more))


@cache
def trained() -> RiskModel:
    return fit_risk_model([world(1, 500)], [world(2, 400, "valid")], SETTINGS)


TEST = world(3, 400, "test")


@cache
def scored_rows() -> NDArray[np.int64]:
    """Enterprises of TEST that have a score."""
    return np.flatnonzero(trained().abstained(TEST) == Abstention.NONE)
