"""Small worlds, learnt from as the benchmark `tests/benchmarks/test_learning.py` learns from large ones."""

from functools import cache
from typing import Final

import numpy as np
import pytest

from gnn.evaluate.intervals import differences
from gnn.evaluate.metrics import AVERAGE_PRECISION, EXPECTED_CALIBRATION_ERROR, ROC_AUC
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from ingest.world import WorldOptions
from tests.unit.gnn.learnt_world import YEARS, Foretold, foretold
from tests.unit.gnn.transmitted_edges import BASELINES, MODEL

STRONG: Final = 1.0
QUICK: Final = ModelSettings(
    members=2, trees=BoostingSettings(rounds=60), network=NetworkShape(hidden=8),
    training=NetworkTraining(epochs=4, patience=2), refit=False,
)  # fmt: skip
SIZES: Final = {0.0: 2_000, STRONG: 6_000}


@cache
def world(contagion: float) -> Foretold:
    return foretold(WorldOptions(9, SIZES[contagion], contagion, years=YEARS), QUICK)


def test_ties_tell_of_defaults_where_they_transmit_them() -> None:
    found = world(STRONG)
    cluster = np.unique(found.ids, return_inverse=True)[1]
    gain = differences(found.label, found.without_ties, found.with_ties, (ROC_AUC,), cluster=cluster)[0]
    assert gain.low > 0, gain
    assert gain.first > 0.5, "statements tell something by themselves"


def test_where_nothing_is_transmitted_ties_tell_little() -> None:
    found = world(0.0)
    gain = differences(found.label, found.without_ties, found.with_ties, (ROC_AUC,))[0]
    assert abs(gain.value) < 0.05, gain
    assert not found.edges.true.any()


@pytest.mark.parametrize("contagion", [0.0, STRONG])
def test_probabilities_are_calibrated_a_year_later(contagion: float) -> None:
    found = world(contagion)
    assert EXPECTED_CALIBRATION_ERROR(found.label, found.with_ties) <= 0.04
    assert found.left_out < 0.01 * len(found.label)


def test_the_model_finds_the_ties_that_brought_somebody_down() -> None:
    edges = world(STRONG).edges
    found = {rule: AVERAGE_PRECISION(edges.true, score) for rule, score in edges.score.items()}
    assert edges.true.sum() >= 20
    assert edges.unseen < 0.3 * edges.true.sum(), "nearly all true ties are among those ranked"
    assert set(found) == {MODEL, *BASELINES}
    assert found[MODEL] > 2 * edges.true.mean(), "better than by lot"
    for rule in ("loss", "degree", "guaranteed"):
        assert found[MODEL] > found[rule], found


def test_no_default_counts_twice() -> None:
    found = world(STRONG)
    fallen = found.ids[found.label == 1]
    assert len(set(fallen.tolist())) == len(fallen)
