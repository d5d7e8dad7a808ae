"""Bounds on probabilities of default and the first k beside exact enumeration."""

import numpy as np
import pytest

from graph.contagion.call_book import CallBook
from graph.contagion.call_paths import CallPaths
from graph.contagion.copula import OneFactorCopula
from graph.contagion.default_bounds import default_bounds
from graph.contagion.guarantee_calls import Allocation, CallCascade
from graph.contagion.monte_carlo import Ended, Sampling
from graph.contagion.vulnerable import TopK, most_vulnerable
from graph.errors import UsageError
from graph.kernels.counter_random import marks_of
from tests.unit.contagion.enumeration import expected, random_world


def chain(length: int, buffer: float = 5.0) -> CallCascade:
    """Party i + 1 stands for the loan of party i, without a cap."""
    places = np.arange(length, dtype=np.int32)
    loans, lender = places[:-1], np.full(length - 1, -1, dtype=np.int32)
    book = CallBook(
        length, loans, lender, np.full(length - 1, 10.0), places[1:], np.full(length - 1, np.inf), loans, loans
    )  # fmt: skip
    return CallCascade(book, np.full(length, buffer))


@pytest.mark.parametrize("rho", [0.0, 0.2, 0.9])
@pytest.mark.parametrize("seed", range(30))
def test_bounds_hold_in_random_worlds(seed: int, rho: float) -> None:
    cascade, copula = random_world(seed, 7, rho)
    bounds, exact = default_bounds(CallPaths(cascade), copula), expected(cascade, copula).pd_total
    assert (bounds.low <= exact + 1e-9).all()
    assert (bounds.high >= exact - 1e-9).all()
    assert (bounds.low >= copula.pd).all()
    assert (bounds.low <= bounds.high).all()


def test_bounds_meet_on_a_chain_of_sure_calls() -> None:
    pd = np.array([0.1, 0.05, 0.2, 0.0])
    bounds = default_bounds(CallPaths(chain(4)), OneFactorCopula.of(pd, 0.0, marks_of("abcd")))
    np.testing.assert_allclose(bounds.low, 1 - np.cumprod(1 - pd), rtol=1e-12)
    np.testing.assert_allclose(bounds.high, 1 - np.cumprod(1 - pd), rtol=1e-12)


def test_one_fate_bounds_meet_at_the_likeliest() -> None:
    pd = np.array([0.1, 0.05, 0.2, 0.0])
    copula = OneFactorCopula.of(pd, 1.0, marks_of("abcd"))
    bounds = default_bounds(CallPaths(chain(4)), copula)
    assert (bounds.low <= np.maximum.accumulate(pd) + 1e-12).all()
    assert (bounds.high >= np.maximum.accumulate(pd) - 1e-12).all()
    np.testing.assert_allclose(bounds.low, bounds.high, atol=0.02)


def test_intervals_of_the_factor_cost_little() -> None:
    """On a chain of sure calls only they part the bounds."""
    copula = OneFactorCopula.of(np.full(4, 0.02), 0.2, marks_of("abcd"))
    bounds = default_bounds(CallPaths(chain(4)), copula)
    assert ((bounds.high - bounds.low) < 0.06 * bounds.low).all()


def test_who_can_pay_all_calls_has_its_own_probability_only() -> None:
    cascade = chain(4, buffer=10.0)  # 10 are called: not more than it has
    copula = OneFactorCopula.of(np.array([0.1, 0.05, 0.2, 0.0]), 0.3, marks_of("abcd"))
    assert default_bounds(CallPaths(CallCascade(cascade.book, cascade.buffer + 1e-3)), copula).known.all()
    np.testing.assert_array_equal(default_bounds(CallPaths(cascade), copula).low, copula.pd)


def test_survivors_may_have_to_stand_for_all() -> None:
    """Two stand for 12; alike each pays 6 of its 8, but the survivor of the two would be called for all 12."""
    zero = np.zeros(2, dtype=np.int32)
    book = CallBook(
        3, zero[:1], np.array([-1], np.int32), np.array([12.0]), np.array([1, 2], np.int32), np.full(2, np.inf),
        np.array([0, 1], np.int32), zero,
    )  # fmt: skip
    copula = OneFactorCopula.of(np.array([0.5, 0.1, 0.0]), 0.0, marks_of("abc"))
    for allocation, high in ((Allocation.EQUAL, 0.0), (Allocation.SURVIVORS, 0.5), (Allocation.FULL, 0.5)):
        bounds = default_bounds(CallPaths(CallCascade(book, np.array([0.0, 8.0, 8.0]), allocation)), copula)
        assert bounds.high[2] == pytest.approx(high)


