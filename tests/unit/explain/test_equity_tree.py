"""What an equity tree says beside its rows: whom the facts concern, how many changes, what does not fit."""

from typing import Any

import pytest

from graph.ask import Answer
from graph.errors import StoreConflict
from graph.explain.day import Day
from graph.explain.ownership.control_changes import MOST_CHANGES
from graph.explain.ownership.tree import Direction, EquityTreeFound, TreeAsked, equity_tree
from graph.regimes.catalogue import regime
from tests.unit.groups.drawn import drawn

CHINA = regime("china")


def told(world: str, direction: Direction, *rows: tuple[str, int | None, int], truncated: bool = False) -> Any:
    """The tree of a world drawn, its rows given as party, row above and number of children."""
    found: list[dict[str, Any]] = []
    for number, (party, above, children) in enumerate(rows):
        depth = 0 if above is None else found[above]["depth"] + 1
        found.append(
            {"row": number, "parent_row": above, "depth": depth, "party_id": party, "name": party, "kind": None,
             "share_ratio": None, "vote_ratio": None, "path_ratio": 1.0, "children": children, "mark": None}
        )  # fmt: skip
    asked = TreeAsked(direction, 4, 500, 0.0)
    return equity_tree(Day(drawn(world)), Answer((), found, truncated), asked, CHINA)


def test_a_wholly_disclosed_tree_is_complete_and_a_government_body_has_no_owners() -> None:
    world = "company t 标\ncompany g 国资委 kind=government\nOWNS g t 1\n"
    found: EquityTreeFound = told(world, Direction.up, ("t", None, 1), ("g", 0, 0))
    assert (found.certainty.complete, found.certainty.undisclosed, found.truncated) == (True, (), False)
    assert found.answer.items[1].root_control is True
    cut: EquityTreeFound = told(world, Direction.up, ("t", None, 1), ("g", 0, 0), truncated=True)
    assert (cut.certainty.complete, cut.truncated) == (False, True)


def test_the_nearest_holdings_come_first_and_so_many_of_them() -> None:
    firms = [f"f{i}" for i in range(MOST_CHANGES + 2)]
    world = "person p 甲\n" + "".join(f"company {firm} 企\nOWNS p {firm} 0.6\n" for firm in firms)
    found = told(world, Direction.down, ("p", None, len(firms)), *((firm, 0, 0) for firm in firms))
    assert [one.over.party_id for one in found.changes] == firms[:MOST_CHANGES]
    assert {one.what for one in found.changes} == {"control_ends"}


def test_of_a_holding_without_votes_nothing_is_said_to_be_lacking() -> None:
    world = "person p 甲\ncompany a 甲企\ncompany b 乙企\ncompany c 丙企\nOWNS p a 0.4 0\nOWNS p b 0.4\nOWNS b c 0.9\n"
    rows = (("p", None, 2), ("a", 0, 0), ("b", 0, 1), ("c", 2, 0))
    found = told(world, Direction.down, *rows)
    assert [(one.over.party_id, one.what) for one in found.changes] == [("b", "control_begins")]  # c is b's, not p's
    assert [row.controls for row in found.answer.items] == [None, False, False, True]
    assert [row.root_control for row in found.answer.items] == [None, False, False, False]


def test_parallel_stakes_are_facts_of_one_row() -> None:
    world = "person p 甲\ncompany a 甲企\nOWNS p a 0.2\nOWNS p a 0.4\n"
    found = told(world, Direction.down, ("p", None, 1), ("a", 0, 0))
    assert sorted(stake.share_ratio for stake in found.facts.stakes) == [0.2, 0.4]
    assert (found.facts.stake_count, found.answer.items[1].controls) == (2, True)


def test_rows_of_other_facts_are_refused() -> None:
    with pytest.raises(StoreConflict):
        told("company t 标\n", Direction.up, ("t", None, 1), ("stranger", 0, 0))
