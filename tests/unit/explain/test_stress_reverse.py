"""What it takes to bring a guarantor down, by hand."""

import pytest

from graph.contagion.guarantee_calls import Allocation
from graph.errors import NotFound, UsageError
from graph.explain.day import Day
from graph.explain.stress.reverse import ReverseAsked, reverse_stress
from tests.unit.guarantees.facts import TODAY, Facts, edge

WHOLE = ReverseAsked(lgd=1.0, missing_policy="zero")


@pytest.fixture(scope="module")
def day() -> Day:
    """F has 100 and stands for A (60), B (50), C (30); A stands for C with nothing to pay with. Z owes, and nobody
    stands for that."""
    facts = Facts().party("F", "A", "B", "C", "Z")
    for loan, borrower, amount in (("LA", "A", 60.0), ("LB", "B", 50.0), ("LC", "C", 30.0), ("LZ", "Z", 999.0)):
        facts.loan(loan, borrower, amount)
    for key, guarantor, loan in (("g1", "F", "LA"), ("g2", "F", "LB"), ("g3", "F", "LC"), ("g4", "A", "LC")):
        facts.guarantee(key, guarantor, (loan,))
    facts.add("Statement", {"statement_id": "sF", "net_assets_cny": 100.0})
    facts.add("REPORTED", edge("F", "sF"))
    return Day(facts.on(TODAY).snapshot)


def test_the_fewest_failures(day: Day) -> None:
    """C brings A down with it: 60 and half of 30. With B that is 125; A and B alone are 110 already."""
    found = reverse_stress(day, "F", WHOLE)
    answer = found.answer
    assert answer.failures is not None
    assert (len(answer.failures), answer.at_least, answer.exact, answer.candidates) == (2, 2, True, 3)
    assert answer.called_cny > 100 == answer.buffer_cny
    assert answer.played is not None
    assert [one.party.party_id for one in answer.played.parties if one.round][-1] == "F"
    assert answer.played.initial == 2
    assert found.facts is not None
    assert found.facts.scenario["defaults"] == [{"parties": [one.party_id for one in answer.failures]}]


def test_what_cannot_be_brought_down_says_so(day: Day) -> None:
    found = reverse_stress(day, "F", ReverseAsked(lgd=0.45, missing_policy="zero"))
    assert found.answer.failures is None
    assert found.answer.called_cny == pytest.approx(0.45 * (60 + 50 + 15))
    assert found.facts is None
    assert "Not even" in found.certainty.notes[0].en
    alone = reverse_stress(day, "Z", WHOLE)
    assert (alone.answer.failures, alone.answer.candidates, alone.answer.called_cny) == (None, 0, 0)
    assert "nobody else" in alone.certainty.notes[0].en


def test_each_called_for_the_whole(day: Day) -> None:
    """Art. 699: C's failure calls F for 30 and A for 30; A falls and calls F for 60: 90 of 100. With B it is 140."""
    answer = reverse_stress(day, "F", ReverseAsked(1.0, Allocation.FULL, "zero")).answer
    assert answer.failures is not None
    assert len(answer.failures) == 2


def test_unlimited_buffers_and_wrong_settings(day: Day) -> None:
    assert reverse_stress(day, "A", ReverseAsked(missing_policy="infinite")).answer.buffer_cny is None
    with pytest.raises(NotFound):
        reverse_stress(day, "X", WHOLE)
    with pytest.raises(UsageError):
        reverse_stress(day, "F", ReverseAsked(lgd=2.0))
