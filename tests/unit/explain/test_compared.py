"""Regimes side by side: what makes them differ is said in words."""

from graph.explain.day import Day
from graph.explain.ownership.compared import SETTINGS, VALUES, compared
from graph.ownership.beneficial_rule import Method
from graph.regimes.compare import Setting
from tests.unit.groups.drawn import drawn


def test_why_a_law_leaves_somebody_out_is_said_in_words() -> None:
    found = compared(Day(drawn("company t 标\nperson p 甲\nperson q 乙\nOWNS p t 0.5\nOWNS q t 0.5\n")), "t")
    said = {one.said.en for one in found.changes}
    assert (
        "china would name 甲 as controller too if, as in us, it had “threshold must be exceeded” no instead of yes."
        in said
    )
    assert not any("_" in one.said.en or "=" in one.said.zh for one in found.changes)


def test_every_setting_has_a_name() -> None:
    assert set(SETTINGS) == {setting.value for setting in Setting}
    assert {method.value for method in Method} <= set(VALUES)
