"""Voting power against published values and against counting every coalition and order."""

from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import UsageError
from graph.ownership import voting_power as power
from graph.ownership.control import Control, ControlRule
from graph.ownership.voting_power import power_indices, voting_power, whole_votes
from tests.unit.ownership.stakes import concerted, holdings

EEC_1958 = [4, 4, 4, 2, 2, 1]
"""France, Germany, Italy, Belgium, the Netherlands, Luxembourg; 12 votes decide."""


def by_hand(weights: list[int], quota: int) -> tuple[list[Fraction], list[Fraction]]:
    """Absolute Banzhaf and Shapley-Shubik by counting."""
    voters = range(len(weights))
    swings = [
        sum(
            sum(weights[i] for i in others) < quota <= sum(weights[i] for i in others) + weights[voter]
            for size in range(len(weights))
            for others in combinations([i for i in voters if i != voter], size)
        )
        for voter in voters
    ]
    pivots = [0] * len(weights)
    for order in permutations(voters):
        reached = 0
        for voter in order:
            reached += weights[voter]
            if reached >= quota:
                pivots[voter] += 1
                break
    return (
        [Fraction(count, 2 ** (len(weights) - 1)) for count in swings],
        [Fraction(count, factorial(len(weights))) for count in pivots],
    )


def near(found: object, wanted: list[Fraction]) -> bool:
    return bool(np.allclose(np.asarray(found), [float(w) for w in wanted], rtol=0, atol=1e-12))


def test_fifty_forty_nine_and_one() -> None:
    found = power_indices(np.array([50, 49, 1]), 51)
    assert near(found.banzhaf, [Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)])
    assert near(found.shapley_shubik, [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)])


def test_council_of_1958_gives_luxembourg_no_power() -> None:
    found = power_indices(np.array(EEC_1958), 12)
    assert near(found.banzhaf, [Fraction(10, 42)] * 3 + [Fraction(6, 42)] * 2 + [Fraction(0)])
    assert near(found.shapley_shubik, [Fraction(14, 60)] * 3 + [Fraction(9, 60)] * 2 + [Fraction(0)])


@settings(max_examples=500, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.data())
def test_equals_counting(weights: list[int], data: st.DataObject) -> None:
    quota = data.draw(st.integers(1, max(1, sum(weights))))
    found = power_indices(np.array(weights), quota)
    if quota > sum(weights):
        assert found.banzhaf_absolute.sum() == found.shapley_shubik.sum() == 0
        return
    banzhaf, shapley = by_hand(weights, quota)
    assert found.exact
    assert near(found.banzhaf_absolute, banzhaf)
    assert near(found.banzhaf, [count / sum(banzhaf) for count in banzhaf])
    assert near(found.shapley_shubik, shapley)


def test_stays_exact_with_many_voters() -> None:
    weights = np.random.default_rng(3).integers(1, 200, 60)
    found = power_indices(weights, int(weights.sum()) // 2 + 1)
    assert found.exact
    assert abs(found.shapley_shubik.sum() - 1) < 1e-12
    assert (np.diff(found.shapley_shubik[np.argsort(weights)]) > -1e-12).all()


def test_sampled_within_its_standard_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = np.array([30, 25, 20, 15, 10])
    exact = power_indices(weights, 51)
    monkeypatch.setattr(power, "MOST_STEPS", 0)
    monkeypatch.setattr(power, "FEWEST_ORDERS", 4_000)
    sampled = power_indices(weights, 51, seed=7)
    assert not sampled.exact
    assert (np.abs(sampled.shapley_shubik - exact.shapley_shubik) <= 4 * sampled.shapley_shubik_error).all()
    assert (np.abs(sampled.banzhaf_absolute - exact.banzhaf_absolute) <= 4 * sampled.banzhaf_error).all()
    assert (sampled.banzhaf_error > 0).all()


def test_no_game_without_a_quota() -> None:
    with pytest.raises(UsageError, match="positive quota"):
        power_indices(np.array([1, 2]), 0)
    with pytest.raises(UsageError):
        power_indices(np.array([1, -2]), 1)


def test_votes_become_whole_numbers_of_the_largest_part() -> None:
    weights, unit = whole_votes(np.array([0.5, 0.25, 0.25]))
    assert weights.tolist() == [2, 1, 1]
    assert abs(unit - 0.25) < 1e-12
    weights, unit = whole_votes(np.array([1 / 3, 1 / 3, 1 / 3]))
    assert len(set(weights.tolist())) == 1


def test_holders_vote_with_what_they_control() -> None:
    # 0 and 1 hold 30 % each of 4, 2 holds 40 %; 0 controls 3, which holds nothing; 0 and 1 act in concert.
    rows = [(0, 4, 0.3), (1, 4, 0.3), (2, 4, 0.4)]
    apart = voting_power(Control.of(holdings(5, rows)), 4)
    assert apart.voters.tolist() == [2, 0, 1]
    assert near(apart.indices.shapley_shubik, [Fraction(1, 3)] * 3)
    together = voting_power(Control.of(holdings(5, rows), concerts=concerted(5, [0, 1])), 4)
    assert together.voters.tolist() == [5, 2]
    assert near(together.indices.banzhaf, [Fraction(1), Fraction(0)])
    through = voting_power(Control.of(holdings(5, [(0, 3, 1.0), (3, 4, 0.3), (0, 4, 0.3), (2, 4, 0.4)])), 4)
    assert through.voters.tolist() == [0, 2]
    assert near(through.votes, [Fraction(6, 10), Fraction(4, 10)])


def test_undisclosed_votes_stay_at_home_or_vote_as_one() -> None:
    control = Control.of(holdings(4, [(0, 3, 0.3), (1, 3, 0.2), (2, 3, 0.2)]))
    silent = voting_power(control, 3)
    assert abs(silent.undisclosed - 0.3) < 1e-12
    assert near(silent.indices.shapley_shubik, [Fraction(1, 3)] * 3)  # 36 of 70 decide: any two
    block = voting_power(control, 3, undisclosed="one_block")
    assert block.voters.tolist() == [-1, 0, 1, 2]
    assert near(block.indices.shapley_shubik, by_hand([3, 3, 2, 2], 6)[1])


def test_at_least_half_decides_where_the_rule_says_so() -> None:
    rows = [(0, 2, 0.5), (1, 2, 0.5)]
    strict = voting_power(Control.of(holdings(3, rows)), 2)
    assert near(strict.indices.banzhaf_absolute, [Fraction(1, 2)] * 2)
    assert abs(strict.quota - 1.0) < 1e-12
    loose = voting_power(Control.of(holdings(3, rows), ControlRule(strict=False)), 2)
    assert abs(loose.quota - 0.5) < 1e-12


def test_nobody_votes_in_a_company_without_known_owners() -> None:
    found = voting_power(Control.of(holdings(2, [])), 1)
    assert len(found.voters) == 0
    assert found.undisclosed == 1.0
