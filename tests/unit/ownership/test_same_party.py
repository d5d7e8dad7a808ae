"""Matches between parties: what is certain, what follows by closure, and holdings contracted."""

import numpy as np
import pytest

from graph.as_of import AsOf
from graph.errors import UsageError
from graph.ownership.same_party import UncertainLinks, contracted
from graph.snapshot import History
from tests.unit.ownership.matched import Matched
from tests.unit.snapshot.test_history import edge, on, party, table


def rows(world: Matched, standing: list[int]) -> dict[str, float]:
    held = contracted(world.holdings, np.array(standing, np.int32))
    pairs = zip(held.owner.tolist(), held.owned.tolist(), held.share.tolist(), strict=True)
    return {world.names[owner] + world.names[owned]: round(share, 12) for owner, owned, share in pairs}


def test_matches_in_force_are_read_from_a_snapshot() -> None:
    facts = (
        edge("b", "a", probability=0.3, basis="name"), edge("a", "c", probability=1.0),
        edge("b", "c"), edge("c", "c", probability=0.5),
        edge("a", "d", (on("2024-01-01").as_of, on("2025-01-01").as_of, on("2024-01-01").as_of, on("2030-01-01").as_of),
             probability=0.4),
    )  # fmt: skip
    history = History.of({"Person": table("Person", *map(party, "abcd")), "SAME_AS": table("SAME_AS", *facts)})
    at: AsOf = on("2024-06-01")
    links = UncertainLinks.of(history.at(at))
    assert list(zip(links.first, links.second, links.probability, strict=True)) == [
        (0, 1, 0.3),
        (0, 2, 1.0),
        (0, 3, 0.4),
    ]
    assert links.certain.tolist() == [0, 1, 0, 3]
    assert len(UncertainLinks.of(history.at(on("2025-06-01", "2025-06-01")))) == 2


def test_one_pair_stated_twice_is_two_chances_of_the_same() -> None:
    links = Matched("a b", [], [("a", "b", 0.5), ("b", "a", 0.2)]).links
    assert links.probability.tolist() == pytest.approx([1 - 0.5 * 0.8])


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(chance: float) -> None:
    with pytest.raises(UsageError, match="概率"):
        Matched("a b", [], [("a", "b", chance)])


def test_stakes_that_come_together_add_up_and_the_smaller_position_stands_for_both() -> None:
    world = Matched("t p q", [("p", "t", 0.3), ("q", "t", 0.3)], [])
    assert rows(world, [0, 1, 1]) == {"pt": 0.6}
    assert rows(world, [0, 1, 2]) == {"pt": 0.3, "qt": 0.3}


def test_two_registers_of_one_enterprise_add_up_to_the_whole_at_most() -> None:
    parts = Matched("a b p q", [("p", "a", 0.6), ("q", "b", 0.3), ("p", "b", 0.1)], [])
    assert rows(parts, [0, 0, 2, 3]) == {"pa": 0.7, "qa": 0.3}
    same = Matched("a b p q r", [("p", "a", 0.6), ("q", "a", 0.4), ("p", "b", 0.55), ("r", "b", 0.2)], [])
    assert rows(same, [0, 0, 2, 3, 4]) == {"pa": 0.6, "qa": 0.4, "ra": 0.2}
    merged = Matched("a b p q", [("p", "a", 0.3), ("q", "a", 0.3), ("p", "b", 0.5)], [])
    assert rows(merged, [0, 0, 2, 2]) == {"pa": 0.6}  # both are one owner: 0.6 by one register, 0.5 by the other


def test_an_enterprise_that_holds_its_double_owns_itself_in_part() -> None:
    world = Matched("a b p", [("a", "b", 0.4), ("p", "a", 0.5)], [])
    assert rows(world, [0, 0, 2]) == {"aa": 0.4, "pa": 0.5}
