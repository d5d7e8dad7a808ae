"""Losses by chance lender by lender: loans of several lenders, loans nobody owes, and how many lenders are followed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graph.contagion.scenario import Chance, Model, Scenario
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress import drawn, losses_changes
from graph.explain.stress.losses import LossesAsked, losses
from graph.explain.stress.losses_answer import LossesFound
from graph.explain.stress.run import stress
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

JOINT = {"form": "joint_and_several"}
CERTAIN = Scenario(
    "certain", Text("确定违约", "certain"), Text("", ""), Model.LAW_AWARE, (Selection(parties=("A", "B")),), lgd=0.5,
    missing_policy="zero", chance=Chance(probability=0.0, trials=10),
)  # fmt: skip
DRAWN = replace(CERTAIN, defaults=(), chance=Chance(probability=0.3, correlation=0.2, trials=2_000, seed=3))
MODELS = (Model.LAW_AWARE, Model.GUARANTEE_CALLS)


def losses_of(day: Day, scenario: Scenario = CERTAIN, most: int = 100, threads: int = 1) -> LossesFound:
    return losses(day, scenario, lambda text: text, LossesAsked(lambda _: {}, None, most, threads))


def lent(facts: Facts, loan: str, lenders: Iterable[str]) -> Facts:
    for lender in lenders:
        facts.add("LENT", edge(lender, loan))
    return facts


def worth(facts: Facts, net_assets: dict[str, float]) -> Facts:
    for party, amount in net_assets.items():
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": amount})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return facts


@pytest.fixture
def facts() -> Facts:
    """A owes L, M and N together 120 (LA, of which N's word stands twice), B owes L and M together 40 (LB), and L alone
    20 (LC), B owes nobody knows whom 8 (LU). G has 30 and stands for LA, the guarantee firm F for LB up to 5."""
    facts = Facts().party("A", "B", "G", "L", "M", "N")
    for firm in ("F", "E"):
        facts.add("Enterprise", {"party_id": firm, "canonical_id": firm, "name": firm, "kind": "guarantee_firm"})
    for loan, borrower, lenders, amount in (
        ("LA", "A", "LMNN", 120.0), ("LB", "B", "LM", 40.0), ("LC", "B", "L", 20.0), ("LU", "B", "", 8.0),
    ):  # fmt: skip
        lent(facts.loan(loan, borrower, amount), loan, lenders)
    facts.guarantee("g", "G", ("LA",), **JOINT).guarantee("f", "F", ("LB",), cap_cny=5.0, **JOINT)
    facts.guarantee("e", "E", ("LC",), cap_cny=2.0, **JOINT)
    return worth(facts, {"G": 30.0, "F": 100.0, "E": 100.0})


@pytest.fixture
def day(facts: Facts) -> Day:
    return Day(facts.on(TODAY).snapshot)


def expected(found: LossesFound) -> dict[str, float]:
    return {one.party.party_id: one.expected_cny for one in found.answer.lenders}


@pytest.mark.parametrize("model", MODELS)
def test_each_lender_bears_its_part_of_a_loan_of_several(day: Day, model: Model) -> None:
    """Due are 60 of LA, of which G pays 30; 20 of LB, F 5; 10 of LC, E 2; 4 of LU. L loses 10 + 7.5 + 8."""
    found = losses_of(day, replace(CERTAIN, model=model))
    assert expected(found) == pytest.approx({"L": 25.5, "M": 17.5, "N": 10})
    assert found.answer.expected_loss_cny == pytest.approx(25.5 + 17.5 + 10 + 4)
    assert {one.party.party_id: one.at_stake_cny for one in found.answer.lenders} == pytest.approx(
        {"L": 20 + 10 + 10, "M": 20 + 10, "N": 20}
    )
    for one in found.answer.lenders:
        assert one.error_cny == pytest.approx(0, abs=1e-9)
        for tail in one.tails:
            assert (tail.value_at_risk_cny, tail.expected_shortfall_cny) == pytest.approx((one.expected_cny,) * 2)
    assert found.certainty.without_lender == 1
    assert any("2 loans have several lenders" in one.en for one in found.certainty.notes)


@pytest.mark.parametrize("model", MODELS)
def test_what_two_models_draw_alike_each_lender_loses_alike(day: Day, model: Model) -> None:
    """Where all answer at once, the law changes nothing: tails of both are the same, whatever the number of threads."""
    found = losses_of(day, replace(DRAWN, model=model), threads=2)
    other = losses_of(day, replace(DRAWN, model=MODELS[1 - MODELS.index(model)]))
    assert expected(found) == pytest.approx(expected(other))
    for one, same in zip(found.answer.lenders, other.answer.lenders, strict=True):
        assert one.party == same.party
        assert one.error_cny == pytest.approx(same.error_cny)
        assert one.error_cny > 0
        assert [tail.value_at_risk_cny for tail in one.tails] == pytest.approx(
            [tail.value_at_risk_cny for tail in same.tails]
        )
        assert one.tails[0].expected_shortfall_cny == pytest.approx(same.tails[0].expected_shortfall_cny)


@pytest.mark.parametrize("allocation", ["equal_split", "equal_split_survivors"])
@pytest.mark.parametrize("other", ["A", "B"])
@pytest.mark.parametrize("lenders", ["L", "LM", "LMK"])
@pytest.mark.parametrize("model", [*MODELS, Model.MULTILAYER])
def test_how_many_lent_does_not_change_what_a_pool_brings(
    model: Model, lenders: str, other: str, allocation: str
) -> None:
    """G's 50 are called for both loans alike, H's 1 for the first: 60 less 25 and 1, and 60 less 25."""
    facts = Facts().party("A", "B", "G", "H", "K", "L", "M", "N")
    lent(lent(facts.loan("L1", "A", 60.0), "L1", lenders).loan("L2", other, 60.0), "L2", "N")
    facts.guarantee("g", "G", ("L1", "L2"), cap_cny=50.0, **JOINT).guarantee("h", "H", ("L1",), cap_cny=1.0, **JOINT)
    day = Day(worth(facts, {"G": 1_000.0, "H": 1_000.0}).on(TODAY).snapshot)
    chance, each = None if model is Model.MULTILAYER else CERTAIN.chance, 34 / len(lenders)
    scenario = replace(CERTAIN, lgd=1.0, model=model, chance=chance, allocation=allocation)
    if chance is None:
        played = stress(day, scenario, lambda text: text).answer.parties
        found = {one.party.party_id: one.lost.loans_cny for one in played if one.lost.loans_cny > 0}
    else:
        found = expected(losses_of(day, scenario))
    assert found == pytest.approx(dict.fromkeys(lenders, each) | {"N": 35})


def random_world(seed: int) -> Day:
    """Twelve parties; loans by up to four of them, guaranteed one by one or in pools, jointly or with a defence."""
    draw = np.random.default_rng(seed)
    names = ["A", "B", *(f"{chr(67 + one)}" for one in range(10))]
    facts = Facts().party(*names)
    for one in range(20):
        others: list[str] = draw.permutation(names).tolist()
        borrower = "AB"[one % 2] if one < 6 else others[0]
        others.remove(borrower)
        lent(facts.loan(f"l{one}", borrower, float(draw.integers(1, 90))), f"l{one}", others[: draw.integers(0, 5)])
    for one in range(16):
        loans = tuple(f"l{at}" for at in draw.choice(20, draw.integers(1, 4), replace=False))
        terms: dict[str, Any] = JOINT if draw.random() < 0.8 else {}
        cap = {"cap_cny": float(draw.integers(1, 60))} if draw.random() < 0.6 else {}
        facts.guarantee(f"g{one}", str(draw.choice(names)), loans, **terms, **cap)
    return Day(worth(facts, {name: float(draw.integers(0, 60)) for name in names}).on(TODAY).snapshot)


@pytest.mark.parametrize("allocation", ["equal_split", "equal_split_survivors", "full_to_each"])
@pytest.mark.parametrize("seed", range(5))
def test_a_certain_default_costs_each_lender_what_the_scenario_played_costs_it(seed: int, allocation: str) -> None:
    world, scenario = random_world(seed), replace(CERTAIN, allocation=allocation)
    played, found = stress(world, scenario, lambda text: text).answer, losses_of(world, scenario)
    assert any("several lenders" in one.en for one in found.certainty.notes)
    lost = {one.party.party_id: one.lost.loans_cny for one in played.parties if one.lost.loans_cny > 0}
    assert len(lost) > 1
    assert {who: amount for who, amount in expected(found).items() if amount > 0} == pytest.approx(lost)
    assert found.answer.expected_loss_cny == pytest.approx(played.lost.loans_cny)


def test_what_a_scenario_played_supposes_of_several_lenders_is_said(day: Day) -> None:
    said = "loans have several lenders"
    played = stress(day, CERTAIN, lambda text: text)
    assert any(f"2 {said}" in one.en for one in played.certainty.notes)
    only = stress(day, replace(CERTAIN, defaults=(Selection(parties=("G",)),)), lambda text: text)
    assert not any(said in one.en for one in only.certainty.notes)


@pytest.mark.parametrize("model", MODELS)
def test_a_loan_that_nobody_is_known_to_owe_is_neither_due_nor_at_stake(facts: Facts, model: Model) -> None:
    scenario = replace(CERTAIN, model=model)
    before = losses_of(Day(facts.on(TODAY).snapshot), scenario)
    facts.loan("LX", "A", 1_000.0, balance=1_000.0).guarantee("x", "G", ("LX",), **JOINT)
    facts.rows["BORROWED"] = [one for one in facts.rows["BORROWED"] if one["target_key"] != "LX"]
    lent(facts, "LX", "LM")
    assert losses_of(Day(facts.on(TODAY).snapshot), scenario) == before


def test_lenders_that_are_not_followed_are_counted_and_said(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """With most at stake: L of three lenders, F of two guarantee firms."""
    whole = losses_of(day, DRAWN)
    assert (whole.answer.lender_count, whole.answer.firm_count, whole.truncated) == (3, 2, False)
    sure = whole.certainty
    assert (sure.watched_lenders, sure.watched_firms, sure.not_watched) == (3, 2, 0)
    monkeypatch.setattr(drawn, "WATCHED", 1)
    cut = losses_of(day, DRAWN)
    assert ([one.party.party_id for one in cut.answer.lenders], cut.answer.lender_count) == (["L"], 3)
    assert ([one.party.party_id for one in cut.answer.firms], cut.answer.firm_count) == (["F"], 2)
    assert cut.truncated
    sure = cut.certainty
    assert (sure.watched_lenders, sure.watched_firms, sure.not_watched) == (1, 1, 3)
    (said,) = (one for one in sure.notes if "trial by trial" in one.en)
    for part in ("1 of 3 lenders", "1 of 2 guarantee firms", "most at stake"):
        assert part in said.en
    assert "3 家出借人中的 1 家" in said.zh
    assert not any("trial by trial" in one.en for one in whole.certainty.notes)
    assert cut.answer.lenders[0] == next(one for one in whole.answer.lenders if one.party.party_id == "L")
    assert cut.answer.expected_loss_cny == whole.answer.expected_loss_cny


def test_guarantors_whose_paying_in_full_is_not_tried_are_said(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """All four leave something unpaid when they fail of themselves; G and N can also be called for more than they
    have."""
    worth(facts.loan("LG", "A", 50.0).guarantee("h", "N", ("LG",), **JOINT), {"N": 1.0})
    day = Day(lent(facts, "LG", "L").on(TODAY).snapshot)
    cut = losses_of(day, DRAWN)
    assert {one.about.party_id for one in cut.changes} == {"G", "N"}
    assert any("Of 4 guarantors" in one.en and "at most 3" in one.en for one in cut.certainty.notes)
    monkeypatch.setattr(losses_changes, "TRIED", 4)
    whole = losses_of(day, DRAWN)
    assert whole.changes == cut.changes
    assert not any("are tried" in one.en for one in whole.certainty.notes)
