"""Bootstrap intervals beside DeLong's, their coverage, and that nothing but the seed decides them."""

import time
from math import isnan

import numpy as np
import pytest
from scipy.special import expit

from gnn.evaluate import intervals
from gnn.evaluate.groups import Support, by_group
from gnn.evaluate.intervals import Estimate, differences, estimates
from gnn.evaluate.metrics import AVERAGE_PRECISION, BRIER, METRICS, ROC_AUC, calibration_error
from graph.bootstrap import Bootstrap
from graph.errors import UsageError
from tests.unit.gnn.delong import delong
from tests.unit.gnn.scored import blurred, world

FEW = Bootstrap(resamples=200)


@pytest.mark.parametrize("decimals", [1, 16])
def test_the_auc_interval_is_about_delongs(decimals: int) -> None:
    label, score = world(1500)
    probability = np.round(expit(score), decimals)
    (found,) = estimates(label, probability, [ROC_AUC], Bootstrap(4000))
    value, covariance = delong(label, probability, probability)
    error = 1.96 * np.sqrt(covariance[0, 0])
    assert found.value == pytest.approx(value[0], abs=1e-12)
    assert (found.low, found.high) == pytest.approx((value[0] - error, value[0] + error), abs=0.1 * error)


def test_the_paired_auc_interval_is_about_delongs_and_narrower_than_unpaired() -> None:
    label, score = world(1500)
    weaker = blurred(score)
    (found,) = differences(label, weaker, score, [ROC_AUC], Bootstrap(4000))
    value, covariance = delong(label, weaker, score)
    error = 1.96 * np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    unpaired = 1.96 * np.sqrt(covariance[0, 0] + covariance[1, 1])
    assert found.value == pytest.approx(value[1] - value[0], abs=1e-12)
    assert (found.low, found.high) == pytest.approx((found.value - error, found.value + error), abs=0.1 * error)
    assert (found.high - found.low) / 2 < 0.8 * unpaired
    assert found.told_apart


def test_a_model_does_not_differ_from_itself() -> None:
    label, score = world(300)
    for found in differences(label, expit(score), expit(score), METRICS, FEW):
        assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
        assert not found.told_apart


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    label, score = world(400_000, seed=9)
    truth = AVERAGE_PRECISION(label, score), BRIER(label, expit(score))
    covered = np.zeros(2)
    for trial in range(200):
        rows = slice(trial * 400, (trial + 1) * 400)
        found = estimates(label[rows], expit(score[rows]), [AVERAGE_PRECISION, BRIER], FEW)
        covered += [each.low <= true <= each.high for each, true in zip(found, truth, strict=True)]
    # 200 trials at 95 %: three standard errors are .046.
    assert (covered / 200 >= 0.90).all()


def test_the_calibration_error_is_not_claimed_too_large() -> None:
    # All log odds are .2 too low; percentiles of the resamples would lie above the true error of .034 mostly.
    metric, covered = calibration_error(), 0
    label, _ = world(200_000, seed=3)
    score = world(200_000, seed=3)[1] - 0.2
    truth = metric(label, expit(score))
    for trial in range(100):
        rows = slice(trial * 500, (trial + 1) * 500)
        (found,) = estimates(label[rows], expit(score[rows]), [metric], FEW)
        covered += found.low <= truth <= found.high
    assert covered >= 80


def test_only_the_seed_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    label, score = world(500)
    probability = np.round(expit(score), 2)
    first = estimates(label, probability, METRICS, FEW)
    monkeypatch.setattr(intervals, "_BLOCK", 1 << 11)
    assert estimates(label, probability, METRICS, FEW) == first
    order = np.random.default_rng(1).permutation(500)
    assert estimates(label[order], probability[order], METRICS, FEW) == first
    assert estimates(label, probability, METRICS, Bootstrap(200, seed=1)) != first


def test_who_comes_together_is_drawn_together() -> None:
    # Five cut-offs of one enterprise tell little more than one of them.
    label, score = world(300)
    cluster = np.repeat(np.arange(300), 5)
    (alone,) = estimates(label, score, [ROC_AUC], Bootstrap(2000))
    (taken_for_many,) = estimates(np.repeat(label, 5), np.repeat(score, 5), [ROC_AUC])
    (together,) = estimates(np.repeat(label, 5), np.repeat(score, 5), [ROC_AUC], Bootstrap(2000), cluster)
    assert width(together) == pytest.approx(width(alone), rel=0.1)
    assert width(taken_for_many) < 0.6 * width(alone)
    with pytest.raises(UsageError, match="clusters"):
        estimates(label, score, [ROC_AUC], FEW, cluster)


def test_resamples_without_a_default_are_left_out_and_counted() -> None:
    label, score = np.zeros(40), np.linspace(0.1, 0.9, 40)
    label[30] = 1.0
    (found,) = estimates(label, score, [ROC_AUC])
    # A single one of 40 is missed by (39/40)^40 = 36 % of resamples.
    assert 0.30 < found.undefined / 1000 < 0.43
    assert 0.0 < found.low < found.value < found.high < 1.0


@pytest.mark.parametrize("size", [0, 5])
def test_of_one_class_or_nobody_there_is_no_interval(size: int) -> None:
    (found,) = estimates(np.zeros(size), np.linspace(0, 1, size), [ROC_AUC], FEW)
    assert isnan(found.value)
    assert isnan(found.low)
    assert isnan(found.high)
    assert found.undefined == 200


def test_by_group_says_how_many_stand_behind() -> None:
    label, score = world(1000)
    region = np.where(np.arange(1000) < 650, "华东", np.where(np.arange(1000) < 970, "华南", ""))
    found = by_group(label, region, lambda rows: estimates(label[rows], score[rows], [ROC_AUC], FEW))
    assert [(each.group, each.enterprises) for each in found] == [("华东", 650), ("华南", 320), ("", 30)]
    assert sum(each.defaults for each in found) == label.sum()
    assert [each.support for each in found] == [Support.ENOUGH, Support.FEW, Support.TOO_FEW]
    assert found[2].figures is None
    assert found[0].figures is not None
    assert found[0].figures == estimates(label[:650], score[:650], [ROC_AUC], FEW)
    with pytest.raises(UsageError):
        by_group(label, region[:10], len)


@pytest.mark.parametrize(("resamples", "confidence"), [(1, 0.95), (1000, 1.0), (1000, 0.0)])
def test_a_bootstrap_without_sense_is_refused(resamples: int, confidence: float) -> None:
    with pytest.raises(UsageError):
        Bootstrap(resamples, confidence)


def test_probabilities_are_asked_for_where_they_are_needed() -> None:
    label, score = world(50)
    with pytest.raises(UsageError, match="Calibrate"):
        differences(label, expit(score), score, [BRIER], FEW)


def test_a_thousand_resamples_of_twenty_thousand_take_seconds() -> None:
    label, score = world(20_000)
    begun = time.process_time()
    estimates(label, expit(score))
    assert time.process_time() - begun < 20.0


def width(found: Estimate) -> float:
    return found.high - found.low
