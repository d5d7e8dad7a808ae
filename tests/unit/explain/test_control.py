"""How sure it is who controls in the end."""

import pytest

from graph.explain.day import Day
from graph.explain.ownership.control import control
from graph.regimes.catalogue import regime
from tests.unit.groups.drawn import drawn

CHINA = regime("china")


@pytest.mark.parametrize(
    ("above", "complete"),
    [
        ("", False),
        ("person p 甲\nOWNS p h 0.3\n", False),
        ("person p 甲\nOWNS p h 0.6\n", True),
        ("person p 甲\nperson q 乙\nOWNS p h 0.5\nOWNS q h 0.5\n", True),
    ],
)
def test_who_stands_above_the_last_known_controller_may_not_be_known(above: str, complete: bool) -> None:
    found = control(Day(drawn(f"company t 标\ncompany h 控\nOWNS h t 1\n{above}")), "t", CHINA)
    assert found.answer.status == "controlled"
    assert found.certainty.complete is complete
    assert any("控 itself" in note.en for note in found.certainty.notes) is not complete


def test_a_government_body_has_nobody_above_it() -> None:
    found = control(Day(drawn("company t 标\ncompany g 国资委 kind=government\nOWNS g t 1\n")), "t", CHINA)
    assert (found.certainty.complete, found.certainty.notes) == (True, ())


def test_another_registered_controller_is_said() -> None:
    world = "company t 标\nperson p 甲\nperson q 乙\nOWNS p t 0.8\nOWNS q t 0.2\nPOST {} t actual_controller\n"
    notes = control(Day(drawn(world.format("q"))), "t", CHINA).certainty.notes
    assert [note.en for note in notes] == [
        "The registered actual controller, 乙, does not control by known votes: look for agreements or nominees."
    ]
    assert control(Day(drawn(world.format("p"))), "t", CHINA).certainty.notes == ()
