"""Bounds on probabilities of default, and trials of one seed, in random books of calls."""

from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.contagion.call_paths import CallPaths
from graph.contagion.copula import OneFactorCopula, default_correlation, joint_default
from graph.contagion.default_bounds import default_bounds
from graph.contagion.guarantee_calls import CallCascade
from tests.unit.contagion.enumeration import expected, random_world

SEEDS, RHOS = st.integers(0, 10**6), st.sampled_from([0.0, 0.15, 0.6])
CHANCES = st.floats(1e-6, 1 - 1e-6)


@settings(max_examples=60, deadline=None)
@given(SEEDS, RHOS)
@example(274, 0.0)  # calls that move between loans under a pool
def test_bounds_hold_whatever_the_book(seed: int, rho: float) -> None:
    cascade, copula = random_world(seed, 6, rho)
    bounds, exact = default_bounds(CallPaths(cascade), copula), expected(cascade, copula).pd_total
    assert (bounds.low <= exact + 1e-9).all()
    assert (bounds.high >= exact - 1e-9).all()


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.floats(1.0, 3.0), st.floats(0.2, 1.0))
def test_whatever_gets_worse_nobody_is_saved_in_any_trial(seed: int, likelier: float, left: float) -> None:
    cascade, copula = random_world(seed, 12, 0.3)
    worse = CallCascade(cascade.book, cascade.buffer * left, cascade.allocation, cascade.rule, cascade.initial_pay)
    more = OneFactorCopula.of(np.minimum(1.0, likelier * copula.pd), 0.3, copula.marks)
    before, after = cascade.many(copula.initial_defaults(seed, 0, 20)), worse.many(more.initial_defaults(seed, 0, 20))
    then, now = (
        np.repeat(np.arange(20), np.diff(one.indptr)) * 13 + one.parties for one in (before.defaulted, after.defaulted)
    )
    assert np.isin(then, now).all()


@settings(max_examples=300, deadline=None)
@given(CHANCES, CHANCES, st.floats(0, 1), st.floats(0, 1))
def test_joint_defaults_lie_between_independence_and_one_fate_and_rise(a: float, b: float, r: float, s: float) -> None:
    low, high = sorted((r, s))
    together = [joint_default((a, b), rho) for rho in (0.0, low, high, 1.0)]
    assert together[0] == a * b
    assert together[3] == min(a, b)
    assert all(one <= other * (1 + 1e-9) + 1e-14 for one, other in pairwise(together))
    assert abs(joint_default((b, a), r) - joint_default((a, b), r)) < 1e-12
    correlation = default_correlation(a, b, r)
    assert correlation is not None
    assert -1e-9 <= correlation <= 1 + 1e-9
