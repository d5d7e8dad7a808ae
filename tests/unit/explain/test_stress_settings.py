"""Every setting that a playing model reads counts, and what a setting assumes is said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from graph.contagion.scenario import READS, Model, Scenario, Shock
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress.answer import StressFound
from graph.explain.stress.run import stress
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

BASE = Scenario(
    "base", Text("", ""), Text("", ""), Model.GUARANTEE_CALLS, (Selection(parties=("B",)),), lgd=0.6,
    missing_policy="infinite",
)  # fmt: skip
CHANGED: Final[Mapping[str, Any]] = {
    "lgd": 1.0, "allocation": "full_to_each", "default_rule": "at_or_above", "buffer_of": "liquid_assets",
    "missing_policy": "zero", "shocks": (Shock(Selection(parties=("G",)), 0.5),),
    "defaults": (Selection(parties=("G",)),),
}  # fmt: skip


@pytest.fixture(scope="module")
def day() -> Day:
    """B owes BK 100; F (60, of which 20 liquid), G (25) and H (unknown) stand for it, H up to 10: of 60 that are due F
    and G bear 25 each, H 10. W with net assets of -50
    stands for the 10 that X owes BK."""
    facts = Facts().party("BK", "B", "F", "G", "H", "W", "X")
    for loan, borrower, amount in (("LB", "B", 100.0), ("LX", "X", 10.0)):
        facts.loan(loan, borrower, amount)
        facts.add("LENT", edge("BK", loan))
    facts.guarantee("f", "F", ("LB",)).guarantee("g", "G", ("LB",)).guarantee("h", "H", ("LB",), cap_cny=10.0)
    facts.guarantee("w", "W", ("LX",))
    for party, net, liquid in (("BK", 900.0, None), ("F", 60.0, 20.0), ("G", 25.0, None), ("W", -50.0, None)):
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": net, "liquid_assets_cny": liquid})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def run(day: Day, model: Model, **other: Any) -> StressFound:
    return stress(day, replace(BASE, model=model, **other), lambda text: text)


@pytest.mark.parametrize("model", [Model.GUARANTEE_CALLS, Model.MULTILAYER])
def test_without_a_change_nobody_else_falls(model: Model, day: Day) -> None:
    answer = run(day, model).answer
    assert (answer.induced, answer.lost.loans_cny) == (0, 0)
    assert answer.paid_cny == pytest.approx(60)


@pytest.mark.parametrize("model", [Model.GUARANTEE_CALLS, Model.MULTILAYER])
@pytest.mark.parametrize(
    ("setting", "induced", "called", "paid", "lent"),
    [
        ("lgd", {"G"}, 100, 80, 20),
        ("allocation", {"G"}, 130, 60, 0),
        ("default_rule", {"G"}, 60, 60, 0),
        ("missing_policy", {"H"}, 60, 50, 10),
        ("shocks", {"G"}, 60, 47.5, 12.5),
        ("defaults", set(), 0, 0, 0),
    ],
)
def test_each_setting_counts(
    model: Model, setting: str, induced: set[str], called: float, paid: float, lent: float, day: Day
) -> None:
    answer = run(day, model, **{setting: CHANGED[setting]}).answer
    assert {one.party.party_id for one in answer.parties if one.round} == induced
    assert answer.lost.calls_cny == pytest.approx(called)
    assert answer.paid_cny == pytest.approx(paid)
    assert answer.lost.loans_cny == pytest.approx(lent)


@pytest.mark.parametrize(("model", "induced"), [(Model.GUARANTEE_CALLS, {"F"}), (Model.MULTILAYER, set())])
def test_calls_are_paid_from_liquid_assets_where_the_scenario_says_so(
    model: Model, induced: set[str], day: Day
) -> None:
    """F pays 20 of 25: where only calls spread it fails; where all losses do, it has 60 to lose."""
    found = run(day, model, buffer_of="liquid_assets")
    assert {one.party.party_id for one in found.answer.parties if one.round} == induced
    assert found.answer.paid_cny == pytest.approx(55)
    assert found.answer.lost.loans_cny == pytest.approx(5)
    said = next(one for one in found.certainty.notes if "liquid" in one.en)
    assert "1 of 4 guarantors" in said.en
    assert "4 个担保人中 1 个" in said.zh
    assert not any("liquid" in one.en for one in run(day, model).certainty.notes)


@pytest.mark.parametrize("model", [Model.GUARANTEE_CALLS, Model.MULTILAYER])
def test_no_setting_is_left_out_here(model: Model) -> None:
    assert set(READS[model]) | {"missing_policy", "shocks", "defaults"} == set(CHANGED)


@pytest.mark.parametrize("model", [Model.GUARANTEE_CALLS, Model.MULTILAYER])
def test_net_assets_below_zero_have_to_be_made_up_first(model: Model, day: Day) -> None:
    """W is called for 6 and has -50."""
    found = run(day, model, defaults=(Selection(parties=("X",)),))
    (hit,) = (one for one in found.answer.parties if one.party.party_id == "W")
    assert (hit.round, hit.equity_cny) == (1, 0)
    assert hit.lost_cny == pytest.approx(6)
    (change,) = (one for one in found.changes if one.about.party_id == "W")
    assert change.what == "saved_by"
    assert change.amount_cny == pytest.approx(56)
    assert [one.party_id for one in found.certainty.insolvent] == ["W"]


def test_a_tie_is_told_by_the_rule(day: Day) -> None:
    """G loses exactly its 25: by the one rule the next loss fells it, by the other it has fallen."""
    above, reached = (run(day, Model.MULTILAYER, default_rule=rule).changes for rule in ("above", "at_or_above"))
    (next_one,) = (one for one in above if one.about.party_id == "G")
    assert (next_one.what, next_one.amount_cny) == ("next_to_fall", 0)
    assert "more than 0.00" in next_one.said.en
    (saved,) = (one for one in reached if one.about.party_id == "G")
    assert (saved.what, saved.amount_cny) == ("saved_by", 0)
    assert "more than 0.00" in saved.said.en
    assert "超过 0.00" in saved.said.zh
    (other,) = (one for one in reached if one.about.party_id == "F")
    assert "if it loses 35.00" in other.said.en
    assert "达到 35.00" in other.said.zh
