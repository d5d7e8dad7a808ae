"""Joint defaults by formula beside scipy's distributions, the limits of independence and one fate, and the draws."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, owens_t
from scipy.stats import kstest, multivariate_normal, pearsonr

from graph.contagion.copula import OneFactorCopula, default_correlation, joint_default
from graph.errors import UsageError
from graph.kernels.counter_random import marks_of


def copula(pd: list[float] | NDArray[np.float64], rho: float | NDArray[np.float64]) -> OneFactorCopula:
    return OneFactorCopula.of(np.array(pd, dtype=np.float64), rho, marks_of(f"P{i}" for i in range(len(pd))))


def dense(model: OneFactorCopula, seed: int, trials: int, threads: int = 1) -> NDArray[np.bool_]:
    """Whether each party (column) fails of itself in each trial (row)."""
    found = model.initial_defaults(seed, 0, trials, threads)
    failed = np.zeros((trials, len(model.pd)), dtype=np.bool_)
    failed[np.repeat(np.arange(trials), np.diff(found.indptr)), found.parties] = True
    return failed


@pytest.mark.parametrize("pds", [(0.02, 0.05), (0.4, 0.45), (0.001, 0.9), (1e-6, 1e-4)])
@pytest.mark.parametrize("rho", [0.01, 0.2, 0.7, 0.999])
def test_two_names_fail_together_as_the_bivariate_normal_says(pds: tuple[float, float], rho: float) -> None:
    """By Owen's T function (Owen 1956)."""
    h, k = ndtri(np.array(pds))
    slopes = (k / h - rho) / np.sqrt(1 - rho**2), (h / k - rho) / np.sqrt(1 - rho**2)
    law = sum(pds) / 2 - owens_t(h, slopes[0]) - owens_t(k, slopes[1]) - (0.0 if h * k > 0 else 0.5)
    assert joint_default(pds, rho) == pytest.approx(float(law), abs=1e-14, rel=1e-9)


def test_several_names_agree_with_two_and_with_the_multivariate_normal() -> None:
    assert joint_default((0.02, 0.05, 1.0), 0.3) == joint_default((0.02, 0.05), 0.3)
    assert joint_default((0.02, 0.05, 1 - 1e-15), 0.3) == pytest.approx(joint_default((0.02, 0.05), 0.3), abs=1e-12)
    pds = (0.1, 0.2, 0.4)
    law = multivariate_normal.cdf(ndtri(np.array(pds)), cov=0.7 * np.eye(3) + 0.3)
    assert joint_default(pds, 0.3) == pytest.approx(float(law), abs=1e-4)


def test_the_limits_are_exact() -> None:
    assert joint_default((0.02, 0.05), 0.0) == 0.02 * 0.05
    assert joint_default((0.02, 0.05), 1.0) == 0.02
    assert joint_default((0.0, 0.5), 0.4) == 0.0
    assert joint_default((1.0, 0.5), 0.4) == 0.5
    assert joint_default((1.0, 1.0), 0.4) == 1.0
    assert default_correlation(0.1, 0.1, 1.0) == pytest.approx(1.0)
    assert default_correlation(0.1, 0.3, 0.0) == 0.0
    assert default_correlation(0.0, 0.3, 0.5) is None


def test_draws_reproduce_own_and_joint_probabilities() -> None:
    trials, pds, rho = 100_000, (0.02, 0.2, 0.6), 0.3
    failed = dense(copula(list(pds), rho), 11, trials)
    for i, pd in enumerate(pds):
        assert failed[:, i].mean() == pytest.approx(pd, abs=4 * np.sqrt(pd * (1 - pd) / trials))
        for j in range(i):
            both = joint_default((pds[i], pds[j]), rho)
            found = (failed[:, i] & failed[:, j]).mean()
            assert found == pytest.approx(both, abs=4 * np.sqrt(both * (1 - both) / trials))


def test_a_correlation_per_party_is_that_of_the_root_of_the_product() -> None:
    trials = 100_000
    failed = dense(copula([0.1, 0.2], np.array([0.5, 0.08])), 12, trials)
    both = joint_default((0.1, 0.2), 0.2)
    assert (failed.all(axis=1)).mean() == pytest.approx(both, abs=4 * np.sqrt(both / trials))


