"""What is said of an exposure: what a release would change, and contracts that contradict themselves."""

from graph.explain.answer import Change
from graph.explain.day import Day
from graph.explain.exposure.of_party import ExposureAsked, exposure
from graph.explain.exposure.scope import Role
from tests.unit.guarantees.facts import TODAY, Facts, edge


def english(changes: tuple[Change, ...], what: str) -> str:
    (said,) = (one.said.en for one in changes if one.what == what)
    return said


def test_a_release_that_changes_nothing_is_not_said_to_lower_anything() -> None:
    facts = Facts().party("A", "B", "C").loan("l", "A", 100.0, 100.0)
    facts.guarantee("b", "B", ("l",)).guarantee("c", "C", ("l",))
    both = exposure(Day(facts.on(TODAY).snapshot), "A", ExposureAsked(Role.BORROWER))
    assert "the others still cover 100.00 元" in english(both.changes, "largest_guarantor_released")
    alone = Facts().party("A", "B").loan("l", "A", 100.0, 100.0).guarantee("b", "B", ("l",))
    one = exposure(Day(alone.on(TODAY).snapshot), "A", ExposureAsked(Role.BORROWER))
    assert "lowers what is covered from 100.00 to 0.00 元" in english(one.changes, "largest_guarantor_released")


def test_where_a_pool_is_used_up_anyway_no_repayment_lowers_the_call() -> None:
    facts = Facts().party("A", "B").loan("l", "A", 100.0, 100.0).loan("m", "A", 100.0, 100.0)
    facts.guarantee("b", "B", ("l", "m"), cap_cny=60.0)
    found = exposure(Day(facts.on(TODAY).snapshot), "A", ExposureAsked(Role.BORROWER))
    assert "does not lower the expected call of 60.00 元" in english(found.changes, "loan_repaid")


def test_two_contracts_for_one_loan_are_called_no_further_than_it() -> None:
    facts = Facts().party("A", "B").loan("l", "A", 100.0, 100.0)
    facts.guarantee("b", "B", ("l",)).guarantee("more", "B", ("l",))
    found = exposure(Day(facts.on(TODAY).snapshot), "B", ExposureAsked(Role.GUARANTOR))
    assert "is still 100.00 元" in english(found.changes, "largest_contract_released")


def test_a_contract_for_another_debtor_than_the_borrower_is_named() -> None:
    facts = Facts().party("A", "B", "C").loan("l", "A", 100.0, 100.0)
    facts.guarantee("right", "B", ("l",)).guarantee("wrong", "C", ("l",))
    facts.add("FOR", edge("right", "A"))
    facts.add("FOR", edge("wrong", "B"))
    day = Day(facts.on(TODAY).snapshot)
    for party, role in (("A", Role.BORROWER), ("B", Role.BORROWER), ("C", Role.GUARANTOR)):
        sure = exposure(day, party, ExposureAsked(role)).certainty
        assert (sure.doubts.for_another, sure.doubts.for_another_count) == (("wrong",), 1), party
        assert any("another debtor" in note.en for note in sure.notes), party
    assert exposure(day, "B", ExposureAsked(Role.GUARANTOR)).certainty.doubts.for_another_count == 0
