"""Simple paths and cycles against networkx, on random networks."""

import random

import networkx as nx
import pytest

from graph.ask.paths import MAXIMUM_TRIES, Edges, _simple_paths


def edges(pairs: set[tuple[str, str]]) -> Edges:
    """The edges as a search collects them."""
    collected = Edges()
    for source, target in pairs:
        collected.add(source, target)
    return collected


def random_pairs(seed: int) -> set[tuple[str, str]]:
    source = random.Random(seed)  # noqa: S311 - a repeatable case
    parties = [chr(97 + i) for i in range(9)]
    return {tuple(source.sample(parties, 2)) for _ in range(source.randint(5, 30))}  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(30))
def test_paths_are_those_of_networkx(seed: int) -> None:
    pairs, maximum = random_pairs(seed), 1 + seed % 6
    network = nx.DiGraph([*pairs, ("a", "a")])
    network.add_node("b")
    expected = sorted((len(path), tuple(path)) for path in nx.all_simple_paths(network, "a", "b", cutoff=maximum))
    found = _simple_paths(edges(pairs), "a", "b", maximum, 10_000)
    assert [(len(path), path) for path in found] == expected


@pytest.mark.parametrize("seed", range(30))
def test_cycles_are_those_of_networkx(seed: int) -> None:
    pairs = random_pairs(seed)
    cycles = nx.simple_cycles(nx.DiGraph(list(pairs)), length_bound=5)
    through = [tuple(cycle) for cycle in cycles if "a" in cycle]
    turned = [(*cycle[cycle.index("a") :], *cycle[: cycle.index("a")], "a") for cycle in through]
    found = _simple_paths(edges(pairs), "a", "a", 5, 10_000)
    assert sorted(found) == sorted(turned)
    assert [len(path) for path in found] == sorted(len(path) for path in found)


def test_limit_stops_and_tries_are_bounded() -> None:
    parties = [f"{i:02}" for i in range(14)]
    collected = edges({(a, b) for a in parties for b in parties if a != b})
    assert len(_simple_paths(collected, "00", "13", 12, 7)) == 7
    assert not collected.truncated
    found = _simple_paths(collected, "00", "13", 12, MAXIMUM_TRIES)
    assert collected.truncated
    assert 0 < len(found) < MAXIMUM_TRIES