def test_one_fate_nests_defaults_and_independence_does_not() -> None:
    one_fate = dense(copula([0.05, 0.2, 0.6], 1.0), 13, 5_000)
    assert (one_fate[:, 0] <= one_fate[:, 1]).all()
    assert (one_fate[:, 1] <= one_fate[:, 2]).all()
    apart = dense(copula([0.3, 0.3], 0.0), 13, 5_000)
    assert abs(pearsonr(apart[:, 0], apart[:, 1]).statistic) < 4 / np.sqrt(5_000)


@pytest.mark.parametrize("rho", [0.0, 0.4, 1.0])
def test_certain_and_impossible_defaults_are_exact(rho: float) -> None:
    failed = dense(copula([0.0, 1.0, 0.5], rho), 14, 1_000)
    assert not failed[:, 0].any()
    assert failed[:, 1].all()


def test_draws_are_the_same_for_any_number_of_threads_parts_and_order() -> None:
    pd = np.random.default_rng(1).beta(1, 20, 700)
    model = copula(pd, 0.2)
    whole = dense(model, 15, 301)
    np.testing.assert_array_equal(whole, dense(model, 15, 301, threads=2))
    later = model.initial_defaults(15, 100, 201)
    np.testing.assert_array_equal(later.parties, np.nonzero(whole[100:])[1])
    order = np.random.default_rng(2).permutation(700)
    moved = OneFactorCopula.of(pd[order], 0.2, model.marks[order])
    np.testing.assert_array_equal(dense(moved, 15, 301), whole[:, order])


def test_a_likelier_party_fails_whenever_it_failed_before_and_nobody_else_changes() -> None:
    pd = np.random.default_rng(3).beta(1, 20, 300)
    worse = pd.copy()
    worse[::3] = np.minimum(1, 3 * pd[::3])
    before, after = dense(copula(pd, 0.2), 16, 400), dense(copula(worse, 0.2), 16, 400)
    assert (before <= after).all()
    assert (before < after).any()
    changed = (before != after).any(axis=0)
    assert not changed[1::3].any()
    assert not changed[2::3].any()


def test_chances_given_the_factor_average_to_the_own_probability() -> None:
    model = copula([0.0, 0.03, 0.4, 1.0], np.array([0.2, 0.2, 0.9, 0.5]))
    factor = np.linspace(-9, 9, 6_001)
    weight = np.exp(-factor * factor / 2) * (factor[1] - factor[0]) / np.sqrt(2 * np.pi)
    given = np.array([model.chances_given(float(one)) for one in factor])
    np.testing.assert_allclose(weight @ given, model.pd, atol=1e-12)
    assert (np.diff(given, axis=0) <= 0).all()


def test_how_many_of_many_alike_fail_follows_the_limit_law_of_vasicek() -> None:
    pd, rho, trials = 0.1, 0.3, 2_000
    share = dense(copula([pd] * 4_000, rho), 17, trials).mean(axis=1)

    # The factor that would make so many of infinitely many fail is standard normal.
    factor = (np.sqrt(1 - rho) * ndtri(np.maximum(share, 1e-6)) - ndtri(pd)) / np.sqrt(rho)
    assert kstest(ndtr(factor), "uniform").pvalue > 1e-3


def test_what_is_no_probability_or_correlation_is_refused() -> None:
    for pd, rho in (([0.5, 1.2], 0.1), ([np.nan], 0.1), ([-0.1], 0.1), ([0.5], 1.1), ([0.5], -0.1), ([0.5], np.nan)):
        with pytest.raises(UsageError):
            copula(pd, rho)
    with pytest.raises(UsageError):
        joint_default((0.1, 0.2), 1.5)
    with pytest.raises(UsageError):
        joint_default((0.1, 2.0), 0.5)


def test_nobody_and_no_trial_are_defined() -> None:
    assert copula([], 0.2).initial_defaults(1, 0, 5).indptr.tolist() == [0] * 6
    assert copula([0.5], 0.2).initial_defaults(1, 0, 0).indptr.tolist() == [0]
