"""Reading the history: every value comes back on each database, and only what changed is read again."""

import time
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from graph.as_of import FOREVER, AsOf
from graph.errors import StoreConflict
from graph.snapshot import History
from graph.snapshot.freshness import fact_names, read_freshness
from graph.snapshot.read import bulk_read, read_table
from graph.store import Store
from tests.conformance.facts import ALWAYS, edge, party, write_facts
from tests.conftest import empty

DAY = date(2024, 6, 30)
NOW = AsOf(DAY, DAY)


class Overheard:
    """A store whose statements are noted on their way; `meanwhile` is called once after the first text with a word."""

    def __init__(self, store: Store) -> None:
        self.store, self.address, self.kind = store, store.address, store.kind
        self.read: list[str] = []
        self.meanwhile: tuple[str, Any] | None = None

    def version(self) -> int:
        return self.store.version()

    def rows(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        return self.store.rows(text, parameters or {})

    def columns(self, text: str, parameters: Mapping[str, Any] | None = None) -> dict[str, list[Any]]:
        found = self.store.columns(text, parameters or {})
        self.read += [name for name in fact_names() if bulk_read(name).columns == text]
        if self.meanwhile and self.meanwhile[0] in text:
            work, self.meanwhile = self.meanwhile[1], None
            work()
        return found


def history(store: Store, cache: Path | None) -> tuple[History, list[str]]:
    """The history and the kinds for which the store was asked."""
    overheard = Overheard(store)
    return History.read(cast(Store, overheard), cache), overheard.read


def load_parties(store: Store) -> None:
    write_facts(
        store,
        "enterprises",
        "b1",
        {
            "Enterprise": [
                party("a", kind="guarantee_firm", established_on=date(2001, 2, 28)),
                party("b", "a"),
                party("c", kind="company"),
            ],
            "Record": [{"record_id": "r", "legal_name": "名称", "registered_capital_cny": 5e7}],
            "DESCRIBED_BY": [edge("a", "r")],
        },
    )


def load_guarantees(store: Store, batch_id: str = "b2", suffix: str = "") -> None:
    known_late = (date(2020, 2, 29), date(2025, 1, 1), date(2024, 7, 1), FOREVER)
    write_facts(
        store,
        "guarantees",
        batch_id,
        {
            "Guarantee": [
                {"guarantee_id": f"g1{suffix}", "maximum_amount": True, "cap": 7, "cap_cny": 7},
                {"guarantee_id": f"g2{suffix}", "maximum_amount": False, "signed_on": date(2020, 12, 31)},
            ],
            "GUARANTEES": [
                edge("a", "c", guarantee_id=f"g1{suffix}", cap_cny=7.25, outranked_by="crm", recorded_by_load=True),
                edge("b", "c", known_late, guarantee_id=f"g2{suffix}"),
            ],
        },
    )


def test_every_value_comes_back(store: Store) -> None:
    load_parties(store)
    load_guarantees(store)
    found, _ = history(store, None)
    enterprises = found.table("Enterprise").to_pylist()
    assert enterprises[0] == party("a", kind="guarantee_firm", established_on=date(2001, 2, 28))
    assert enterprises[1]["kind"] is enterprises[1]["established_on"] is None
    contracts = found.table("Guarantee").to_pylist()
    assert [c["maximum_amount"] for c in contracts] == [True, False]
    assert [c["cap_cny"] for c in contracts] == [7.0, None]
    assert contracts[1]["signed_on"] == date(2020, 12, 31)
    given = {row["guarantee_id"]: row for row in found.table("GUARANTEES").to_pylist()}
    assert given["g1"] == edge("a", "c", guarantee_id="g1", cap_cny=7.25, outranked_by="crm", recorded_by_load=True)
    assert given["g2"]["cap_cny"] is given["g2"]["recorded_by_load"] is None
    assert (given["g2"]["valid_from"], given["g2"]["recorded_on"]) == (date(2020, 2, 29), date(2024, 7, 1))
    assert found.version == 2


def test_a_snapshot_knows_what_was_known(store: Store) -> None:
    load_parties(store)
    load_guarantees(store)
    found, _ = history(store, None)

    def contracts(as_of: date, known_at: date) -> list[str]:
        return sorted(found.at(AsOf(as_of, known_at)).edges("GUARANTEES").column("guarantee_id").to_pylist())

    assert contracts(DAY, DAY) == ["g1"]
    assert contracts(DAY, date(2024, 7, 1)) == ["g1", "g2"]
    assert contracts(date(2025, 1, 1), date(2025, 1, 1)) == ["g1"]
    edges = found.at(AsOf(DAY, date(2024, 7, 1))).edges("GUARANTEES")
    assert set(edges.source.tolist()) == {0}  # a and b are one


def test_after_a_load_only_what_it_touched_is_read_again(store: Store, tmp_path: Path) -> None:
    load_parties(store)
    load_guarantees(store)
    first, read = history(store, tmp_path)
    assert {"Enterprise", "DESCRIBED_BY", "GUARANTEES", "Guarantee"} <= set(read)
    _, read = history(store, tmp_path)
    assert {"Enterprise", "DESCRIBED_BY", "GUARANTEES", "Guarantee"}.isdisjoint(read)

    load_guarantees(store, "b3", "x")
    again, read = history(store, tmp_path)
    assert {"GUARANTEES", "Guarantee"} <= set(read)
    assert {"Enterprise", "Record", "DESCRIBED_BY"}.isdisjoint(read)
    assert len(first.table("GUARANTEES")) == 2
    assert len(again.table("GUARANTEES")) == 4
    assert again.version == 3
    assert len(again.at(NOW).edges("DESCRIBED_BY")) == 1


def test_another_graph_at_the_same_address_is_not_taken_for_the_old_one(store: Store, tmp_path: Path) -> None:
    load_parties(store)
    history(store, tmp_path)
    store.run("MATCH (n:Batch) DETACH DELETE n")
    store.run("MATCH (n:Party {party_id: 'c'}) DETACH DELETE n")
    write_facts(store, "enterprises", "other", {"Enterprise": [party("d")]})
    found, _ = history(store, tmp_path)
    assert found.table("Enterprise").column("party_id").to_pylist() == ["a", "b", "d"]


def test_another_graph_of_the_same_batches_is_not_taken_for_the_old_one(store: Store, tmp_path: Path) -> None:
    """Two databases at one address, one after another, to the same version by batches of the same ids and day."""
    for name in ("a", "d"):
        empty(store)
        write_facts(store, "enterprises", "b1", {"Enterprise": [party(name)]})
        found, _ = history(store, tmp_path)
        assert found.table("Enterprise").column("party_id").to_pylist() == [name]


def test_what_the_ledger_knows_nothing_of_is_always_read(store: Store, tmp_path: Path) -> None:
    write_facts(store, "enterprises", "b1", {"Enterprise": [party("a")]})
    store.run("MATCH (n:Batch) DETACH DELETE n")
    history(store, tmp_path)
    store.run("MATCH (n:Party {party_id: 'a'}) SET n.name = 'other'")
    found, read = history(store, tmp_path)
    assert "Enterprise" in read
    assert found.table("Enterprise").column("name").to_pylist() == ["other"]


def test_what_is_loaded_while_reading_is_read_too(store: Store) -> None:
    """A load between the reading of parties and that of guarantees leaves no guarantee of an unknown party."""
    load_parties(store)
    overheard = Overheard(store)
    overheard.meanwhile = ("MATCH (n:Enterprise)", lambda: load_more(store))
    found = History.read(cast(Store, overheard))
    assert overheard.read.count("Enterprise") == 2
    assert overheard.read.count("Loan") <= 1
    assert len(found.at(NOW).edges("OWNS")) == 1


def load_more(store: Store) -> None:
    write_facts(store, "enterprises", "b8", {"Enterprise": [party("late")]})
    write_facts(store, "stakes", "b9", {"OWNS": [edge("a", "late", stake_id="s", share_ratio=0.5)]})


def test_a_store_that_never_rests_is_refused(store: Store) -> None:
    overheard = Overheard(store)
    count = iter(range(100))

    def again() -> None:
        write_facts(store, "enterprises", f"b{(i := next(count))}", {"Enterprise": [party(f"p{i}")]})
        overheard.meanwhile = ("MATCH (n:Enterprise)", again)

    write_facts(store, "enterprises", "first", {"Enterprise": [party("a")]})
    overheard.meanwhile = ("MATCH (n:Enterprise)", again)
    with pytest.raises(StoreConflict, match="kept changing"):
        History.read(cast(Store, overheard))


def test_large_kinds_are_read_in_ranges_of_keys_without_loss(store: Store) -> None:
    names = [f"{'甲' if i % 3 else 'p'}{i:05}" for i in range(3_000)]
    write_facts(store, "enterprises", "b1", {"Enterprise": [party(name) for name in names]})
    pairs = pairwise(names)
    write_facts(store, "guarantees", "b2", {"GUARANTEES": [edge(a, b, ALWAYS, guarantee_id=f"g{a}") for a, b in pairs]})
    parties = read_table(store, bulk_read("Enterprise"), rows_per_statement=500)
    assert parties.column("party_id").to_pylist() == sorted(names)
    edges = read_table(store, bulk_read("GUARANTEES"), rows_per_statement=500)
    assert sorted(edges.column("source_key").to_pylist()) == sorted(names[:-1])
    assert edges.column("source_key").num_chunks <= 1


def test_freshness_names_every_kind(store: Store) -> None:
    empty = read_freshness(store)
    assert set(empty.marks) == set(fact_names())
    assert not any(empty.marks.values())
    load_parties(store)
    touched = {name for name, mark in read_freshness(store).marks.items() if mark}
    assert touched == {"Enterprise", "Identifier", "Record", "IDENTIFIES", "DESCRIBED_BY"}


def test_thirty_six_month_ends_cost_little_more_than_one(embedded_store: Store) -> None:
    names = [f"p{i:04}" for i in range(2_000)]
    write_facts(embedded_store, "enterprises", "b1", {"Enterprise": [party(name) for name in names]})
    edges = [
        edge(a, b, (date(2020 + i % 5, 1, 1), FOREVER, date(2020 + i % 5, 1, 1), FOREVER), guarantee_id=f"g{i}")
        for i, (a, b) in enumerate(pairwise(names))
    ]
    write_facts(embedded_store, "guarantees", "b2", {"GUARANTEES": edges})
    started = time.perf_counter()
    found, _ = history(embedded_store, None)
    found.at(NOW).edges("GUARANTEES").csr()
    one = time.perf_counter() - started
    started = time.perf_counter()
    counts = []
    for month in range(36):
        day = date(2021 + month // 12, month % 12 + 1, 28)
        counts.append(len(found.at(AsOf(day, day)).edges("GUARANTEES")))
    assert time.perf_counter() - started < one
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
