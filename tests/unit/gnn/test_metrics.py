"""Metrics beside scikit-learn, hand-computed values, and repeated enterprises for weighted ones."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from gnn.evaluate.metrics import (
    AVERAGE_PRECISION,
    BRIER,
    METRICS,
    ROC_AUC,
    Metric,
    calibration_error,
    lift_at,
    precision_at,
)
from gnn.evaluate.ranking import ranking
from graph.errors import UsageError
from tests.unit.gnn.scored import world

ORACLES = [(ROC_AUC, roc_auc_score), (AVERAGE_PRECISION, average_precision_score), (BRIER, brier_score_loss)]
ALL = [*METRICS, calibration_error(3), lift_at(0.37), precision_at(7)]
NAMES = [metric.name for metric in ALL]


@pytest.mark.parametrize(("metric", "oracle"), ORACLES, ids=lambda each: getattr(each, "name", ""))
@pytest.mark.parametrize("decimals", [1, 2, 16])
def test_figures_are_those_of_scikit_learn_with_ties_and_weights(metric: Metric, oracle: object, decimals: int) -> None:
    label, score = world(700)
    probability = np.round(expit(score), decimals)
    weight = np.random.default_rng(3).integers(0, 4, len(label)).astype(np.float64)
    assert callable(oracle)
    assert metric(label, probability) == pytest.approx(oracle(label, probability), abs=1e-12)
    expected = oracle(label, probability, sample_weight=weight)
    assert metric(label, probability, weight) == pytest.approx(expected, abs=1e-12)


def test_calibration_error_is_that_of_scikit_learns_curve() -> None:
    label, score = world(1000)
    probability = expit(1.5 * score)
    rate, mean = calibration_curve(label, probability, n_bins=10, strategy="quantile")
    assert calibration_error(10)(label, probability) == pytest.approx(np.abs(rate - mean).mean(), abs=1e-12)


@pytest.mark.parametrize("metric", ALL, ids=NAMES)
@pytest.mark.parametrize("decimals", [1, 16])
def test_a_weight_is_so_many_enterprises(metric: Metric, decimals: int) -> None:
    label, score = world(400)
    probability = np.round(expit(score), decimals)
    times = np.random.default_rng(5).integers(0, 3, len(label))
    repeated = metric(np.repeat(label, times), np.repeat(probability, times))
    weighted = metric(label, probability, times.astype(np.float64))
    assert weighted == pytest.approx(repeated, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("metric", ALL, ids=NAMES)
def test_many_weightings_at_once_are_each_by_itself(metric: Metric) -> None:
    label, score = world(300)
    probability = np.round(expit(score), 2)
    weights = np.random.default_rng(6).integers(0, 3, (20, len(label))).astype(np.float64)
    together = metric.under(ranking(label, probability).weighted(weights))
    assert together.tolist() == [metric(label, probability, weight) for weight in weights]


@pytest.mark.parametrize("metric", ALL, ids=NAMES)
def test_the_order_of_rows_moves_nothing(metric: Metric) -> None:
    label, score = world(300)
    probability = np.round(expit(score), 1)
    order = np.random.default_rng(7).permutation(len(label))
    assert metric(label[order], probability[order]) == pytest.approx(metric(label, probability), abs=1e-14)


def test_hand_computed_with_a_tie_at_the_border() -> None:
    label = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    score = np.array([0.9, 0.8, 0.8, 0.8, 0.4, 0.3, 0.2, 0.1])
    # Of the three at .8 one defaults; the two places left among the first three catch two thirds of it.
    assert precision_at(3)(label, score) == pytest.approx((1 + 2 / 3) / 3)
    assert lift_at(0.25)(label, score) == pytest.approx((1 + 1 / 3) / 2 / (3 / 8))
    assert lift_at(1.0)(label, score) == pytest.approx(1.0)
    assert precision_at(8)(label, score) == pytest.approx(3 / 8)
    # 15 pairs: .9 wins 5; .8 wins 3 and draws 2; .3 wins 2.
    assert ROC_AUC(label, score) == pytest.approx((5 + 3 + 1 + 2) / 15)


def test_expected_precision_is_the_average_over_orders_of_equal_scores() -> None:
    label, score = world(60)
    coarse = np.round(expit(score), 1)
    chance = np.random.default_rng(8)
    drawn = [label[np.lexsort((chance.random(60), -coarse))][:10].mean() for _ in range(20_000)]
    assert precision_at(10)(label, coarse) == pytest.approx(np.mean(drawn), abs=0.003)


def test_equal_probabilities_stay_in_one_calibration_bin() -> None:
    label = np.array([1.0, 0.0, 1.0, 0.0])
    assert calibration_error(4)(label, np.full(4, 0.5)) == 0.0
    assert calibration_error(1)(label, np.array([0.1, 0.2, 0.3, 0.4])) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("labels", "undefined"),
    [
        ([], {metric.name for metric in METRICS}),
        ([0.0, 0.0], {"roc_auc", "average_precision", "lift_at_0.05", "lift_at_0.1", "precision_at_100"}),
        ([1.0, 1.0], {"roc_auc", "precision_at_100"}),
        ([1.0, 0.0], {"precision_at_100"}),
    ],
)
def test_what_is_not_defined_is_nan(labels: list[float], undefined: set[str]) -> None:
    label, score = np.array(labels), np.linspace(0.9, 0.1, len(labels))
    assert {metric.name for metric in METRICS if np.isnan(metric(label, score))} == undefined


@pytest.mark.parametrize(
    ("label", "score", "said"),
    [
        ([1.0, 0.0], [0.2, np.nan], "1 scores are missing"),
        ([1.0, 0.0], [0.2, np.inf], "1 scores are missing"),
        ([1.0, np.nan], [0.2, 0.3], "neither 0 nor 1"),
        ([1.0, 2.0], [0.2, 0.3], "neither 0 nor 1"),
        ([1.0], [0.2, 0.3], "one per enterprise"),
        ([1.0, 0.0], [0.2, 1.3], "Calibrate them first"),
    ],
)
def test_bad_input_is_refused_in_both_languages(label: list[float], score: list[float], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        BRIER(np.array(label), np.array(score))
    assert refused.value.zh


def test_ranks_need_no_probabilities() -> None:
    assert ROC_AUC(np.array([1.0, 0.0, 0.0]), np.array([3.0, -2.0, 4.0])) == 0.5


@pytest.mark.parametrize("weight", [np.array([1.0, -1.0]), np.array([1.0, np.nan]), np.ones(3), np.ones((1, 2))])
def test_bad_weights_are_refused(weight: np.typing.NDArray[np.float64]) -> None:
    with pytest.raises(UsageError):
        ROC_AUC(np.array([1.0, 0.0]), np.array([0.5, 0.4]), weight)


@pytest.mark.parametrize(
    "ask", [lambda: lift_at(0.0), lambda: lift_at(1.1), lambda: precision_at(0), lambda: calibration_error(0)]
)
def test_figures_that_cannot_be_are_refused(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(UsageError):
        ask()
