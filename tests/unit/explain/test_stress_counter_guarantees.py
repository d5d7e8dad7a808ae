"""Counter-guarantees behind what guarantors pay, by hand: not called by any model, and said to be."""

from dataclasses import replace
from typing import Any

import pytest

from graph.contagion.scenario import Chance, Model, Scenario
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress.answer import CounterNotCalled
from graph.explain.stress.losses import LossesAsked, losses
from graph.explain.stress.reverse import ReverseAsked, reverse_stress
from graph.explain.stress.run import stress
from graph.explain.stress.top import top
from graph.explain.stress.top_asked import By, Draws, TopAsked
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

NOTHING = CounterNotCalled(0, 0, 0.0, 0)
JOINT: dict[str, Any] = {"form": "joint_and_several"}
CALLS = Scenario(
    "one", Text("一家违约", "one fails"), Text("", ""), Model.GUARANTEE_CALLS, (Selection(parties=("B",)),), lgd=1.0,
    missing_policy="zero",
)  # fmt: skip
BOTH = (Selection(parties=("B", "C")),)
CALLING = [Model.GUARANTEE_CALLS, Model.LAW_AWARE, Model.MULTILAYER]


@pytest.fixture(scope="module")
def day() -> Day:
    """F stands for all of B's 100 and can pay 80; G for C's 50 and can pay it.

    Behind F's contract stand R without a cap (it has 90), S up to 30 (it has 20) and T for a tenth (it has 1); behind
    G's R again, F itself (which is nothing) by mistake G, and U's mortgage. V's word has ended.
    """
    facts = Facts().party("B", "C", "BK", "F", "G", "R", "S", "T", "U", "V")
    for loan, borrower, amount in (("LB", "B", 100.0), ("LC", "C", 50.0)):
        facts.loan(loan, borrower, amount).add("LENT", edge("BK", loan))
    facts.guarantee("f", "F", ("LB",), **JOINT).guarantee("g", "G", ("LC",), **JOINT)
    facts.guarantee("rf", "R", secures=("f",), **JOINT).guarantee("sf", "S", secures=("f",), cap_cny=30.0)
    facts.guarantee("tf", "T", secures=("f",), agreed_share=0.1).guarantee("rg", "R", secures=("g",))
    facts.guarantee("gg", "G", secures=("g",)).guarantee("ug", "U", secures=("g",), form="mortgage")
    facts.guarantee("vf", "V", secures=("f",), ends_on=TODAY.replace(day=1))
    for party, net in (("F", 80.0), ("G", 60.0), ("R", 90.0), ("S", 20.0), ("T", 1.0)):
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": net})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def run(day: Day, **other: Any) -> Any:
    return stress(day, replace(CALLS, **other), lambda text: text)


def notes(found: Any) -> tuple[str, str]:
    return " ".join(one.en for one in found.certainty.notes), " ".join(one.zh for one in found.certainty.notes)


@pytest.mark.parametrize("model", CALLING)
def test_what_was_not_called_behind_what_was_paid(model: Model, day: Day) -> None:
    """F pays 80 of 100: R answers for all of it (it has 90), S for 30 of its 20, T for 8 of its 1. F cannot have more
    back than it paid."""
    found = run(day, model=model)
    assert found.answer.paid_cny == 80
    assert found.certainty.counter == CounterNotCalled(3, 3, 80.0, 2)
    en, zh = notes(found)
    assert "(3 of 3 parties) for at most 80.00 元; these are not called here" in en
    assert "might not bear it: 2." in en
    assert "3 份反担保向 3 个反担保人追偿，至多 80.00 元" in zh
    assert "其中 2 个未违约者可能无力承担" in zh


