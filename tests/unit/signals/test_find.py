"""Findings on small worlds: value, level, evidence, and what makes two findings the same."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from graph.as_of import AsOf
from graph.signals import Rule, Run, Signal, find_signals, load_rules
from graph.signals.example import DAY, Example
from graph.signals.proof.of_guarantees import SMALL_CIRCLE
from graph.snapshot import History
from tests.unit.measures.village import CUT_OFF, KNOWN, SOLD, event, guarantee, history

RULES = {rule.id: rule for rule in load_rules()}
HERE = {"multi_guaranteed", "mutual_guarantee", "dishonest_guarantor", "guarantee_firm_over_leverage",
        "guarantor_over_net_assets", "guarantee_chain_total"}  # fmt: skip
"""The rules for which a small world of all kinds of trouble has a finding."""


def world(**facts: Any) -> Example:
    nothing: dict[str, Any] = {
        "kinds": {}, "guarantees": [], "loans": [], "net_assets": {}, "dishonest": (), "fires": (),
    }  # fmt: skip
    return Example(zh="", en="", **(nothing | facts))


def found(example: Example, rule: str) -> dict[str, Signal]:
    return {signal.party_id: signal for signal in find_signals(example.snapshot(), [RULES[rule]])}


def test_multiple_guarantees_show_each_contract_with_source_and_dates() -> None:
    guarantees = [("X", "B", 5e6), ("Y", "B", 3e6), ("Z", "B", None), ("B", "C", 1e6)]
    b = found(world(guarantees=guarantees), "multi_guaranteed")["B"]
    assert b.value == 3
    assert b.evidence.facts == {"guarantors": 3, "guarantees": 3, "amount_cny": 8e6, "without_amount": 1}
    assert [(e.id, e.source, e.target, e.amount_cny) for e in b.evidence.edges] == [
        ("guarantee:0", "X", "B", 5e6),
        ("guarantee:1", "Y", "B", 3e6),
        ("guarantee:2", "Z", "B", None),
    ]
    assert {e.said_by for e in b.evidence.edges} == {"example"}
    assert {(e.valid_from, e.valid_to, e.recorded_on) for e in b.evidence.edges} == {
        ("0001-01-01", "9999-12-31", "0001-01-01")
    }
    assert {(n.id, n.label) for n in b.evidence.nodes} == {(p, "Enterprise") for p in "BXYZ"}
    assert b.level.level == 2


def test_a_circle_is_shown_whole_with_the_sum_inside() -> None:
    circle = found(
        world(guarantees=[("A", "B", 4e6), ("B", "C", 5e6), ("C", "A", 6e6), ("A", "D", 9e9)]), "guarantee_circle"
    )
    assert set(circle) == {"A", "B", "C"}
    assert circle["A"].evidence.facts["amount_cny"] == 15e6
    assert circle["A"].evidence == circle["B"].evidence
    assert circle["A"].signal_id != circle["B"].signal_id
    assert circle["A"].level.level == 4


def test_of_a_large_circle_a_shortest_ring_through_the_party_is_shown() -> None:
    names = [f"p{i:04}" for i in range(SMALL_CIRCLE)]
    ring = list(zip(names, names[1:] + names[:1], [1e6] * len(names), strict=True))
    signal = found(world(guarantees=[*ring, ("p0002", "p0000", 1e6)]), "guarantee_circle")["p0001"]
    assert signal.value == SMALL_CIRCLE
    assert sorted((e.source, e.target) for e in signal.evidence.edges) == [
        ("p0000", "p0001"),
        ("p0001", "p0002"),
        ("p0002", "p0000"),
    ]
    assert signal.evidence.facts["guarantees"] == SMALL_CIRCLE + 1


def test_a_listed_guarantor_shows_its_listing_and_never_falls_below_its_floor() -> None:
    signal = found(world(guarantees=[("G", "B", 1e5)], dishonest=("G",)), "dishonest_guarantor")["G"]
    assert [(e.type, e.id) for e in signal.evidence.edges] == [
        ("GUARANTEES", "guarantee:0"),
        ("LISTED_ON", "listing:G"),
    ]
    assert signal.level.level == 6
    assert "dishonest" in signal.level_reason
    assert "失信" in signal.level_reason


def test_the_floor_of_a_hard_fact_holds_for_every_rule_about_that_party() -> None:
    mutual = world(guarantees=[("A", "B", 1e5), ("B", "A", 1e5)])
    assert found(mutual, "mutual_guarantee")["A"].level.level == 1
    assert found(replace(mutual, dishonest=("A",)), "mutual_guarantee")["A"].level.level == 6
    assert found(replace(mutual, dishonest=("A",)), "mutual_guarantee")["B"].level.level == 1


@pytest.mark.parametrize(("days", "level"), [(364, 6), (365, 1)])
def test_a_call_holds_warnings_up_for_a_year(days: int, level: int) -> None:
    called = event("E", "b", "call", CUT_OFF - timedelta(days))
    swap = guarantee("Gba", "b", "a", None, cap=1e5)
    facts = history(events=[called], guarantees=[swap]).at(AsOf(CUT_OFF, CUT_OFF))
    signals = {signal.party_id: signal for signal in find_signals(facts, [RULES["mutual_guarantee"]])}
    assert signals["b"].level.level == max(level, signals["a"].level.level)
    assert signals["a"].level.floor is None


def test_no_hard_fact_of_a_party_lifts_what_is_said_of_its_data() -> None:
    facts = history(
        guarantees=[guarantee("X", "e", "d", None)],
        listings=[{"party": "d", "list": "dishonest_debtor", "listed_on": SOLD, "recorded_on": KNOWN}],
        events=[event("E", "d", "default", SOLD)],
    ).at(AsOf(CUT_OFF, CUT_OFF))
    rule = RULES["guarantee_without_amount"].moved({"amount": 1e5})
    (signal,) = find_signals(facts, [rule])
    assert (signal.party_id, signal.level.level, signal.level.floor) == ("d", 1, None)


def test_leverage_counts_uncapped_guarantees_at_what_is_outstanding() -> None:
    leverage = found(
        world(guarantees=[("C", "B", None), ("C", "D", 2e6)], loans=[("B", 8e6)], net_assets={"C": 4e6}),
        "guarantor_over_net_assets",
    )["C"]
    assert leverage.value == 2.5
    assert leverage.evidence.facts["net_assets_cny"] == 4e6
    assert {e.type for e in leverage.evidence.edges} == {"GUARANTEES", "REPORTED"}


def test_the_chain_shows_the_guarantees_walked_and_the_loans_at_its_end() -> None:
    chain = world(guarantees=[("A", "B", 1.0), ("B", "C", 1.0)], loans=[("B", 3e7), ("C", 9e7)])
    signal = found(chain, "guarantee_chain_total")["A"]
    assert signal.value == 1.2e8
    assert signal.evidence.facts == {"parties": 2, "loans": 2}
    assert [(e.type, e.id, e.amount_cny) for e in signal.evidence.edges] == [
        ("BORROWED", "loan:0", 3e7),
        ("BORROWED", "loan:1", 9e7),
        ("GUARANTEES", "guarantee:0", 1.0),
        ("GUARANTEES", "guarantee:1", 1.0),
    ]


def test_much_evidence_is_cut_and_says_so() -> None:
    many = world(guarantees=[(f"g{i:03}", "B", float(i)) for i in range(250)])
    evidence = found(many, "multi_guaranteed")["B"].evidence
    assert evidence.truncated
    assert len(evidence.edges) == 200
    assert min(e.amount_cny or 0 for e in evidence.edges) == 50  # the largest are shown
    assert evidence.facts["guarantees"] == 250
    assert json.loads(evidence.to_json())["truncated"] is True


STRUCTURES = [
    rule for rule in RULES.values() if rule.measures == (rule.measure,) and rule.measure.startswith("structure.")
]
"""Rules on the guarantees in force alone; the others are tried on a whole world."""


@pytest.mark.parametrize("rule", STRUCTURES, ids=lambda rule: rule.id)
def test_the_order_of_facts_does_not_matter(rule: Rule) -> None:
    facts = {
        "guarantees": [("A", "B", 9e7), ("B", "A", 9e7), ("C", "A", 8e7), ("D", "A", None), ("F", "A", 5e7)],
        "kinds": {"F": "guarantee_firm"},
        "loans": [("A", 1e8), ("B", 2e8)],
        "net_assets": {"C": 1e6, "A": 1e6, "F": 1e6},
        "dishonest": ("C", "A"),
    }
    history = world(**facts).history()
    turned = History.of({name: backwards(table) if name.isupper() else table for name, table in history.tables.items()})
    day = AsOf(DAY, DAY)
    signals = find_signals(history.at(day), [rule])
    assert [s.signal_id for s in signals] == [s.signal_id for s in find_signals(turned.at(day), [rule])]
    assert signals or rule.id not in HERE


def backwards(table: pa.Table) -> pa.Table:
    return table.take(pa.array(range(len(table) - 1, -1, -1), pa.int64()))


def test_a_change_of_content_makes_another_signal() -> None:
    before = found(world(guarantees=[("A", "B", 1e6), ("B", "A", 1e6)]), "mutual_guarantee")["A"]
    again = found(world(guarantees=[("A", "B", 1e6), ("B", "A", 1e6), ("C", "D", 1e6)]), "mutual_guarantee")["A"]
    changed = found(world(guarantees=[("A", "B", 1e6), ("B", "A", 2e6)]), "mutual_guarantee")["A"]
    assert before.signal_id == again.signal_id
    assert before.signal_id != changed.signal_id


def test_the_gravest_come_first() -> None:
    example = world(guarantees=[("A", "B", 1e9), ("B", "A", 1e9), ("X", "Y", 1.0), ("Y", "X", 1.0)], dishonest=("A",))
    levels = [signal.level.level for signal in find_signals(example.snapshot(), list(RULES.values()))]
    assert levels == sorted(levels, reverse=True)
    assert len(levels) > 3


def test_a_run_is_named_by_what_it_evaluated() -> None:
    snapshot, rules = world().snapshot(), list(RULES.values())
    assert Run.of(snapshot, rules).run_id == Run.of(snapshot, rules).run_id
    assert Run.of(snapshot, rules).run_id != Run.of(snapshot, rules[1:]).run_id
    assert find_signals(snapshot, rules) == []
