"""Groups of connected clients where some owners may be one, worked out by hand."""

from collections.abc import Mapping

import numpy as np
import pytest

from graph.groups.dependency import Dependencies
from graph.groups.possible_groups import Clients, GroupRange, PossibleGroups
from graph.ownership.concert import Concerts
from graph.ownership.control import ControlRule
from graph.ownership.uncertainty import Holds
from tests.unit.ownership.matched import Matched


def groups_of(
    world: Matched, party: str, exposure: Mapping[str, float], depends: tuple[str, ...] = (), *,
    exempt: str = "", holds: Holds = bool,
) -> GroupRange:  # fmt: skip
    """`depends`: "A>B" where B depends on A. Clients are those with an exposure."""
    amounts = np.array([exposure.get(name, 0.0) for name in world.names])
    pairs = np.array([[world.at(end) for end in pair.split(">")] for pair in depends], np.int32).reshape(-1, 2)
    clients = Clients(
        Dependencies.of_arrays(pairs[:, 0], pairs[:, 1]), amounts, amounts > 0,
        np.array([name in exempt.split() for name in world.names]),
    )  # fmt: skip
    concerts = Concerts.of_pairs(len(world.names), *world.tied)
    return PossibleGroups(world.possible, ControlRule(), concerts, clients).of(world.at(party), holds)


def sets(world: Matched, found: GroupRange) -> dict[str, float]:
    return {
        "".join(sorted(world.names[party] for party in key)): estimate.probability
        for key, estimate in found.groups.figures.items()
    }


def members(world: Matched, found: GroupRange) -> dict[str, float]:
    return {world.names[party]: estimate.probability for party, estimate in found.members.figures.items()}


PAIR = Matched(
    "P Q A B R S", [("P", "A", 0.6), ("Q", "B", 0.6), ("R", "A", 0.1), ("S", "B", 0.1)],
    [("P", "Q", 0.3), ("R", "S", 0.5)],
)  # fmt: skip


def test_two_companies_are_one_group_if_their_owners_are_one() -> None:
    found = groups_of(PAIR, "A", {"A": 100.0, "B": 50.0}, holds=lambda amount: amount > 120)
    assert sets(PAIR, found) == pytest.approx({"A": 0.7, "AB": 0.3})
    assert members(PAIR, found) == pytest.approx({"A": 1.0, "B": 0.3})
    exposure = found.exposure_cny.of(PAIR.at("A"))
    assert (exposure.mean, exposure.low, exposure.high) == pytest.approx((115.0, 100.0, 150.0))
    assert exposure.probability == pytest.approx(0.3)  # of being above the limit asked about
    assert PAIR.named(found.members.matches) == {"P~Q"}  # whether R is S changes no control


def test_the_exposures_of_those_who_are_one_add_up_once_each() -> None:
    found = groups_of(PAIR, "P", {"A": 100.0, "P": 5.0, "Q": 7.0})
    exposure = found.exposure_cny.of(PAIR.at("P"))
    assert (exposure.mean, exposure.low, exposure.high) == pytest.approx((0.7 * 105 + 0.3 * 112, 105.0, 112.0))
    assert sets(PAIR, found) == pytest.approx({"AP": 0.7, "APQ": 0.3})


def test_who_depends_on_a_member_follows_it_into_the_group() -> None:
    world = Matched("P Q A B D", [("P", "A", 0.6), ("Q", "B", 0.6)], [("P", "Q", 0.3)])
    for party in "AD":
        found = groups_of(world, party, dict.fromkeys("ABD", 1.0), depends=("B>D",))
        assert members(world, found) == pytest.approx(
            {"A": 1.0, "B": 0.3, "D": 0.3} if party == "A" else {"A": 0.3, "B": 1.0, "D": 1.0}
        )


def test_a_double_may_be_the_one_that_others_depend_on() -> None:
    world = Matched("A N D", [("A", "D", 0.01)], [("A", "N", 0.4)])
    found = groups_of(world, "D", {"A": 1.0, "D": 1.0}, depends=("N>D",))
    assert members(world, found) == pytest.approx({"D": 1.0, "A": 0.4, "N": 0.4})


def test_control_by_votes_that_are_one_holders_only_if_two_are_one() -> None:
    world = Matched("P Q H A", [("P", "A", 0.3), ("Q", "A", 0.3), ("P", "H", 0.6)], [("P", "Q", 0.3)])
    found = groups_of(world, "A", {"A": 1.0, "H": 1.0})
    assert sets(world, found) == pytest.approx({"A": 0.7, "AH": 0.3})


def test_a_concert_partys_double_may_bring_the_votes_that_join() -> None:
    world = Matched(
        "A B C T S", [("A", "T", 0.4), ("C", "T", 0.2), ("A", "S", 0.6)], [("B", "C", 0.3)], ["A+B"]
    )  # fmt: skip
    found = groups_of(world, "T", {"T": 1.0, "S": 1.0})
    assert sets(world, found) == pytest.approx({"T": 0.7, "ST": 0.3})


def test_the_state_connects_nobody_whoever_it_may_be() -> None:
    world = Matched("G N A B", [("G", "A", 0.6), ("N", "B", 0.6)], [("G", "N", 0.5)])
    exposure = {"A": 1.0, "B": 1.0, "N": 2.0}
    assert sets(world, groups_of(world, "A", exposure, exempt="G")) == {"A": 1.0}
    assert sets(world, groups_of(world, "B", exposure, exempt="G")) == pytest.approx({"B": 0.5, "BN": 0.5})
    assert sets(world, groups_of(world, "B", exposure)) == pytest.approx({"BN": 0.5, "ABGN": 0.5})


def test_a_concert_of_state_bodies_connects_nobody_either() -> None:
    world = Matched("G H A B N", [("G", "A", 0.3), ("H", "A", 0.3), ("G", "B", 0.3), ("H", "B", 0.3)], [], ["G+H"])
    exposure = {"A": 1.0, "B": 1.0}
    assert sets(world, groups_of(world, "A", exposure, exempt="G H")) == {"A": 1.0}
    assert sets(world, groups_of(world, "A", exposure, exempt="G")) == {"AB": 1.0}


def test_what_a_concert_party_controls_alone_ties_it_to_the_group() -> None:
    """As for the groups of a lender: P has the majority of A by itself, and is a client."""
    world = Matched("P Q A", [("P", "A", 0.6), ("Q", "A", 0.1)], [], ["P+Q"])
    assert sets(world, groups_of(world, "A", {"A": 1.0, "P": 1.0})) == {"AP": 1.0}
