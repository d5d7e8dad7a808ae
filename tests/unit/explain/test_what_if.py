"""What a guarantee would change, on facts written out by hand, beside the same contract loaded as a fact."""

from datetime import date
from typing import Any

import pytest

from graph.explain.day import Day
from graph.explain.four_numbers import numbers_of_pairs
from graph.explain.what_if.question import WhatIfFound, what_if
from graph.guarantees.limits import limits_for
from graph.guarantees.terms import GuaranteeTerms
from graph.regimes.catalogue import regime
from tests.unit.guarantees.facts import DRAWN, TODAY, Facts, edge

LAW = regime("china")
NET_ASSETS = 1000.0


def facts(*, net_assets: float | None = NET_ASSETS) -> Facts:
    """A firm F that stands for 60 of B's loan and for W in a pool; B, C and W are companies; B has three loans."""
    found = Facts().party("B", "C", "W")
    found.add("Enterprise", {"party_id": "F", "canonical_id": "F", "name": "F", "kind": "guarantee_firm"})
    if net_assets is not None:
        found.add("Statement", {"statement_id": "s", "net_assets_cny": net_assets, "period_end": date(2023, 12, 31)})
        found.add("REPORTED", edge("F", "s"))
    found.loan("b1", "B", 1000.0).loan("b2", "B", 500.0).loan("b3", "B", None).loan("w1", "W", 80.0)
    return found.guarantee("g1", "F", ("b1",), cap_cny=60.0).guarantee("g2", "F", ("w1",), cap_cny=30.0)


def day(found: Facts) -> Day:
    return Day(found.on(TODAY).snapshot)


def asked(found: Facts, **terms: Any) -> WhatIfFound:
    return what_if(day(found), GuaranteeTerms(**{"guarantor": "F", "debtor": "B"} | terms), LAW)


def reasons(found: WhatIfFound) -> list[str]:
    return [one.code for one in found.answer.judgement.reasons]


def test_the_numbers_afterwards_are_those_of_the_loaded_contract() -> None:
    judged = asked(facts(), secured_loans=("b1", "b2"), cap_cny=25.0, form="joint_and_several").answer.judgement
    with_it = day(facts().guarantee("new", "F", ("b1", "b2"), cap_cny=25.0))
    book = with_it.portfolio.book
    borrower, firm = with_it.position("B"), with_it.position("F")
    assert judged.borrower.after == numbers_of_pairs(book, book.borrower[book.loan] == borrower)
    assert judged.guarantor.after == numbers_of_pairs(book, book.pair_guarantor == firm)
    loaded = {(use.of, use.limit.source.id): use for use in limits_for(with_it, firm, [borrower], LAW)}
    assert {(one.of, one.limit.id) for one in judged.limits} == set(loaded)
    for one in judged.limits:
        use = loaded[one.of, one.limit.id]
        assert (one.after_cny, one.limit_cny, one.breach_after) == (use.amount_cny, use.limit_cny, use.breach)


def test_loans_are_counted_once_however_many_contracts_secure_them() -> None:
    """F stands for all of W's loan of 80 already up to 30; with 100 more it can be called for no more than the 80."""
    judged = asked(facts(), debtor="W", secured_loans=("w1",), cap_cny=100.0).answer.judgement
    (client,) = [one for one in judged.limits if one.of == "client"]
    assert (client.before_cny, client.after_cny) == (30.0, 80.0)


@pytest.mark.parametrize("cap", [39.99, 40.0, 40.01])
def test_at_a_limit_is_not_above_it(cap: float) -> None:
    found = asked(facts(), secured_loans=("b2",), cap_cny=cap)
    assert found.answer.judgement.allowed == (cap <= 40.0)
    assert [(one.what, one.amount_cny) for one in found.changes] == [("largest_cap", 40.0)]


def test_the_largest_cap_minds_weights_that_end_at_an_amount() -> None:
    """Up to five million a small client counts 75 %: with net assets of 40 million, of 4 million for one client, all
    5 million fit (3.75), and one fen more counts in full (5)."""
    found = facts(net_assets=40_000_000.0).loan("m", "C", 9_000_000.0, kind="loan")
    found.add("Record", {"record_id": "r", "size": "small"})
    found.add("DESCRIBED_BY", edge("C", "r"))
    answer = asked(found, debtor="C", secured_loans=("m",), cap_cny=6_000_000.0)
    assert [(one.what, one.amount_cny) for one in answer.changes] == [("largest_cap", 5_000_000.0)]


def test_a_firm_above_its_limit_may_add_nothing_and_one_with_room_may_add_all() -> None:
    above = asked(facts(net_assets=500.0), secured_loans=("b2",), cap_cny=1.0)
    assert [one.what for one in above.changes] == ["no_cap"]
    room = asked(facts(net_assets=1e9), secured_loans=("b2",))
    assert [(one.what, one.amount_cny) for one in room.changes] == [("any_cap", 500.0)]


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"secured_loans": ("b3",), "cap_cny": 1.0}, "loan_amount_unknown"),
        ({"secured_loans": ("w1",), "cap_cny": 1.0}, "loan_of_another"),
        ({"secured_loans": ("b2",), "cap_cny": 1.0, "ends_on": date(2024, 2, 1), "starts_on": DRAWN}, None),
        ({"guarantor": "B", "secured_loans": ("b2",)}, "self_guarantee"),
        ({"guarantor": "B", "secured_loans": ("b2",), "form": "mortgage"}, None),
    ],
)
def test_what_stands_against_it(terms: dict[str, Any], code: str | None) -> None:
    """An end before the loan matures is no agreed period (art. 692); a mortgage of one's own secures."""
    assert reasons(asked(facts(), **terms)) == ([code] if code else [])


def test_a_period_that_is_over_is_refused() -> None:
    found = facts().loan("old", "B", 10.0, matures_on=date(2023, 6, 30), drawn_on=date(2023, 1, 1))
    assert reasons(asked(found, secured_loans=("old",), cap_cny=1.0)) == ["period_over"]
    claimed = asked(found, secured_loans=("old",), cap_cny=1.0, claimed_on=date(2023, 9, 1))
    assert reasons(claimed) == []


def test_a_state_organ_stands_for_nobody() -> None:
    found = facts()
    found.add("Enterprise", {"party_id": "G", "canonical_id": "G", "name": "G", "kind": "government"})
    answer = asked(found, guarantor="G", secured_loans=("b2",))
    assert reasons(answer) == ["state_organ"]
    assert answer.answer.judgement.reasons[0].article is not None


def test_an_undrawn_pool_is_told_with_its_room() -> None:
    answer = asked(facts(), maximum_amount=True, cap_cny=70.0).answer.judgement
    assert (answer.allowed, answer.liability_cny) == (True, 0.0)
    (pool,) = [one for one in answer.warnings if one.code == "pool_undrawn"]
    assert pool.amount_cny == 70.0


def test_before_any_fact_the_answer_is_empty_and_says_so() -> None:
    early = Day(facts().on(date(2020, 1, 1)).snapshot)
    found = what_if(early, GuaranteeTerms("W", "B", ("b2",), cap_cny=1.0), LAW)
    assert reasons(found) == ["loan_of_another"]
    assert found.certainty.known is False
    assert found.answer.judgement.borrower.after.nominal_cny == 0.0
