"""How sure it is who controls in the end."""

import pytest

from graph.explain.control import control
from graph.explain.day import Day
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
