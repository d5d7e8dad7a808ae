"""Scenarios side by side, by hand: what they do alike, where they part, and of whom."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from graph.contagion.balance_sheets import BalanceSheets
from graph.contagion.layers import Layers
from graph.contagion.scenario import Difference, Model, Scenario, Shock
from graph.contagion.selection import Selection
from graph.errors import NotFound, UsageError
from graph.explain.day import Day
from graph.explain.stress.compare import compare
from graph.explain.stress.comparison import CompareFound
from graph.explain.stress.run import stress
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

EQUITY = {"BK": 500.0, "F": 60.0, "G": 80.0, "S": 8.0}
EQUAL = Scenario(
    "equal", Text("均摊", "equal"), Text("", ""), Model.GUARANTEE_CALLS, (Selection(parties=("B",)),), lgd=1.0
)
FULL = replace(EQUAL, id="full", title=Text("各担全部", "full"), allocation="full_to_each")


@pytest.fixture(scope="module")
def day() -> Day:
    """B owes BK 100, the guarantee firm F and G stand for it: 50 each, or 100 each. F owes S 10, which nobody secures;
    P owns half of G."""
    facts = Facts().party(*EQUITY, "B", "P")
    facts.rows["Enterprise"][1]["kind"] = "guarantee_firm"
    for loan, borrower, lender, amount in (("LB", "B", "BK", 100.0), ("LF", "F", "S", 10.0)):
        facts.loan(loan, borrower, amount)
        facts.add("LENT", edge(lender, loan))
    facts.guarantee("gF", "F", ("LB",)).guarantee("gG", "G", ("LB",))
    facts.add("OWNS", edge("P", "G", stake_id="P->G", share_ratio=0.5))
    for party, amount in EQUITY.items():
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": amount})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def of(day: Day, scenarios: Sequence[Scenario], most: int = 100) -> CompareFound:
    return compare(day, scenarios, lambda text: text, most)


def sides(found: CompareFound, party: str) -> list[tuple[int | None, float]]:
    (one,) = (one for one in found.answer.parties if one.party.party_id == party)
    return [(side.round, side.lost_cny) for side in one.sides]


def test_who_falls_in_one_and_not_in_the_other(day: Day) -> None:
    """Called for 50 each F and G stand; called for 100 each both fall, and S is not paid by F. What BK is paid is in
    both cases the whole."""
    answer = of(day, (EQUAL, FULL)).answer
    assert [(one.label, one.answer.initial, one.answer.induced) for one in answer.scenarios] == [
        ("equal", 1, 0),
        ("full", 1, 2),
    ]
    assert [one.answer.lost.calls_cny for one in answer.scenarios] == pytest.approx([100, 200])
    assert [one.answer.paid_cny for one in answer.scenarios] == pytest.approx([100, 100])
    found = of(day, (EQUAL, FULL))
    assert [one.party.party_id for one in answer.parties] == ["F", "G", "S"]
    assert (answer.party_count, answer.otherwise_count) == (3, 2)
    assert sides(found, "F") == [(None, 50), (1, 100)]
    assert sides(found, "S") == [(None, 0), (None, 10)]
    assert [one.spread_cny for one in answer.parties] == pytest.approx([50, 50, 10])


def test_each_side_is_what_the_scenario_does_alone_by_whatever_model(day: Day) -> None:
    other = replace(EQUAL, missing_policy="zero", lgd=0.5, bankrupt=True)  # of a form not stated guarantors are called
    others = [replace(other, id=model.value, model=model) for model in Model]
    scenarios = (EQUAL, FULL, *others)
    found = of(day, scenarios)
    for at, scenario in enumerate(scenarios):
        alone, side = stress(day, scenario, lambda text: text), found.answer.scenarios[at]
        assert found.certainty.sides[at] == alone.certainty
        assert found.facts.scenarios[at] == alone.facts.scenario
        assert side.answer == replace(alone.answer, parties=())
        hit = {one.party: one for one in alone.answer.parties}
        assert all(one.sides[at] == hit[one.party] for one in found.answer.parties if one.party in hit)
    (firm,) = found.answer.guarantee_firms
    paid = dict(zip((one.label for one in found.answer.scenarios), (one.paid_cny for one in firm.sides), strict=True))
    assert paid["law_aware"] == pytest.approx(paid["guarantee_calls"]) == 25
    assert paid["furfine"] == paid["debtrank"] == paid["clearing"] == 0


def test_in_what_they_differ_and_who_brought_whom_down(day: Day) -> None:
    found = of(day, (EQUAL, FULL))
    assert found.facts.differences == (Difference("allocation", ("equal_split", "full_to_each")),)
    told = {one.party.party_id: one for one in found.facts.reasons}
    assert {name: (one.label, one.round) for name, one in told.items()} == {"F": ("full", 1), "G": ("full", 1)}
    first = told["F"]
    assert first.brought_down_by is not None
    assert first.carried is not None
    assert (first.brought_down_by.party_id, first.carried.way, first.carried.through) == ("B", "call", "gF")
    assert first.carried.loan_id == "LB"
    assert first.carried.amount_cny == pytest.approx(100)


def test_only_what_came_before_the_fall_is_a_reason(day: Day) -> None:
    """In the one F fails by itself, and is called by nobody; in the other it fails of B."""
    itself = replace(FULL, id="itself", defaults=(Selection(parties=("F",)),))
    reasons = {(one.party.party_id, one.label): one for one in of(day, (itself, FULL)).facts.reasons}
    assert ("F", "itself") not in reasons  # F falls in both
    stated = reasons["B", "full"]
    assert (stated.round, stated.brought_down_by, stated.carried) == (0, None, None)
    assert of(day, (itself, FULL)).changes[0].about.party_id == "G"


def test_what_each_costs_lenders_and_guarantee_firms(day: Day) -> None:
    answer = of(day, (EQUAL, FULL)).answer
    (lender,), (firm,) = answer.lenders, answer.guarantee_firms
    assert (lender.party.party_id, firm.party.party_id) == ("S", "F")
    assert [one.lost.loans_cny for one in lender.sides] == pytest.approx([0, 10])
    assert [one.round for one in firm.sides] == [None, 1]
    assert [one.lost.calls_cny for one in firm.sides] == pytest.approx([50, 100])
    assert [one.paid_cny for one in firm.sides] == pytest.approx([50, 100 * 60 / 140])
    assert (answer.lender_count, answer.guarantee_firm_count) == (1, 1)


def test_what_they_lack_to_bear_it_in_all(day: Day) -> None:
    changes = of(day, (EQUAL, FULL)).changes
    assert {one.about.party_id: one.amount_cny for one in changes} == pytest.approx({"G": 20, "F": 40})
    assert {one.what for one in changes} == {"borne_in_all"}
    assert [one.about.party_id for one in changes] == ["G", "F"]
    assert "20.00" in changes[0].said.zh


def test_the_same_twice_differs_in_nothing_and_is_played_once(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counting(kind: Any, name: str) -> None:
        real = kind.of

        def counted(*given: Any, **named: Any) -> Any:
            made.append(name)
            return real(*given, **named)

        monkeypatch.setattr(kind, "of", counted)

    counting(BalanceSheets, "sheets")
    counting(Layers, "layers")
    found = of(day, (EQUAL, replace(EQUAL, title=Text("甲", "a")), FULL))
    assert sorted(made) == ["layers", "sheets"]
    assert [one.label for one in found.answer.scenarios] == ["equal (1)", "equal (2)", "full"]
    same = of(day, (EQUAL, EQUAL))
    assert (same.answer.parties, same.answer.otherwise_count, same.facts.differences) == ((), 0, ())
    assert (same.facts.reasons, same.changes) == ((), ())
    assert "say the same" in same.certainty.notes[0].en


def test_what_to_mind_in_comparing(day: Day) -> None:
    quiet = of(day, (EQUAL, replace(EQUAL, id="other", default_rule="at_or_above")))
    assert [one.setting for one in quiet.facts.differences] == ["default_rule"]
    assert "does not" in quiet.certainty.notes[0].en
    other = replace(EQUAL, id="layers", model=Model.MULTILAYER, missing_policy="zero")
    said = " ".join(one.en for one in of(day, (EQUAL, other)).certainty.notes)
    assert "models differ" in said
    assert "unknown net assets differs" in said


def test_a_shock_in_one_is_seen_in_what_could_be_lost(day: Day) -> None:
    shocked = replace(EQUAL, id="shocked", shocks=(Shock(Selection(parties=("G",)), 0.5),))
    found = of(day, (EQUAL, shocked))
    one, bank = found.answer.parties
    assert (one.party.party_id, one.spread_cny) == ("G", 0)
    assert [(side.round, side.equity_cny) for side in one.sides] == [(None, 80), (1, 40)]
    assert bank.party.party_id == "BK"
    assert bank.spread_cny == pytest.approx(10)


def test_lists_are_cut_and_say_so(day: Day) -> None:
    found = of(day, (EQUAL, FULL), 1)
    assert (len(found.answer.parties), found.answer.party_count, found.truncated) == (1, 3, True)
    assert not of(day, (EQUAL, FULL), 3).truncated


@pytest.mark.parametrize("count", [0, 1, 9])
def test_how_many_are_compared(count: int, day: Day) -> None:
    with pytest.raises(UsageError, match="from 2 to 8"):
        of(day, (EQUAL,) * count)


def test_whom_a_scenario_names_has_to_be_there(day: Day) -> None:
    with pytest.raises(NotFound):
        of(day, (EQUAL, replace(FULL, defaults=(Selection(parties=("nobody",)),))))
