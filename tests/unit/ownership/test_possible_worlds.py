"""Worlds counted out or drawn, against probabilities worked out by hand and a naive enumeration."""

from itertools import pairwise, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership.possible_worlds import Draw, worlds
from graph.ownership.same_party import UncertainLinks
from graph.ownership.uncertainty import DEFAULT
from tests.unit.ownership.matched import Matched

Partition = tuple[int, ...]


def naive(links: UncertainLinks) -> dict[Partition, float]:
    """Every subset of the matches, closed with networkx."""
    found: dict[Partition, float] = {}
    pairs = list(zip(links.first.tolist(), links.second.tolist(), links.probability.tolist(), strict=True))
    for right in product((False, True), repeat=len(pairs)):
        net: nx.Graph[int] = nx.Graph()
        net.add_nodes_from(range(links.party_count))
        weight = 1.0
        for (a, b, chance), on in zip(pairs, right, strict=True):
            weight *= chance if on else 1 - chance
            if on:
                net.add_edge(a, b)
        standing = [0] * links.party_count
        for group in nx.connected_components(net):
            for member in group:
                standing[member] = min(group)
        found[tuple(standing)] = found.get(tuple(standing), 0.0) + weight
    return {partition: weight for partition, weight in found.items() if weight}


def counted(links: UncertainLinks, draw: Draw = DEFAULT) -> dict[Partition, float]:
    return {tuple(standing.tolist()): weight for weight, standing in worlds(links, draw)}


def test_two_matches_of_one_party_have_four_outcomes() -> None:
    assert Matched("a b c", [], [("a", "b", 0.3), ("b", "c", 0.2)]).partitions() == pytest.approx(
        {frozenset(): 0.56, frozenset({"ab"}): 0.24, frozenset({"bc"}): 0.14, frozenset({"abc"}): 0.06}
    )


def test_three_matches_in_a_circle_close() -> None:
    found = Matched("a b c", [], [("a", "b", 0.5), ("b", "c", 0.4), ("a", "c", 0.1)]).partitions()
    assert found == pytest.approx({
        frozenset(): 0.27, frozenset({"ab"}): 0.27, frozenset({"bc"}): 0.18, frozenset({"ac"}): 0.03,
        frozenset({"abc"}): 0.25,
    })  # fmt: skip
    assert 1 - found[frozenset()] - found[frozenset({"bc"})] - found[frozenset({"ac"})] == pytest.approx(0.52)  # a is b


def test_certain_and_ruled_out_matches_leave_one_world() -> None:
    assert Matched("a b c", [], [("a", "b", 1.0), ("b", "c", 0.0)]).partitions() == {frozenset({"ab"}): 1.0}
    assert Matched("a b", [], []).partitions() == {frozenset(): 1.0}


def test_many_matches_with_few_outcomes_are_counted_out() -> None:
    clique = [(a, b, 0.2) for i, a in enumerate("abcde") for b in "abcde"[i + 1 :]]
    found = worlds(
        Matched("a b c d e f g h i j", [], [*clique, ("f", "g", 0.1), ("h", "i", 0.1), ("i", "j", 0.1)]).links
    )
    assert found.exact  # 13 matches, and Bell(5) × 2 × 4 partitions
    assert len(found) == 52 * 2 * 4
    assert found.weight.sum() == pytest.approx(1.0)


def test_too_many_are_drawn_with_both_extremes_and_the_same_seed_draws_the_same() -> None:
    names = [f"p{i}" for i in range(31)]
    links = Matched(" ".join(names), [], [(a, b, 0.01) for a, b in pairwise(names)]).links
    found = worlds(links, Draw(samples=200, seed=4))
    assert not found.exact
    assert found.weight.sum() == pytest.approx(1.0)
    partitions = [standing.tolist() for _, standing in found]
    assert partitions[0] == list(range(31))
    assert [0] * 31 in partitions
    again = worlds(links, Draw(samples=200, seed=4))
    assert again.standing.tolist() == found.standing.tolist()
    assert worlds(links, Draw(samples=200, seed=5)).standing.tolist() != found.standing.tolist()


PAIRS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from([0.0, 0.1, 0.35, 0.5, 0.9, 1.0])), max_size=8
)


@settings(max_examples=500, deadline=None)
@given(PAIRS)
def test_worlds_are_those_of_every_subset_of_matches(pairs: list[tuple[int, int, float]]) -> None:
    ends = np.array([pair[:2] for pair in pairs], np.int32).reshape(-1, 2)
    links = UncertainLinks.of_pairs(7, ends[:, 0], ends[:, 1], np.array([chance for *_, chance in pairs], float))
    assert counted(links) == pytest.approx(naive(links))
