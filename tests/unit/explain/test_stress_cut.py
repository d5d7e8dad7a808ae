"""What an answer on a scenario leaves out of its lists, and where a model was stopped: said, never silent."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from api.commands import levels
from graph.contagion.balance_sheets import MissingPolicy
from graph.contagion.scenario import Chance, Model, Scenario
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress import by_clearing, setting
from graph.explain.stress.compare import compare
from graph.explain.stress.losses import LossesAsked, losses
from graph.explain.stress.reverse import ReverseAsked, reverse_stress
from graph.explain.stress.run import stress
from graph.explain.stress.top import top
from graph.explain.stress.top_asked import By, TopAsked
from graph.kernels.layered_losses import MOST_PASSES
from graph.kernels.layered_state import PASSES, clean_state
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

MANY = 12
GUARANTORS = tuple(f"G{one:02}" for one in range(MANY))
CALLS = Scenario(
    "one", Text("一家违约", "one fails"), Text("", ""), Model.GUARANTEE_CALLS, (Selection(parties=("B",)),), lgd=1.0,
    missing_policy="zero",
)  # fmt: skip


def said(facts: Facts, party: str, net: float, total: float | None = None) -> None:
    facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": net, "total_assets_cny": total})
    facts.add("REPORTED", edge(party, f"s{party}"))


@pytest.fixture(scope="module")
def day() -> Day:
    """B owes BK twelve loans of 10; for each stands one guarantor with 5, joint and several, and the general guarantor
    A00 to A11 with 100. Two and a half own B and BK each. X owes BK 1."""
    facts = Facts().party("B", "BK", "X", "P", "Q", *GUARANTORS, *(f"A{one:02}" for one in range(MANY)))
    for at, guarantor in enumerate(GUARANTORS):
        facts.loan(f"L{at:02}", "B", 10.0).add("LENT", edge("BK", f"L{at:02}"))
        facts.guarantee(f"g{at:02}", guarantor, (f"L{at:02}",), form="joint_and_several")
        facts.guarantee(f"a{at:02}", f"A{at:02}", (f"L{at:02}",), form="general", cap_cny=3.0)
        said(facts, guarantor, 5.0)
        said(facts, f"A{at:02}", 100.0)
    facts.loan("LX", "X", 1.0).add("LENT", edge("BK", "LX"))
    for owned in ("B", "BK"):
        said(facts, owned, 1000.0, 1000.0)
        for owner, share in (("P", 0.9), ("Q", 0.8)):
            facts.add("OWNS", edge(owner, owned, stake_id=f"{owner}->{owned}", share_ratio=share))
    return Day(facts.on(TODAY).snapshot)


def run(day: Day, most: int = 100, **other: Any) -> Any:
    return stress(day, replace(CALLS, **other), lambda text: text, most)


def of(found: Any, what: str) -> int:
    return sum(one.what == what for one in found.changes)


def notes(found: Any) -> tuple[str, str]:
    return " ".join(one.en for one in found.certainty.notes), " ".join(one.zh for one in found.certainty.notes)


def test_so_many_changes_of_so_many(day: Day) -> None:
    """Twelve are called for 7 and fall, twelve for 3 and stand."""
    found = run(day)
    assert (of(found, "saved_by"), of(found, "next_to_fall"), found.change_count) == (10, 10, 24)
    assert not found.truncated  # a larger limit shows no more of them


def test_by_law_with_those_whom_bankruptcy_would_call(day: Day) -> None:
    found = run(day, model=Model.LAW_AWARE)
    assert (of(found, "saved_by"), of(found, "called_if_bankrupt")) == (10, 10)
    assert found.change_count == 24
    assert run(day, model=Model.LAW_AWARE, bankrupt=True).change_count == 24  # called now: 12 fall, 12 bear it


def test_side_by_side_all_that_part_count(day: Day) -> None:
    other = replace(CALLS, id="other", defaults=(Selection(parties=("X",)),))
    for most in (1, 100):
        found = compare(day, (CALLS, other), lambda text: text, most)
        assert (of(found, "borne_in_all"), found.change_count) == (10, 12)


def test_in_reverse_as_of_what_was_played(day: Day) -> None:
    found = reverse_stress(day, "G00", ReverseAsked(lgd=1.0, missing_policy="zero"))
    assert (len(found.changes), found.change_count) == (20, 24)
    assert reverse_stress(day, "X", ReverseAsked()).change_count == 0


def test_the_command_says_how_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    change = {"said": {"zh": "变化", "en": "a change"}}
    levels.changes({"changes": [change, change], "change_count": 34})
    assert "2 of 34 · 共 34 项，列示 2 项" in capsys.readouterr().out
    levels.changes({"changes": [change], "change_count": 1})
    levels.changes({"changes": [], "change_count": 0})
    assert " of " not in capsys.readouterr().out


def test_guarantors_that_are_not_tried_with_more_are_counted(day: Day) -> None:
    """Of B's failure twelve fall; by chance any guarantor may be in default itself and leave something unpaid."""
    en, zh = notes(top(day, TopAsked(By.LOSS, lgd=1.0, missing_policy=MissingPolicy.ZERO), lambda _: {}))
    assert "brings 12 guarantors down by calls; only 5 of them" in en
    assert "会使 12 个担保人违约，变化条件只试算其中最先违约、代偿要求最大的 5 个" in zh
    drawn = replace(CALLS, defaults=(), chance=Chance(0.2, trials=200, seed=3))
    found = losses(day, drawn, lambda text: text, LossesAsked(lambda _: {}))
    en, zh = notes(found)
    assert "Of 24 guarantors that leave calls unpaid on average at most 3, those that leave most, are tried" in en
    assert "平均未能足额代偿的担保人有 24 个，至多试算其中未付最多的 3 个" in zh
    assert len(found.changes) <= 3


