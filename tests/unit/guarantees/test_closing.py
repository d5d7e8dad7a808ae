"""What a guarantee would close: against all circles of small networks with and without it."""

import numpy as np
import pytest

from graph.guarantees.closing import Closing, closing
from graph.guarantees.network import GuaranteeNetwork
from graph.kernels.components import strong_components
from graph.kernels.depth import depth_bounds
from graph.kernels.path_between import between, shortest_path
from tests.unit.guarantees import networks


def network(parties: int, *pairs: tuple[int, int]) -> GuaranteeNetwork:
    ends = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
    none = np.zeros(0, dtype=np.int32)
    return GuaranteeNetwork(
        parties, ends[:, 0].copy(), ends[:, 1].copy(), np.ones(len(ends)), np.arange(len(ends)), none, none,
        np.zeros(0), np.zeros(0, dtype=np.int64),
    )  # fmt: skip


def told(found: Closing) -> tuple[list[int], list[int], tuple[int, ...], bool, bool]:
    return found.path.tolist(), found.members.tolist(), found.merged, found.inside, found.mutual


def test_a_chain_back_is_closed_and_said_step_by_step() -> None:
    found = closing(network(5, (0, 1), (1, 2), (3, 0)), 2, 0)
    assert told(found) == ([0, 1, 2], [0, 1, 2], (), False, False)
    assert found.arcs.tolist() == [0, 1]


def test_without_a_way_back_nothing_closes() -> None:
    assert told(closing(network(4, (0, 1), (2, 3)), 0, 2)) == ([], [], (), False, False)


def test_a_mutual_pair_and_a_circle_that_is_there_already() -> None:
    assert told(closing(network(2, (0, 1)), 1, 0)) == ([0, 1], [0, 1], (), False, True)
    assert told(closing(network(3, (0, 1), (1, 2), (2, 0)), 0, 2)) == ([2, 0], [0, 1, 2], (0,), True, True)


def test_circles_on_the_way_become_one() -> None:
    """0 ⇄ 1 → 2 → 3 ⇄ 4: a guarantee of 4 for 0 joins both pairs and what lies between them."""
    found = closing(network(6, (0, 1), (1, 0), (1, 2), (2, 3), (3, 4), (4, 3), (5, 2)), 4, 0)
    assert told(found) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], (0, 3), False, False)


@pytest.mark.parametrize("seed", range(40))
def test_members_are_those_of_the_circle_with_the_guarantee(seed: int) -> None:
    random = np.random.default_rng(seed)
    parties = int(random.integers(3, 12))
    pairs = {(int(a), int(b)) for a, b in random.integers(0, parties, (int(random.integers(2, 24)), 2)) if a != b}
    guarantor, debtor = (int(one) for one in random.choice(parties, 2, replace=False))
    found = closing(network(parties, *pairs), guarantor, debtor)
    component = strong_components(networks.network(parties, *pairs, (guarantor, debtor)))
    closes = component[guarantor] == component[debtor]
    circle = np.flatnonzero(component == component[guarantor])
    assert found.members.tolist() == (circle.tolist() if closes else [])
    assert bool(len(found.path)) == closes
    for step in zip(found.path[:-1].tolist(), found.path[1:].tolist(), strict=True):
        assert step in pairs


def test_a_path_is_as_short_as_any() -> None:
    """Two ways from 0 to 5: over 1 and 2, or over 3."""
    csr = networks.network(6, (0, 1), (1, 2), (2, 5), (0, 3), (3, 5), (5, 4))
    back = networks.network(6, (1, 0), (2, 1), (5, 2), (3, 0), (5, 3), (4, 5))
    assert shortest_path(csr, back, 0, 5).tolist() == [0, 3, 5]
    assert between(csr, back, 0, 5)[0].tolist() == [0, 1, 2, 3, 5]


def test_a_search_that_is_cut_says_so() -> None:
    ring, back = networks.row(50), networks.network(50, *((b + 1, b) for b in range(49)))
    assert between(ring, back, 0, 49, steps=10)[1] is False


def test_depth_is_exact_without_circles_and_bounded_with() -> None:
    """0 → 1 → 2 and 3 → 1; then 4 ⇄ 5 → 0."""
    csr = networks.network(6, (0, 1), (1, 2), (3, 1), (4, 5), (5, 4), (5, 0))
    least, most = depth_bounds(csr, strong_components(csr))
    assert least.tolist() == [2, 1, 0, 2, 3, 3]
    assert most.tolist() == [2, 1, 0, 2, 4, 4]
