"""A scenario by law, by hand: own mortgage first, joint guarantors, a pledge, a general guarantor that may wait."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from graph.contagion.scenario import Model, Scenario
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress.answer import StressFound
from graph.explain.stress.run import stress
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

EQUITY = {"G": 100.0, "H": 5.0, "K": 50.0, "L": 1000.0, "M": 1000.0, "A": 0.0}
SIGNED = {"signed_on": date(2023, 12, 1)}
JOINT = SIGNED | {"form": "joint_and_several", "co_signed": "one"}
SCENARIO = Scenario(
    "one", Text("一家违约", "one fails"), Text("", ""), Model.LAW_AWARE, (Selection(parties=("B",)),), lgd=0.5,
    missing_policy="zero",
)  # fmt: skip


@pytest.fixture(scope="module")
def day() -> Day:
    """B owes L 100 (LB), L and M together 60 (LC), and L what nobody knows (LD); H owes L 10 (LH).

    For LB stand B's own mortgage m, worth 40; G and H, joint and several, signed on one document; A's pledge p, worth
    6; and K, of no stated form and so general. For LC stands B's mortgage u of unknown value, for LD G.
    """
    facts = Facts().party("B", *EQUITY)
    for loan, borrower, lenders, amount in (
        ("LB", "B", "L", 100.0), ("LC", "B", "LM", 60.0), ("LD", "B", "L", None), ("LH", "H", "L", 10.0),
    ):  # fmt: skip
        facts.loan(loan, borrower, amount)
        for lender in lenders:
            facts.add("LENT", edge(lender, loan))
    facts.guarantee("g", "G", ("LB",), **JOINT).guarantee("h", "H", ("LB",), **JOINT)
    facts.guarantee("k", "K", ("LB",), **SIGNED).guarantee("gd", "G", ("LD",), **JOINT)
    for key, giver, loan, form, value in (
        ("m", "B", "LB", "mortgage", 40.0), ("p", "A", "LB", "pledge", 6.0), ("u", "B", "LC", "mortgage", None),
    ):  # fmt: skip
        facts.guarantee(key, giver, (loan,), form=form, **SIGNED)
        facts.add("Collateral", {"collateral_id": f"{key}-thing", "kind": "land", "value_cny": value})
        facts.add("BACKED_BY", edge(key, f"{key}-thing", rank=1))
    for party, amount in EQUITY.items():
        facts.add(
            "Statement", {"statement_id": f"s{party}", "net_assets_cny": amount, "liquid_assets_cny": amount / 10}
        )
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def run(day: Day, most: int = 100, **other: Any) -> StressFound:
    return stress(day, replace(SCENARIO, **other), lambda text: text, most)


def test_the_debtors_own_thing_comes_first_and_the_rest_is_called_from_those_who_answer(day: Day) -> None:
    """The mortgage brings 40 of LB; half of the other 60 is due. It is called from G, H and the pledge alike, up to the
    pledge's 6: 12 of G, 12 of H, who pays 5 and falls. Of LC 30 is due, of LH 5."""
    answer = run(day).answer
    assert answer.things is not None
    assert (answer.things.own_cny, answer.things.others_cny) == pytest.approx((40, 6))
    assert (answer.due_cny, answer.paid_cny, answer.lost.loans_cny) == pytest.approx((65, 17, 42))
    assert answer.due_cny == pytest.approx(answer.paid_cny + answer.things.others_cny + answer.lost.loans_cny)
    hit = {one.party.party_id: one for one in answer.parties}
    assert {name: one.round for name, one in hit.items()} == {"B": 0, "H": 1, "G": None, "L": None, "M": None}
    assert {name: one.lost_cny for name, one in hit.items()} == pytest.approx(
        {"B": 0, "H": 12, "G": 12, "L": 27, "M": 15}
    )
    assert answer.lost.calls_cny == pytest.approx(24)
    assert hit["H"].equity_cny == 5
    cause = hit["H"].brought_down_by
    assert cause is not None
    assert cause.party_id == "B"


