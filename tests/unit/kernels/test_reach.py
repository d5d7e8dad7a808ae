import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.csr import CSR
from graph.kernels.reach import breadth_first_tree, downstream_sums, reachable, reached_items, reaches_marked
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


@given(EDGES, st.lists(st.booleans(), min_size=NODES, max_size=NODES))
@settings(max_examples=200, deadline=None)
def test_whether_and_which_items_are_reached(edges: list[tuple[int, int]], marked: list[bool]) -> None:
    """Edges turned downhill; node i has the items 2 i and 2 i + 1 if it is marked."""
    downhill = [(max(edge), min(edge)) for edge in edges if edge[0] != edge[1]]
    csr, oracle = csr_of(downhill), directed(downhill)
    reached = [{node} | nx.descendants(oracle, node) for node in range(NODES)]
    flags = np.array(marked)
    assert reaches_marked(csr, flags).tolist() == [any(marked[node] for node in nodes) for nodes in reached]
    held = np.repeat(np.flatnonzero(flags), 2).astype(np.int32)
    indptr = np.concatenate([[0], np.cumsum(2 * flags)]).astype(np.int64)
    items = CSR(indptr, 2 * held + np.arange(len(held), dtype=np.int32) % 2, np.arange(len(held)))
    found = reached_items(csr, np.arange(NODES, dtype=np.int32), items, 10_000)
    assert found is not None
    for node, nodes in enumerate(reached):
        expected = sorted(item for one in nodes if marked[one] for item in (2 * one, 2 * one + 1))
        assert sorted(found[1][found[0][node] : found[0][node + 1]].tolist()) == expected
    assert reached_items(csr, np.arange(NODES, dtype=np.int32), items, 3) is None
