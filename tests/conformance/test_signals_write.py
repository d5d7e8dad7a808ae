"""From stored facts to stored signals, on each database: found, written once, unchanged by doing it again."""

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from cypher import query
from graph.as_of import FOREVER, AsOf
from graph.signals import FACTS_READ, Run, Signal, WriteCount, find_signals, load_rules, write_signals
from graph.signals import write as writing
from graph.snapshot import History
from graph.store import Store
from tests.conformance.facts import ALWAYS, edge, party, write_facts

NOW = AsOf(date(2024, 6, 30), date(2024, 6, 30))
ALL_RULES = load_rules()
RULES = [rule for rule in ALL_RULES if rule.measure.startswith("structure.") and len(rule.measures) == 1]
"""Those on guarantees in force alone: what is found in this world can be counted by hand."""

GUARANTEES = [
    ("ring1", "ring2", 5e6), ("ring2", "ring3", 6e6), ("ring3", "ring1", 7e6),
    ("firm", "ring1", 9e7), ("other", "ring1", 1e6), ("mutual", "ring1", None), ("ring1", "mutual", 2e6),
]  # fmt: skip


def load_world(store: Store) -> None:
    """A ring of three with a mutual partner, guaranteed by a firm with thin capital and by a listed enterprise."""
    names = ("ring1", "ring2", "ring3", "mutual", "other")
    write_facts(
        store,
        "enterprises",
        "b1",
        {"Enterprise": [party("firm", kind="guarantee_firm"), *(party(name, kind="company") for name in names)]},
    )
    write_facts(
        store,
        "loans",
        "b2",
        {
            "Loan": [{"loan_id": "l1", "principal_cny": 9e6}, {"loan_id": "l2", "principal_cny": 2e8}],
            "Balance": [{"balance_id": "s1", "outstanding_cny": 4e6}],
            "BORROWED": [edge("ring1", "l1"), edge("ring3", "l2")],
            "STOOD_AT": [edge("l1", "s1")],
        },
    )
    load_guarantees(store)
    load_registers(store)


def load_guarantees(store: Store) -> None:
    contracts: list[dict[str, Any]] = [
        {"guarantee_id": f"g{i}", "cap_cny": cap} for i, (_, _, cap) in enumerate(GUARANTEES)
    ]
    write_facts(
        store,
        "guarantees",
        "b3",
        {
            "Guarantee": contracts,
            "GAVE": [edge(g, f"g{i}") for i, (g, _, _) in enumerate(GUARANTEES)],
            "FOR": [edge(f"g{i}", d) for i, (_, d, _) in enumerate(GUARANTEES)],
            "GUARANTEES": [edge(g, d, **contracts[i]) for i, (g, d, _) in enumerate(GUARANTEES)],
            "SECURES_LOAN": [edge("g5", "l1")],
        },
    )


def load_registers(store: Store) -> None:
    listed = (date(2024, 1, 10), date(2024, 9, 1), date(2024, 2, 1), FOREVER)
    write_facts(
        store,
        "listings",
        "b4",
        {
            "Listing": [{"listing_id": "n1", "list": "dishonest_debtor", "listed_on": date(2024, 1, 10)}],
            "LISTED_ON": [edge("other", "n1", listed)],
            "Statement": [{"statement_id": "t1", "period_end": date(2023, 12, 31), "net_assets_cny": 8e6}],
            "REPORTED": [edge("firm", "t1")],
        },
    )


def evaluate(store: Store, at: AsOf = NOW) -> tuple[list[Signal], Run]:
    snapshot = History.read(store, None, FACTS_READ).at(at)
    return find_signals(snapshot, RULES), Run.of(snapshot, RULES)


def rules_folder(folder: Path) -> Path:
    """A folder of those rules alone, for workers."""
    own = files("graph.signals").joinpath("rules")
    folder.mkdir(parents=True, exist_ok=True)
    for rule in RULES:
        (folder / f"{rule.id}.toml").write_text(own.joinpath(f"{rule.id}.toml").read_text("utf-8"), encoding="utf-8")
    return folder


def stored(store: Store) -> list[dict[str, Any]]:
    return store.rows(
        "MATCH (p:Party)<-[:ABOUT]-(s:Signal)-[:FOUND_BY]->(r:Run) RETURN properties(s) AS signal, "
        "p.party_id AS about, properties(r) AS run ORDER BY s.signal_id"
    )


def test_the_same_findings_on_each_database(store: Store) -> None:
    load_world(store)
    signals, _ = evaluate(store)
    assert sorted((s.rule, s.party_id, s.value) for s in signals) == [
        ("dishonest_guarantor", "other", 1.0),
        ("guarantee_chain_total", "firm", 204e6),
        ("guarantee_chain_total", "mutual", 204e6),
        ("guarantee_chain_total", "other", 204e6),
        ("guarantee_chain_total", "ring1", 200e6),
        ("guarantee_chain_total", "ring2", 204e6),
        ("guarantee_circle", "mutual", 4.0),
        ("guarantee_circle", "ring1", 4.0),
        ("guarantee_circle", "ring2", 4.0),
        ("guarantee_circle", "ring3", 4.0),
        ("guarantee_firm_over_leverage", "firm", 11.25),
        ("multi_guaranteed", "ring1", 4.0),
        ("mutual_guarantee", "mutual", 1.0),
        ("mutual_guarantee", "ring1", 1.0),
    ]
    (mutual,) = [s for s in signals if s.rule == "mutual_guarantee" and s.party_id == "ring1"]
    assert mutual.evidence.facts["amount_cny"] == 6e6  # the uncapped one at the balance of the loan it secures
    assert max(s.level.level for s in signals) == 6