def test_every_loss_has_the_contract_or_loan_that_carried_it(day: Day) -> None:
    """A thing is nobody's loss; of several lenders each loses the same part."""
    facts = run(day).facts
    carried = {(one.way, one.through, one.to_party.party_id): one for one in facts.carried if one.to_party}
    assert {key: one.amount_cny for key, one in carried.items()} == pytest.approx({
        ("call", "g", "G"): 12, ("call", "h", "H"): 12, ("loan", "LB", "L"): 7, ("loan", "LC", "L"): 15,
        ("loan", "LC", "M"): 15, ("loan", "LH", "L"): 5,
    })  # fmt: skip
    assert (carried["call", "g", "G"].loan_id, carried["loan", "LH", "L"].round) == ("LB", 2)
    assert {one.guarantee_id for one in facts.evidence.guarantees} == {"g", "h", "k", "gd", "m", "p", "u"}
    assert {one.loan_id for one in facts.evidence.loans} == {"LB", "LC", "LD", "LH"}


def test_who_is_called_and_who_is_not_with_reasons_and_articles(day: Day) -> None:
    law = run(day).facts.by_law
    assert law is not None
    called = {one.call.guarantee_id: one for one in law.called}
    assert {key: one.called_cny for key, one in called.items()} == pytest.approx({"m": 40, "g": 12, "h": 12, "p": 6})
    assert {key: one.paid_cny for key, one in called.items()} == pytest.approx({"m": 40, "g": 12, "h": 5, "p": 6})
    assert [one.call.guarantee_id for one in law.called][:1] == ["m"]
    assert called["g"].call.when == "after_own_security"
    not_called = {one.call.guarantee_id: one for one in law.not_called}
    assert {key: one.covers_cny for key, one in not_called.items()} == {"k": 100, "u": 60, "gd": 0}
    said = {key: [one.said.en for one in fact.call.steps] for key, fact in not_called.items()}
    assert "It may point to the debtor's assets first" in said["k"]
    assert said["u"][-1] == "What the thing is worth is not known: nothing is expected of it"
    assert said["gd"][-1] == "Nothing is known to be outstanding of the loan"
    calls = [*(fact.call for fact in law.called), *(fact.call for fact in law.not_called)]
    cited = {one for call in calls for step in call.steps for one in step.articles}
    assert {"civil_code_392", "civil_code_687", "civil_code_699"} <= cited
    assert cited <= {one.id for one in law.articles}
    assert [(one.guarantee_id, one.value_cny) for one in law.things] == [("m", 40), ("p", 6), ("u", None)]


def test_who_owes_contribution_to_whom(day: Day) -> None:
    """G and H signed one document and answer for as much: each bears half. G paid 12, H 5."""
    law = run(day).facts.by_law
    assert law is not None
    (owed,) = law.owed
    assert owed.amount_cny == pytest.approx(3.5)
    right = owed.right
    assert right.payer is not None
    assert right.against is not None
    assert (right.payer.party_id, right.against.party_id, right.basis) == ("G", "H", "signed_together")
    assert (right.part_ratio, right.articles) == (0.5, ("security_13",))
    assert "50 %" in right.said.zh


def test_the_general_guarantor_is_called_where_the_debtor_is_bankrupt(day: Day) -> None:
    """Then 24 of the 30 due are called from G, H and K alike; without bankruptcy that is told as a change."""
    found = run(day, bankrupt=True)
    law = found.facts.by_law
    assert law is not None
    called = {one.call.guarantee_id: one for one in law.called}
    assert {key: called[key].called_cny for key in "ghkp"} == pytest.approx({"g": 8, "h": 8, "k": 8, "p": 6})
    assert any("defence has fallen" in one.said.en for one in called["k"].call.steps)
    assert not [one for one in found.changes if one.what == "called_if_bankrupt"]
    changes = {one.about.party_id: one for one in run(day).changes if one.what == "called_if_bankrupt"}
    assert {name: one.amount_cny for name, one in changes.items()} == pytest.approx({"K": 8})
    assert "8.00" in changes["K"].said.en


def test_what_would_change_it_counts_calls_only(day: Day) -> None:
    changes = {(one.what, one.about.party_id): one.amount_cny for one in run(day).changes}
    assert changes == pytest.approx({("saved_by", "H"): 7, ("next_to_fall", "G"): 88, ("called_if_bankrupt", "K"): 8})


def test_how_a_claim_is_divided_and_paid_is_the_scenarios_to_say(day: Day) -> None:
    """Those that still stand take over: 24 of G. With a tenth of its net assets at hand G falls of 12."""
    others = run(day, allocation="equal_split_survivors")
    assert {one.party.party_id: one.lost.calls_cny for one in others.answer.parties}["G"] == pytest.approx(24)
    assert others.answer.lost.loans_cny == pytest.approx(35)
    assert others.facts.scenario["allocation"] == "equal_split_survivors"
    poorer = run(day, buffer_of="liquid_assets")
    assert {one.party.party_id: one.round for one in poorer.answer.parties}["G"] == 1


