"""Of any scores and labels: calibrated probabilities lie inside (0, 1), nobody overtakes anybody, and shifts undo."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gnn.calibrate import Beta, Calibration, Isotonic, Platt, calibration_of
from gnn.evaluate.ranking import Floats
from gnn.prior_shift import at_prevalence, estimate_prevalence

CURVES = [Platt, Beta, Isotonic]
# Log odds of any model, the overconfident ones too.
scores = st.floats(-60, 60).map(lambda value: round(value, 3))
shares = st.floats(0.001, 0.999)


@st.composite
def validations(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Scores and labels of both classes."""
    score = draw(arrays(np.float64, st.integers(2, 40), elements=scores))
    label = draw(arrays(np.float64, len(score), elements=st.sampled_from([0.0, 1.0])))
    label[:2] = 0.0, 1.0
    return score, label


@pytest.mark.parametrize("curve", CURVES)
@given(validation=validations(), asked=arrays(np.float64, 30, elements=st.floats(-800, 800)))
def test_curves_rise_within_zero_and_one(
    curve: type[Platt] | type[Beta] | type[Isotonic], validation: tuple[Floats, Floats], asked: Floats
) -> None:
    fitted = curve.fit(*validation)
    near = np.concatenate([asked, np.nextafter(asked, np.inf), validation[0], np.nextafter(validation[0], -np.inf)])
    probability = fitted(np.sort(near))
    assert ((probability > 0.0) & (probability < 1.0)).all()
    assert (np.diff(probability) >= 0.0).all()


@pytest.mark.parametrize("curve", [Platt, Beta])
@given(validation=validations())
def test_smooth_curves_keep_who_is_above_whom(
    curve: type[Platt] | type[Beta], validation: tuple[Floats, Floats]
) -> None:
    score = np.unique(validation[0])
    fitted = curve.fit(*validation)
    odds = fitted(score)
    slopes = (fitted.slope,) if isinstance(fitted, Platt) else (fitted.low, fitted.high)
    # Where a curve is not flat, equal probabilities are only those that no double tells apart.
    apart = np.diff(odds)[(odds[:-1] > 1e-6) & (odds[1:] < 1 - 1e-6) & (np.diff(score) > 1e-3)]
    assert (apart > 0.0).all() or min(slopes) < 1e-6


@pytest.mark.parametrize("curve", CURVES)
@given(validation=validations())
def test_saved_and_loaded_they_are_the_same(
    curve: type[Platt] | type[Beta] | type[Isotonic], validation: tuple[Floats, Floats]
) -> None:
    before = Calibration(curve.fit(*validation), len(validation[0]), float(validation[1].mean()), ())
    after = calibration_of(json.loads(json.dumps(before.as_numbers(), allow_nan=False)))
    assert after(validation[0]).tobytes() == before(validation[0]).tobytes()


@given(arrays(np.float64, 30, elements=st.floats(0, 1)), shares, shares)
def test_a_shift_keeps_order_and_stays_inside(probability: Floats, fitted: float, applied: float) -> None:
    near = np.sort(np.concatenate([probability, np.clip(np.nextafter(probability, 1.0), 0.0, 1.0)]))
    moved = at_prevalence(near, fitted, applied)
    assert ((moved > 0.0) & (moved < 1.0)).all()
    assert (np.diff(moved) >= 0.0).all()


@given(arrays(np.float64, 30, elements=st.floats(1e-6, 1 - 1e-6)), shares, shares)
def test_a_shift_there_and_back_is_none(probability: Floats, fitted: float, applied: float) -> None:
    moved = at_prevalence(probability, fitted, applied)
    assert at_prevalence(moved, applied, fitted) == pytest.approx(probability, rel=1e-6)
    assert (moved >= probability - 1e-12).all() if applied >= fitted else (moved <= probability + 1e-12).all()


@given(arrays(np.float64, st.integers(1, 40), elements=st.floats(0, 1)), shares)
def test_an_estimated_prevalence_is_one(probability: Floats, fitted: float) -> None:
    found = estimate_prevalence(probability, fitted)
    assert 0.0 < found.low <= found.prevalence <= found.high < 1.0
    assert 0.0 <= found.unchanged <= 1.0
