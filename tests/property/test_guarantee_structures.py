"""Circles, cycles, chains and stars of random networks against networkx, brute force, and under other names."""

from collections import Counter
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.guarantees import structure
from graph.guarantees.chains import longest_chain
from graph.guarantees.cycles import Stop, simple_cycles
from graph.guarantees.stars import joint_guarantees, stars
from graph.kernels import longest_path
from graph.kernels.csr import CSR

PARTIES = 7
EXAMPLES = settings(max_examples=500, deadline=None)
Pairs = list[tuple[int, int]]
GUARANTEES = st.lists(st.tuples(st.integers(0, PARTIES - 1), st.integers(0, PARTIES - 1)), max_size=24)


def ends(pairs: Pairs) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    array = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return array[:, 0].copy(), array[:, 1].copy()


def arcs(pairs: Pairs) -> CSR:
    return structure.arcs(PARTIES, *ends(pairs))


def oracle(pairs: Pairs) -> "nx.DiGraph[int]":
    network: nx.DiGraph[int] = nx.DiGraph()
    network.add_nodes_from(range(PARTIES))
    network.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    return network


def from_the_smallest(cycle: list[int]) -> tuple[int, ...]:
    at = cycle.index(min(cycle))
    return tuple(cycle[at:] + cycle[:at])


def longest_by_brute_force(network: "nx.DiGraph[int]") -> int:
    def beyond(node: int, met: frozenset[int]) -> int:
        return max((1 + beyond(other, met | {other}) for other in network[node] if other not in met), default=0)

    return max(beyond(node, frozenset({node})) for node in network)


@given(GUARANTEES)
@EXAMPLES
def test_circles_and_mutual_pairs_are_those_of_networkx(pairs: Pairs) -> None:
    network, csr = oracle(pairs), arcs(pairs)
    expected = sorted(sorted(found) for found in nx.strongly_connected_components(network) if len(found) > 1)
    found = structure.circles(csr, *ends(pairs))
    assert [circle.members.tolist() for circle in found] == expected
    mutual = sorted([a, b] for a, b in network.edges if a < b and network.has_edge(b, a))
    assert structure.mutual_pairs(csr).tolist() == mutual


@given(GUARANTEES, st.integers(1, PARTIES))
@EXAMPLES
def test_cycles_are_those_of_networkx_in_order(pairs: Pairs, longest: int) -> None:
    guarantor, debtor = ends(pairs)
    cycles = simple_cycles(arcs(pairs), longest=longest)
    assert cycles.stopped is Stop.COMPLETE
    expected = sorted(map(from_the_smallest, nx.simple_cycles(oracle(pairs), length_bound=longest)))
    assert [tuple(cycle.members.tolist()) for cycle in cycles.found] == expected
    for cycle in cycles.found:
        assert guarantor[cycle.guarantees].tolist() == cycle.members.tolist()
        assert debtor[cycle.guarantees].tolist() == np.roll(cycle.members, -1).tolist()


@given(GUARANTEES, st.integers(1, 5))
@EXAMPLES
def test_a_count_cap_keeps_the_first_cycles_and_says_so(pairs: Pairs, most: int) -> None:
    everything = [cycle.members.tolist() for cycle in simple_cycles(arcs(pairs), longest=PARTIES).found]
    capped = simple_cycles(arcs(pairs), longest=PARTIES, most=most)
    assert [cycle.members.tolist() for cycle in capped.found] == everything[:most]
    assert capped.stopped is (Stop.COUNT if len(everything) > most else Stop.COMPLETE)


@given(GUARANTEES)
@EXAMPLES
def test_the_longest_chain_is_that_of_brute_force(pairs: Pairs) -> None:
    guarantor, debtor = ends(pairs)
    chain = longest_chain(arcs(pairs))
    assert chain.is_longest
    assert chain.length == longest_by_brute_force(oracle(pairs))
    parties = chain.parties.tolist()
    assert len(set(parties)) == len(parties)
    walked = zip(guarantor[chain.guarantees].tolist(), debtor[chain.guarantees].tolist(), strict=True)
    assert list(walked) == list(pairwise(parties))


@given(GUARANTEES, st.integers(0, 30))
@EXAMPLES
def test_a_chain_cut_short_and_its_bound_hold_the_longest_between_them(pairs: Pairs, steps: int) -> None:
    """With every circle taken for a large one, whose bound is made by matching, too."""
    network = oracle(pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(longest_path, "ALWAYS_EXACT", 1)
        chain = longest_chain(arcs(pairs), circle_steps=steps)
    assert chain.length <= longest_by_brute_force(network) <= chain.at_most
    parties = chain.parties.tolist()
    assert len(set(parties)) == len(parties)
    assert all(network.has_edge(a, b) for a, b in pairwise(parties))
    if nx.is_directed_acyclic_graph(network):
        assert chain.length == chain.at_most == nx.dag_longest_path_length(network)


@given(GUARANTEES)
@EXAMPLES
def test_stars_and_joint_guarantees_count_distinct_parties(pairs: Pairs) -> None:
    network, csr = oracle(pairs), arcs(pairs)
    found = stars(csr, PARTIES)
    expected = sorted(((-count, node) for node, count in network.out_degree() if count))
    assert list(zip(found.guarantors.tolist(), found.debtors.tolist(), strict=True)) == [(b, -a) for a, b in expected]
    joint = joint_guarantees(csr.sources(), csr.indices)
    assert joint.items.tolist() == [node for node in range(PARTIES) if network.in_degree(node) > 1]
    for item in joint.items.tolist():
        assert joint.of(item).tolist() == sorted(network.predecessors(item))


@given(GUARANTEES, st.permutations(range(PARTIES)))
@EXAMPLES
def test_other_names_and_another_order_change_nothing(pairs: Pairs, named: list[int]) -> None:
    renamed = [(named[a], named[b]) for a, b in reversed(pairs)]
    before, after = arcs(pairs), arcs(renamed)
    circles = {frozenset(named[i] for i in found.members) for found in structure.circles(before, *ends(pairs))}
    assert {frozenset(found.members.tolist()) for found in structure.circles(after, *ends(renamed))} == circles
    cycles = Counter(
        from_the_smallest([named[i] for i in cycle.members]) for cycle in simple_cycles(before, longest=PARTIES).found
    )
    assert cycles == Counter(tuple(cycle.members.tolist()) for cycle in simple_cycles(after, longest=PARTIES).found)
    assert longest_chain(before).length == longest_chain(after).length
    assert stars(before, PARTIES).debtors.tolist() == stars(after, PARTIES).debtors.tolist()