def test_how_sure_it_is(day: Day) -> None:
    sure = run(day).certainty
    law = sure.by_law
    assert law is not None
    assert (law.unvalued, law.unvalued_count) == (("u",), 1)
    assert (law.presumed_form, law.assumed_law, law.doubtful, law.unknown_amount) == (1, 0, 0, 1)
    missing = {(one.what, one.guarantee_id) for one in law.missing}
    assert {("value", "u"), ("form", "k")} <= missing
    assert law.missing_count == len(law.missing)
    notes = " ".join(one.en for one in sure.notes)
    for part in ("only overdue", "equal_split", "50 %", "appraised", "Only calls", "not legal advice"):
        assert part in notes


def test_lists_are_cut_and_say_so(day: Day) -> None:
    found = run(day, most=1)
    law = found.facts.by_law
    assert law is not None
    assert found.truncated
    assert (len(law.called), law.called_count, len(law.not_called), law.not_called_count) == (1, 4, 1, 3)
    assert law.called[0].call.guarantee_id == "m"
    evidence = run(day, most=6).facts.evidence  # of seven contracts
    assert (len(evidence.guarantees), evidence.guarantee_count, run(day, most=6).truncated) == (6, 7, True)


def test_nobody_fails(day: Day) -> None:
    found = run(day, defaults=(Selection(regions=("nowhere",)),))
    law = found.facts.by_law
    assert law is not None
    assert (law.called, law.not_called, law.owed, found.answer.due_cny, found.truncated) == ((), (), (), 0, False)
    others = run(day, model=Model.GUARANTEE_CALLS)
    assert (others.facts.by_law, others.certainty.by_law, others.answer.things) == (None, None, None)


def random_world(seed: int) -> Day:
    """Ten parties that lend to each other, some loans by two, and stand for each other jointly, some up to a cap."""
    draw = np.random.default_rng(seed)
    names = [f"P{one}" for one in range(10)]
    facts = Facts().party(*names)
    for one in range(14):
        borrower, lender, other, *givers = draw.permutation(names).tolist()
        facts.loan(f"l{one}", borrower, float(draw.integers(1, 90)))
        for who in (lender, other)[: draw.integers(1, 3)]:
            facts.add("LENT", edge(who, f"l{one}"))
        for giver in givers[: draw.integers(0, 4)]:
            cap = {"cap_cny": float(draw.integers(1, 40))} if draw.random() < 0.5 else {}
            facts.guarantee(f"g{one}{giver}", giver, (f"l{one}",), **JOINT, **cap)
    for name in names:
        facts.add("Statement", {"statement_id": f"s{name}", "net_assets_cny": float(draw.integers(0, 60))})
        facts.add("REPORTED", edge(name, f"s{name}"))
    return Day(facts.on(TODAY).snapshot)


def carried(found: StressFound) -> dict[tuple[Any, ...], float]:
    """Per contract or loan and loser what was lost; there calls for a loan of two lenders are two."""
    amounts: dict[tuple[Any, ...], float] = {}
    for one in found.facts.carried:
        key = (one.way, one.through, one.loan_id, one.to_party, one.round)
        amounts[key] = amounts.get(key, 0.0) + one.amount_cny
    return amounts


@pytest.mark.parametrize("allocation", ["equal_split", "equal_split_survivors", "full_to_each"])
@pytest.mark.parametrize("seed", range(6))
def test_where_everybody_answers_at_once_the_law_changes_nothing(seed: int, allocation: str) -> None:
    world = random_world(seed)
    asked: dict[str, Any] = {"defaults": (Selection(parties=("P0", "P1")),), "allocation": allocation}
    by_law, by_calls = run(world, **asked), run(world, **asked, model=Model.GUARANTEE_CALLS)
    assert by_law.answer.induced == by_calls.answer.induced
    assert by_law.answer.due_cny == pytest.approx(by_calls.answer.due_cny)
    assert by_law.answer.paid_cny == pytest.approx(by_calls.answer.paid_cny)
    assert carried(by_law) == pytest.approx(carried(by_calls))
