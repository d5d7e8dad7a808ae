"""The circle surgeon on networks worked by hand, and on those too large for proof."""

import time

import networkx as nx
import numpy as np
import pytest

from graph.errors import UsageError
from graph.guarantees.priced import PricedArcs
from graph.guarantees.surgeon import Plan, break_circles, contain

Contract = tuple[int, int, float]


def priced(count: int, contracts: list[Contract], unknown_cny: float | None = None) -> PricedArcs:
    guarantor, debtor = (np.array([contract[i] for contract in contracts], dtype=np.int32) for i in (0, 1))
    cost = np.array([contract[2] for contract in contracts], dtype=np.float64)
    return PricedArcs.of(count, guarantor, debtor, cost, unknown_cny)


def released(plan: Plan) -> list[tuple[int, int]]:
    return [(release.guarantor, release.debtor) for release in plan.releases]


def random_arcs(parties: int, arcs: int, seed: int) -> list[Contract]:
    """One ring through everybody, so that all are one circle, and random arcs beside it."""
    draw = np.random.default_rng(seed)
    ends = draw.integers(0, parties, size=(arcs, 2))
    costs = draw.integers(1, 1_000, size=arcs + parties) * 10_000.0
    ring = [(i, (i + 1) % parties, float(costs[i])) for i in range(parties)]
    return ring + [(int(a), int(b), float(c)) for (a, b), c in zip(ends, costs[parties:], strict=True)]


def is_acyclic(contracts: list[Contract], plan: Plan) -> bool:
    gone = set(released(plan))
    left = nx.DiGraph([(a, b) for a, b, _ in contracts if a != b and (a, b) not in gone])
    return bool(nx.is_directed_acyclic_graph(left))


def test_a_triangle_loses_its_cheapest_guarantee() -> None:
    plan = break_circles(priced(3, [(0, 1, 5.0), (1, 2, 3.0), (2, 0, 4.0)]))
    assert released(plan) == [(1, 2)]
    assert plan.releases[0].guarantees.tolist() == [1]
    assert (plan.cost_cny, plan.lower_bound_cny, plan.gap, plan.optimal) == (3.0, 3.0, 0.0, True)
    assert [members.tolist() for members in plan.before.circles] == [[0, 1, 2]]
    assert plan.before.largest_circle == 3
    assert plan.after.circles == ()
    assert plan.after.largest_circle == 0
    assert plan.releases[0].relief == 6
    assert (plan.before.reached, plan.after.reached) == (None, None)


def test_a_shared_guarantee_is_released_only_if_cheaper_than_one_of_each_triangle() -> None:
    triangles = [(1, 2, 3.0), (2, 0, 3.5), (1, 3, 2.0), (3, 0, 3.5)]
    shared = break_circles(priced(4, [(0, 1, 4.5), *triangles]))
    assert (released(shared), shared.cost_cny, shared.optimal) == ([(0, 1)], 4.5, True)
    apart = break_circles(priced(4, [(0, 1, 5.5), *triangles]))
    assert (released(apart), apart.cost_cny, apart.optimal) == ([(1, 3), (1, 2)], 5.0, True)
    # Four parties in a circle are 12 ordered pairs, three are 6.
    assert [release.relief for release in apart.releases] == [6, 6]


def test_parallel_contracts_of_a_mutual_pair_go_together() -> None:
    plan = break_circles(priced(2, [(0, 1, 2.0), (1, 0, 3.0), (0, 1, 2.0)]))
    assert (released(plan), plan.cost_cny) == ([(1, 0)], 3.0)
    plan = break_circles(priced(2, [(0, 1, 2.0), (1, 0, 5.0), (0, 1, 2.0)]))
    assert (released(plan), plan.cost_cny) == ([(0, 1)], 4.0)
    assert plan.releases[0].guarantees.tolist() == [0, 2]


def test_a_guarantee_for_oneself_is_no_circle() -> None:
    plan = break_circles(priced(2, [(0, 0, 7.0), (0, 1, 1.0)]))
    assert (plan.releases, plan.cost_cny, plan.gap, plan.optimal) == ((), 0.0, 0.0, True)
    assert plan.before.circles == ()


def test_nothing_at_all_needs_no_plan() -> None:
    assert break_circles(priced(0, [])).optimal
    assert released(contain(priced(1, []), 0, 0)) == []


def test_the_most_relief_per_cost_comes_first() -> None:
    """A triangle at 2 and a pair at 1: 6 ordered pairs for 2 beat 2 for 1."""
    plan = break_circles(priced(5, [(0, 1, 1.0), (1, 0, 9.0), (2, 3, 2.0), (3, 4, 9.0), (4, 2, 9.0)]))
    assert [(r.guarantor, r.cost_cny, r.relief) for r in plan.releases] == [(2, 2.0, 6), (0, 1.0, 2)]


