"""Components against networkx, an implementation of its own."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.components import strong_components, weak_components
from graph.kernels.csr import CSR, build_csr

NODES = 12
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=40)


def csr_of(edges: list[tuple[int, int]], node_count: int = NODES) -> CSR:
    ends = np.array(edges, dtype=np.int32).reshape(-1, 2)
    return build_csr(ends[:, 0], ends[:, 1], node_count)


def directed(edges: list[tuple[int, int]], node_count: int = NODES) -> "nx.DiGraph[int]":
    oracle: nx.DiGraph[int] = nx.DiGraph()
    oracle.add_nodes_from(range(node_count))
    oracle.add_edges_from(edges)
    return oracle


def partition(numbers: np.ndarray[tuple[int], np.dtype[np.int32]]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(numbers == number).tolist()) for number in np.unique(numbers)}


@given(EDGES)
@settings(max_examples=200, deadline=None)
def test_strong_components_agree_with_networkx(edges: list[tuple[int, int]]) -> None:
    expected = {frozenset(members) for members in nx.strongly_connected_components(directed(edges))}
    assert partition(strong_components(csr_of(edges))) == expected


@given(EDGES)
@settings(max_examples=100, deadline=None)
def test_strong_components_are_numbered_from_the_end(edges: list[tuple[int, int]]) -> None:
    numbers = strong_components(csr_of(edges))
    assert all(numbers[a] >= numbers[b] for a, b in edges)


@given(EDGES)
@settings(max_examples=100, deadline=None)
def test_weak_components_agree_with_networkx(edges: list[tuple[int, int]]) -> None:
    expected = {frozenset(members) for members in nx.weakly_connected_components(directed(edges))}
    assert partition(weak_components(csr_of(edges))) == expected


@pytest.mark.parametrize("seed", range(3))
def test_a_large_sparse_network_agrees_with_networkx(seed: int) -> None:
    nodes = 5_000
    ends = np.random.default_rng(seed).integers(0, nodes, size=(6_000, 2))
    edges = [(int(a), int(b)) for a, b in ends]
    expected = {frozenset(members) for members in nx.strongly_connected_components(directed(edges, nodes))}
    assert partition(strong_components(csr_of(edges, nodes))) == expected


def test_a_long_ring_is_walked_without_recursion() -> None:
    nodes = 200_000
    ring = np.arange(nodes, dtype=np.int32)
    assert len(np.unique(strong_components(build_csr(ring, np.roll(ring, -1), nodes)))) == 1


def test_nothing_has_no_components() -> None:
    assert len(strong_components(csr_of([], 0))) == 0
