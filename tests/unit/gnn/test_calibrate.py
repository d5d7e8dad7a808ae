"""Curves beside scikit-learn and known truths, the choice among them, and what is kept of them."""

import json

import numpy as np
import pytest
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from gnn.calibrate import Beta, Calibration, Isotonic, Platt, calibrate, calibration_of, log_odds
from gnn.evaluate.metrics import calibration_error
from gnn.evaluate.ranking import Floats
from graph.errors import UsageError
from tests.unit.gnn.scored import world


def on_platts_targets(inputs: Floats, label: Floats) -> Floats:
    """Coefficients and intercept by scikit-learn: each enterprise once with either label, weighted by the target."""
    defaults = label.sum()
    target = np.where(label == 1.0, (defaults + 1) / (defaults + 2), 1 / (len(label) - defaults + 2))
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000)
    twice = np.concatenate([np.ones(len(label)), np.zeros(len(label))])
    model.fit(np.concatenate([inputs, inputs]), twice, sample_weight=np.concatenate([target, 1 - target]))
    return np.append(model.coef_[0], model.intercept_)


def test_platt_is_the_logistic_regression_on_its_targets() -> None:
    label, score = world(800)
    found = Platt.fit(3 * score + 1, label)
    expected = on_platts_targets((3 * score + 1)[:, None], label)
    assert (found.slope, found.intercept) == pytest.approx(tuple(expected), abs=1e-5)


def test_beta_is_the_logistic_regression_on_both_logarithms() -> None:
    label, score = world(800)
    found = Beta.fit(score, label)
    low, high, intercept = on_platts_targets(np.column_stack([np.log(expit(score)), -np.log(expit(-score))]), label)
    assert min(low, high) > 0  # else the bound would part the two
    assert (found.low, found.high, found.intercept) == pytest.approx((low, high, intercept), abs=1e-4)


def test_isotonic_is_scikit_learns_within_its_ends() -> None:
    label, score = world(800)
    coarse = np.round(score, 1)
    found = Isotonic.fit(coarse, label)
    oracle = IsotonicRegression(out_of_bounds="clip").fit(coarse, label)
    at = np.linspace(-7, 6, 997)
    defaults = label.sum()
    expected = np.clip(oracle.predict(at), 1 / (800 - defaults + 2), (defaults + 1) / (defaults + 2))
    inside = (found(at) > found.rates[0]) & (found(at) < found.rates[-1])
    assert inside.sum() > 300
    # Between the last rate of nobody and the next the clipped end is a little higher than the line to zero.
    assert np.abs(found(at) - expected)[inside].max() < 0.01
    assert np.abs(found(coarse) - np.clip(oracle.predict(coarse), found.rates[0], found.rates[-1])).max() < 1e-12


STEPS = Isotonic((-2.0, -1.9, 0.0, 0.1, 1.5, 1.6), (0.02, 0.2, 0.2, 0.7, 0.7, 0.95))


@pytest.mark.parametrize("truth", [Platt(0.4, -1.0), Beta(0.3, 1.8, -2.0), STEPS], ids=["platt", "beta", "isotonic"])
def test_the_true_kind_of_curve_is_taken_and_found(truth: Platt | Beta | Isotonic) -> None:
    chance = np.random.default_rng(11)
    score = 2.0 * chance.standard_normal(12_000)
    label = (chance.random(12_000) < truth(score)).astype(np.float64)
    found = calibrate(score[:6000], label[:6000])
    assert found.curve.kind == truth.kind
    assert np.abs(found(score[6000:]) - truth(score[6000:])).mean() < 0.015
    assert calibration_error()(label[6000:], found(score[6000:])) < 0.02
    assert calibration_error()(label[6000:], expit(score[6000:])) > 0.04


def test_the_simplest_is_taken_unless_another_is_better_beyond_chance() -> None:
    # By chance another curve foretells these 400 a little better, though a straight line is the truth.
    label, score = world(400, seed=28)
    found = calibrate(score, label)
    by_kind = {each.kind: each for each in found.held_out}
    assert list(by_kind) == ["platt", "beta", "isotonic"]
    assert by_kind["isotonic"].worse == 0.0
    assert 0.0 < by_kind["platt"].worse < by_kind["platt"].standard_error
    assert by_kind["platt"].log_loss - by_kind["isotonic"].log_loss == pytest.approx(by_kind["platt"].worse)
    assert found.curve.kind == "platt"
    assert (found.enterprises, found.prevalence) == (400, label.mean())


def test_nothing_but_the_seed_decides() -> None:
    label, score = world(300)
    order = np.random.default_rng(2).permutation(300)
    assert calibrate(score, label, seed=4) == calibrate(score[order], label[order], seed=4)
    assert calibrate(score, label, seed=4).held_out != calibrate(score, label, seed=5).held_out


