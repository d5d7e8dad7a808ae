"""The reliability diagram beside scipy's Wilson interval and hand-counted bins."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binomtest

from gnn.evaluate.metrics import calibration_error
from gnn.evaluate.reliability import reliability, wilson_interval
from graph.errors import UsageError
from tests.unit.gnn.scored import world


@pytest.mark.parametrize(("defaults", "enterprises"), [(0, 7), (7, 7), (3, 11), (491, 982), (1, 100_000)])
def test_wilson_is_scipys(defaults: int, enterprises: int) -> None:
    expected = binomtest(defaults, enterprises).proportion_ci(0.95, method="wilson")
    assert wilson_interval(defaults, enterprises) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_of_nobody_nothing_is_known() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert reliability(np.zeros(0), np.zeros(0)).bins == ()


def test_hand_counted() -> None:
    label = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    low, high = reliability(label, np.array([0.1, 0.2, 0.3, 0.6, 0.7, 0.8]), bins=2).bins
    assert (low.lowest, low.highest, low.enterprises, low.defaults) == (0.1, 0.3, 3, 1)
    assert (low.mean_probability, low.rate) == pytest.approx((0.2, 1 / 3))
    assert (high.lowest, high.highest, high.enterprises, high.defaults) == (0.6, 0.8, 3, 2)


def test_the_error_is_that_of_the_metric_and_bins_make_it_up() -> None:
    label, score = world(1003)
    probability = np.round(expit(2 * score), 2)
    found = reliability(label, probability)
    assert sum(each.enterprises for each in found.bins) == 1003
    assert sum(each.defaults for each in found.bins) == label.sum()
    assert [each.lowest for each in found.bins] == sorted(each.lowest for each in found.bins)
    gaps = sum(each.enterprises * abs(each.rate - each.mean_probability) for each in found.bins) / 1003
    assert found.ece == pytest.approx(gaps) == pytest.approx(calibration_error()(label, probability))


def test_chance_tells_right_probabilities_from_wrong_ones() -> None:
    beyond = 0
    for seed in range(100):
        label, score = world(500, seed)
        found = reliability(label, expit(score), seed=seed)
        beyond += found.ece > found.ece_by_chance
    # 5 of 100 expected; 14 or more happen once in 2,500.
    assert 0 < beyond < 14
    label, score = world(500)
    wrong = reliability(label, expit(2.5 * score))
    assert wrong.ece > wrong.ece_by_chance


def test_bad_input_is_refused() -> None:
    with pytest.raises(UsageError):
        reliability(np.array([1.0, 0.0]), np.array([0.5, 1.5]))
    with pytest.raises(UsageError):
        reliability(np.array([1.0, 0.0]), np.array([0.5, 0.5]), confidence=1.0)
