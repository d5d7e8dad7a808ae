"""The circle surgeon against all subsets of guarantees, all orders of parties, and what must not change it."""

from dataclasses import dataclass
from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.guarantees.priced import PricedArcs
from graph.guarantees.surgeon import Plan, break_circles, contain
from graph.kernels import bounded_reach
from graph.kernels.bounded_reach import cheapest_reach_cut
from graph.kernels.csr import build_csr
from graph.kernels.feedback_bounds import bounded_feedback_arcs

many = settings(max_examples=500, deadline=None)


@dataclass(frozen=True)
class World:
    count: int
    contracts: tuple[tuple[int, int, int], ...]

    @property
    def pairs(self) -> dict[tuple[int, int], int]:
        """What each pair's contracts cost together, without those for oneself."""
        costs: dict[tuple[int, int], int] = {}
        for guarantor, debtor, cost in self.contracts:
            if guarantor != debtor:
                costs[guarantor, debtor] = costs.get((guarantor, debtor), 0) + cost
        return costs

    def priced(self) -> PricedArcs:
        guarantor, debtor, cost = np.array(self.contracts, dtype=np.int64).reshape(-1, 3).T
        return PricedArcs.of(self.count, guarantor.astype(np.int32), debtor.astype(np.int32), cost.astype(np.float64))


@st.composite
def worlds(draw: st.DrawFn, most_parties: int = 6, most_contracts: int = 12) -> World:
    count = draw(st.integers(1, most_parties))
    party = st.integers(0, count - 1)
    contract = st.tuples(party, party, st.integers(0, 9))
    return World(count, tuple(draw(st.lists(contract, max_size=most_contracts))))


# The oracle: every subset of the arcs is a row; True where an arc is kept.


def subsets(world: World) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which arcs each subset keeps, and what releasing the others costs."""
    arcs = len(world.pairs)
    kept = (np.arange(2**arcs)[:, None] >> np.arange(arcs)) & 1 == 1
    return kept, ~kept @ np.array(list(world.pairs.values()), dtype=np.int64)


def cheapest_acyclic(world: World) -> int:
    """By peeling off parties for whom none of the remaining ones stands: what stays lies on or behind a circle."""
    kept, cost = subsets(world)
    left = np.ones((len(kept), world.count), dtype=np.bool_)
    for _ in range(world.count):
        behind = np.zeros_like(left)
        for arc, (guarantor, debtor) in enumerate(world.pairs):
            behind[:, debtor] |= kept[:, arc] & left[:, guarantor]
        left = behind
    return int(cost[~left.any(axis=1)].min())


def cheapest_order(world: World) -> int:
    """The least that leads backwards in any order of the parties."""
    place = np.array(list(permutations(range(world.count))))
    cost = np.zeros(len(place), dtype=np.int64)
    for (guarantor, debtor), amount in world.pairs.items():
        cost += amount * (place[:, guarantor] > place[:, debtor])
    return int(cost.min())


def cheapest_contained(world: World, party: int, most: int) -> int:
    kept, cost = subsets(world)
    reached = np.zeros((len(kept), world.count), dtype=np.bool_)
    reached[:, party] = True
    for _ in range(world.count):
        for arc, (guarantor, debtor) in enumerate(world.pairs):
            reached[:, guarantor] |= kept[:, arc] & reached[:, debtor]
    return int(cost[reached.sum(axis=1) - 1 <= most].min())


def has_circle(arcs: set[tuple[int, int]], count: int) -> bool:
    left = set(range(count))
    for _ in range(count):
        left = {debtor for guarantor, debtor in arcs if guarantor in left}
    return bool(left)


def others_reached(arcs: set[tuple[int, int]], party: int) -> int:
    reached = {party}
    while more := {guarantor for guarantor, debtor in arcs if debtor in reached} - reached:
        reached |= more
    return len(reached) - 1


def check_sums(world: World, plan: Plan) -> set[tuple[int, int]]:
    """The plan's releases are arcs of the world, with all their contracts and their cost; the arcs that stay."""
    gone = {(release.guarantor, release.debtor) for release in plan.releases}
    assert len(gone) == len(plan.releases)
    for release in plan.releases:
        pair = (release.guarantor, release.debtor)
        places = [place for place, (*ends, _) in enumerate(world.contracts) if tuple(ends) == pair]
        assert (release.guarantees.tolist(), release.cost_cny) == (places, world.pairs[pair])
    assert plan.cost_cny == sum(release.cost_cny for release in plan.releases)
    return set(world.pairs) - gone