@pytest.mark.parametrize("curve", [Platt, Beta, Isotonic])
def test_what_is_saved_comes_back_bit_for_bit(curve: type[Platt] | type[Beta] | type[Isotonic]) -> None:
    label, score = world(500)
    before = Calibration(curve.fit(score, label), 500, float(label.mean()), calibrate(score, label).held_out)
    after = calibration_of(json.loads(json.dumps(before.as_numbers(), allow_nan=False)))
    assert after == before
    assert after(score).tobytes() == before(score).tobytes()


@pytest.mark.parametrize(
    "curve",
    [
        {"kind": "platt", "slope": -1.0, "intercept": 0.0},
        {"kind": "platt", "slope": float("nan"), "intercept": 0.0},
        {"kind": "beta", "low": 1.0, "high": -0.1, "intercept": 0.0},
        {"kind": "isotonic", "scores": [0.0, 1.0], "rates": [0.4, 0.3]},
        {"kind": "isotonic", "scores": [1.0, 0.0], "rates": [0.3, 0.4]},
        {"kind": "isotonic", "scores": [0.0], "rates": [1.0]},
        {"kind": "isotonic", "scores": [], "rates": []},
        {"kind": "spline"},
        {"kind": "platt"},
        {},
    ],
)
def test_what_is_no_rising_curve_is_refused(curve: dict[str, object]) -> None:
    with pytest.raises(UsageError) as refused:
        calibration_of({"curve": curve, "enterprises": 9, "prevalence": 0.3, "held_out": []})
    assert refused.value.zh


def test_few_defaults_are_calibrated_without_comparison() -> None:
    label, score = world(60, base=-3.0)
    assert 1 <= label.sum() < 10
    found = calibrate(score, label)
    assert (found.curve.kind, found.held_out) == ("platt", ())


@pytest.mark.parametrize("label", [np.zeros(30), np.ones(30), np.zeros(0)])
def test_one_class_cannot_be_calibrated(label: Floats) -> None:
    with pytest.raises(UsageError, match="Calibration needs"):
        calibrate(np.linspace(-1, 1, len(label)), label)


def test_separated_and_reversed_scores_leave_nobody_certain() -> None:
    score = np.linspace(-1, 1, 40)
    label = (score > 0).astype(np.float64)
    for curve in (Platt, Beta, Isotonic):
        sure = curve.fit(score, label)(score)
        assert ((sure > 0.0) & (sure < 1.0)).all()
        assert sure[0] < 0.1
        assert sure[-1] > 0.9
        # A model that is right the wrong way round is not turned: everybody gets the share of defaults.
        assert curve.fit(score, 1.0 - label)(score) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("curve", [Platt, Beta, Isotonic])
def test_scores_that_tell_nothing_give_everybody_the_share_of_defaults(
    curve: type[Platt] | type[Beta] | type[Isotonic],
) -> None:
    label = np.repeat([1.0, 0.0], [30, 70])
    assert curve.fit(np.full(100, 0.1), label)(np.array([0.1, 0.1 + 1e-9])) == pytest.approx(0.3, abs=0.01)


def test_scores_hardly_apart_are_still_told() -> None:
    label, score = np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.0, 5e-324, 0.0, 5e-324])
    assert Isotonic.fit(score, label)(score).tolist() == [0.25, 0.75, 0.25, 0.75]


def test_who_has_no_score_has_no_probability() -> None:
    label, score = world(200)
    for curve in (Platt, Beta, Isotonic):
        found = curve.fit(score, label)(np.array([0.0, np.nan]))
        assert np.isnan(found).tolist() == [False, True]


def test_log_odds_of_certainties_are_finite() -> None:
    assert log_odds(np.array([0.5]))[0] == 0.0
    assert expit(log_odds(np.array([1e-9, 0.2, 0.999]))) == pytest.approx([1e-9, 0.2, 0.999], rel=1e-9)
    low, high = log_odds(np.array([0.0, 1.0]))
    assert low == pytest.approx(np.log(1e-12), rel=1e-6)
    assert high == pytest.approx(-low, rel=1e-4)


@pytest.mark.parametrize("near", [-700.0, -37.0, -2.5, -1e-3, 1e-3, 1.0, 36.0, 37.0])
@pytest.mark.parametrize("curve", [Platt(0.7, 0.3), Beta(1.3, 0.4, 0.2), Beta(0.0, 1.7, 0.2), STEPS])
def test_not_even_neighbouring_doubles_change_places(curve: Platt | Beta | Isotonic, near: float) -> None:
    neighbours = np.sort((np.array(near).view(np.int64) + np.arange(-50_000, 50_000)).view(np.float64))
    assert (np.diff(curve(neighbours)) >= 0.0).all()
