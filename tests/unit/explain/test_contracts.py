"""Contracts and loans as facts: what an answer shows as its evidence."""

from datetime import date

from graph.explain.day import Day
from tests.unit.guarantees.facts import TODAY, Facts


def test_contracts_and_loans_with_their_ends() -> None:
    facts = Facts().party("A", "B", "F").loan("l", "B", 100.0, 70.0).loan("m", "B", 30.0)
    facts.guarantee("g", "F", ("l", "m"), cap_cny=60.0, form="general")
    facts.guarantee("c", "A", (), secures=("g",), ends_on=date(2026, 1, 1))
    day = Day(facts.on(TODAY).snapshot)
    found = day.contracts.evidence([0, 1], [0, 1], 10)
    main, counter = found.guarantees
    assert (main.guarantee_id, main.loans, main.secured_cny, main.cap_cny) == ("g", ("l", "m"), 100.0, 60.0)
    assert main.guarantor is not None
    assert main.guarantor.party_id == "F"
    assert main.last_day == date(2025, 6, 30)
    assert (counter.secures, counter.cap_cny, counter.recorded_on) == (("g",), None, None)
    assert [(loan.outstanding_cny, loan.balanced) for loan in found.loans] == [(70.0, True), (30.0, False)]


def test_no_more_than_asked_for_and_how_many_there_are() -> None:
    facts = Facts().party("A", "B").loan("l", "B", 1.0).guarantee("g", "A", ("l",)).guarantee("h", "A", ("l",))
    found = Day(facts.on(TODAY).snapshot).contracts.evidence([1, 0], [0], 1)
    assert ([one.guarantee_id for one in found.guarantees], found.guarantee_count) == (["h"], 2)
