"""What of the facts counts as a guarantee on a day: begun, within its period, of a loan that is still owed."""

from datetime import date

import numpy as np
import pytest

from graph.guarantees.book import UNLIMITED
from tests.unit.guarantees.facts import DRAWN, MATURITY, TODAY, Facts, Row, edge


@pytest.mark.parametrize(
    ("terms", "day", "stands"),
    [
        ({}, date(2023, 12, 31), False),  # not begun
        ({}, DRAWN, True),
        ({}, date(2025, 6, 30), True),  # six months from maturity by law
        ({}, date(2025, 7, 1), False),
        ({"ends_on": date(2024, 9, 30)}, date(2025, 6, 30), True),  # an end before maturity counts as none
        ({"ends_on": date(2026, 12, 31)}, date(2026, 12, 31), True),
        ({"ends_on": date(2026, 12, 31)}, date(2027, 1, 1), False),
        ({"claimed_on": date(2025, 6, 30)}, date(2027, 1, 1), True),
        ({"claimed_on": date(2025, 7, 1)}, date(2027, 1, 1), False),  # too late
        ({"form": "mortgage"}, TODAY, False),
        ({"form": "general"}, TODAY, True),
    ],
)
def test_active_by_contract_or_by_law(terms: Row, day: date, stands: bool) -> None:
    facts = Facts().party("A", "B").loan("l", "B", 100.0).guarantee("g", "A", ("l",), **terms)
    assert (len(facts.on(day).book.loan) == 1) is stands


def test_a_repaid_loan_is_out_and_one_past_maturity_stays() -> None:
    facts = Facts().party("A", "B", "C").loan("paid", "B", 100.0, 0.0).loan("late", "C", 100.0, 40.0)
    facts.guarantee("g", "A", ("paid", "late"))
    found = facts.on(date(2025, 3, 1))
    assert [int(found.outstanding[loan]) for loan in found.book.loan] == [4_000]


def test_a_guarantee_moved_to_another_is_gone_though_its_period_runs() -> None:
    facts = Facts().party("A", "B").loan("l", "B", 100.0)
    facts.add("Guarantee", {"guarantee_id": "g", "starts_on": DRAWN, "ends_on": date(2026, 12, 31)})
    facts.add("GAVE", edge("A", "g", DRAWN, date(2026, 12, 31)))
    facts.add("SECURES_LOAN", edge("g", "l", DRAWN, date(2024, 3, 1)))
    assert len(facts.on(TODAY).book.loan) == 0


def test_a_word_restated_since_ends_as_it_was_known_then() -> None:
    """Told to end with 2024, and only in June 2025 to end with 2026: by law until the end of June, as known before."""
    facts = Facts().party("A", "B").loan("l", "B", 100.0)
    facts.add("Guarantee", {"guarantee_id": "g", "starts_on": DRAWN, "ends_on": date(2026, 12, 31)})
    since, last, told = DRAWN, MATURITY, date(2025, 6, 1)
    for name, ends in (("GAVE", ("A", "g")), ("SECURES_LOAN", ("g", "l"))):
        facts.add(name, edge(*ends, since, last, superseded_on=told))
        facts.add(name, edge(*ends, since, date(2026, 12, 31), recorded_on=told))
    for day, stands_until in ((date(2025, 5, 31), date(2025, 6, 30)), (told, date(2026, 12, 31))):
        found = facts.on(day)
        assert found.of_loans.last_day.tolist() == [stands_until]
        assert len(found.book.loan) == 1


def test_where_one_word_ends_within_another_the_last_to_begin_says_who_stands_and_each_pair_counts_once() -> None:
    facts = Facts().party("A", "B", "C").loan("l", "B", 100.0)
    facts.add("Guarantee", {"guarantee_id": "g", "starts_on": DRAWN})
    change = date(2024, 3, 1)
    facts.add("GAVE", edge("C", "g", change))
    facts.add("GAVE", edge("A", "g", DRAWN, date(2024, 2, 29)))
    facts.add("SECURES_LOAN", edge("g", "l", change))
    facts.add("SECURES_LOAN", edge("g", "l", DRAWN, date(2024, 2, 29)))
    parties = facts.on(change).snapshot.parties.table.column("party_id").to_pylist()
    for day, who in ((date(2024, 2, 29), "A"), (change, "C")):
        found = facts.on(day)
        assert [parties[place] for place in found.book.pair_guarantor] == [who]
        assert found.book.secured.tolist() == [10_000]


def test_caps_shares_and_pools() -> None:
    facts = Facts().party("A", "B").loan("l", "B", 100.0).loan("m", "B", 300.0)
    facts.guarantee("capped", "A", ("l",), cap_cny=80.0).guarantee("open", "A", ("l",))
    facts.guarantee("share", "A", ("l", "m"), agreed_share=0.25, cap_cny=500.0)
    facts.guarantee("pool", "A", ("m",), maximum_amount=True, cap_cny=1_000.0)
    facts.guarantee("empty", "A", maximum_amount=True, cap_cny=50.0)
    found = facts.on(TODAY)
    assert found.cap.tolist() == [8_000, UNLIMITED, 10_000, 100_000, 5_000]
    assert found.undrawn.tolist() == [0, 0, 0, 70_000, 5_000]


def test_one_who_stands_for_himself_secures_nothing() -> None:
    assert len(Facts().party("A").loan("l", "A", 1.0).guarantee("g", "A", ("l",)).on(TODAY).book.loan) == 0


def test_counter_guarantees_secure_what_may_be_called() -> None:
    facts = Facts().party("A", "F", "B").loan("l", "B", 100.0)
    facts.guarantee("g", "F", ("l",), cap_cny=60.0).guarantee("c", "A", (), secures=("g",), cap_cny=90.0)
    found = facts.on(TODAY)
    assert (found.counter.nominal.tolist(), found.counter.limit.tolist()) == ([0, 9_000], [0, 6_000])


def test_a_counter_guarantee_for_a_share_is_for_that_part_of_what_it_secures() -> None:
    facts = Facts().party("A", "F", "B").loan("l", "B", 100.0).guarantee("g", "F", ("l",), cap_cny=60.0)
    found = facts.guarantee("c", "A", (), secures=("g",), agreed_share=0.5).on(TODAY)
    assert found.counter.limit.tolist() == [0, 3_000]
    assert found.counter_behind(np.array([2_000, 0])).limit.tolist() == [0, 1_000]
    assert found.cap.tolist() == [6_000, 0], "it secures no loan"


def test_an_agreed_share_of_a_round_amount_is_a_round_amount() -> None:
    """0.29 × 100,000,000 fen is 28,999,999.999999996 in floating point."""
    facts = Facts().party("A", "B").loan("l", "B", 1e6).guarantee("g", "A", ("l",), agreed_share=0.29)
    assert facts.on(TODAY).book.limit.tolist() == [29_000_000]
