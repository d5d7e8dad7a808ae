"""Figures over possible worlds, against every subset of the matches tried on the whole of the holdings, naively."""

from collections.abc import Callable
from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership.control import ControlRule
from graph.ownership.possible_holdings import PossibleHoldings
from graph.ownership.possible_worlds import Draw
from graph.ownership.same_party import UncertainLinks
from graph.ownership.shareholdings import Shareholdings, Stakes
from graph.ownership.uncertain_answers import NOT_SHOWN, Reaching, possible_controllers, share_range, share_ranges
from graph.ownership.uncertainty import Estimate

FIRMS, COUNT = 4, 9  # the first positions are enterprises, the others persons
THRESHOLD = 0.07
Stake = tuple[int, int, float]
Match = tuple[int, int, float]
Figures = tuple[float, float, float, float]
Whole = dict[tuple[int, int], float]

# However many of the four are one, their registers stay below the whole.
STAKES = st.lists(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, FIRMS - 1), st.sampled_from([0.02, 0.05, 0.08])), max_size=10
).map(lambda rows: [row for i, row in enumerate(rows) if sum(r[1] == row[1] for r in rows[: i + 1]) <= 3])
VOTES = st.lists(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, FIRMS - 1), st.sampled_from([0.2, 0.3, 0.51])), max_size=12
)
CHANCES = st.sampled_from([0.0, 0.1, 0.5, 0.8, 1.0])


def matches(first: int) -> st.SearchStrategy[list[Match]]:
    ends = st.integers(first, COUNT - 1)
    return st.lists(st.tuples(ends, ends, CHANCES), max_size=5, unique_by=lambda match: frozenset(match[:2]))


def possible(stakes: list[Stake], links: list[Match]) -> PossibleHoldings:
    def column(rows: list[Stake] | list[Match], i: int, kind: type) -> np.ndarray:
        return np.array([row[i] for row in rows], dtype=kind)

    holdings = Shareholdings.of_stakes(COUNT, Stakes(
        column(stakes, 0, np.int32), column(stakes, 1, np.int32), column(stakes, 2, np.float64),
        np.full(len(stakes), np.nan),
    ))  # fmt: skip
    return PossibleHoldings.of(holdings, UncertainLinks.of_pairs(
        COUNT, column(links, 0, np.int32), column(links, 1, np.int32), column(links, 2, np.float64),
    ))  # fmt: skip


def naive(
    stakes: list[Stake], links: list[Match], value: Callable[[Whole, list[int]], float], holds: Callable[[float], bool]
) -> Figures:
    """Mean, low, high and probability over all subsets of the matches."""
    found: list[tuple[float, float]] = []
    for right in product((False, True), repeat=len(links)):
        weight = float(np.prod([chance if on else 1 - chance for (*_, chance), on in zip(links, right, strict=True)]))
        if not weight:
            continue
        net: nx.Graph[int] = nx.Graph()
        net.add_nodes_from(range(COUNT))
        net.add_edges_from(match[:2] for match, on in zip(links, right, strict=True) if on)
        who = [min(nx.node_connected_component(net, party)) for party in range(COUNT)]
        held: Whole = {}
        for owner, owned, share in stakes:
            pair = who[owner], who[owned]
            held[pair] = held.get(pair, 0.0) + share
        found.append((weight, value(held, who)))
    values = [value for _, value in found]
    return (
        sum(weight * value for weight, value in found), min(values), max(values),
        sum(weight for weight, value in found if holds(value)),
    )  # fmt: skip


def look_through(holder: int, target: int) -> Callable[[Whole, list[int]], float]:
    def share(held: Whole, who: list[int]) -> float:
        w = np.zeros((COUNT, COUNT))
        for (owner, owned), part in held.items():
            w[owner, owned] = part
        return float((np.linalg.inv(np.eye(COUNT) - w) - np.eye(COUNT))[who[holder], who[target]])

    return share


def controls(holder: int, target: int) -> Callable[[Whole, list[int]], float]:
    def control(held: Whole, who: list[int]) -> float:
        mine: set[int] = set()
        while True:
            more = {
                y for y in range(COUNT)
                if sum(held.get((z, y), 0.0) for z in mine | {who[holder]} if z != y) > 0.5 * whole(held, y) + 1e-9
            } - mine  # fmt: skip
            if not more:
                return float(who[target] in mine and who[target] != who[holder])
            mine |= more

    return control


