"""A loader that is killed again and again: running it once more gives the graph of an unbroken run."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from graph.store import Store, connect
from ingest import load
from tests.conftest import empty
from tests.neo4j.server import Database
from tests.unit.ingest.feed import options, write_feed
from tests.unit.ingest.province import province, rows_of

KILLS = 5
LOADER = """
import sys
from pathlib import Path
from graph.store import connect
from ingest import load
from tests.unit.ingest.feed import options
address, user, password, folder = sys.argv[1:]
with connect(address, user=user or None, password=password or None) as store:
    load(store, [Path(folder)], options=options(batch_rows=20),
         on_progress=lambda table, done, total: done and print(table, done, total, flush=True))
"""


def test_five_kills_leave_no_trace(database: Database, tmp_path: Path) -> None:
    feed = province(40)
    folder = write_feed(tmp_path, feed)
    with connect(database.address, user=database.user, password=database.password) as store:
        whole = load(store, [folder], options=options(batch_rows=20))
        assert whole.loaded == rows_of(feed)
        digest = store.digest()
        empty(store)
        chance = random.Random(11)  # noqa: S311 - reproducible, no secret
        for _ in range(KILLS):
            assert killed(database, folder, chance), "the loader ended before it was killed"
        between = ledger(store)
        assert 0 < between < whole.batches
        rest = load(store, [folder], options=options(batch_rows=20))
        assert rest.batches_skipped == between
        assert store.digest() == digest
        assert ledger(store) == whole.batches


def killed(database: Database, folder: Path, chance: random.Random) -> bool:
    """Start a loader and kill it after a few batches, at a random moment of the next; False if it ended by itself."""
    command = [
        sys.executable,
        "-c",
        LOADER,
        database.address,
        database.user or "",
        database.password or "",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ, cwd=Path.cwd()) as loader:
        assert loader.stdout is not None
        for _ in range(chance.randint(3, 9)):
            loader.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        loader.send_signal(signal.SIGKILL)
        return loader.wait() == -signal.SIGKILL


def ledger(store: Store) -> int:
    return int(store.rows("MATCH (b:Batch) RETURN count(b) AS batches")[0]["batches"])
