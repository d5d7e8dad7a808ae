"""Every store: a transaction is whole or absent, a clash is retried, and an unknown outcome is looked up."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from graph.errors import StoreConflict, UsageError
from graph.store import Reader, Store, Writer
from tests.conformance.cut import Relay, relayed
from tests.neo4j.server import Database

CREATE = "CREATE (:Batch {batch_id: $batch_id, loaded_on: $loaded_on})"
BATCH = {"batch_id": "b1", "loaded_on": date(2024, 1, 1)}
COUNT = "MATCH (b:Batch) RETURN count(b) AS batches"


def test_work_that_raises_leaves_nothing(store: Store) -> None:
    def work(writer: Writer) -> None:
        writer.run(CREATE, BATCH)
        raise UsageError("stop", "停")

    with pytest.raises(UsageError):
        store.write(work)
    assert store.rows(COUNT) == [{"batches": 0}]


def test_a_transaction_sees_its_own_changes_and_others_only_committed_ones(store: Store) -> None:
    def work(writer: Writer) -> tuple[int, int]:
        writer.run(CREATE, BATCH)
        with ThreadPoolExecutor(1) as other:
            outside = other.submit(store.rows, COUNT).result(20)
        return writer.rows(COUNT)[0]["batches"], outside[0]["batches"]

    assert store.write(work) == (1, 0)
    assert store.rows(COUNT) == [{"batches": 1}]


def test_two_writers_of_one_key_both_end_with_one_node(store: Store) -> None:
    """MERGE does not lock a key that is not there yet: one of the two clashes and must be repeated."""
    both = threading.Barrier(2, timeout=20)
    attempts = []

    def work(writer: Writer) -> int:
        found = writer.rows("MATCH (p:Party {party_id: 'p'}) RETURN p")
        attempts.append(len(found))
        if len(attempts) <= 2:
            both.wait()
        if not found:
            writer.run("CREATE (:Party {party_id: 'p'})")
        return len(found)

    with ThreadPoolExecutor(2) as pool:
        found = sorted(future.result(60) for future in [pool.submit(store.write, work) for _ in range(2)])
    assert found == [0, 1]
    assert attempts[:2] == [0, 0]
    assert len(attempts) > 2
    assert store.rows("MATCH (p:Party) RETURN count(p) AS parties") == [{"parties": 1}]


def test_concurrent_increments_lose_nothing(store: Store) -> None:
    count = "MATCH (s:Store {store_id: 'store'}) SET s.version = s.version + 1"
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(store.run, count) for _ in range(40)]:
            future.result(60)
    assert store.version() == 40


def test_a_lasting_clash_is_a_conflict(store: Store) -> None:
    store.run(CREATE, BATCH)
    with pytest.raises(StoreConflict) as raised:
        store.run(CREATE, BATCH)
    assert "b1" not in str(raised.value)
    assert store.rows(COUNT) == [{"batches": 1}]


def look(reader: Reader) -> str | None:
    return "found" if reader.rows("MATCH (b:Batch {batch_id: 'b1'}) RETURN b.loaded_on AS day") else None


@pytest.mark.parametrize(("cut", "outcome", "attempts"), [("after", "found", 1), ("before", "written", 2)])
def test_a_commit_whose_answer_is_lost_is_looked_up(database: Database, cut: str, outcome: str, attempts: int) -> None:
    """Cut after the server committed: found, not repeated. Cut before: not found, repeated."""
    with relayed(database) as (store, relay):
        tries = []

        def work(writer: Writer) -> str:
            writer.run(CREATE, BATCH)
            tries.append(1)
            if len(tries) == 1:
                relay.cut = cut
            return "written"

        assert store.write(work, confirm=look) == outcome
        assert len(tries) == attempts
        assert store.rows(COUNT) == [{"batches": 1}]


def test_a_commit_still_under_way_is_not_doubled(database: Database) -> None:
    """The connection breaks while the server commits: whatever the first look finds, the batch is there once."""
    for number in range(20):
        with relayed(database) as (store, relay):
            batch_id = f"b{number}"

            def work(writer: Writer, batch_id: str = batch_id, relay: Relay = relay) -> str:
                writer.run(CREATE, BATCH | {"batch_id": batch_id})
                relay.cut = "during"
                return "written"

            def look(reader: Reader, batch_id: str = batch_id) -> str | None:
                return "found" if reader.rows("MATCH (b:Batch {batch_id: $id}) RETURN b", {"id": batch_id}) else None

            assert store.write(work, confirm=look) in ("found", "written")
            assert store.rows(COUNT) == [{"batches": number + 1}]


@pytest.mark.parametrize("cut", ["after", "before"])
def test_an_unknown_outcome_nobody_can_look_up_is_said(database: Database, cut: str) -> None:
    with relayed(database) as (store, relay):

        def work(writer: Writer) -> None:
            writer.run(CREATE, BATCH)
            relay.cut = cut

        with pytest.raises(StoreConflict, match="may or may not be stored"):
            store.write(work)


def test_a_connection_cut_before_the_commit_is_retried(database: Database) -> None:
    with relayed(database) as (store, relay):
        tries = []

        def work(writer: Writer) -> None:
            tries.append(1)
            if len(tries) == 1:
                relay.cut = "before"
            writer.run(CREATE, BATCH)

        store.write(work)
        assert len(tries) == 2
        assert store.rows(COUNT) == [{"batches": 1}]
