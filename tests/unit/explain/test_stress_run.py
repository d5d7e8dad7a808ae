"""A scenario on a day, by hand: calls on a guarantor, what the lenders lose, what the owner writes down."""

from dataclasses import replace
from typing import Any

import pytest

from graph.contagion.scenario import Chance, Model, Scenario, Shock
from graph.contagion.selection import Selection
from graph.errors import NotFound, UsageError
from graph.explain.day import Day
from graph.explain.stress.models import MODELS
from graph.explain.stress.run import stress
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

EQUITY = {"BK": 100.0, "B": 30.0, "G": 60.0, "P": 50.0, "S": 8.0}
SCENARIO = Scenario(
    "one", Text("一家违约", "one fails"), Text("", ""), Model.MULTILAYER, (Selection(parties=("B",)),), lgd=1.0
)


@pytest.fixture(scope="module")
def day() -> Day:
    """B owes BK 100, G stands for it; G owes S 10 and nobody stands for that; P owns 70 % of G and 20 % of B. N has no
    statement and owes nobody known 5; N stands for B's loan too, but only up to 4."""
    facts = Facts().party(*EQUITY, "N")
    for loan, borrower, lender, amount in (("LB", "B", "BK", 100.0), ("LG", "G", "S", 10.0), ("LN", "N", None, 5.0)):
        facts.loan(loan, borrower, amount)
        if lender:
            facts.add("LENT", edge(lender, loan))
    facts.guarantee("gG", "G", ("LB",)).guarantee("gN", "N", ("LB",), cap_cny=4.0)
    for owned, share in (("G", 0.7), ("B", 0.2)):
        facts.add("OWNS", edge("P", owned, stake_id=f"P->{owned}", share_ratio=share))
    for party, amount in EQUITY.items():
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": amount})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def run(day: Day, most: int = 100, **other: Any) -> Any:
    return stress(day, replace(SCENARIO, **other), lambda text: text, most)


def test_who_falls_when_and_of_whom(day: Day) -> None:
    """N is called for 4 and has nothing: it falls; G is called for 96 and pays its 60. BK loses 40, S all of 10. P
    writes down 0.7 × 60 and 0.2 × 30: 48 of 50."""
    answer = run(day).answer
    assert (answer.initial, answer.induced) == (1, 3)
    hit = {one.party.party_id: one for one in answer.parties}
    assert {name: one.round for name, one in hit.items()} == {"B": 0, "G": 1, "N": 1, "S": 2, "P": None, "BK": None}
    lost = {name: one.lost_cny for name, one in hit.items()}
    assert lost == pytest.approx({"B": 0, "G": 96, "N": 4, "S": 10, "P": 48, "BK": 40})
    causes = {name: one.brought_down_by.party_id for name, one in hit.items() if one.brought_down_by}
    assert causes == {"G": "B", "N": "B", "S": "G"}
    assert [one.party.party_id for one in answer.parties][:3] == ["B", "G", "N"]
    assert (answer.due_cny, answer.paid_cny) == pytest.approx((115, 60))
    assert answer.lost.loans_cny == pytest.approx(55)  # 40 of BK, 10 of S, 5 of a lender nobody knows
    assert answer.lost.calls_cny == pytest.approx(100)
    assert answer.lost.stakes_cny == pytest.approx(48)


def test_the_film_adds_up_to_the_answer(day: Day) -> None:
    answer = run(day).answer
    assert [one.fallen_count for one in answer.rounds] == [1, 2, 1]
    assert {one.party_id for one in answer.rounds[1].fallen} == {"G", "N"}
    for way in ("calls_cny", "loans_cny", "stakes_cny"):
        assert sum(getattr(one.lost, way) for one in answer.rounds) == pytest.approx(getattr(answer.lost, way))


def test_every_loss_has_what_carried_it(day: Day) -> None:
    found = run(day)
    told = {(one.way, one.through): one for one in found.facts.carried}
    assert set(told) == {
        ("call", "gG"), ("call", "gN"), ("loan", "LB"), ("loan", "LG"), ("loan", "LN"), ("stake", "P->G"),
        ("stake", "P->B"),
    }  # fmt: skip
    assert told["call", "gG"].loan_id == "LB"
    assert told["call", "gG"].amount_cny == pytest.approx(96)
    assert told["loan", "LN"].to_party is None
    assert [one.guarantee_id for one in found.facts.evidence.guarantees] == ["gG", "gN"]
    assert found.facts.carried_count == 7
    assert not found.truncated


def test_how_sure_it_is(day: Day) -> None:
    sure = run(day, missing_policy="zero").certainty
    assert sure.missing_policy == "zero"
    assert sure.parties_at_stake == 5  # BK, G, P, S, N
    assert sure.missing_share == pytest.approx(1 / 5)
    assert sure.filled == {"statement": 4, "rule": 1}
    assert sure.converged
    assert sure.without_lender == 1
    never = run(day, missing_policy="infinite").answer
    assert {one.party.party_id: one.equity_cny for one in never.parties}["N"] is None
    assert never.induced == 2


