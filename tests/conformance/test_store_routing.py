"""A server may be addressed as a cluster is: neo4j:// asks it where to read and where to write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Bookmarks, GraphDatabase

from graph.errors import StoreAuthentication, StoreError
from graph.store import Store, open_store
from ingest import load
from tests.conftest import emptied
from tests.neo4j.server import Database
from tests.unit.ingest.feed import FEED, options, write_feed


def routed(database: Database) -> str:
    """The address by which the driver routes."""
    return database.address.replace("bolt", "neo4j", 1)


@pytest.fixture
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Store, Store, Database]]:
    """The same empty database, straight and routed."""
    with (
        emptied(request, "neo4j") as (database, straight),
        open_store(routed(database), user=database.user, password=database.password) as store,
    ):
        yield straight, store, database


def test_a_routed_store_is_the_same_database(both: tuple[Store, Store, Database], tmp_path: Path) -> None:
    straight, store, _ = both
    assert store.kind == "neo4j"
    assert store.address.startswith("neo4j")
    assert store.migrate() == []
    folder = write_feed(tmp_path, FEED)
    report = load(store, [folder], options=options())
    assert report.rejected == 0
    assert report.loaded > 0
    assert (store.version(), store.digest()) == (straight.version(), straight.digest())
    assert load(straight, [folder], options=options()).loaded == 0


def test_a_reader_of_a_routed_store_cannot_write(both: tuple[Store, Store, Database]) -> None:
    _, store, _ = both
    with pytest.raises(StoreError):
        store.read(lambda reader: reader.rows("CREATE (p:Party {party_id: 'p'}) RETURN p.party_id AS party_id"))
    store.run("CREATE (:Party {party_id: 'p'})")
    assert store.rows("MATCH (p:Party) RETURN count(p) AS parties") == [{"parties": 1}]


def test_a_wrong_password_is_told_over_routing_too(both: tuple[Store, Store, Database]) -> None:
    _, _, database = both
    with pytest.raises(StoreAuthentication) as raised:
        open_store(routed(database), user=database.user, password="not the password")
    assert "not the password" not in str(raised.value)


def test_what_a_store_has_written_its_next_reader_waits_for(both: tuple[Store, Store, Database]) -> None:
    _, store, _ = both
    before = bookmarks(store)
    store.run("CREATE (:Party {party_id: 'p'})")
    assert bookmarks(store)
    assert bookmarks(store) != before


def test_a_store_outlives_the_restoring_of_its_database(both: tuple[Store, Store, Database]) -> None:
    _, store, _ = both
    store._bookmarks = GraphDatabase.bookmark_manager(
        initial_bookmarks=Bookmarks.from_raw_values(["FB:no such commit"])
    )
    assert store.rows("MATCH (p:Party) RETURN count(p) AS parties") == [{"parties": 0}]
    store._bookmarks = GraphDatabase.bookmark_manager(
        initial_bookmarks=Bookmarks.from_raw_values(["FB:no such commit"])
    )
    store.run("CREATE (:Party {party_id: 'p'})")
    assert store.rows("MATCH (p:Party) RETURN count(p) AS parties") == [{"parties": 1}]


def bookmarks(store: Store) -> frozenset[str]:
    """The commits for which the store's next transaction waits."""
    assert store._bookmarks is not None
    return frozenset(store._bookmarks.get_bookmarks())
