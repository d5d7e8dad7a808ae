"""Scenarios by Furfine, DebtRank and clearing on a day worked out by hand: loans only, loss by loss."""

from dataclasses import replace
from typing import Any

import pytest

from graph.contagion.scenario import Model, Scenario, Shock
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress.run import stress
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

# net assets, total assets, total liabilities
SHEETS = {"A": (20.0, 200.0, 180.0), "B": (50.0, 300.0, 150.0), "C": (100.0, 400.0, 60.0), "I": (-5.0, 100.0, 12.0)}
LOANS = (
    ("LA1", "A", "B", 60.0), ("LA2", "A", "B", 40.0), ("LB", "B", "C", 80.0), ("LC", "C", "D", 50.0),
    ("LI", "I", "D", 7.0), ("LU", "A", None, 10.0),
)  # fmt: skip
FURFINE = Scenario(
    "one", Text("一家违约", "one fails"), Text("", ""), Model.FURFINE, (Selection(parties=("A",)),), lgd=0.6
)
DEBTRANK = replace(FURFINE, model=Model.DEBTRANK)
CLEARING = replace(FURFINE, model=Model.CLEARING)


@pytest.fixture(scope="module")
def day() -> Day:
    """A chain of loans A → B → C → D (who owes whom), A also owes 10 to nobody known; I, over-indebted, owes D 7.
    Nothing is known of D. G stands for A's loans, which none of these models looks at. N neither borrows nor lends and
    is over-indebted, too."""
    facts = Facts().party(*SHEETS, "D", "G", "N")
    for loan, borrower, lender, amount in LOANS:
        facts.loan(loan, borrower, amount)
        if lender:
            facts.add("LENT", edge(lender, loan))
    facts.guarantee("gG", "G", ("LA1",))
    for party, (net, total, owed) in (SHEETS | {"N": (-1.0, 0.0, 1.0)}).items():
        said = {"net_assets_cny": net, "total_assets_cny": total, "total_liabilities_cny": owed}
        facts.add("Statement", {"statement_id": f"s{party}", **said})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def run(day: Day, scenario: Scenario, **other: Any) -> Any:
    return stress(day, replace(scenario, **other), lambda text: text)


def hit(found: Any, field: str) -> dict[str, Any]:
    return {one.party.party_id: getattr(one, field) for one in found.answer.parties}


def by_loan(found: Any) -> dict[str, float]:
    assert {one.way for one in found.facts.carried} <= {"loan"}
    return {one.loan_id: one.amount_cny for one in found.facts.carried}


def notes(found: Any) -> str:
    return " ".join(one.en for one in found.certainty.notes)


def test_furfine(day: Day) -> None:
    """B loses 60 of 50 and falls, C 48 of 100; D, of which nothing is known, falls of the 4.2 it loses on I."""
    found = run(day, FURFINE)
    assert (found.answer.initial, found.answer.induced) == (2, 2)
    assert hit(found, "round") == {"A": 0, "I": 0, "B": 1, "D": 1, "C": None}
    assert by_loan(found) == pytest.approx({"LA1": 36, "LA2": 24, "LB": 48, "LI": 4.2, "LU": 6})
    assert found.answer.lost.loans_cny == pytest.approx(118.2)
    assert (found.answer.due_cny, found.answer.paid_cny) == pytest.approx((118.2, 0))
    assert [one.lost.loans_cny for one in found.answer.rounds] == pytest.approx([0, 70.2, 48])
    assert hit(found, "brought_down_by")["B"].party_id == "A"
    assert "without net assets by their books are in default from the start (1)" in notes(found)
    assert "guarantees and stakes do not count" in notes(found)
    changes = {(one.what, one.about.party_id): one.amount_cny for one in found.changes}
    assert changes == pytest.approx({("saved_by", "B"): 10, ("saved_by", "D"): 4.2, ("next_to_fall", "C"): 52})


def test_furfine_where_as_much_suffices(day: Day) -> None:
    """At half of the loans B loses its 50 exactly. Who is unknown still falls of a first loss only: G never does."""
    assert hit(run(day, FURFINE, lgd=0.5), "round") == {"A": 0, "I": 0, "D": 1, "B": None}
    found = run(day, FURFINE, lgd=0.5, default_rule="at_or_above")
    assert hit(found, "round") == {"A": 0, "I": 0, "B": 1, "D": 1, "C": None}


