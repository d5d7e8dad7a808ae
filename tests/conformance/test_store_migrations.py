"""Every store records its schema's version, brings it up to date once, and refuses one that is newer."""

from collections.abc import Iterator
from datetime import date

import pytest

from graph.errors import StoreConflict, StoreVersion
from graph.schema import NODES
from graph.store import Store, open_store
from graph.store.migrations import MIGRATIONS, pending
from tests.neo4j.server import Database

NUMBERS = [migration.number for migration in MIGRATIONS]


@pytest.fixture
def unmigrated(store: Store) -> Iterator[Store]:
    """A store that has lost its records; the keys themselves stay."""
    store.run("MATCH (n) WHERE n:Migration OR n:Store DETACH DELETE n")
    yield store
    store.run("MATCH (m:Migration) DETACH DELETE m")
    store.migrate()


def test_migrating_twice_does_nothing_the_second_time(unmigrated: Store) -> None:
    assert unmigrated.migrate() == NUMBERS
    assert unmigrated.migrate() == []
    assert unmigrated.migrations() == dict.fromkeys(NUMBERS, date.today().isoformat())
    [row] = unmigrated.rows("MATCH (s:Store) RETURN s.version AS version, s.schema_version AS schema_version")
    assert row == {"version": 0, "schema_version": NUMBERS[-1]}


def test_before_migrating_all_is_pending(unmigrated: Store) -> None:
    assert unmigrated.migrations() == dict.fromkeys(NUMBERS)
    assert [migration.number for migration in pending(unmigrated)] == NUMBERS
    assert unmigrated.version() == 0


def test_a_schema_newer_than_the_program_is_refused(store: Store) -> None:
    newer = NUMBERS[-1] + 1
    store.run("CREATE (:Migration {migration_id: $id, applied_on: $day})", {"id": f"{newer:04d}", "day": date.today()})
    try:
        with pytest.raises(StoreVersion, match="newer ringfence") as raised:
            store.migrate()
        assert raised.value.details == {"stored": newer, "known": NUMBERS[-1]}
        assert store.migrations()[newer] == date.today().isoformat()
    finally:
        store.run("MATCH (m:Migration {migration_id: $id}) DELETE m", {"id": f"{newer:04d}"})


def test_keys_are_renewed_when_the_schema_has_changed(store: Store) -> None:
    store.run("MATCH (s:Store) SET s.ddl_fingerprint = 'of another schema'")
    assert store.migrate() == [1]
    assert store.migrate() == []


def test_a_database_of_an_earlier_version_gets_marks_on_its_ledger(store: Store) -> None:
    store.run("UNWIND ['b1', 'b2'] AS id CREATE (:Batch {batch_id: id})")
    store.run("CREATE (:Batch {batch_id: 'b3', edition: 'its own'})")
    store.run("MATCH (m:Migration {migration_id: '0002'}) DELETE m")
    assert store.migrate() == [2]
    marks = [row["edition"] for row in store.rows("MATCH (b:Batch) RETURN b.edition AS edition ORDER BY b.batch_id")]
    assert marks[2] == "its own"
    assert marks[0] == marks[1]
    assert len(marks[0]) == 32
    assert store.migrate() == []


def test_the_rank_of_collateral_moves_to_what_it_backs(store: Store) -> None:
    store.run(
        "CREATE (c:Collateral {collateral_id: 'c', rank: 2}), (:Collateral {collateral_id: 'free', rank: 1}), "
        "(:Guarantee {guarantee_id: 'g1'})-[:BACKED_BY]->(c), "
        "(:Guarantee {guarantee_id: 'g2'})-[:BACKED_BY {rank: 3}]->(c)"
    )
    store.run("MATCH (m:Migration {migration_id: '0003'}) DELETE m")
    assert store.migrate() == [3]
    ranks = (
        "MATCH (g:Guarantee)-[r:BACKED_BY]->() RETURN g.guarantee_id AS guarantee, r.rank AS rank ORDER BY guarantee"
    )
    assert store.rows(ranks) == [{"guarantee": "g1", "rank": 2}, {"guarantee": "g2", "rank": 3}]
    assert store.rows("MATCH (c:Collateral) WHERE c.rank IS NOT NULL RETURN c") == []


def test_opening_a_server_that_was_not_migrated_names_the_command(unmigrated: Store, database: Database) -> None:
    if database.address.startswith("embedded:"):
        open_store(database.address).close()
        assert pending(unmigrated) == []
        return
    with pytest.raises(StoreVersion, match="ringfence db migrate"):
        open_store(database.address, user=database.user, password=database.password)


def test_every_label_has_a_unique_key(store: Store) -> None:
    found = store.rows("SHOW CONSTRAINTS YIELD name RETURN name")
    assert {row["name"] for row in found} >= {f"{label.lower()}_key" for label in NODES}


@pytest.mark.parametrize("label", ["Enterprise", "Loan", "Batch"])
def test_a_key_is_unique(store: Store, label: str) -> None:
    create = f"CREATE (:{':'.join(NODES[label].labels)} {{{NODES[label].key}: 'the same'}})"
    store.run(create)
    with pytest.raises(StoreConflict):
        store.run(create)


def test_a_party_key_is_unique_across_its_kinds(store: Store) -> None:
    store.run("CREATE (:Party:Enterprise {party_id: 'p'})")
    with pytest.raises(StoreConflict):
        store.run("CREATE (:Party:Person {party_id: 'p'})")
