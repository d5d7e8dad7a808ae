"""Normal quantiles and probabilities beside scipy's."""

import math

import numpy as np
from scipy.special import ndtr, ndtri

from graph.kernels.normal import cumulative, quantiles

EVERYWHERE = np.concatenate(
    [np.logspace(-300, -1, 3_000), np.linspace(0.001, 0.999, 9_999), 1 - np.logspace(-16, -1, 999)]
)


def test_quantiles_have_fourteen_digits_everywhere() -> None:
    np.testing.assert_allclose(quantiles(EVERYWHERE), ndtri(EVERYWHERE), rtol=1e-14, atol=1e-15)


def test_the_ends_are_infinite_and_the_middle_is_zero() -> None:
    assert quantiles(np.array([0.0, 0.5, 1.0])).tolist() == [-math.inf, 0.0, math.inf]


def test_probabilities_are_those_of_scipy_also_far_out() -> None:
    values = np.linspace(-37, 9, 4_001)
    np.testing.assert_allclose([cumulative(value) for value in values], ndtr(values), rtol=1e-13)
    assert (cumulative(-math.inf), cumulative(math.inf)) == (0.0, 1.0)
