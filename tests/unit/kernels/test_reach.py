import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.reach import breadth_first_tree, downstream_sums, reachable
from tests.unit.kernels.test_components import EDGES, NODES, csr_of, directed


def test_reachable_by_hand() -> None:
    csr = csr_of([(0, 1), (1, 2), (2, 1), (3, 0), (2, 4), (5, 5)], 6)
    assert reachable(csr, 0).tolist() == [0, 1, 2, 4]
    assert reachable(csr, 4).tolist() == [4]
    assert reachable(csr, 5).tolist() == [5]


def test_the_tree_names_one_edge_per_party_met() -> None:
    nodes, edges = breadth_first_tree(csr_of([(0, 1), (0, 2), (1, 3), (2, 3), (3, 0)], 4), 0)
    assert nodes.tolist() == [0, 1, 2, 3]
    assert edges.tolist() == [0, 1, 2]


def test_downstream_sums_count_each_node_once_and_never_the_start() -> None:
    """A diamond 0 → 1, 2 → 3 and a ring 4 ↔ 5 → 3, weights 1, 10, 100 …"""
    csr = csr_of([(0, 1), (0, 2), (1, 3), (2, 3), (4, 5), (5, 4), (5, 3)], 6)
    weights = np.power(10.0, np.arange(6)).reshape(-1, 1)
    sums = downstream_sums(csr, np.arange(6, dtype=np.int32), weights)
    assert sums[:, 0].tolist() == [1110, 1000, 1000, 0, 101000, 11000]


@given(EDGES, st.lists(st.integers(0, 1000), min_size=NODES, max_size=NODES))
@settings(max_examples=150, deadline=None)
def test_downstream_sums_agree_with_networkx(edges: list[tuple[int, int]], weights: list[int]) -> None:
    starts = np.arange(NODES, dtype=np.int32)
    sums = downstream_sums(csr_of(edges), starts, np.array(weights, dtype=np.float64).reshape(-1, 1))
    oracle = directed(edges)
    expected = [sum(weights[other] for other in nx.descendants(oracle, node)) for node in range(NODES)]
    assert sums[:, 0].tolist() == expected
