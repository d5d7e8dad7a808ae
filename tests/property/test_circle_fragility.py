"""What holds a circle together and the longest chain through a party, on random networks against networkx."""

from itertools import pairwise

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.guarantees import fragility, structure
from graph.guarantees.chains import chain_through
from graph.kernels.csr import CSR, build_csr
from graph.kernels.shortest_cycle import shortest_cycle

PARTIES = 7
EXAMPLES = settings(max_examples=300, deadline=None)
Pairs = list[tuple[int, int]]
PAIR = st.tuples(st.integers(0, PARTIES - 1), st.integers(0, PARTIES - 1))
GUARANTEES = st.lists(PAIR, max_size=24)


def ring(members: int) -> Pairs:
    return [(place, (place + 1) % members) for place in range(members)]


CIRCULAR = st.builds(lambda members, more: ring(members) + more, st.integers(2, 4), st.lists(PAIR, max_size=20))
"""With a circle at least."""


def ends(pairs: Pairs) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    array = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return array[:, 0].copy(), array[:, 1].copy()


def a_circle(pairs: Pairs) -> tuple[list[tuple[int, int]], int]:
    """The arcs of the largest circle, numbered among its members, and how many these are."""
    network = nx.DiGraph([pair for pair in pairs if pair[0] != pair[1]])
    circles = [sorted(found) for found in nx.strongly_connected_components(network)]
    members: list[int] = max(circles, key=len)
    place = {party: number for number, party in enumerate(members)}
    return [(place[a], place[b]) for a, b in network.subgraph(members).edges], len(members)


def largest(arcs: Pairs, members: int) -> int:
    network = nx.DiGraph(arcs)
    network.add_nodes_from(range(members))
    size = max(len(found) for found in nx.strongly_connected_components(network))
    return size if size > 1 else 0


@given(CIRCULAR)
@EXAMPLES
def test_no_cycle_is_shorter(pairs: Pairs) -> None:
    arcs, members = a_circle(pairs)
    csr = structure.arcs(members, *ends(arcs))
    nodes, places, certain = shortest_cycle(csr)
    shortest = min(len(cycle) for cycle in nx.simple_cycles(nx.DiGraph(arcs)))
    assert (len(nodes), certain) == (shortest, True)
    assert len(set(nodes.tolist())) == len(nodes)
    source, target = ends(arcs)
    walked = [(int(source[place]), int(target[place])) for place in places]
    assert walked == list(pairwise([*nodes.tolist(), int(nodes[0])]))


def test_a_search_cut_short_says_so() -> None:
    """A ring of six with a way back from each of the last three: the first search meets none of them."""
    arcs = [(i, (i + 1) % 6) for i in range(6)] + [(0, 2), (4, 3), (5, 4)]
    csr = structure.arcs(6, *ends(arcs))
    nodes, _, certain = shortest_cycle(csr, most=1)
    assert (len(nodes), certain) == (5, False)
    nodes, _, certain = shortest_cycle(csr)
    assert (len(nodes), certain) == (2, True)


@given(CIRCULAR)
@EXAMPLES
def test_what_is_left_without_each_guarantee(pairs: Pairs) -> None:
    arcs, members = a_circle(pairs)
    csr = structure.arcs(members, *ends(arcs))
    left = fragility.left_without_each(csr)
    assert left is not None
    for place, arc in enumerate(zip(csr.sources().tolist(), csr.indices.tolist(), strict=True)):
        assert left[place] == largest([one for one in arcs if one != arc], members)


def test_a_ring_of_any_size_loses_all_and_a_large_circle_is_not_tried() -> None:
    count = 50_000
    place = np.arange(count, dtype=np.int32)
    left = fragility.left_without_each(structure.arcs(count, place, np.roll(place, -1)))
    assert left is not None
    assert left.tolist() == [0] * count
    with_more = structure.arcs(count, np.append(place, np.int32(5)), np.append(np.roll(place, -1), np.int32(3)))
    assert fragility.left_without_each(with_more) is None


@given(CIRCULAR, st.lists(st.integers(-1, 5), min_size=24, max_size=24))
@EXAMPLES
def test_when_a_circle_declines(pairs: Pairs, lasting: list[int]) -> None:
    """Contracts that end on day 0 to 5 or never (-1), against a look at every day."""
    arcs, members = a_circle(pairs)
    first = np.datetime64("2026-01-01")
    until = np.array([first + day if day >= 0 else np.datetime64("NaT") for day in lasting[: len(arcs)]])
    kept = [[arc for arc, day in zip(arcs, lasting, strict=False) if day > today or day < 0] for today in range(6)]
    sizes = [largest(left, members) for left in kept]
    smaller = next(((first + day, size) for day, size in enumerate(sizes) if size < members), None)
    none = next(((first + day, 0) for day, size in enumerate(sizes) if not size), None)
    found = fragility.decline(*ends(arcs), until.astype("datetime64[D]"), members)
    assert [one and (one.day, one.left) for one in found] == [smaller, none]


def longest_through(csr: CSR, party: int) -> int:
    """The longest simple path that meets a party, by trying all."""
    best = 0

    def walk(path: list[int]) -> None:
        nonlocal best
        best = max(best, len(path) - 1) if party in path else best
        for other in csr.neighbours(path[-1]).tolist():
            if other not in path:
                walk([*path, other])

    for start in range(csr.node_count):
        walk([start])
    return best


@given(GUARANTEES, st.integers(0, PARTIES - 1))
@EXAMPLES
def test_the_chain_through_a_party(pairs: Pairs, party: int) -> None:
    source, target = ends(pairs)
    onward = structure.arcs(PARTIES, source, target)
    apart = source != target
    found = chain_through(onward, build_csr(target[apart], source[apart], PARTIES), party)
    parties = found.chain.parties.tolist()
    assert parties[found.at] == party
    assert len(set(parties)) == len(parties)
    walked = [(int(source[place]), int(target[place])) for place in found.chain.guarantees]
    assert walked == list(pairwise(parties))
    longest = longest_through(onward, party)
    assert found.chain.length <= longest <= found.chain.at_most
    if not any(a in nx.descendants(nx.DiGraph(pairs), b) for a, b in pairs if a != b):
        assert found.chain.is_longest
