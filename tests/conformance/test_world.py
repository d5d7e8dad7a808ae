"""The main line on a synthetic world: what was delivered is accounted for, what was planted is found, nothing else."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from graph.as_of import AsOf
from graph.ask import ask
from graph.explain.day import READ, Day
from graph.identifiers import HashKey
from graph.ownership.control_rule import ControlRule
from graph.snapshot import History
from graph.store import Store
from ingest import LoadOptions, LoadReport, load
from ingest.world import World, WorldOptions, build_world, write_world
from tests.conformance.planted import KNOWN, judged
from tests.conftest import DATABASES, emptied

DAYS = (date(2019, 3, 28), date(2021, 9, 28), date(2023, 6, 28), date(2025, 12, 28))
LAST_DAY = date(2025, 12, 31)
MONTHS = 24
OPTIONS = LoadOptions(source="firm", hash_key=HashKey(b"a key of the tests, thirty-two bytes"))


@pytest.fixture(scope="module")
def world() -> World:
    """300 enterprises, with a share of broken rows in every table."""
    return build_world(WorldOptions(seed=5, enterprises=300, dirty=0.01))


@pytest.fixture
def delivery(world: World, tmp_path: Path) -> Path:
    write_world(world, tmp_path / "delivery")
    return tmp_path / "delivery"


def planted(truth: pa.Table, day: date, *columns: str) -> list[tuple[str, ...]]:
    """The rows that hold on a day; first and last day are included."""
    return [tuple(row[c] for c in columns) for row in truth.to_pylist() if row["from"] <= day <= row["to"]]


def test_the_main_line_gives_the_same_on_both_databases(
    world: World, delivery: Path, request: pytest.FixtureRequest
) -> None:
    digests = {}
    for kind in DATABASES:
        with emptied(request, kind) as (_, store):
            rows_are_accounted_for(load(store, [delivery], options=OPTIONS), world)
            planted_structures_are_found_and_none_invented(store, world)
            planted_structures_are_answered_over_two_years(store, world)
            controllers_are_those_of_the_register(store, world)
            digests[kind] = store.digest()
            a_second_load_changes_nothing(store, delivery, digests[kind])
    assert digests["embedded"] == digests["neo4j"]


def rows_are_accounted_for(report: LoadReport, world: World) -> None:
    counts = report.tables
    assert {name: count.in_ for name, count in counts.items()} == {n: t.num_rows for n, t in world.tables.items()}
    assert all(c.in_ == c.loaded + c.rejected + c.ignored for c in counts.values())
    broken = {(row["table"], row["row"]) for row in world.truth["dirty"].to_pylist()}
    assert broken
    assert {name: count.rejected for name, count in counts.items()} == {
        name: sum(table == name for table, _ in broken) for name in world.tables
    }


def planted_structures_are_found_and_none_invented(store: Store, world: World) -> None:
    for day in DAYS:
        members: dict[str, set[str]] = {}
        for circle, party in planted(world.truth["planted_circles"], day, "circle_id", "party_id"):
            members.setdefault(circle, set()).add(party)
        circles = ask(store, "guarantee/circles", {}, at=AsOf(day, KNOWN))
        assert not circles.truncated
        assert sorted(row["members"] for row in circles.rows) == sorted(sorted(m) for m in members.values())

        pairs = planted(world.truth["mutual_pairs"], day, "party_a", "party_b")
        mutual = ask(store, "guarantee/mutual", {}, at=AsOf(day, KNOWN))
        assert {(row["party_id"], row["other_id"]) for row in mutual.rows} == {tuple(sorted(pair)) for pair in pairs}
    assert members, "the last day must have circles, or nothing was tested"


def planted_structures_are_answered_over_two_years(store: Store, world: World) -> None:
    """Each month end asked anew: nothing missed or invented, chains made of delivered contracts, identities kept."""
    assert OPTIONS.hash_key is not None
    verdict = judged(world, History.read(store, types=READ), MONTHS, OPTIONS.hash_key)
    print(f"\n{store.kind}, {MONTHS} month ends: {verdict}")
    for counts in (verdict.circles, verdict.pairs, verdict.chains):
        assert counts["found"] > MONTHS / 2
        assert (counts["missed"], counts["invented"]) == (0, 0)
    assert verdict.identities["same"] > MONTHS
    assert set(verdict.identities) <= {"same", "another survivor"}


def controllers_are_those_of_the_register(store: Store, world: World) -> None:
    """For every enterprise; so the true one is found wherever no nominee hides it."""
    day = Day(History.read(store, types=READ).at(AsOf(LAST_DAY, KNOWN)))
    found, ids = day.facts.control(ControlRule()), day.snapshot.parties.table.column("party_id").to_pylist()
    hidden = 0
    for row in world.truth["controllers"].to_pylist():
        top = int(found.ultimate[ids.index(row["party_id"])])
        told = {ids[member] for member in found.concerts.members_of(top).tolist()} if top >= 0 else {None}
        assert stored_key(row["controller_by_register"]) in told, row
        assert row["hidden"] or stored_key(row["controller"]) in told, row
        hidden += row["hidden"]
    assert 0 < hidden < len(world.truth["controllers"]) / 10


def stored_key(told: str | None) -> str | None:
    """The truth names persons by their identity numbers, the store by a hash of them."""
    assert OPTIONS.hash_key is not None
    return told if told is None or ":" in told else f"cn.ric:{OPTIONS.hash_key.hash(told)}"


def a_second_load_changes_nothing(store: Store, delivery: Path, digest: str) -> None:
    again = load(store, [delivery], options=OPTIONS)
    assert {count.loaded for count in again.tables.values()} == {0}
    assert store.digest() == digest
