"""Averages of sparse amounts beside numpy on dense ones, and how often things happen."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binomtest

from graph.contagion.estimates import Averages, Spread, frequency, frequency_bounds


def test_averages_are_those_of_the_dense_table() -> None:
    chance = np.random.default_rng(1)
    table: NDArray[np.float64] = chance.lognormal(10, 3, (300, 40)) * (chance.random((300, 40)) < 0.3)
    averages = Averages(40)
    for part in (table[:100], table[100:101], table[101:]):
        _, party = np.nonzero(part)
        averages.add(party.astype(np.int32), np.extract(part > 0, part).astype(np.float64))
    found = averages.after(300)
    np.testing.assert_allclose(found.mean, table.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.standard_error, table.std(axis=0, ddof=1) / np.sqrt(300), rtol=1e-9)


def test_what_is_the_same_in_all_trials_has_no_error() -> None:
    averages = Averages(3)
    for _ in range(50):
        averages.add(np.array([0, -1, 2], dtype=np.int32), np.array([1e15 / 3, 7.0, 0.1]))
    found = averages.after(50)
    assert found.mean.tolist() == [1e15 / 3, 0.0, 0.1]
    assert found.standard_error.tolist() == [0.0, 0.0, 0.0]


def test_small_spreads_about_large_amounts_are_not_lost() -> None:
    amounts = np.array([1e12 + one * 0.01 for one in range(100)])
    averages = Averages(1)
    averages.add(np.zeros(100, dtype=np.int32), amounts)
    assert averages.after(100).standard_error[0] == pytest.approx(0.01 * np.arange(100).std(ddof=1) / 10, rel=1e-2)


def test_parts_have_the_mean_and_error_of_the_whole() -> None:
    values = 1e9 + np.random.default_rng(2).lognormal(3, 1, 1_000)
    spread = Spread()
    for part in (values[:1], values[1:600], values[600:]):
        spread.add(part)
    assert spread.mean == pytest.approx(values.mean(), rel=1e-14)
    assert spread.standard_error == pytest.approx(values.std(ddof=1) / np.sqrt(1_000), rel=1e-9)


def test_what_never_happened_has_an_error_still() -> None:
    found = frequency(np.array([0, 30, 100]), 100)
    assert found.mean.tolist() == [0.0, 0.3, 1.0]
    assert found.standard_error[0] == pytest.approx(0.01, rel=0.02)
    assert found.standard_error[1] == pytest.approx(np.sqrt(0.3 * 0.7 / 100), rel=0.02)


def test_bounds_of_a_frequency_are_those_of_clopper_and_pearson() -> None:
    times = np.array([0, 1, 7, 49, 50])
    low, high = frequency_bounds(times, 50, 0.99)
    for at, count in enumerate(times.tolist()):
        exact = binomtest(count, 50).proportion_ci(0.99, "exact")
        assert (low[at], high[at]) == pytest.approx((exact.low, exact.high), abs=1e-9)
