"""The large holders of everybody in one pass, against one solution per company."""

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.kernels.entry_vectors import KEPT
from graph.kernels.large_entries import large_entries
from graph.ownership.integrated import IntegratedOwnership
from graph.ownership.sweep import LargeHolders, large_holders
from tests.benchmarks.ownership_world import ownership_world
from tests.unit.ownership.test_integrated import held, ownership, ring_with_chords


def one_by_one(of: IntegratedOwnership, threshold: float, wanted: NDArray[np.bool_]) -> dict[tuple[int, int], float]:
    """Every pair of a company and a wanted holder of the threshold or more."""
    found = {}
    for company in range(of.holdings.party_count):
        holders = of.holders_of(company).among(wanted)
        for party, share in zip(holders.party.tolist(), holders.share.tolist(), strict=True):
            if share >= threshold - 1e-9:
                found[company, party] = share
    return found


def pairs(found: LargeHolders) -> dict[tuple[int, int], float]:
    return dict(zip(zip(found.company.tolist(), found.holder.tolist(), strict=True), found.share.tolist(), strict=True))


def test_by_hand() -> None:
    """P holds 0.5 of A, which holds 0.5 of B; Q holds 0.6 of B: P's quarter counts unless more is asked for."""
    a, b, p, q = range(4)
    of = ownership(4, [(p, a, 0.5), (a, b, 0.5), (q, b, 0.3)])
    assert pairs(large_holders(of, 0.25)) == {(a, p): 0.5, (b, p): 0.25, (b, q): 0.3}
    assert pairs(large_holders(of, 0.25, strict=True)) == {(a, p): 0.5, (b, q): 0.3}
    only = np.array([False, False, False, True])
    assert pairs(large_holders(of, 0.25, among=only)) == {(b, q): 0.3}
    holders, shares = large_holders(of, 0.25).of(b)
    assert (holders.tolist(), shares.tolist()) == ([q, p], [0.3, 0.25])
    assert len(large_holders(ownership(2, []), 0.25)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_world_with_pyramids_and_loops_agrees_with_one_solution_each(seed: int) -> None:
    world = ownership_world(1_500, seed)
    of = IntegratedOwnership.of(world.holdings)
    found, expected = large_holders(of, 0.25, among=world.is_person), one_by_one(of, 0.25, world.is_person)
    assert pairs(found).keys() == expected.keys()
    for pair, share in pairs(found).items():
        assert share == pytest.approx(expected[pair], abs=1e-8)


def test_a_large_loop_and_what_hangs_from_it() -> None:
    size = 120
    edges = [*ring_with_chords(size, seed=1), *((i, 2 * size + i, 0.9) for i in range(size))]
    of = ownership(3 * size, edges)
    expected = one_by_one(of, 0.1, of.is_outside)
    assert pairs(large_holders(of, 0.1)).keys() == expected.keys()
    assert len(expected) >= size


def test_what_the_vectors_dropped_is_decided_by_a_solution_of_its_own() -> None:
    """700 persons hold a company in equal parts, more than its vector can keep; what it lost is bounded by one part.

    Further down the last of them reaches the threshold only with the part lost; another person only might have.
    """
    persons, first, second, third, other = 700, 700, 701, 702, 703
    edges = [(i, first, 1 / persons) for i in range(persons)]
    edges += [(first, second, 0.5), (persons - 1, second, 0.25 - 0.5 / persons)]
    edges += [(first, third, 0.5), (other, third, 0.25 - 0.4 / persons)]
    of = IntegratedOwnership.of(held(persons + 4, edges))
    entries = large_entries(of.network, of.is_outside, 0.25 - 1e-9)
    assert set(entries.undecided.tolist()) == {second, third}
    assert pairs(large_holders(of, 0.25)) == {(second, persons - 1): pytest.approx(0.25)}
    assert persons > KEPT
