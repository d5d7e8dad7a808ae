"""Structures of guarantees on arrays, by hand and against networkx."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.guarantees import structure
from graph.kernels.components import strong_components

PARTIES = 10
GUARANTEES = st.lists(st.tuples(st.integers(0, PARTIES - 1), st.integers(0, PARTIES - 1)), max_size=30)


def ends(*pairs: tuple[int, int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    array = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return array[:, 0].copy(), array[:, 1].copy()


def test_parallel_contracts_are_one_arc_and_oneself_none() -> None:
    guarantor, debtor = ends((0, 1), (0, 1), (1, 0), (0, 0))
    csr = structure.arcs(2, guarantor, debtor)
    assert csr.indices.tolist() == [1, 0]
    assert csr.edge.tolist() == [0, 2]
    assert structure.mutual_pairs(csr).tolist() == [[0, 1]]
    assert structure.self_guarantees(guarantor, debtor).tolist() == [3]
    (circle,) = structure.circles(csr, guarantor, debtor)
    assert circle.members.tolist() == [0, 1]
    assert circle.guarantees.tolist() == [0, 1, 2]


def test_two_triangles_that_share_a_party_are_one_circle() -> None:
    guarantor, debtor = ends((0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2), (5, 0), (6, 7))
    csr = structure.arcs(8, guarantor, debtor)
    (circle,) = structure.circles(csr, guarantor, debtor)
    assert circle.members.tolist() == [0, 1, 2, 3, 4]
    assert circle.guarantees.tolist() == [0, 1, 2, 3, 4, 5]
    assert structure.mutual_pairs(csr).tolist() == []


def test_a_star_has_no_circle_and_counts_its_guarantors() -> None:
    guarantor, debtor = ends((1, 0), (2, 0), (3, 0), (3, 0), (0, 0))
    csr = structure.arcs(4, guarantor, debtor)
    assert structure.circles(csr, guarantor, debtor) == []
    everybody = np.ones(4, dtype=np.bool_)
    assert structure.guarantor_counts(csr, everybody).tolist() == [3, 0, 0, 0]
    assert structure.guarantor_counts(csr, np.array([1, 1, 0, 1], dtype=np.bool_)).tolist() == [2, 0, 0, 0]


def test_the_chain_counts_distinct_loans_downstream() -> None:
    """0 → 1 → 2 and 0 → 2; party 0 owes 1, party 1 owes 10 and 20, party 2 owes 100."""
    csr = structure.arcs(4, *ends((0, 1), (1, 2), (0, 2)))
    reach = structure.chain_reach(csr, np.array([0, 1, 1, 2], dtype=np.int32), np.array([1.0, 10.0, 20.0, 100.0]))
    assert reach.guarantors.tolist() == [0, 1]
    assert reach.parties.tolist() == [2, 1]
    assert reach.loans.tolist() == [3, 1]
    assert reach.amount_cny.tolist() == [130.0, 100.0]


def test_nothing_at_all() -> None:
    guarantor, debtor = ends()
    csr = structure.arcs(0, guarantor, debtor)
    assert structure.circles(csr, guarantor, debtor) == []
    assert structure.mutual_pairs(csr).shape == (0, 2)
    assert len(structure.chain_reach(csr, guarantor, np.zeros(0)).guarantors) == 0


@given(GUARANTEES)
@settings(max_examples=100, deadline=None)
def test_the_witness_is_a_shortest_circle_through_the_party(pairs: list[tuple[int, int]]) -> None:
    guarantor, debtor = ends(*pairs)
    csr = structure.arcs(PARTIES, guarantor, debtor)
    component = strong_components(csr)
    oracle: nx.DiGraph[int] = nx.DiGraph(pair for pair in pairs if pair[0] != pair[1])
    oracle.add_nodes_from(range(PARTIES))
    for party in range(PARTIES):
        edges = structure.witness_cycle(csr, party, component)
        to_party = dict(nx.single_target_shortest_path_length(oracle, party))
        back = [to_party[debt] for debt in oracle.successors(party) if debt in to_party]
        assert len(edges) == (1 + min(back) if back else 0)
        walked = [(int(guarantor[edge]), int(debtor[edge])) for edge in edges]
        assert all(a[1] == b[0] for a, b in zip(walked, walked[1:] + walked[:1], strict=True))