@many
@given(worlds())
def test_no_circle_remains_and_no_subset_is_cheaper(world: World) -> None:
    plan = break_circles(world.priced())
    left = check_sums(world, plan)
    assert not has_circle(left, world.count)
    assert plan.after.circles == ()
    assert plan.cost_cny == cheapest_acyclic(world)
    assert plan.optimal
    assert plan.lower_bound_cny <= plan.cost_cny


@many
@given(worlds(most_contracts=40))
def test_no_order_of_the_parties_is_cheaper(world: World) -> None:
    plan = break_circles(world.priced())
    assert plan.optimal
    assert plan.cost_cny == cheapest_order(world)


@many
@given(worlds(most_contracts=40))
def test_bounds_without_a_solver_hold(world: World) -> None:
    arcs = world.priced()
    cover = bounded_feedback_arcs(arcs.csr, arcs.cost_cny)
    assert cover.lower_bound <= cheapest_order(world) <= cover.cost


@many
@given(worlds(most_contracts=20))
def test_nothing_is_released_in_vain(world: World) -> None:
    plan = break_circles(world.priced())
    left = check_sums(world, plan)
    for release in plan.releases:
        assert has_circle(left | {(release.guarantor, release.debtor)}, world.count)
    relief = [release.relief or 0 for release in plan.releases]
    assert sum(relief) == sum(len(members) * (len(members) - 1) for members in plan.before.circles)


@many
@given(worlds(most_contracts=20), st.randoms(use_true_random=False))
def test_other_names_and_another_order_cost_the_same(world: World, random: Random) -> None:
    seed = np.random.default_rng(random.getrandbits(32))
    name = seed.permutation(world.count)
    rows = [world.contracts[i] for i in seed.permutation(len(world.contracts))]
    renamed = World(world.count, tuple((int(name[a]), int(name[b]), cost) for a, b, cost in rows))
    assert break_circles(renamed.priced()).cost_cny == break_circles(world.priced()).cost_cny
    party = int(seed.integers(world.count))
    there, here = contain(renamed.priced(), int(name[party]), 1), contain(world.priced(), party, 1)
    assert there.cost_cny == here.cost_cny


@many
@given(worlds(), st.data())
def test_a_failure_stays_within_its_limit_and_no_subset_is_cheaper(world: World, data: st.DataObject) -> None:
    party, most = data.draw(st.integers(0, world.count - 1)), data.draw(st.integers(0, world.count))
    plan = contain(world.priced(), party, most)
    left = check_sums(world, plan)
    assert others_reached(left, party) <= most
    assert plan.after.reached is not None
    assert len(plan.after.reached) == others_reached(left, party)
    assert plan.cost_cny == cheapest_contained(world, party, most)
    assert plan.optimal
    for release in plan.releases:
        assert others_reached(left | {(release.guarantor, release.debtor)}, party) > most


@many
@given(worlds(), st.data())
def test_bounds_of_a_failure_hold_without_time_for_the_solver(world: World, data: st.DataObject) -> None:
    """The failure's way runs against the guarantees."""
    party, most = data.draw(st.integers(0, world.count - 1)), data.draw(st.integers(0, world.count))
    ends = np.array(list(world.pairs), dtype=np.int32).reshape(-1, 2)
    onward = build_csr(ends[:, 1].copy(), ends[:, 0].copy(), world.count)
    cost = np.array(list(world.pairs.values()), dtype=np.float64)[onward.edge]
    cover = cheapest_reach_cut(onward, cost, party, most, seconds=0.0)
    assert cover.lower_bound * (1 - 1e-8) <= cheapest_contained(world, party, most) <= cover.cost


@many
@given(worlds(), st.integers(0, 12), st.data())
def test_what_the_solver_does_not_see_spoils_no_bound(world: World, seen: int, data: st.DataObject) -> None:
    party, most = data.draw(st.integers(0, world.count - 1)), data.draw(st.integers(0, world.count))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded_reach, "SOLVED_EDGES", seen)
        plan = contain(world.priced(), party, most)
    assert others_reached(check_sums(world, plan), party) <= most
    least = cheapest_contained(world, party, most)
    assert plan.lower_bound_cny * (1 - 1e-8) <= least <= plan.cost_cny
    assert plan.cost_cny == least or not plan.optimal
