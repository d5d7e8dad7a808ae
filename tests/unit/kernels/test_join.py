"""Union and find against networkx."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.join import joined

NODES = 12
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=20)


def numbers(edges: list[tuple[int, int]], nodes: int = NODES) -> list[int]:
    ends = np.array(edges, dtype=np.int32).reshape(-1, 2)
    return [int(number) for number in joined(ends[:, 0], ends[:, 1], nodes)]


@given(EDGES)
@settings(max_examples=500, deadline=None)
def test_components_are_networkx_s_by_their_smallest_node(edges: list[tuple[int, int]]) -> None:
    oracle: nx.Graph[int] = nx.Graph(edges)
    oracle.add_nodes_from(range(NODES))
    components = sorted(nx.connected_components(oracle), key=min)
    assert numbers(edges) == [next(i for i, c in enumerate(components) if node in c) for node in range(NODES)]


def test_a_long_chain_in_the_worst_order() -> None:
    nodes = 200_000
    up = np.arange(nodes - 1, dtype=np.int32)[::-1].copy()
    assert not joined(up, up + 1, nodes).any()


def test_nothing() -> None:
    assert numbers([], 0) == []


def test_ends_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        numbers([(0, 5)], 3)