def test_what_would_change_it(day: Day) -> None:
    """G lacked 36, N 4, S 2; P stands with 2 to spare, BK with 60."""
    changes = {(one.what, one.about.party_id): one.amount_cny for one in run(day).changes}
    assert changes == pytest.approx({
        ("saved_by", "G"): 36, ("saved_by", "N"): 4, ("saved_by", "S"): 2, ("next_to_fall", "P"): 2,
        ("next_to_fall", "BK"): 60,
    })  # fmt: skip
    first = run(day).changes[0]
    assert first.about.party_id == "S"
    assert "2.00" in first.said.en
    assert "2.00" in first.said.zh


def test_a_shock_before_everything(day: Day) -> None:
    """P has lost a tenth of its 50 by then: 48 are more than the 45 left."""
    found = run(day, shocks=(Shock(Selection(parties=("P",)), 0.1),))
    assert (found.answer.shocked, found.answer.shock_cny) == (1, pytest.approx(5))
    assert {one.party.party_id: one.round for one in found.answer.parties}["P"] == 2


def test_an_owner_of_whom_nothing_is_known_does_not_fall_of_what_nobody_counted() -> None:
    """O has no statement and owns all of H, H all of B; B has 30 and fails: O writes down 30, and stands. Called for
    more than that it falls."""
    facts = Facts().party("B", "H", "O")
    facts.loan("LB", "B", 100.0)
    for owner, owned in (("H", "B"), ("O", "H")):
        facts.add("OWNS", edge(owner, owned, stake_id=f"{owner}->{owned}", share_ratio=1.0))
    facts.add("Statement", {"statement_id": "sB", "net_assets_cny": 30.0})
    facts.add("REPORTED", edge("B", "sB"))
    quiet = run(Day(facts.on(TODAY).snapshot), missing_policy="zero").answer
    assert {one.party.party_id: one.lost_cny for one in quiet.parties} == {"B": 0, "H": 30, "O": 30}
    assert quiet.induced == 0
    facts.guarantee("g", "O", ("LB",), cap_cny=1.0)
    loud = run(Day(facts.on(TODAY).snapshot), missing_policy="zero").answer
    assert {one.party.party_id for one in loud.parties if one.round} == {"O"}


def test_registered_capital_is_no_less_than_the_stakes_bought_with_it() -> None:
    """S has no statement, a capital of 2 and all of B, which has 30 and fails: S stands. A shock that takes half of
    what S has comes before that, and then it falls."""
    facts = Facts().party("B", "S").loan("LB", "B", 100.0)
    facts.add("OWNS", edge("S", "B", stake_id="S->B", share_ratio=1.0))
    facts.add("Statement", {"statement_id": "sB", "net_assets_cny": 30.0})
    facts.add("REPORTED", edge("B", "sB"))
    facts.add("Record", {"record_id": "rS", "registered_capital_cny": 2.0})
    facts.add("DESCRIBED_BY", edge("S", "rS"))
    day = Day(facts.on(TODAY).snapshot)
    (owner,) = [one for one in run(day).answer.parties if one.party.party_id == "S"]
    assert (owner.equity_cny, owner.lost_cny, owner.round) == (30, 30, None)
    assert owner.filled_from == "registered_capital"
    hit = run(day, shocks=(Shock(Selection(parties=("S",)), 0.5),)).answer
    assert hit.shock_cny == 15
    assert {one.party.party_id for one in hit.parties if one.round} == {"S"}


def test_only_calls_spread_in_the_model_of_calls(day: Day) -> None:
    found = run(day, model=Model.GUARANTEE_CALLS)
    assert {one.party.party_id: one.round for one in found.answer.parties} == {
        "B": 0,
        "G": 1,
        "N": 1,
        "S": None,
        "BK": None,
    }
    assert found.answer.lost.stakes_cny == 0
    assert any("Only calls" in one.en for one in found.certainty.notes)
    assert {one.about.party_id for one in found.changes} == {"G", "N"}


def test_lists_are_cut_and_say_so(day: Day) -> None:
    found = run(day, most=1)
    assert found.truncated
    assert (len(found.answer.parties), found.answer.party_count) == (1, 6)
    assert (len(found.facts.carried), found.facts.carried_count) == (1, 7)


def test_nobody_and_nothing(day: Day) -> None:
    found = run(day, defaults=(Selection(regions=("nowhere",)),))
    assert (found.answer.initial, found.answer.induced, found.answer.party_count) == (0, 0, 0)
    assert any("Nobody fails" in one.en for one in found.certainty.notes)
    drawn = run(day, model=Model.GUARANTEE_CALLS, chance=Chance(probability=0.1))
    assert any("by chance" in one.en for one in drawn.certainty.notes)
    with pytest.raises(UsageError, match="stress losses one"):
        run(day, model=Model.GUARANTEE_CALLS, defaults=(), chance=Chance(probability=0.1))
    with pytest.raises(NotFound):
        run(day, defaults=(Selection(parties=("X",)),))
    assert set(MODELS) == set(Model)