def test_debtrank_passes_on_every_loss(day: Day) -> None:
    """C loses 48 of 100, and D 48 % of the 30 that LC may cost. Of total assets (1,000, none of D) distress destroys
    R = 0.3 · 1 + 0.4 · 0.48."""
    found = run(day, DEBTRANK)
    assert hit(found, "distress") == pytest.approx({"A": 1, "I": 1, "B": 1, "C": 0.48, "D": 1})
    assert hit(found, "round") == {"A": 0, "I": 0, "B": 1, "D": 1, "C": None}
    assert by_loan(found) == pytest.approx({"LA1": 36, "LA2": 24, "LB": 48, "LI": 4.2, "LU": 6, "LC": 14.4})
    assert [one.lost.loans_cny for one in found.answer.rounds] == pytest.approx([0, 70.2, 48, 14.4])
    assert (found.answer.debtrank, found.answer.weighted_by) == (pytest.approx(0.492), "total_assets")
    assert "4 of the 5 that borrowed or lent have a value" in notes(found)
    changes = {(one.what, one.about.party_id): one.amount_cny for one in found.changes}
    assert changes == pytest.approx({("saved_by", "B"): 10, ("saved_by", "D"): 18.6, ("next_to_fall", "C"): 52})


def test_debtrank_once_counts_no_more_than_equity(day: Day) -> None:
    """B's two loans count 50 together, its equity; with 10 more it would not fall. D has passed on in round 1."""
    found = run(day, DEBTRANK, variant="battiston2012")
    assert hit(found, "distress") == pytest.approx({"A": 1, "I": 1, "B": 1, "C": 0.48, "D": 1})
    losses = by_loan(found)
    assert {name: losses[name] for name in ("LA1", "LA2", "LB", "LU")} == pytest.approx(
        {"LA1": 30, "LA2": 20, "LB": 48, "LU": 6}
    )
    assert {(one.what, one.about.party_id): one.amount_cny for one in found.changes}["saved_by", "B"] == pytest.approx(
        10
    )


def test_a_shock_is_distress_that_spreads_without_a_default(day: Day) -> None:
    """B has lost a fifth: C 9.6 of its 100, D 9.6 % of 30."""
    found = run(day, DEBTRANK, defaults=(), shocks=(Shock(Selection(parties=("B",)), 0.2),))
    assert hit(found, "distress") == pytest.approx({"I": 1, "C": 0.096, "D": 1})
    assert by_loan(found) == pytest.approx({"LB": 9.6, "LI": 4.2, "LC": 2.88})
    assert found.answer.debtrank == pytest.approx(0.4 * 0.096)
    assert "Nobody fails" not in notes(found)
    assert (found.answer.shocked, found.answer.shock_cny) == (1, pytest.approx(10))


def test_distress_that_goes_round_is_told_to_its_end() -> None:
    """X and Y lend each other 60 with 100 each; X has lost a tenth: h = 0.1 / (1 - 0.36) and 0.6 of that."""
    facts = Facts().party("X", "Y")
    for borrower, lender in (("X", "Y"), ("Y", "X")):
        facts.loan(f"L{borrower}", borrower, 60.0).add("LENT", edge(lender, f"L{borrower}"))
        facts.add("Statement", {"statement_id": f"s{borrower}", "net_assets_cny": 100.0})
        facts.add("REPORTED", edge(borrower, f"s{borrower}"))
    shocks = (Shock(Selection(parties=("X",)), 0.1),)
    found = run(Day(facts.on(TODAY).snapshot), DEBTRANK, lgd=1.0, defaults=(), shocks=shocks)
    assert hit(found, "distress") == pytest.approx({"X": 0.15625, "Y": 0.09375})
    assert by_loan(found) == pytest.approx({"LX": 9.375, "LY": 5.625})
    assert len(found.answer.rounds) == 21
    assert "stands for all that follow" in notes(found)
    assert (found.answer.debtrank, found.answer.weighted_by) == (None, None)  # nobody's total assets are known
    assert found.certainty.converged


