"""Probabilities at another prevalence: known shifts undone, unknown ones found, beside the EM steps as published."""

import numpy as np
import pytest
from scipy.special import expit

from gnn.calibrate import calibrate
from gnn.evaluate.metrics import calibration_error
from gnn.evaluate.ranking import Floats
from gnn.prior_shift import at_prevalence, estimate_prevalence
from graph.errors import UsageError
from tests.unit.gnn.scored import world


def resampled(label: Floats, score: Floats, prevalence: float, size: int, seed: int) -> tuple[Floats, Floats]:
    """Enterprises drawn from both classes so that about this share defaults."""
    chance = np.random.default_rng(seed)
    defaults = chance.binomial(size, prevalence)
    rows = np.concatenate(
        [
            chance.choice(np.flatnonzero(label == 1.0), defaults),
            chance.choice(np.flatnonzero(label == 0.0), size - defaults),
        ]
    )
    return label[rows], score[rows]


def em_steps(probability: Floats, fitted: float, steps: int = 20_000) -> float:
    """Saerens, Latinne and Decaestecker 2002, eq. 2.9, as it stands there."""
    prevalence = fitted
    for _ in range(steps):
        default = prevalence / fitted * probability
        other = (1 - prevalence) / (1 - fitted) * (1 - probability)
        prevalence = float((default / (default + other)).mean())
    return prevalence


def test_hand_computed() -> None:
    # Odds of 1 to 4 where 1 in 2 defaults: of 1 to 36 where 1 in 10 does.
    assert at_prevalence(np.array([0.2]), 0.5, 0.1)[0] == pytest.approx(1 / 37)
    assert at_prevalence(np.array([0.3]), 0.2, 0.2)[0] == pytest.approx(0.3)


@pytest.mark.parametrize("prevalence", [0.02, 0.15, 0.65])
def test_a_known_shift_is_undone(prevalence: float) -> None:
    label, score = world(200_000)
    fitted = label.mean()
    moved, moved_score = resampled(label, score, prevalence, 20_000, seed=3)
    right = at_prevalence(expit(moved_score), fitted, prevalence)
    error = 3 * np.sqrt(prevalence * (1 - prevalence) / 20_000)
    assert right.mean() == pytest.approx(moved.mean(), abs=2 * error)
    assert calibration_error()(moved, right) < 0.015
    assert calibration_error()(moved, expit(moved_score)) > 3 * calibration_error()(moved, right)


@pytest.mark.parametrize("prevalence", [0.02, 0.15, 0.31, 0.65])
def test_an_unknown_prevalence_is_found(prevalence: float) -> None:
    label, score = world(200_000)
    samples = [resampled(label, score, prevalence, 5000, seed)[1] for seed in range(20)]
    found = [estimate_prevalence(expit(moved), float(label.mean())) for moved in samples]
    error = float(np.mean([each.high - each.low for each in found])) / 4
    assert error < 0.015
    # Three standard errors of the mean of twenty; four of twenty intervals miss once in 80.
    assert np.mean([each.prevalence for each in found]) == pytest.approx(prevalence, abs=3 * error / np.sqrt(20))
    assert sum(each.low <= prevalence <= each.high for each in found) > 16


def test_it_is_found_through_a_fitted_calibration() -> None:
    label, score = world(60_000)
    curve = calibrate(0.3 * score[:4000] + 2, label[:4000])
    _, moved_score = resampled(label[4000:], score[4000:], 0.6, 5000, seed=5)
    found = estimate_prevalence(curve(0.3 * moved_score + 2), curve.prevalence)
    assert found.prevalence == pytest.approx(0.6, abs=0.06)
    assert found.unchanged < 1e-6


def test_it_is_where_the_em_steps_end() -> None:
    label, score = world(3000)
    for moved in (0.05, 0.7):
        _, moved_score = resampled(label, score, moved, 800, seed=6)
        found = estimate_prevalence(expit(moved_score), float(label.mean()))
        assert found.prevalence == pytest.approx(em_steps(expit(moved_score), float(label.mean())), abs=1e-8)


def test_an_unchanged_prevalence_is_rarely_called_changed() -> None:
    label, score = world(400_000)
    fitted = float(label.mean())
    called, covered = 0, 0
    for trial in range(200):
        found = estimate_prevalence(expit(score[trial * 500 : (trial + 1) * 500]), fitted)
        called += found.unchanged < 0.05
        covered += found.low <= fitted <= found.high
    # 10 expected; 20 or more happen once in 400.
    assert 0 < called < 20
    assert covered == 200 - called


def test_probabilities_that_tell_nothing_change_nothing() -> None:
    found = estimate_prevalence(np.full(50, 0.2), 0.2)
    assert (found.prevalence, found.unchanged) == (0.2, 1.0)
    assert found.low < 0.02
    assert found.high > 0.98


def test_nobody_in_default_is_a_share_above_zero() -> None:
    found = estimate_prevalence(np.full(50, 1e-9), 0.2)
    assert 0.0 < found.prevalence == found.low < 0.02
    everybody = estimate_prevalence(np.full(50, 1 - 1e-9), 0.2)
    assert 0.98 < everybody.prevalence == everybody.high < 1.0


def test_who_has_no_probability_is_left_out() -> None:
    _, score = world(300)
    known = estimate_prevalence(expit(score), 0.3)
    assert estimate_prevalence(np.append(expit(score), np.nan), 0.3) == known
    assert known.enterprises == 300
    assert np.isnan(at_prevalence(np.array([np.nan]), 0.3, 0.4)).all()


@pytest.mark.parametrize("share", [0.0, 1.0, float("nan"), 1.2])
def test_shares_that_are_none_are_refused(share: float) -> None:
    with pytest.raises(UsageError):
        at_prevalence(np.array([0.5]), 0.3, share)
    with pytest.raises(UsageError):
        estimate_prevalence(np.array([0.5]), share)


@pytest.mark.parametrize("probability", [[1.1], [-0.1], [np.nan], []])
def test_what_is_no_probability_is_refused(probability: list[float]) -> None:
    with pytest.raises(UsageError):
        estimate_prevalence(np.array(probability), 0.3)


@pytest.mark.parametrize("near", [1e-9, 0.3, 0.999])
def test_not_even_neighbouring_doubles_change_places(near: float) -> None:
    neighbours = (np.array(near).view(np.int64) + np.arange(-50_000, 50_000)).view(np.float64)
    for applied in (0.02, 0.4, 0.9):
        assert (np.diff(at_prevalence(neighbours, 0.37, applied)) >= 0.0).all()