def test_over_owned_parties_are_counted_where_they_are_cut(day: Day) -> None:
    sure = run(day, most=1, model=Model.MULTILAYER).certainty
    assert (len(sure.over_owned), sure.over_owned_count) == (1, 2)


def test_any_list_that_is_cut_is_said_to_be() -> None:
    """Nobody else is hit, but of the two insolvent parties only one is named."""
    facts = Facts().party("B", "I", "J").loan("LB", "B", 10.0)
    for party in "IJ":
        said(facts, party, -1.0)
    day = Day(facts.on(TODAY).snapshot)
    found = run(day, most=1)
    assert (found.answer.party_count, found.facts.carried_count, found.certainty.insolvent_count) == (1, 1, 2)
    assert (len(found.certainty.insolvent), found.truncated, run(day, most=2).truncated) == (1, True, False)


def test_things_and_records_are_counted_where_they_are_cut() -> None:
    facts = Facts().party("B", "G").loan("LB", "B", 100.0)
    facts.guarantee("m", "B", ("LB",), form="mortgage")
    for number in range(3):
        facts.add("Collateral", {"collateral_id": f"t{number}", "kind": "land", "value_cny": 10.0})
        facts.add("BACKED_BY", edge("m", f"t{number}", rank=1))
    facts.add("Record", {"record_id": "r", "status": "revoked"})
    facts.add("DESCRIBED_BY", edge("B", "r"))
    facts.add("Listing", {"listing_id": "d", "list": "dishonest_debtor"})
    facts.add("LISTED_ON", edge("B", "d"))
    found = run(Day(facts.on(TODAY).snapshot), most=1, model=Model.LAW_AWARE)
    by_law = found.facts.by_law
    assert (len(by_law.things), by_law.thing_count, found.truncated) == (1, 3, True)
    assert (len(by_law.signs), by_law.sign_count) == (1, 2)


def chain(length: int, total: float | None = None) -> Day:
    """P00 owes P01 10, P01 owes P02 10 and so on; each has 1."""
    names = [f"P{one:02}" for one in range(length + 1)]
    facts = Facts().party(*names)
    for debtor, creditor in pairwise(names):
        facts.loan(f"L{debtor}", debtor, 10.0).add("LENT", edge(creditor, f"L{debtor}"))
    for one in names:
        said(facts, one, 1.0, total)
    return Day(facts.on(TODAY).snapshot)


