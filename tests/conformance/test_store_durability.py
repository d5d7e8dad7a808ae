"""What the embedded database has acknowledged is on the disk, and a database that did not recover is not served."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import StoreDamaged
from graph.store import EmbeddedOptions, Store, open_store, server_process
from graph.store.embedded import status, stop

COMMITS = 60
SMALL = EmbeddedOptions(heap="512m", idle_stop_s=60)
LOAD = """
import sys
from graph.store import EmbeddedOptions, open_store
with open_store("embedded:" + sys.argv[1], embedded=EmbeddedOptions(heap="512m", idle_stop_s=60)) as store:
    for batch in range(100_000):
        store.run(
            "CREATE (:Batch {batch_id: $id}) WITH 1 AS one UNWIND range(1, 50) AS i "
            "CREATE (:Party {party_id: $id + ':' + toString(i)})-[:OWNS]->(:Party {party_id: $id + '>' + toString(i)})",
            {"id": str(batch)},
        )
        print(batch, flush=True)
"""


def opened(data_folder: Path) -> Store:
    return open_store(f"embedded:{data_folder}", embedded=SMALL)


def test_every_commit_is_forced_to_the_disk(data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted by the Java runtime itself: one forced write of the log per commit, at least."""
    recording = tmp_path / "forced.jfr"
    plain = server_process.command

    def recorded(root: Path, heap: str, query_timeout_s: float) -> list[str]:
        java, *rest = plain(root, heap, query_timeout_s)
        flight = f"-XX:StartFlightRecording:filename={recording},dumponexit=true,jdk.FileForce#threshold=0ns"
        return [java, flight, *rest]

    monkeypatch.setattr(server_process, "command", recorded)
    with opened(data_folder) as store:
        for number in range(COMMITS):
            store.run("CREATE (:Party {party_id: $id})", {"id": str(number)})
    stop(data_folder)
    jfr = Path(plain(data_folder, "1g", 1.0)[0]).with_name("jfr")
    printed = subprocess.run(
        [jfr, "print", "--json", "--events", "jdk.FileForce", recording], capture_output=True, check=True, text=True
    ).stdout
    paths = [event["values"]["path"] for event in json.loads(printed)["recording"]["events"]]
    assert sum(path.endswith(".wal") for path in paths) >= COMMITS


def killed_while_loading(folder: Path, acknowledged: int) -> int:
    """Kill loader and server once so many batches were acknowledged; the last one that was."""
    loader = subprocess.Popen([sys.executable, "-c", LOAD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert loader.stdout is not None
    last = -1
    while last < acknowledged:
        last = int(loader.stdout.readline())
    server = status(folder).pid
    assert server is not None
    loader.kill()  # first, or it would start the server again
    os.kill(server, signal.SIGKILL)
    loader.wait()
    return max([last, *(int(line) for line in loader.stdout.read().split())])


@pytest.mark.parametrize("acknowledged", [3, 40])
def test_a_server_killed_while_loading_keeps_whole_batches(data_folder: Path, acknowledged: int) -> None:
    """Every acknowledged batch is there, the one under way is there whole or not at all."""
    last = killed_while_loading(data_folder, acknowledged)
    with opened(data_folder) as store:
        batches = {int(row["id"]) for row in store.rows("MATCH (b:Batch) RETURN b.batch_id AS id")}
        assert set(range(last + 1)) <= batches <= set(range(last + 2))
        [owns] = store.rows("MATCH (:Party)-[r:OWNS]->(:Party) RETURN count(r) AS edges")
        [parties] = store.rows("MATCH (p:Party) RETURN count(p) AS nodes")
        assert owns["edges"] == 50 * len(batches)
        assert parties["nodes"] == 100 * len(batches)


def test_a_database_that_cannot_recover_is_not_served(data_folder: Path) -> None:
    """Refused when recovery fails, and ever after: what the failed recovery left could be half of something."""
    killed_while_loading(data_folder, 10)
    logs = [path for path in data_folder.rglob("*.wal") if path.stat().st_size]
    assert logs
    for path in logs:
        path.write_bytes(b"\xff" * 64 + path.read_bytes()[64:])
    for _ in range(2):
        with pytest.raises(StoreDamaged, match="load the feeds again"):
            opened(data_folder)
        assert not status(data_folder).running
