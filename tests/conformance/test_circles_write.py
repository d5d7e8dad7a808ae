"""From stored guarantees to stored circles, on each database: beside groups of clients, and once however often."""

from datetime import date
from typing import Any

from graph.as_of import AsOf
from graph.ask import ask
from graph.groups.circle_finding import found_circles
from graph.groups.finding import GroupRun
from graph.groups.write import GroupWriteCount, write_groups
from graph.guarantees.network import GuaranteeNetwork
from graph.guarantees.portfolio import Portfolio
from graph.guarantees.structures import Structures
from graph.snapshot import History
from graph.store import Store
from tests.conformance import test_groups_write as clients
from tests.conformance.facts import ALWAYS, Rectangle, edge, party, write_facts

DAY = date(2025, 6, 30)
NOW = AsOf(DAY, DAY)
SINCE = (date(2025, 1, 10), *ALWAYS[1:])


def load_guarantees(store: Store, batch: str, pairs: str, when: Rectangle = SINCE) -> None:
    """Pairs as `ab bc`: a stands for b up to 10 元, b for c."""
    each = pairs.split()
    write_facts(
        store,
        "guarantees",
        batch,
        {
            "Guarantee": [{"guarantee_id": one, "cap_cny": 10.0} for one in each],
            "GAVE": [edge(one[0], one, when) for one in each],
            "FOR": [edge(one, one[1], when) for one in each],
            "GUARANTEES": [edge(one[0], one[1], when, guarantee_id=one) for one in each],
        },
    )


def load_parties(store: Store) -> None:
    write_facts(store, "enterprises", "p", {"Enterprise": [party(name, kind="company") for name in "abcde"]})


def write(store: Store, at: AsOf = NOW) -> GroupWriteCount:
    snapshot = History.read(store).at(at)
    structures = Structures(GuaranteeNetwork.of(snapshot), Portfolio(snapshot))
    return write_groups(store, found_circles(structures), GroupRun.of_circles(snapshot))


def listed(store: Store, at: AsOf = NOW, **asked: Any) -> list[dict[str, Any]]:
    return ask(store, "group/list", asked, at=at).rows


def test_circles_are_written_with_run_date_version_and_members(store: Store) -> None:
    load_parties(store)
    load_guarantees(store, "g1", "ab bc ca de ed")
    version = store.version()
    assert write(store) == GroupWriteCount(new=2, found_again=0, unchanged=0)
    three, two = listed(store)
    assert (three["kind"], three["size"], three["guaranteed_cny"], three["head_id"]) == ("circle", 3, 30.0, None)
    assert (three["version"], three["as_of"], three["regime"], three["breach"]) == (version, DAY, None, None)
    assert (two["size"], two["guaranteed_cny"]) == (2, 20.0)
    members = ask(store, "group/members", {"group_id": three["group_id"]}, at=NOW).rows
    assert [(row["party_id"], row["tie"], row["through_id"], row["other_groups"]) for row in members] == [
        ("a", "guarantees", "b", 0), ("b", "guarantees", "c", 0), ("c", "guarantees", "a", 0),
    ]  # fmt: skip


def test_writing_again_adds_nothing(store: Store) -> None:
    load_parties(store)
    load_guarantees(store, "g1", "ab ba")
    write(store)
    first, digest = listed(store), store.digest()
    assert write(store) == GroupWriteCount(new=0, found_again=0, unchanged=1)
    assert listed(store) == first
    assert store.rows("MATCH (:Group)-[f:FOUND_BY]->(r:Run) RETURN count(f) AS found, count(DISTINCT r) AS runs") == [
        {"found": 1, "runs": 1}
    ]
    assert store.digest() == digest, "circles are no facts"


def test_a_circle_found_in_newer_data_is_the_same_node_by_a_second_run(store: Store) -> None:
    load_parties(store)
    load_guarantees(store, "g1", "ab ba")
    write(store)
    (before,) = listed(store)
    load_guarantees(store, "g2", "cd")
    assert write(store) == GroupWriteCount(new=0, found_again=1, unchanged=0)
    (after,) = listed(store)
    assert (after["group_id"], after["version"] > before["version"]) == (before["group_id"], True)


def test_a_circle_that_grew_is_another_finding_of_the_same_circle(store: Store) -> None:
    load_parties(store)
    load_guarantees(store, "g1", "ab ba")
    write(store)
    load_guarantees(store, "g2", "bc ca", (date(2025, 7, 5), *ALWAYS[1:]))
    later = AsOf(date(2025, 7, 31), date(2025, 7, 31))
    write(store, later)
    (small,), (large,) = listed(store), listed(store, later)
    assert (small["size"], large["size"]) == (2, 3)
    assert small["group_id"] != large["group_id"]
    assert small["circle_id"] == large["circle_id"]
    assert listed(store, later, circle_id=large["circle_id"]) == [large]
    assert listed(store, later, circle_id="circle:none") == []


def test_a_day_without_circles_leaves_none_listed(store: Store) -> None:
    load_parties(store)
    load_guarantees(store, "g1", "ab ba", (date(2025, 1, 10), date(2025, 7, 1), *ALWAYS[2:]))
    write(store)
    assert len(listed(store)) == 1
    later = AsOf(date(2025, 7, 31), date(2025, 7, 31))
    assert write(store, later) == GroupWriteCount(0, 0, 0)
    assert listed(store, later) == []


def test_neither_circles_nor_groups_of_clients_hide_the_other(store: Store) -> None:
    clients.load_world(store)
    load_guarantees(store, "g1", "ab ba")
    write_groups(store, *clients.look(store))
    of_clients = listed(store)
    assert {row["kind"] for row in of_clients} == {"connected_clients"}
    write(store)
    assert listed(store, kind="connected_clients") == of_clients
    (circle,) = listed(store, kind="circle")
    assert (circle["exposure_cny"], circle["size"]) == (120.0, 2)
    assert len(listed(store)) == len(of_clients) + 1
    assert {row["kind"] for row in listed(store, party_id="a")} == {"connected_clients", "circle"}