def test_what_costs_nothing_is_released_only_where_it_helps() -> None:
    plan = break_circles(priced(4, [(0, 1, 0.0), (1, 2, 3.0), (2, 0, 0.0), (2, 3, 0.0)]))
    assert len(plan.releases) == 1
    assert (plan.cost_cny, plan.gap, plan.optimal) == (0.0, 0.0, True)


def test_an_unknown_cost_is_asked_for_only_where_it_matters() -> None:
    contracts = [(0, 1, np.nan), (1, 0, 5.0), (1, 2, np.nan)]
    with pytest.raises(UsageError) as refused:
        break_circles(priced(3, contracts))
    assert refused.value.details["guarantees"] == [0]
    plan = break_circles(priced(3, contracts, unknown_cny=2.0))
    assert (released(plan), plan.cost_cny, plan.assumed.tolist()) == ([(0, 1)], 2.0, [0])
    assert released(break_circles(priced(3, [(0, 1, 1.0), (1, 0, 5.0), (1, 2, np.nan)]))) == [(0, 1)]


@pytest.mark.parametrize("cost", [-1.0, np.inf])
def test_an_impossible_cost_is_refused(cost: float) -> None:
    with pytest.raises(UsageError):
        priced(2, [(0, 1, cost)])
    with pytest.raises(UsageError):
        priced(2, [(0, 1, np.nan)], unknown_cny=cost)


def test_the_cheapest_guarantors_of_a_failing_debtor_are_spared() -> None:
    plan = contain(priced(5, [(1, 0, 1.0), (2, 0, 2.0), (3, 0, 3.0), (4, 0, 4.0)]), party=0, most=2)
    assert (released(plan), plan.cost_cny, plan.optimal) == ([(1, 0), (2, 0)], 3.0, True)
    assert [release.relief for release in plan.releases] == [1, 1]
    assert plan.before.reached is not None
    assert plan.before.reached.tolist() == [1, 2, 3, 4]
    assert plan.after.reached is not None
    assert plan.after.reached.tolist() == [3, 4]


def test_a_failure_is_stopped_where_it_costs_least() -> None:
    """1 stands for 0, 2 for 1, and 3, 4 and 5 for 2; up to two may be reached."""
    contracts = [(1, 0, 9.0), (2, 1, 4.0), (3, 2, 2.0), (4, 2, 1.0), (5, 2, 2.0)]
    assert released(contain(priced(6, contracts), party=0, most=2)) == [(2, 1)]
    assert contain(priced(6, contracts), party=0, most=3).cost_cny == 3.0
    assert contain(priced(6, contracts), party=0, most=0).cost_cny == 9.0
    assert released(contain(priced(6, contracts), party=0, most=5)) == []
    assert released(contain(priced(6, contracts), party=3, most=0)) == []


def test_a_failure_needs_a_party_and_a_number() -> None:
    arcs = priced(2, [(1, 0, 1.0)])
    for party, most in ((2, 0), (-1, 0), (0, -1)):
        with pytest.raises(UsageError):
            contain(arcs, party, most)
    with pytest.raises(UsageError):
        contain(priced(2, [(1, 0, np.nan)]), 0, 0)


def test_a_circle_of_several_hundred_is_answered_in_time_with_its_gap() -> None:
    contracts = random_arcs(400, 1_200, seed=5)
    begun = time.monotonic()
    plan = break_circles(priced(400, contracts), seconds=3.0)
    assert time.monotonic() - begun < 30
    assert is_acyclic(contracts, plan)
    assert 0 < plan.lower_bound_cny <= plan.cost_cny
    assert plan.optimal == (plan.gap == 0.0)
    assert plan.gap < 0.3


def test_without_time_for_proof_nothing_is_called_the_cheapest() -> None:
    contracts = random_arcs(80, 1_500, seed=7)
    plan = break_circles(priced(80, contracts), seconds=0.0)
    assert is_acyclic(contracts, plan)
    assert not plan.optimal
    assert 0 < plan.lower_bound_cny < plan.cost_cny
    assert plan.gap == 1 - plan.lower_bound_cny / plan.cost_cny


def test_a_failure_among_several_hundred_is_contained_with_its_gap() -> None:
    contracts = random_arcs(400, 1_200, seed=5)
    for seconds in (0.0, 3.0):
        plan = contain(priced(400, contracts), party=0, most=50, seconds=seconds)
        assert plan.after.reached is not None
        assert len(plan.after.reached) <= 50
        assert 0 < plan.lower_bound_cny <= plan.cost_cny
        assert plan.optimal == (plan.gap == 0.0)


def test_a_ring_of_fifty_thousand_loses_its_cheapest_guarantee() -> None:
    contracts = random_arcs(50_000, 0, seed=3)
    contracts[777] = (777, 778, 1.0)
    plan = break_circles(priced(50_000, contracts))
    assert (released(plan), plan.cost_cny, plan.optimal) == ([(777, 778)], 1.0, True)
