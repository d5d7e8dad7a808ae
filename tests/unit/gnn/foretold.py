"""Samples with known probabilities, and a model that knows them but for some noise: its figures are known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from gnn.calibrate import Calibration, Platt
from gnn.evaluate.ranking import Floats
from gnn.features.table import FeatureTable
from gnn.network import ENTERPRISE, TypedNetwork
from gnn.report.cases import Grouped
from gnn.sample import Sample
from tests.unit.gnn.made_up import feature
from tests.unit.gnn.scored import blurred, world


@dataclass(frozen=True, eq=False)
class Foretold:
    probability: Floats
    low: Floats
    high: Floats
    logits: Mapping[str, Floats]


@dataclass(frozen=True)
class Knowing:
    """Says the log odds of the first column, blurred; nothing of whom it is not known. shift: added to all."""

    noise: float = 0.0
    shift: float = 0.0
    prevalence: float = 0.3

    @property
    def calibration(self) -> Calibration:
        return Calibration(Platt(1.0, 0.0), 100, self.prevalence, ())

    def score(self, sample: Sample) -> Foretold:
        score = blurred(sample.table.values[:, 0], 1, self.noise) + self.shift
        score[~sample.population] = np.nan
        return Foretold(expit(score), expit(score - 0.5), expit(score + 0.5), {"trees": score, "noise": -score})


def foretold(count: int = 2000, seed: int = 0, name: str = "2023-06-30", base: float = -1.0) -> Grouped:
    """Of a third nobody knows the log odds (column 0); one in ten is not of the population, one in ten has no
    outcome."""
    chance = np.random.default_rng(seed + 100)
    label, score = world(count, seed, base)
    label[chance.random(count) < 0.1] = np.nan
    values = np.where(chance.random(count) < 0.3, np.nan, score)[:, None]
    ids = np.array([f"e{one:05d}" for one in chance.permutation(count)])
    sample = Sample(
        name, ids, FeatureTable((feature("own.odds"),), values), TypedNetwork({ENTERPRISE: count}, ()), label,
        chance.random(count) < 0.9,
    )  # fmt: skip
    region = np.where(np.arange(count) < 30, "舟山市", np.where(score > -1, "杭州市", ""))
    return Grouped(sample, {"region": region})