@pytest.mark.parametrize("rho", [0.0, 0.3])
@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("seed", range(8))
def test_the_first_k_are_those_of_enumeration(seed: int, k: int, rho: float) -> None:
    cascade, copula = random_world(seed, 8, rho)
    exact = expected(cascade, copula).pd_total
    found = most_vulnerable(cascade, copula, TopK(k, 0.999, 0.005), Sampling(seed, 16_000, batch=1_000))
    assert len(np.unique(found.party)) == k
    assert (found.low <= exact[found.party] + 1e-9).all()
    assert (found.high >= exact[found.party] - 1e-9).all()
    others = np.setdiff1d(np.arange(len(exact)), found.party)
    rivals = np.setdiff1d(others, found.contenders)
    assert exact[found.party].min() >= exact[rivals].max() - 0.005 - 1e-9
    if found.ended is Ended.PRECISION:
        assert not len(found.contenders)
        assert found.certain.all()
    else:
        assert found.convergence.residual > 0
        assert not found.convergence.converged


def test_bounds_alone_need_no_trials() -> None:
    copula = OneFactorCopula.of(np.array([0.1, 0.05, 0.2, 0.0]), 0.0, marks_of("abcd"))
    found = most_vulnerable(chain(4), copula, TopK(2), Sampling(trials=10))
    assert sorted(found.party.tolist()) == [2, 3]  # equally likely: the last is never better than its guarantor
    assert (found.convergence.iterations, found.sampled, found.certain.tolist()) == (0, 0, [True, True])
    assert found.convergence.converged


def undecided_pair() -> tuple[CallCascade, OneFactorCopula]:
    """Two guarantors, each of whom fails only if both of its two borrowers fail, and so as likely as the other."""
    borrower, guarantor = np.arange(4, dtype=np.int32), np.array([4, 4, 5, 5], np.int32)
    book = CallBook(
        6, borrower, np.full(4, -1, np.int32), np.full(4, 10.0), guarantor, np.full(4, np.inf), borrower, borrower
    )  # fmt: skip
    copula = OneFactorCopula.of(np.array([0.3] * 4 + [0.1] * 2), 0.0, marks_of("abcdef"))
    return CallCascade(book, np.full(6, 15.0)), copula.only(np.array([1, 1, 1, 1, 0, 0], dtype=np.bool_))


def test_equals_are_never_parted_and_that_is_told() -> None:
    cascade, copula = undecided_pair()
    found = most_vulnerable(cascade, copula, TopK(5), Sampling(1, 4_000, batch=500))
    assert found.ended is Ended.TRIALS
    assert set(found.party.tolist()) | set(found.contenders.tolist()) == set(range(6))
    assert found.certain.tolist() == [True] * 4 + [False]
    assert found.sampled == 2
    assert found.convergence.iterations == 4_000


def test_a_tolerance_ends_a_race_of_equals() -> None:
    cascade, copula = undecided_pair()
    found = most_vulnerable(cascade, copula, TopK(5, tolerance=0.05), Sampling(1, 64_000, batch=500))
    assert found.ended is Ended.PRECISION
    assert 500 <= found.convergence.iterations < 64_000


def test_trials_draw_only_what_leads_to_the_undecided() -> None:
    cascade, _ = undecided_pair()
    paths = CallPaths(cascade)
    assert paths.leading_to(np.array([4], np.int32)).tolist() == [True, True, False, False, True, False]


def test_a_race_can_be_cancelled() -> None:
    cascade, copula = undecided_pair()
    found = most_vulnerable(cascade, copula, TopK(5), Sampling(1, 64_000, batch=500), cancelled=lambda: True)
    assert (found.ended, found.convergence.iterations, found.convergence.converged) == (Ended.CANCELLED, 500, False)


def test_more_than_there_are_is_everybody_and_nobody_is_nobody() -> None:
    copula = OneFactorCopula.of(np.full(4, 0.1), 0.0, marks_of("abcd"))
    assert sorted(most_vulnerable(chain(4), copula, TopK(9), Sampling()).party.tolist()) == [0, 1, 2, 3]
    none, nothing = np.zeros(0, dtype=np.int32), np.zeros(0)
    empty = CallCascade(CallBook(0, none, none, nothing, none, nothing, none, none), nothing)
    assert not len(most_vulnerable(empty, OneFactorCopula.of(nothing, 0.0, marks_of([])), TopK(3), Sampling()).party)


def test_what_makes_no_sense_is_refused() -> None:
    for k, confidence, tolerance in ((0, 0.95, 0.0), (1, 1.0, 0.0), (1, 0.95, -0.1)):
        with pytest.raises(UsageError):
            TopK(k, confidence, tolerance)