def whole(held: Whole, company: int) -> float:
    """All votes but the company's own."""
    return max(1.0, sum(share for (_, y), share in held.items() if y == company)) - held.get((company, company), 0.0)


def figures(estimate: Estimate) -> Figures:
    assert estimate.mean_error == estimate.probability_error == 0
    return estimate.mean, estimate.low, estimate.high, estimate.probability


def reaches(share: float) -> bool:
    return share >= THRESHOLD - 1e-9


@settings(max_examples=500, deadline=None)
@given(STAKES, matches(0), st.integers(0, COUNT - 1), st.integers(0, FIRMS - 1))
def test_shares_are_those_of_every_subset(stakes: list[Stake], links: list[Match], holder: int, target: int) -> None:
    world, expected = possible(stakes, links), naive(stakes, links, look_through(holder, target), reaches)
    one = share_range(world, holder, target, Reaching(THRESHOLD))
    assert figures(one.of(holder)) == pytest.approx(expected, abs=1e-12)
    everybody = share_ranges(world, target, Reaching(THRESHOLD))
    if holder in everybody.figures:
        assert figures(everybody.of(holder)) == pytest.approx(expected, abs=1e-12)
    else:  # it holds nothing upstream of the target under its own name
        assert naive(stakes, [m for m in links if m[2] == 1], look_through(holder, target), reaches)[1] == 0


@settings(max_examples=500, deadline=None)
@given(VOTES, matches(FIRMS), st.integers(0, COUNT - 1), st.integers(0, FIRMS - 1))
def test_control_is_that_of_every_subset(votes: list[Stake], links: list[Match], holder: int, target: int) -> None:
    stakes = [stake for stake in votes if stake[0] != stake[1]]
    found = possible_controllers(possible(stakes, links), target, ControlRule())
    expected = naive(stakes, links, controls(holder, target), bool)
    if holder in found.figures or not any(holder in match[:2] for match in links):
        assert figures(found.of(holder)) == pytest.approx(expected, abs=1e-12)
    everybody = [controls(party, target) for party in range(COUNT)]
    nobody = naive(stakes, links, lambda held, who: 1 - max(control(held, who) for control in everybody), bool)
    assert found.of(NOT_SHOWN).probability == pytest.approx(nobody[3], abs=1e-12)


@settings(max_examples=500, deadline=None)
@given(STAKES, matches(0), st.permutations(range(COUNT)), st.integers(0, FIRMS - 1))
def test_new_names_change_nothing(
    stakes: list[Stake], links: list[Match], names: list[int], target: int
) -> None:  # fmt: skip
    holds = Reaching(THRESHOLD)
    before = share_ranges(possible(stakes, links), target, holds).figures
    renamed = possible(
        [(names[a], names[b], share) for a, b, share in stakes],
        [(names[a], names[b], chance) for a, b, chance in links],
    )
    after = share_ranges(renamed, names[target], holds).figures
    assert set(after) == {names[party] for party in before}
    for party, estimate in before.items():
        assert figures(after[names[party]]) == pytest.approx(figures(estimate), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(STAKES, matches(0), st.integers(0, FIRMS - 1), st.integers(0, 10**6))
def test_drawn_figures_lie_about_the_exact_ones(
    stakes: list[Stake], links: list[Match], target: int, seed: int
) -> None:
    world, holds = possible(stakes, links), Reaching(THRESHOLD)
    exact = share_ranges(world, target, holds)
    drawn = share_ranges(world, target, holds, Draw(exact_up_to=0, samples=400, seed=seed))
    for party, estimate in exact.figures.items():
        other = drawn.of(party)
        assert (other.low, other.high) == pytest.approx((estimate.low, estimate.high))  # of the two extreme worlds
        # Sixty examples of some figures each: five standard errors, so that chance does not fail the test.
        assert abs(other.mean - estimate.mean) <= 5 * other.mean_error + 1e-12
        assert abs(other.probability - estimate.probability) <= 5 * other.probability_error + 1e-12
