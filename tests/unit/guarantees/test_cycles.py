"""Bounded listing of cycles: by hand, at each bound, and on networks that have too many or too long ones."""

from math import comb, factorial
from time import monotonic

import numpy as np
import pytest

from graph.errors import UsageError
from graph.guarantees import cycles as module
from graph.guarantees import structure
from graph.guarantees.cycles import Stop, simple_cycles
from graph.kernels import simple_cycles as kernel
from tests.unit.guarantees.networks import all_for_all, network, ring, row


def test_two_triangles_that_share_a_party_are_two_cycles() -> None:
    found = simple_cycles(network(6, (3, 4), (0, 1), (1, 2), (2, 0), (2, 3), (4, 2), (5, 0)))
    assert [cycle.members.tolist() for cycle in found.found] == [[0, 1, 2], [2, 3, 4]]
    assert [cycle.guarantees.tolist() for cycle in found.found] == [[1, 2, 3], [4, 0, 5]]
    assert found.stopped is Stop.COMPLETE


def test_parallel_contracts_make_one_cycle_and_one_for_oneself_none() -> None:
    found = simple_cycles(network(2, (0, 0), (0, 1), (0, 1), (1, 0)))
    assert [cycle.guarantees.tolist() for cycle in found.found] == [[1, 3]]


@pytest.mark.parametrize("parties", [4, 6])
def test_all_who_stand_for_all_have_as_many_cycles_as_can_be_counted(parties: int) -> None:
    everybody = network(parties, *all_for_all(parties))
    by_length = {size: comb(parties, size) * factorial(size - 1) for size in range(2, parties + 1)}
    for longest in range(1, parties + 1):
        found = simple_cycles(everybody, longest=longest)
        assert len(found.found) == sum(count for size, count in by_length.items() if size <= longest)


def test_a_ring_of_fifty_thousand_is_too_long_or_one_cycle() -> None:
    started = monotonic()
    parties = 50_000
    short = simple_cycles(ring(parties))
    assert short.found == []
    assert short.is_complete
    (whole,) = simple_cycles(ring(parties), longest=parties).found
    assert len(whole.members) == parties
    assert monotonic() - started < 20


def test_fifty_thousand_in_a_row_of_mutual_pairs_are_listed_up_to_the_count() -> None:
    """One circle; each pair is its only cycle of its two."""
    mutual = row(50_000, mutual=True)
    assert len(simple_cycles(mutual, most=100_000).found) == 49_999
    first = simple_cycles(mutual, most=3)
    assert [cycle.members.tolist() for cycle in first.found] == [[0, 1], [1, 2], [2, 3]]
    assert first.stopped is Stop.COUNT


def test_the_time_bound_gives_what_was_found() -> None:
    everybody = network(60, *all_for_all(60))
    simple_cycles(network(2, (0, 1), (1, 0)))  # compiled
    started = monotonic()
    found = simple_cycles(everybody, longest=60, most=10**9, seconds=0.2)
    assert found.stopped is Stop.TIME
    assert not found.is_complete
    assert len(found.found) > 100
    assert monotonic() - started < 2


def test_the_time_bound_holds_where_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring too long to be listed, with a look at the clock after every thousand steps."""
    monkeypatch.setattr(kernel, "STEPS", 1_000)
    found = simple_cycles(ring(50_000), seconds=1e-6)
    assert found.found == []
    assert found.stopped is Stop.TIME


def test_members_listed_in_all_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MEMBERS", 7)
    found = simple_cycles(network(4, *all_for_all(4)), longest=4)
    assert found.stopped is Stop.COUNT
    assert sum(len(cycle.members) for cycle in found.found) <= 7


def test_a_hub_in_many_circles_is_searched_in_linear_time() -> None:
    """Two hundred thousand debtors, a thousand of which stand for the hub in turn."""
    debtors = np.arange(1, 200_001, dtype=np.int32)
    hub = np.zeros_like(debtors)
    back = debtors[:1_000]
    csr = structure.arcs(200_001, np.concatenate([hub, back]), np.concatenate([debtors, hub[:1_000]]))
    found = simple_cycles(csr)
    assert len(found.found) == 1_000
    assert found.is_complete


@pytest.mark.parametrize(("longest", "most", "seconds"), [(0, 1, 1), (3, 0, 1), (3, 1, 0), (3, 1, float("nan"))])
def test_bounds_of_nothing_are_refused(longest: int, most: int, seconds: float) -> None:
    with pytest.raises(UsageError, match="above zero"):
        simple_cycles(ring(3), longest=longest, most=most, seconds=seconds)


def test_nobody_has_no_cycles() -> None:
    assert simple_cycles(network(0)).is_complete
    assert simple_cycles(network(3)).found == []