def test_all_rules_find_more_by_what_parties_did_themselves(store: Store) -> None:
    load_world(store)
    signals = find_signals(History.read(store, None, FACTS_READ).at(NOW), ALL_RULES)
    assert {(s.rule, s.party_id) for s in signals if s.rule.startswith("listed_")} == {
        ("listed_dishonest_debtor", "other")
    }
    assert {s.signal_id for s in signals} > {s.signal_id for s in evaluate(store)[0]}


def test_what_was_not_yet_known_is_not_found(store: Store) -> None:
    load_world(store)
    before = AsOf(date(2024, 1, 31), date(2024, 1, 31))
    after_removal = AsOf(date(2024, 9, 1), date(2024, 9, 1))
    for at, expected in ((before, False), (NOW, True), (after_removal, False)):
        signals, _ = evaluate(store, at)
        assert any(s.rule == "dishonest_guarantor" for s in signals) is expected


def test_doing_it_again_adds_nothing_and_changes_nothing(store: Store) -> None:
    load_world(store)
    signals, run = evaluate(store)
    assert write_signals(store, signals, run) == WriteCount(new=14, unchanged=0)
    first = stored(store)
    assert len(first) == 14

    signals, run = evaluate(store)
    assert write_signals(store, signals, run) == WriteCount(new=0, unchanged=14)
    assert stored(store) == first
    assert store.rows("MATCH (r:Run) RETURN count(r) AS n") == [{"n": 1}]


def test_a_stored_signal_carries_reason_evidence_and_run(store: Store) -> None:
    load_world(store)
    signals, run = evaluate(store)
    write_signals(store, signals, run)
    rows = {(row["signal"]["rule"], row["about"]): row for row in stored(store)}
    row = rows["dishonest_guarantor", "other"]
    assert row["signal"] | {"evidence": ""} == {
        "signal_id": row["signal"]["signal_id"], "rule": "dishonest_guarantor", "party_id": "other", "level": 6,
        "level_reason": "概率高 × 损失100万至1000万元 → 4级；列入失信被执行人名单 → 不低于6级 · probability high × "
        "loss CNY 1 to 10 million → level 4; on the list of dishonest debtors → at least 6",
        "measure": "structure.debtors_while_dishonest", "value": 1.0, "fingerprint": row["signal"]["fingerprint"],
        "evidence": "", "as_of": NOW.as_of, "first_seen_on": NOW.as_of, "status": "new",
    }  # fmt: skip
    evidence = json.loads(row["signal"]["evidence"])
    assert [edge["id"] for edge in evidence["edges"]] == ["g4", "n1"]
    assert {edge["said_by"] for edge in evidence["edges"]} == {"test"}
    assert evidence["nodes"][0] == {"id": "other", "label": "Enterprise"}
    assert row["run"]["version"] == 4
    assert row["run"]["as_of"] == NOW.as_of


def test_only_what_is_new_is_added_after_a_change(store: Store) -> None:
    load_world(store)
    signals, run = evaluate(store)
    write_signals(store, signals, run)
    write_facts(
        store, "guarantees", "b5",
        {
            "Guarantee": [{"guarantee_id": "g9", "cap_cny": 1e6}],
            "GUARANTEES": [edge("firm", "other", ALWAYS, guarantee_id="g9", cap_cny=1e6)],
        },
    )  # fmt: skip
    signals, run = evaluate(store)
    count = write_signals(store, signals, run)
    assert count == WriteCount(new=2, unchanged=12)  # the firm's leverage and its chain's evidence are others now
    runs = store.rows(
        "MATCH (s:Signal)-[:FOUND_BY]->(r:Run) RETURN r.version AS version, count(s) AS n ORDER BY version"
    )
    assert runs == [{"version": 4, "n": 14}, {"version": 5, "n": 2}]


def test_small_batches_write_the_same(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    load_world(store)
    signals, run = evaluate(store)
    monkeypatch.setattr(writing, "SIGNALS_PER_BATCH", 4)
    steps: list[tuple[int, int]] = []
    assert write_signals(store, signals, run, lambda done, of: steps.append((done, of))).new == 14
    assert steps == [(4, 14), (8, 14), (12, 14), (14, 14)]
    assert query("signal/known").mode == "read"


def test_a_write_that_was_cut_off_is_completed(store: Store) -> None:
    load_world(store)
    signals, run = evaluate(store)
    write_signals(store, signals[:5], run)
    assert write_signals(store, signals, run) == WriteCount(new=9, unchanged=5)
    assert len(stored(store)) == 14
