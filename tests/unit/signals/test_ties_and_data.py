"""The rules about related parties and about the data on the village: who is warned of, and on which facts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.signals import Signal, find_signals, load_rules
from graph.snapshot import History
from tests.unit.measures.village import (
    CUT_OFF,
    KNOWN,
    SOLD,
    balance,
    event,
    firm,
    guarantee,
    history,
    loan,
    person,
    post,
    said_too,
    sale,
    stake,
    statement,
    unheard,
)  # fmt: skip

RULES = {rule.id: rule for rule in load_rules() if rule.family in ("related_parties", "data")}
LATER = date(2025, 1, 31)
LISTED = {"party": "wang", "list": "dishonest_debtor", "listed_on": SOLD, "recorded_on": KNOWN}
LEFT = post("wang", "b", date(2015, 1, 1), valid_to=date(2023, 1, 31), recorded_on=date(2023, 2, 1))
SPOUSE = {"person": "wang", "relative": "li", "kinship": "spouse", "recorded_on": date(2015, 1, 1)}
LANE = {"address": "1 Mill Lane", "valid_from": date(2011, 1, 1), "recorded_on": date(2011, 1, 2)}
STRUCK_OFF = firm("e", status="deregistered", valid_from=date(2023, 6, 1), recorded_on=date(2023, 6, 2))
YOUNG = firm("f", established_on=date(2022, 6, 1))
DUE = date(2023, 5, 31)

Edges = set[tuple[str, str, str]]


def warned(rule: str, world: History, day: date = CUT_OFF, **thresholds: float) -> Mapping[str, Signal]:
    """By party; the amounts that a rule asks for are lowered to what a village has."""
    one = RULES[rule]
    lowered = {"amount": min(1e5, one.thresholds["amount"].value)} if "amount" in one.thresholds else {}
    found = find_signals(world.at(AsOf(day, day)), [one.moved(lowered | thresholds)])
    return {signal.party_id: signal for signal in found}


def edges(signal: Signal) -> Edges:
    """Of records, balances, statements and listings the first part of the key: whose they are."""
    return {(edge.type, edge.source, edge.target.split("|")[0]) for edge in signal.evidence.edges}


CASES: list[tuple[str, dict[str, Any], set[str], Edges]] = [
    ("control_changed", {"stakes": sale()}, {"b"},
     {("OWNS", "e", "b"), ("OWNS", "wang", "b"), ("BORROWED", "b", "Lb")}),
    ("owners_left_guarantees", {"stakes": sale()}, {"b"},
     {("OWNS", "e", "b"), ("OWNS", "wang", "b"), ("GUARANTEES", "b", "c")}),
    ("management_replaced", {"persons": [person("li")], "positions": [LEFT, post("li", "b", date(2023, 2, 1))]}, {"b"},
     {("HOLDS_POSITION", "wang", "b"), ("HOLDS_POSITION", "li", "b"), ("BORROWED", "b", "Lb")}),
    ("hidden_guarantor", {}, {"a"},
     {("GUARANTEES", "d", "a"), ("HOLDS_POSITION", "wang", "a"), ("HOLDS_POSITION", "wang", "d")}),
    ("hidden_guarantor",
     {"enterprises": [firm("d", **LANE), firm("e", **LANE)], "guarantees": [guarantee("Ged", "e", "d", "Ld")]},
     {"a", "d"}, {("GUARANTEES", "e", "d"), ("GUARANTEES", "d", "a"), ("HOLDS_POSITION", "wang", "a"),
     ("HOLDS_POSITION", "wang", "d"), ("DESCRIBED_BY", "d", "d"), ("DESCRIBED_BY", "e", "e")}),
    ("hidden_guarantor",
     {"persons": [person("li")], "kin": [SPOUSE], "guarantees": [guarantee("Glc", "li", "c", "Lc")]},
     {"a", "c"}, {("GUARANTEES", "li", "c"), ("RELATED_TO", "wang", "li")}),
    ("covered_by_own_group", {}, {"b", "c"},
     {("GUARANTEES", "b", "c"), ("OWNS", "a", "c"), ("OWNS", "wang", "a"), ("BORROWED", "c", "Lc")}),
    ("circular_holding", {"stakes": [stake("c", "a", 0.1)]}, {"a", "c"}, {("OWNS", "a", "c"), ("OWNS", "c", "a")}),
    ("owner_guarantee_unresolved", {"guarantees": [guarantee("Gbw", "b", "wang", None, cap=2e5, resolution="board")]},
     {"b"}, {("GUARANTEES", "b", "wang"), ("OWNS", "wang", "b")}),
    ("guarantee_firm_for_owner",
     {"enterprises": [firm("f", kind="guarantee_firm")], "stakes": [stake("e", "f", 0.3)],
      "guarantees": [guarantee("Gfe", "f", "e", "Le")]},
     {"f"}, {("GUARANTEES", "f", "e"), ("OWNS", "e", "f")}),
    ("dishonest_controller", {"listings": [LISTED]}, {"a", "b", "c"},
     {("OWNS", "a", "c"), ("OWNS", "wang", "a"), ("LISTED_ON", "wang", "wang"),
      ("BORROWED", "c", "Lc")}),
    ("disqualified_officer", {"listings": [LISTED]}, {"a", "b", "d"},
     {("HOLDS_POSITION", "wang", "d"), ("LISTED_ON", "wang", "wang"),
      ("BORROWED", "d", "Ld")}),
    ("controller_in_default", {"events": [event("E", "wang", "default", SOLD)]}, {"a", "b", "c"},
     {("OWNS", "a", "c"), ("OWNS", "wang", "a"), ("HAD", "wang", "E"), ("BORROWED", "c", "Lc")}),
    ("statement_missing", {"enterprises": [firm("f")], "loans": [loan("Lf", "f")]}, {"f"},
     {("BORROWED", "f", "Lf"), ("DESCRIBED_BY", "f", "f")}),
    ("loan_without_balance", {"loans": [loan("M", "e", drawn_on=date(2023, 2, 1))]}, {"e"}, {("BORROWED", "e", "M")}),
    ("matured_not_overdue", {"loans": [loan("M", "e", matures_on=DUE)], "balances": [balance("M", DUE, 2e5)]}, {"e"},
     {("BORROWED", "e", "M"), ("STOOD_AT", "M", "M")}),
    ("shares_above_whole", {"stakes": [stake("d", "a", 0.25)]}, {"a"},
     {("OWNS", "d", "a"), ("OWNS", "e", "a"), ("OWNS", "wang", "a")}),
    ("statement_retold", {"statements": [statement("a", 2022, 1e7, 7e6, recorded_on=date(2023, 5, 20))]}, {"a"},
     {("REPORTED", "a", "a")}),
    ("balance_sheet_gap",
     {"statements": [statement("a", 2022, 1e7, 6e6, net_assets_cny=4.5e6, recorded_on=date(2023, 5, 1))]}, {"a"},
     {("REPORTED", "a", "a")}),
    ("guarantor_unknown",
     {"enterprises": [unheard("f")], "guarantees": [guarantee("X", "f", "d", "Ld", cap=5e5)]}, {"d"},
     {("GUARANTEES", "f", "d")}),
    ("guarantor_not_yet_founded", {"enterprises": [YOUNG], "guarantees": [guarantee("X", "f", "d", "Ld", cap=5e5)]},
     {"d"}, {("GUARANTEES", "f", "d")}),
    ("guarantee_without_amount", {"guarantees": [guarantee("X", "e", "d", None)]}, {"d"},
     {("GUARANTEES", "e", "d"), ("BORROWED", "d", "Ld")}),
    ("guarantee_entered_twice",
     {"guarantees": [guarantee(at, "e", "d", "Ld", cap=2e5, contract_no="BZ-1") for at in ("X", "Y")]}, {"d"},
     {("GUARANTEES", "e", "d")}),
    ("self_guarantee", {"guarantees": [guarantee("X", "e", "e", "Le")]}, {"e"}, {("GAVE", "e", "X")}),
    ("struck_off_borrower", {"enterprises": [STRUCK_OFF]}, {"e"},
     {("BORROWED", "e", "Le"), ("DESCRIBED_BY", "e", "e")}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "rows", "parties", "facts"), CASES, ids=[case[0] for case in CASES])
def test_a_warning_shows_the_facts_it_rests_on(
    rule: str, rows: dict[str, Any], parties: set[str], facts: Edges
) -> None:
    found = warned(rule, history(**rows))
    assert set(found) == parties
    assert edges(found[max(parties)]) == facts
    assert {edge.said_by for signal in found.values() for edge in signal.evidence.edges} <= {""}


def test_a_stake_that_has_ended_is_shown_as_it_was() -> None:
    ended = [
        edge for edge in warned("control_changed", history(stakes=sale()))["b"].evidence.edges if edge.source == "wang"
    ]
    assert [(edge.type, edge.valid_to) for edge in ended] == [("OWNS", str(SOLD))]


def test_old_statements_and_balances() -> None:
    stale = warned("statement_stale", history(), LATER)
    assert set(stale) == set("abcde")
    assert edges(stale["a"]) == {("REPORTED", "a", "a"), ("BORROWED", "a", "La")}
    old = warned("balance_stale", history(), LATER)
    assert set(old) == set("abcde")
    assert old["a"].evidence.facts == {"without_balance": 0, "stale": 1, "matured_not_overdue": 0}


def test_what_another_source_says_of_owners() -> None:
    found = warned("owners_disputed", said_too(history(), date(2020, 1, 1), 0.5))
    assert set(found) == {"a"}
    assert edges(found["a"]) == {("OWNS", "e", "a"), ("OWNS", "wang", "a")}
    assert found["a"].evidence.facts == {"stakes_disputed": 1, "shares_apart": 0.1}
    assert found["a"].level.level == 1


def test_posts_at_many_enterprises() -> None:
    found = warned("nominee_representative", history(), enterprises=3)
    assert set(found) == {"a", "b", "d"}
    posts = {("HOLDS_POSITION", "wang", at) for at in "abd"}
    assert edges(found["a"]) == posts | {("BORROWED", "a", "La")}
    failed = warned(
        "officers_of_defaulted", history(events=[event("E", "d", "default", SOLD)]), enterprises=1, share=0.1
    )
    assert set(failed) == {"a", "b"}
    assert edges(failed["a"]) == {
        ("HOLDS_POSITION", "wang", "a"), ("HOLDS_POSITION", "wang", "d"), ("HAD", "d", "E"), ("BORROWED", "a", "La"),
    }  # fmt: skip


def test_guarantees_by_a_party_are_no_evidence_of_gaps_in_those_for_it() -> None:
    young = firm("d", established_on=date(2022, 6, 1))
    rows = [guarantee("X", "e", "d", None), guarantee("Y", "d", "e", None)]
    assert edges(warned("guarantee_without_amount", history(guarantees=rows))["d"]) == {
        ("GUARANTEES", "e", "d"), ("BORROWED", "d", "Ld"),
    }  # fmt: skip
    early = [guarantee("X", "d", "e", "Le", cap=5e5), guarantee("Y", "f", "d", "Ld", cap=5e5)]
    found = warned("guarantor_not_yet_founded", history(enterprises=[young, YOUNG], guarantees=early))
    assert edges(found["d"]) == {("GUARANTEES", "f", "d")}
    twice = [guarantee(f"{one}{two}{at}", one, two, None, cap=2e5, contract_no="BZ-1")
             for one, two in ("ed", "de") for at in (1, 2)]  # fmt: skip
    assert edges(warned("guarantee_entered_twice", history(guarantees=twice))["d"]) == {("GUARANTEES", "e", "d")}


def test_a_default_that_only_a_balance_or_the_register_shows() -> None:
    """No event is delivered here."""
    found = warned("controller_in_default", history(stakes=[stake("e", "f", 0.8)], enterprises=[firm("f")],
        loans=[loan("Lf", "f")], balances=[balance("Lf", SOLD, 5e5),
        balance("Le", SOLD, 5e5, days_past_due=120, classification="substandard")]))  # fmt: skip
    assert set(found) == {"f"}
    assert edges(found["f"]) >= {("OWNS", "e", "f"), ("STOOD_AT", "Le", "Le")}
    bankrupt = firm("d", status="bankrupt", valid_from=date(2023, 6, 1), recorded_on=date(2023, 6, 2))
    failed = warned("officers_of_defaulted", history(enterprises=[bankrupt]), enterprises=1, share=0.1)
    assert ("DESCRIBED_BY", "d", "d") in edges(failed["a"])


def test_every_rule_of_both_families_is_tried_here() -> None:
    tried = {case[0] for case in CASES} | {
        "statement_stale", "balance_stale", "owners_disputed", "nominee_representative", "officers_of_defaulted",
    }  # fmt: skip
    assert tried >= set(RULES)
    assert len([rule for rule in RULES.values() if rule.family == "related_parties"]) >= 9
    assert len([rule for rule in RULES.values() if rule.family == "data"]) >= 6
