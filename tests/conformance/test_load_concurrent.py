"""Two loaders at once on each database: they wait for each other or try again, and leave one graph."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.store import connect
from ingest import load
from tests.conftest import empty
from tests.neo4j.server import Database
from tests.unit.ingest.feed import options, write_feed
from tests.unit.ingest.province import province, shuffled

ROUNDS = 3


@pytest.mark.parametrize("overlap", ["the same batches", "other batches"])
def test_two_loaders_of_overlapping_feeds_leave_the_graph_of_one(
    database: Database, tmp_path: Path, overlap: str
) -> None:
    feed = province(24)
    folders = [write_feed(tmp_path / str(i), delivery) for i, delivery in enumerate((feed, shuffled(feed, 7)))]
    rows = (11, 11 if overlap == "the same batches" else 7)

    def loaded(loader: int) -> int:
        with connect(database.address, user=database.user, password=database.password) as own:
            return load(own, [folders[loader]], options=options(batch_rows=rows[loader])).rejected

    with connect(database.address, user=database.user, password=database.password) as store:
        load(store, [folders[0]], options=options())
        digest = store.digest()
        for _ in range(ROUNDS):
            empty(store)
            with ThreadPoolExecutor(2) as loaders:
                assert list(loaders.map(loaded, (0, 1))) == [0, 0]
            assert store.digest() == digest