def test_clearing(day: Day) -> None:
    """A pays nothing: B has 100 left of 150 that it owes and pays two thirds. I has 7 of 12, D lacks what I does not
    pay. Outside lose 70 of A, a third of 70 of B, 5/12 of 5 of I, and what D lacks."""
    found = run(day, CLEARING)
    assert hit(found, "round") == {"A": 0, "I": 0, "B": 1, "D": 1, "C": None}
    assert hit(found, "owed_cny") == pytest.approx({"A": 180, "I": 12, "B": 150, "D": 57, "C": 60})
    shares = {"A": 0, "I": 7 / 12, "B": 2 / 3, "D": 1 - 35 / 12 / 57, "C": 1}
    assert hit(found, "paid_share") == pytest.approx(shares)
    assert hit(found, "shortfall_cny")["A"] == pytest.approx(180)
    losses = {"LA1": 60, "LA2": 40, "LU": 10, "LB": 80 / 3, "LI": 35 / 12}
    assert by_loan(found) == pytest.approx(losses)
    assert found.answer.lost.loans_cny == pytest.approx(sum(losses.values()))
    assert found.answer.due_cny == pytest.approx(197)
    assert found.answer.outside_lost_cny == pytest.approx(70 + 70 / 3 + 25 / 12 + 35 / 12)
    assert found.answer.default_costs_cny == 0
    assert "unique" in notes(found)
    assert "known of 4 of the 5" in notes(found)
    changes = {(one.what, one.about.party_id): one.amount_cny for one in found.changes}
    assert changes["saved_by", "B"] == pytest.approx(50)
    assert changes["next_to_fall", "C"] == pytest.approx(100 - 80 / 3)


def test_clearing_with_senior_debts_outside_and_costs_of_default(day: Day) -> None:
    """What B has goes to those outside first: 30 are left for C. With half of what it has gone it pays 50 of 150."""
    senior = run(day, CLEARING, external_rank="senior")
    assert by_loan(senior) == pytest.approx({"LA1": 60, "LA2": 40, "LU": 10, "LB": 50, "LI": 5})
    costly = run(day, CLEARING, alpha=0.5)
    assert by_loan(costly)["LB"] == pytest.approx(80 * 2 / 3)
    assert costly.answer.default_costs_cny == pytest.approx(50 + 3.5)


def test_a_stated_default_may_still_pay_out_of_what_it_is_owed(day: Day) -> None:
    """C loses what it has outside; it is owed 80, and owes 60."""
    found = run(day, CLEARING, defaults=(Selection(parties=("C",)),))
    assert hit(found, "paid_share")["C"] == 1
    assert hit(found, "round")["C"] == 0
    assert "out of what they are owed: 1." in notes(found)


def test_a_shock_in_clearing_is_taken_out_of_external_assets(day: Day) -> None:
    """C has 25 left of its 100 and does not bear the 26.67 that B does not pay."""
    found = run(day, CLEARING, shocks=(Shock(Selection(parties=("C",)), 0.75),))
    assert hit(found, "round")["C"] == 2
    assert hit(found, "shortfall_cny")["C"] == pytest.approx(80 / 3 - 25)


def test_stakes_that_nobody_counted_are_no_debt_outside() -> None:
    """H states nothing, owns all of C (100) and has lent A 100: it need not have borrowed to lend so much."""
    facts = Facts().party("A", "C", "H").loan("L", "A", 100.0)
    facts.add("LENT", edge("H", "L"))
    facts.add("OWNS", edge("H", "C", stake_id="H->C", share_ratio=1.0))
    facts.add("Statement", {"statement_id": "s", "net_assets_cny": 100.0, "total_assets_cny": 100.0})
    facts.add("REPORTED", edge("C", "s"))
    found = run(Day(facts.on(TODAY).snapshot), CLEARING)
    assert hit(found, "owed_cny")["H"] is None
    assert found.answer.outside_lost_cny == 0


def test_greatest_and_least_differ_where_money_only_goes_round() -> None:
    """X and Y owe each other 10 and nothing else: both pay if both trust, nobody if nobody does."""
    facts = Facts().party("X", "Y")
    for borrower, lender in (("X", "Y"), ("Y", "X")):
        facts.loan(f"L{borrower}", borrower, 10.0).add("LENT", edge(lender, f"L{borrower}"))
    found = run(Day(facts.on(TODAY).snapshot), CLEARING, defaults=(Selection(parties=("X",)),))
    assert "20.00 元 less" in notes(found)
    assert found.answer.lost.loans_cny == 0


@pytest.mark.parametrize("scenario", [FURFINE, DEBTRANK, CLEARING])
def test_who_never_fails_and_who_neither_borrows_nor_lends(day: Day, scenario: Scenario) -> None:
    found = run(day, scenario, missing_policy="infinite")
    assert hit(found, "round")["D"] is None
    assert hit(found, "equity_cny")["D"] is None
    assert "N" not in hit(found, "round")
    assert found.certainty.missing_policy == "infinite"
    nobody = run(day, scenario, defaults=(Selection(parties=("G",)),))
    assert hit(nobody, "round")["G"] == 0
    assert by_loan(nobody).keys() == {"LI"}