FIRST = (Selection(parties=("P00",)),)


def test_waves_of_clearing_that_are_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wave brings the next one down; what is lost does not hang on how many are told."""
    day, scenario = chain(6), replace(CALLS, model=Model.CLEARING, defaults=FIRST)
    whole = stress(day, scenario, lambda text: text)
    assert "told one by one" not in notes(whole)[0]
    monkeypatch.setattr(by_clearing, "WAVES_TOLD", 2)
    found = stress(day, scenario, lambda text: text)
    en, zh = notes(found)
    assert "The first 2 rounds are told one by one, all later ones as the last" in en
    assert "逐轮列示前 2 轮，其后各轮合并为末轮" in zh
    assert len(found.answer.rounds) < len(whole.answer.rounds)
    assert found.answer.lost == whole.answer.lost
    assert found.answer.initial + found.answer.induced == whole.answer.initial + whole.answer.induced
    assert found.certainty.converged


@pytest.mark.parametrize("variant", ["battiston2012", "bardoscia2015"])
def test_rounds_of_distress_that_are_gathered(variant: str) -> None:
    """A chain of nineteen is told round by round, a longer one says that its last round is not one."""
    for length, gathered in ((19, False), (21, True)):
        scenario = replace(CALLS, model=Model.DEBTRANK, variant=variant, defaults=FIRST)
        found = stress(chain(length, 100.0), scenario, lambda text: text)
        en, zh = notes(found)
        assert ("the last round told stands for all that follow" in en) is gathered
        assert ("末轮合并了其后各轮" in zh) is gathered
        assert found.answer.induced == length
        assert max(one.round for one in found.answer.rounds) <= 21


def test_losses_that_are_passed_on_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    """H owns all of O, O all of B; a model that may pass on nothing more leaves them out and says so."""
    facts = Facts().party("B", "O", "H").loan("LB", "B", 10.0)
    for owner, owned in (("O", "B"), ("H", "O")):
        facts.add("OWNS", edge(owner, owned, stake_id=f"{owner}->{owned}", share_ratio=1.0))
    for party in "BOH":
        said(facts, party, 30.0)
    day, scenario = Day(facts.on(TODAY).snapshot), replace(CALLS, model=Model.MULTILAYER)
    whole = stress(day, scenario, lambda text: text)
    assert whole.answer.lost.stakes_cny == 60
    assert whole.certainty.converged

    def worn_out(*given: Any) -> Any:
        work, state = clean_state(*given)
        state.counts[PASSES] = MOST_PASSES
        return work, state

    monkeypatch.setattr("graph.contagion.multilayer.clean_state", worn_out)
    found = stress(day, scenario, lambda text: text)
    assert found.answer.lost.stakes_cny == 0
    assert not found.certainty.converged
    assert found.certainty.residual_cny > 0, "what was not passed on"
    en, zh = notes(found)
    assert "The rounds allowed were not enough: the losses are a lower bound" in en
    assert "未收敛，损失为下限" in zh


@pytest.mark.parametrize(("levels_followed", "said_so"), [(2, True), (3, False), (100, False)])
def test_owners_of_owners_that_are_followed_no_further(
    levels_followed: int, said_so: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H2 owns all of H1, H1 of H0, H0 of B; only B states what it has. The round after the last finds nothing new."""
    facts = Facts().party("B", "H0", "H1", "H2").loan("LB", "B", 10.0)
    for owner, owned in (("H0", "B"), ("H1", "H0"), ("H2", "H1")):
        facts.add("OWNS", edge(owner, owned, stake_id=f"{owner}->{owned}", share_ratio=1.0))
    said(facts, "B", 30.0)
    monkeypatch.setattr(setting, "LEVELS", levels_followed)
    found = stress(
        Day(facts.on(TODAY).snapshot), replace(CALLS, model=Model.MULTILAYER), lambda text: text
    )  # fmt: skip
    en, zh = notes(found)
    assert ("levels of owners" in en) is said_so
    assert ("层股东" in zh) is said_so
