"""Clearing at its edges: nothing to clear, nobody or everybody in default, debts refused, long ways and large loops."""

import numpy as np
import pytest

from graph.contagion.clearing import Clearing, ClearingRule, ExternalRank, Fixpoint, Method, Obligations, clear
from graph.contagion.exposures import Exposures
from graph.errors import UsageError

Row = tuple[int, int, float]
ALL_WAYS = [(fixpoint, method) for fixpoint in Fixpoint for method in Method]
"""The two ways to the greatest vector first."""
SENIOR = ClearingRule(external_rank=ExternalRank.SENIOR)


def obligations(rows: list[Row], assets: list[float], liabilities: list[float] | None = None) -> Obligations:
    debtor, creditor = (np.array([row[end] for row in rows], dtype=np.int32) for end in (0, 1))
    between = Exposures(len(assets), creditor, debtor, np.array([row[2] for row in rows], dtype=np.float64))
    outside = np.zeros(len(assets)) if liabilities is None else np.array(liabilities, dtype=np.float64)
    return Obligations(between, np.array(assets, dtype=np.float64), outside)


def every_way(given: Obligations, rule: ClearingRule | None = None) -> list[Clearing]:
    return [clear(given, rule, fixpoint=fixpoint, method=method) for fixpoint, method in ALL_WAYS]


def test_nobody_and_nothing_to_clear() -> None:
    for found in every_way(obligations([], [])):
        assert len(found.payments) == 0
        assert found.convergence.converged
    for found in every_way(obligations([], [3.0, 0.0])):
        assert found.payments.tolist() == [0, 0]
        assert found.equity.tolist() == [3, 0]
        assert found.recovery.tolist() == [1, 1]
        assert not found.defaults.any()


def test_nobody_defaults_where_assets_cover_all() -> None:
    for found in every_way(obligations([(0, 1, 2), (1, 2, 2)], [2, 0, 0], [0, 0, 2])):
        assert found.payments.tolist() == [2, 2, 2]
        assert not found.defaults.any()


def test_all_without_assets_default_and_pay_nothing() -> None:
    for found in every_way(obligations([(0, 1, 2), (1, 0, 3)], [0, 0], [1, 1])):
        assert found.defaults.all()
        assert np.allclose(found.payments, 0, atol=1e-11)


def test_assets_below_zero_come_before_all_debts() -> None:
    """0 must lay out 3 and is paid 5: of the 4 owed to 2 it pays 2. 3 has nothing for its outlay and owes nothing."""
    given = obligations([(1, 0, 5), (0, 2, 4)], [-3, 5, 0, -1])
    assert given.below_zero.tolist() == [0, 3]
    for found in every_way(given):
        assert np.allclose(found.payments, [2, 5, 0, 0])
        assert np.allclose(found.outlays_paid, [3, 0, 0, 0])
        assert found.defaults.tolist() == [True, False, False, True]


def test_senior_debts_are_paid_first_and_the_others_share_the_rest() -> None:
    given = obligations([(0, 1, 3), (0, 2, 1)], [6, 0, 0], [4, 0, 0])
    for found in every_way(given, SENIOR):
        assert np.allclose([found.external_paid[0], found.interbank_paid[0]], [4, 2])
        assert np.allclose(found.equity, [0, 1.5, 0.5])
    for found in every_way(given):
        assert np.allclose([found.external_paid[0], found.interbank_paid[0]], [3, 3])


def test_what_circulates_beside_a_senior_debt_is_as_little_as_can_be() -> None:
    """0 has just what 1 owes outside; what goes round besides may be anything up to what they owe each other."""
    given = obligations([(0, 1, 5), (1, 0, 5)], [1, 0], [0, 1])
    for method in Method:
        most, least = (clear(given, SENIOR, fixpoint=fixpoint, method=method) for fixpoint in Fixpoint)
        assert np.allclose(most.interbank_paid, [5, 4])
        assert np.allclose(least.interbank_paid, [1, 0])


