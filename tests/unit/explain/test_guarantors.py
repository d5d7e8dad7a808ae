"""The view of a borrower's guarantors where the API's world does not reach: pools, claims, many contracts."""

from datetime import date

import pytest

from graph.explain.day import Day
from graph.explain.guarantors import guaranteeing
from graph.explain.guarantors.view import GuarantorsFound, View, guarantors
from graph.regimes.catalogue import regime
from tests.unit.guarantees.facts import TODAY, Facts, edge

CHINA = regime("china")


def asked(facts: Facts, view: View | None = None, day: date = TODAY) -> GuarantorsFound:
    return guarantors(Day(facts.on(day).snapshot), "B", CHINA, view)


def several(count: int) -> Facts:
    facts = Facts().party("A", "B").loan("l", "B", 100.0, 100.0)
    for number in range(count):
        facts.guarantee(f"g{number}", "A", ("l",), cap_cny=1.0)
    return facts


def test_the_room_of_a_pool_counts_apart() -> None:
    facts = Facts().party("A", "B").loan("l", "B", 60.0)
    facts.guarantee("g", "A", ("l",), cap_cny=100.0, maximum_amount=True).add("FOR", edge("g", "B"))
    facts.guarantee("h", "A", cap_cny=50.0, maximum_amount=True).add("FOR", edge("h", "B"))
    found = asked(facts)
    assert (found.answer.borrower.undrawn_cny, found.answer.borrower.numbers.contingent_cny) == (90.0, 60.0)
    assert found.certainty.securing_nothing == ()


def test_a_claim_in_time_keeps_the_cover() -> None:
    facts = Facts().party("A", "C", "B").loan("l", "B", 100.0, 100.0)
    facts.guarantee("g", "A", ("l",), cap_cny=60.0).guarantee("h", "C", ("l",), claimed_on=date(2024, 5, 1))
    ends = [one for one in asked(facts).changes if one.what == "guarantee_period_ends"]
    assert [(one.guarantee_id, one.on, one.covered_then_cny) for one in ends] == [("g", date(2025, 7, 1), 100.0)]


def test_a_period_that_ends_later_than_in_a_year_is_not_told() -> None:
    facts = Facts().party("A", "B").loan("l", "B", 100.0).guarantee("g", "A", ("l",), ends_on=date(2025, 7, 1))
    assert [one.what for one in asked(facts).changes] == ["largest_guarantor_leaves"]


def test_lists_are_cut_and_say_so() -> None:
    found = asked(several(5), View(most=3))
    assert (len(found.facts.evidence.guarantees), found.facts.evidence.guarantee_count) == (3, 5)
    assert found.truncated
    assert not asked(several(5)).truncated


def test_a_course_that_would_be_too_large_is_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guaranteeing, "MOST_PAIRS", 50)
    found = asked(several(5), View(months=24))
    assert len(found.answer.borrower.series) + found.certainty.days_left_out == 25
    assert (len(found.answer.borrower.series), found.truncated) == (7, True)
    assert found.answer.borrower.series[-1].contracts == 5
    assert found.answer.borrower.growth[1].months == 12


def test_who_left_and_who_joined() -> None:
    facts = Facts().party("A", "C", "B").loan("l", "B", 100.0, 100.0, drawn_on=date(2023, 1, 1))
    facts.guarantee("g", "A", ("l",), starts_on=date(2023, 1, 1), ends_on=date(2025, 1, 31), cap_cny=80.0)
    facts.guarantee("h", "C", ("l",), starts_on=date(2025, 3, 1), ends_on=date(2026, 12, 31), cap_cny=20.0)
    quarter, year = asked(facts, day=date(2025, 4, 30)).answer.borrower.growth
    assert (quarter.since, quarter.guarantors, quarter.joined, quarter.left) == (date(2025, 1, 31), 0, 1, 1)
    assert (year.nominal_cny, year.nominal_ratio, year.covered_cny) == (-60.0, -0.75, -60.0)