@pytest.mark.parametrize("model", CALLING)
def test_one_giver_behind_two_guarantors(model: Model, day: Day) -> None:
    """R answers for F's 80 and G's 50, and has 90: three might not bear it now. G's word for itself, a mortgage and
    what has ended count nothing."""
    found = run(day, model=model, defaults=BOTH)
    assert found.answer.paid_cny == 130
    assert found.certainty.counter == CounterNotCalled(4, 3, 130.0, 3)


def test_the_default_rule_and_who_has_fallen_already(day: Day) -> None:
    """R has 80 left by then, as much as it answers for. Who is in default itself is not said to fall of it."""
    facts = Facts().party("B", "F", "R").loan("LB", "B", 10.0)
    facts.guarantee("f", "F", ("LB",)).guarantee("r", "R", secures=("f",))
    for party in "FR":
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": 10.0})
        facts.add("REPORTED", edge(party, f"s{party}"))
    tie = Day(facts.on(TODAY).snapshot)
    assert run(tie).certainty.counter == CounterNotCalled(1, 1, 10.0, 0)
    assert run(tie, default_rule="at_or_above").certainty.counter == CounterNotCalled(1, 1, 10.0, 1)
    fallen = run(day, defaults=(Selection(parties=("B", "S", "T")),)).certainty.counter
    assert fallen == CounterNotCalled(3, 3, 80.0, 0)


def test_where_nobody_pays_nothing_is_left_out(day: Day) -> None:
    """Neither where guarantors default at first nor in models that call none; these say so."""
    found = run(day, defaults=(Selection(parties=("B", "F")),))
    assert (found.answer.paid_cny, found.certainty.counter) == (0, NOTHING)
    assert "counter-guarantees" not in notes(found)[0]
    for model in (Model.FURFINE, Model.DEBTRANK, Model.CLEARING):
        found = run(day, model=model)
        assert found.certainty.counter == NOTHING
        assert "guarantees, counter-guarantees and stakes do not count" in notes(found)[0]
        assert "不计担保代偿、反担保与股权减值" in notes(found)[1]


@pytest.mark.parametrize("model", [Model.GUARANTEE_CALLS, Model.LAW_AWARE])
def test_losses_by_chance_say_what_stands_on_the_day(model: Model, day: Day) -> None:
    """Behind what may be called of F (100) and G (50): five contracts, of which F and G could have no more back."""
    drawn = replace(CALLS, model=model, defaults=(), chance=Chance(0.1, trials=20, seed=1))
    en, zh = notes(losses(day, drawn, lambda text: text, LossesAsked(lambda _: {})))
    assert "Counter-guarantees of the day are not called in any cascade (4, for at most 150.00 元)" in en
    assert "当日有效的 4 份反担保（至多 150.00 元）不计入推演" in zh


@pytest.mark.parametrize(
    ("by", "draws"), [(By.LOSS, Draws()), (By.DEFAULT_PROBABILITY, Draws(probability=0.1, trials=20))]
)
def test_the_most_important_and_vulnerable_say_so_too(by: By, draws: Draws, day: Day) -> None:
    en, zh = notes(top(day, TopAsked(by, lgd=1.0, draws=draws), lambda _: {}))
    assert "not called in any cascade (4, for at most 150.00 元)" in en
    assert "当日有效的 4 份反担保" in zh


def test_in_reverse_those_that_the_party_gave(day: Day) -> None:
    """Nobody's failure calls R, as far as the models go; it answers for 150 all the same. F gave none."""
    asked = ReverseAsked(lgd=1.0, missing_policy="zero")
    found = reverse_stress(day, "R", asked)
    assert found.answer.failures is None
    en, zh = notes(found)
    assert "Counter-guarantees that it gave are not called in any cascade (2, for at most 150.00 元)" in en
    assert "该主体提供的 2 份反担保（至多 150.00 元）" in zh
    found = reverse_stress(day, "F", asked)
    assert "that it gave" not in notes(found)[0]
    assert found.certainty.played is not None
    assert found.certainty.played.counter == CounterNotCalled(3, 3, 80.0, 2)
