"""Undeclared ties as they are told: what is personal masked, and what is left without what says most."""

import pytest

from graph.explain.day import Day
from graph.explain.groups.hidden import HiddenFound, hidden
from graph.regimes.catalogue import regime
from tests.unit.groups.drawn import drawn

CROWD = "\n".join(f"company z{i} 厂{i} address=杭州市西湖区{i}号楼 phone=0571-8800{i:04}" for i in range(30)) + "\n"
"""Strangers, so that what two others share is rare."""
ADDRESS, PHONE = "杭州市上城区复兴路77号", "0571-66669999"


def told(text: str, party: str = "a", law: str = "china") -> HiddenFound:
    return hidden(Day(drawn(CROWD + text)), party, regime(law))


@pytest.mark.parametrize(("law", "ties"), [("china", ["b"]), ("us", [])])
def test_control_by_the_regime_is_no_hidden_tie(law: str, ties: list[str]) -> None:
    """Half of half: control by OFAC's 50 % rule, none where more than half is asked for."""
    halves = f"company a 甲 phone={PHONE}\ncompany m 中\ncompany b 乙 phone={PHONE}\nOWNS a m 0.5\nOWNS m b 0.5\n"
    found = told(halves, law=law)
    assert ([tie.party.party_id for tie in found.answer.ties], found.regime) == (ties, law)


def test_addresses_and_numbers_are_masked_and_names_of_kinds_are_not_codes() -> None:
    both = f"address={ADDRESS} phone={PHONE}"
    found = told(f"company a 甲 {both}\ncompany b 乙 {both}\n")
    assert {one.kind: one.value for one in found.facts.things} == {"address": "杭州********7号", "phone": "57*******99"}
    (change,) = found.changes
    assert "“同一地址”" in change.said.zh or "“同一电话”" in change.said.zh


def test_what_too_many_have_is_masked_too() -> None:
    crowd = "".join(f"company c{i} 店{i} phone={PHONE}\n" for i in range(60))
    (common,) = told(f"company a 甲 phone={PHONE}\n" + crowd).certainty.common
    assert (common.kind, common.value) == ("phone", "57*******99")


def test_what_says_the_same_counts_in_its_place() -> None:
    both = f"address={ADDRESS} phone={PHONE}"
    found = told(f"company a 甲 {both}\ncompany b 乙 {both}\n")
    (tie,) = found.answer.ties
    counted = {one.counted: one.bits for one in found.facts.things}
    left = tie.score_bits - counted[True] + counted[False]
    assert left == pytest.approx(counted[False] + tie.near_bits)
    assert f"{left:.1f} of {tie.score_bits:.1f} bits are left" in found.changes[0].said.en


def test_nothing_is_left_of_one_shared_thing_wherever_the_two_are() -> None:
    found = told(f"company a 甲 phone={PHONE} region=杭州\ncompany b 乙 phone={PHONE} region=杭州\n")
    assert found.changes[0].said.en.endswith("nothing is left.")
