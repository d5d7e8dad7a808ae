"""Sentences name parties and their stakes, not keys."""

from graph.explain.day import Day
from graph.explain.groups.hidden import hidden
from graph.explain.ownership.control import control
from graph.explain.ownership.owners import owners
from graph.regimes.catalogue import regime
from tests.unit.groups.drawn import drawn

CHINA = regime("china")


def test_a_stake_is_said_by_whose_it_is_and_in_whom() -> None:
    day = Day(drawn("company t 标的公司\nperson p 甲某\nOWNS p t 0.6\n"))
    for found in (control(day, "t", CHINA), owners(day, "t", CHINA)):
        (change,) = found.changes
        assert "if 甲某’s stake in 标的公司 of 60 % is sold" in change.said.en
        assert "若出售 甲某 对 标的公司 的持股（60 %）" in change.said.zh


def test_a_shared_party_is_named() -> None:
    crowd = "".join(f"company z{i} 厂{i}\ncompany g{i} 保{i}\nSTANDS g{i} z{i}\n" for i in range(30))
    pair = "company a 甲\ncompany b 乙\ncompany g 担保\nSTANDS g a\nSTANDS g b\n"
    found = hidden(Day(drawn(crowd + pair)), "a", CHINA)
    assert "“same guarantor 担保”" in found.changes[0].said.en