def test_a_tie_by_decimals_is_no_default() -> None:
    """0.1 + 0.2 is not 0.3 in binary: with costs of default such a tie would decide about everything."""
    costly = ClearingRule(0.5, 0.5)
    for found in every_way(obligations([(0, 1, 0.1), (0, 1, 0.2)], [0.3, 0]), costly):
        assert not found.defaults.any()
    for found in every_way(obligations([(0, 1, 0.3)], [0.3 - 1e-9, 0]), costly):
        assert found.defaults.tolist() == [True, False]


def test_a_solvency_that_is_only_met_in_the_limit_is_met() -> None:
    """From below 2 comes to have 1/2, 3/4, 7/8 …, of which 1 gets half: with its own 1/2 that is what it owes, in the
    limit only. In a default it would have half of its own."""
    given = obligations([(0, 2, 4), (2, 0, 4), (2, 1, 4)], [0, 0.5, 1], [0, 1, 0])
    for found in every_way(given, ClearingRule(0.5, 1.0))[2:]:
        assert np.allclose(found.payments, [0.5, 1, 1])
        assert found.defaults.tolist() == [True, False, True]


@pytest.mark.parametrize("part", ["amount", "assets", "liabilities", "length"])
def test_what_is_no_amount_is_refused(part: str) -> None:
    between = Exposures(
        2, np.array([1], np.int32), np.array([0], np.int32), np.array([np.inf if part == "amount" else 1])
    )
    assets = np.array([np.nan if part == "assets" else 1.0, 1.0])
    liabilities = np.array([-1.0 if part == "liabilities" else 1.0, 1.0])
    with pytest.raises(UsageError) as refused:
        Obligations(between, assets, liabilities[:1] if part == "length" else liabilities)
    assert refused.value.zh


def test_an_obligation_below_zero_is_refused() -> None:
    with pytest.raises(UsageError, match="below zero"):
        obligations([(0, 1, -1.0)], [1, 1])


@pytest.mark.parametrize(("alpha", "beta"), [(-0.1, 1), (1, 1.1), (float("nan"), 1)])
def test_parts_of_value_outside_zero_to_one_are_refused(alpha: float, beta: float) -> None:
    with pytest.raises(UsageError):
        ClearingRule(alpha, beta)


def test_too_few_rounds_are_said() -> None:
    """Half of what 0 has comes round to it, again and again."""
    given = obligations([(0, 1, 8), (0, 2, 8), (1, 0, 16)], [1, 0, 0])
    found = clear(given, method=Method.PICARD, most_rounds=3)
    assert not found.convergence.converged
    assert found.convergence.residual > 0.01
    assert found.payments[0] > clear(given).payments[0], "a bound from above"


def test_a_long_chain_of_defaults_takes_two_solutions() -> None:
    """Everybody lacks the one that the first one lacks."""
    count = 50_000
    place = np.random.default_rng(1).permutation(count)
    rows = [(int(place[i]), int(place[i + 1]), 2.0) for i in range(count - 1)]
    assets = np.zeros(count)
    assets[place[0]] = 1.0
    found = clear(obligations(rows, assets.tolist()))
    assert np.allclose(found.payments[place[:-1]], 1)
    assert found.convergence.iterations <= 2


@pytest.mark.parametrize("count", [40, 3_000])
def test_a_large_circle_of_defaults_is_solved_even_where_sweeps_are_slow(count: int) -> None:
    """The first pays half of its debts outside and half to the next; what it pays comes round to it whole."""
    place = np.random.default_rng(2).permutation(count)
    rows = [(int(place[i]), int(place[(i + 1) % count]), 2.0) for i in range(count)]
    assets, liabilities = np.zeros(count), np.zeros(count)
    assets[place[0]], liabilities[place[0]] = 0.5, 2.0
    found = clear(obligations(rows, assets.tolist(), liabilities.tolist()))
    assert found.convergence.converged
    assert found.defaults.all()
    assert np.allclose(found.payments[place], [1.0] + [0.5] * (count - 1), rtol=1e-12)
