"""The longest chain: by hand, where circles are too dense for it, and on long networks."""

from time import monotonic

import pytest

from graph.guarantees.chains import longest_chain
from graph.kernels.longest_path import ALWAYS_EXACT, COMPONENT_STEPS
from tests.unit.guarantees.networks import all_for_all, network, ring, row


def test_the_way_through_a_circle_is_walked_not_added_up() -> None:
    """0 stands for 1, 1 to 4 are a ring, 2 also stands for 5, 5 for 6 and 6 for 7."""
    pairs = (0, 1), (1, 2), (2, 3), (3, 4), (4, 1), (2, 5), (5, 6), (6, 7)
    chain = longest_chain(network(8, *pairs))
    assert chain.parties.tolist() == [3, 4, 1, 2, 5, 6, 7]
    assert chain.guarantees.tolist() == [3, 4, 1, 5, 6, 7]
    assert (chain.length, chain.at_most) == (6, 6)
    bounded = longest_chain(network(8, *pairs), circle_steps=0)
    assert (bounded.is_longest, bounded.at_most) == (False, 7)
    assert 0 < bounded.length <= 6


def test_of_two_ways_the_longer_counts() -> None:
    chain = longest_chain(network(5, (0, 3), (0, 1), (0, 1), (1, 2), (2, 3), (3, 3), (3, 4)))
    assert chain.parties.tolist() == [0, 1, 2, 3, 4]
    assert chain.guarantees.tolist() == [1, 3, 4, 6]


def through_one_of(members: int) -> tuple[int, int]:
    """All stand for all, and one of them alone is entered and left: no chain does both and goes round as well."""
    chain = longest_chain(network(members + 2, *all_for_all(members), (members, 0), (0, members + 1)))
    return chain.length, chain.at_most


def test_circles_of_up_to_nine_are_exact_whatever_their_guarantees() -> None:
    assert through_one_of(ALWAYS_EXACT) == (ALWAYS_EXACT, ALWAYS_EXACT)
    assert through_one_of(ALWAYS_EXACT + 1) == (ALWAYS_EXACT + 1, ALWAYS_EXACT + 2)


def test_debtors_outside_do_not_make_a_circle_hard() -> None:
    outside = [(party, 100 + party * 1_000 + i) for party in range(6) for i in range(1_000)]
    chain = longest_chain(network(6_100, *all_for_all(6), *outside))
    assert (chain.length, chain.is_longest) == (6, True)


@pytest.mark.parametrize("steps", [0, COMPONENT_STEPS])
def test_a_ring_of_fifty_thousand_is_walked_once_round(steps: int) -> None:
    started = monotonic()
    chain = longest_chain(ring(50_000), circle_steps=steps)
    assert (chain.length, chain.is_longest) == (49_999, True)
    assert monotonic() - started < 20


def test_a_chain_of_two_hundred_thousand() -> None:
    started = monotonic()
    chain = longest_chain(row(200_000))
    assert chain.parties.tolist() == list(range(200_000))
    assert chain.is_longest
    assert monotonic() - started < 20


def test_mutual_pairs_in_a_row_are_answered_by_what_was_found() -> None:
    chain = longest_chain(row(50_000, mutual=True))
    assert chain.length == chain.at_most == 49_999


def test_a_hub_and_its_partners_have_no_long_chain() -> None:
    """Ten thousand who exchange guarantees with one firm: more chains of two than can be walked."""
    partners = [pair for party in range(1, 10_001) for pair in ((0, party), (party, 0))]
    chain = longest_chain(network(10_001, *partners))
    assert (chain.length, chain.is_longest) == (2, True)


def test_nobody_stands_for_nobody() -> None:
    for empty in (network(0), network(3), network(2, (1, 1))):
        chain = longest_chain(empty)
        assert (chain.length, chain.at_most, chain.parties.tolist()) == (0, 0, [])
