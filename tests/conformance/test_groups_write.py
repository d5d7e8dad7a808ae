"""From stored facts to stored groups, on each database: with run, date and reasons, and once however often."""

from datetime import date
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.ask import ask
from graph.groups import write as writing
from graph.groups.finding import FoundGroup, GroupRun, found_groups
from graph.groups.lender import lender_groups
from graph.groups.write import GroupWriteCount, write_groups
from graph.ownership.control import Control
from graph.ownership.shareholdings import Shareholdings
from graph.regimes.catalogue import regimes
from graph.snapshot import History
from graph.store import Store
from tests.conformance.facts import edge, party, write_facts

DAY = date(2025, 6, 30)
NOW = AsOf(DAY, DAY)
CHINA = regimes()["china"]


def load_world(store: Store) -> None:
    """Person p controls a and b; c depends on b; d on nobody; e on b and on d. The bank lent to all of them."""
    write_facts(
        store,
        "enterprises",
        "b1",
        {
            "Enterprise": [party("x", kind="bank"), *(party(name, kind="company") for name in "abcde")],
            "Person": [party("p")],
            "OWNS": [edge("p", name, stake_id=f"p->{name}", share_ratio=0.8) for name in "ab"],
            "DEPENDS_ON": [
                edge("c", "b", kind="sales", share_ratio=0.6),
                edge("e", "b", kind="supply", share_ratio=0.5),
                edge("e", "d", kind="funding"),
            ],
            "Statement": [{"statement_id": "t", "period_end": date(2024, 12, 31), "tier1_capital_cny": 1000.0}],
            "REPORTED": [edge("x", "t")],
        },
    )
    load_loans(store, "b2", dict.fromkeys("abcde", 60.0))


def load_loans(store: Store, batch: str, loans: dict[str, float]) -> None:
    write_facts(
        store,
        "loans",
        batch,
        {
            "Loan": [{"loan_id": f"{batch}{name}", "principal_cny": amount} for name, amount in loans.items()],
            "BORROWED": [edge(name, f"{batch}{name}") for name in loans],
            "LENT": [edge("x", f"{batch}{name}") for name in loans],
        },
    )


def look(store: Store, at: AsOf = NOW) -> tuple[list[FoundGroup], GroupRun]:
    snapshot = History.read(store).at(at)
    provision = CHINA.group(at.as_of)
    control = Control.of(Shareholdings.of(snapshot), CHINA.control(at.as_of).rule)
    found = lender_groups(snapshot, control, provision, int(snapshot.find("Party", ["x"])[0]))
    groups = found_groups(snapshot, found, "china", limits=CHINA.limits_on(at.as_of))
    return groups, GroupRun.of(snapshot, "china", "x", provision)


def stored(store: Store) -> list[dict[str, Any]]:
    return store.rows(
        "MATCH (p:Party)-[m:MEMBER_OF]->(g:Group)-[:FOUND_BY]->(r:Run) RETURN properties(g) AS group, "
        "p.party_id AS party_id, properties(m) AS member, r.run_id AS run_id ORDER BY g.group_id, party_id, run_id"
    )


def listed(store: Store, at: AsOf = NOW) -> list[tuple[Any, ...]]:
    rows = ask(store, "group/list", {}, at=at).rows
    return [(row["head_id"], row["size"], row["exposure_cny"], row["limit_cny"], row["breach"]) for row in rows]


def test_groups_are_written_with_run_date_and_reasons(store: Store) -> None:
    load_world(store)
    groups, run = look(store)
    assert write_groups(store, groups, run) == GroupWriteCount(new=2, found_again=0, unchanged=0)
    assert listed(store) == [("p", 4, 240.0, 200.0, True), ("d", 2, 120.0, 200.0, False)]
    largest, second = groups
    rows = ask(store, "group/members", {"group_id": largest.group_id}, at=NOW).rows
    assert [
        (row["party_id"], row["tie"], row["through_id"], row["dependence"], row["share_ratio"], row["other_groups"])
        for row in rows
    ] == [
        ("a", "controlled", "p", None, None, 0), ("b", "controlled", "p", None, None, 0),
        ("c", "depends", "b", "sales", 0.6, 0), ("e", "depends", "b", "supply", 0.5, 1),
    ]  # fmt: skip
    rows = ask(store, "group/members", {"group_id": second.group_id}, at=NOW).rows
    assert [(row["party_id"], row["tie"], row["share_ratio"]) for row in rows] == [
        ("d", "head", None), ("e", "depends", None),
    ]  # fmt: skip
    (written,) = store.rows("MATCH (r:Run) RETURN properties(r) AS run")
    assert written["run"]["version"] == run.version
    assert written["run"]["as_of"] == DAY
    assert {row["group"]["as_of"] for row in stored(store)} == {DAY}


def test_doing_it_again_adds_nothing_and_changes_nothing(store: Store) -> None:
    load_world(store)
    write_groups(store, *look(store))
    first, digest = stored(store), store.digest()
    assert write_groups(store, *look(store)) == GroupWriteCount(new=0, found_again=0, unchanged=2)
    assert stored(store) == first
    assert store.rows("MATCH (r:Run) RETURN count(r) AS runs") == [{"runs": 1}]
    assert store.digest() == digest, "groups are no facts"


def test_a_group_found_again_is_the_same_node_with_the_newest_amounts(store: Store) -> None:
    load_world(store)
    write_groups(store, *look(store))
    load_loans(store, "b3", {"d": 100.0})
    assert write_groups(store, *look(store)) == GroupWriteCount(new=0, found_again=2, unchanged=0)
    assert listed(store) == [("p", 4, 240.0, 200.0, True), ("d", 2, 220.0, 200.0, True)]
    assert store.rows("MATCH (g:Group)-[f:FOUND_BY]->(:Run) RETURN count(DISTINCT g) AS groups, count(f) AS found") == [
        {"groups": 2, "found": 4}
    ]


def test_a_group_that_is_no_longer_found_is_no_longer_listed(store: Store) -> None:
    load_world(store)
    write_groups(store, *look(store))
    write_facts(store, "dependencies", "b4", {"DEPENDS_ON": [edge("a", "d", kind="sales", share_ratio=0.9)]})
    groups, run = look(store)
    assert write_groups(store, groups, run) == GroupWriteCount(new=1, found_again=0, unchanged=0)
    assert listed(store) == [("d", 5, 300.0, 200.0, True)]


def test_another_day_is_another_group(store: Store) -> None:
    load_world(store)
    write_groups(store, *look(store))
    later = AsOf(date(2025, 7, 31), date(2025, 7, 31))
    assert write_groups(store, *look(store, later)).new == 2
    assert {row["as_of"] for row in ask(store, "group/list", {}, at=later).rows} == {later.as_of}
    assert {row["as_of"] for row in ask(store, "group/list", {}, at=NOW).rows} == {DAY}


def test_small_batches_and_a_write_cut_short_come_to_the_same(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    load_world(store)
    groups, run = look(store)
    monkeypatch.setattr(writing, "MEMBERS_PER_BATCH", 1)
    assert write_groups(store, groups[:1], run).new == 1
    steps: list[tuple[int, int]] = []
    assert write_groups(store, groups, run, lambda done, of: steps.append((done, of))) == GroupWriteCount(1, 0, 1)
    assert steps == [(1, 2), (2, 2)]
    assert len(stored(store)) == 6
