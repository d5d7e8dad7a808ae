"""The server of a data folder: found by every process, private, and gone when stopped or idle."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph.errors import StoreUnavailable, UsageError
from graph.store import EmbeddedOptions, Store, embedded, open_store, server_process
from graph.store.embedded import USER, ServerStatus, start, status, stop
from graph.store.folder import DataFolder

ROOT = Path(__file__).parents[2]
WRITE = """
import sys
from graph.store import EmbeddedOptions, open_store
with open_store("embedded:" + sys.argv[1], embedded=EmbeddedOptions(heap="512m", idle_stop_s=60)) as store:
    store.run("CREATE (:Party {party_id: $id})", {"id": sys.argv[2]})
"""
SMALL = EmbeddedOptions(heap="512m", idle_stop_s=60)


def opened(data_folder: Path, options: EmbeddedOptions = SMALL) -> Store:
    return open_store(f"embedded:{data_folder}", embedded=options)


def parties(store: Store) -> list[str]:
    return [row["id"] for row in store.rows("MATCH (p:Party) RETURN p.party_id AS id ORDER BY id")]


def writer(data_folder: Path, party_id: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITE, str(data_folder), party_id], cwd=ROOT)


def running(data_folder: Path) -> ServerStatus:
    found = status(data_folder)
    assert found.running
    return found


def until(condition: Callable[[], bool], timeout_s: float = 20) -> bool:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_processes_that_start_at_once_share_one_server(data_folder: Path) -> None:
    writers = [writer(data_folder, f"p{i}") for i in range(3)]
    assert [process.wait(120) for process in writers] == [0, 0, 0]
    servers = [
        path.parent.name
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if f"rootPath={data_folder}".encode() in _bytes(path)
    ]
    assert servers == [str(running(data_folder).pid)]
    with opened(data_folder) as store:
        assert parties(store) == ["p0", "p1", "p2"]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_start_status_and_stop(data_folder: Path) -> None:
    assert status(data_folder) == ServerStatus(str(data_folder), running=False)
    assert not stop(data_folder)
    assert not data_folder.exists()
    first = start(data_folder, 7.5, SMALL)
    server = DataFolder(data_folder).server()
    assert server is not None
    assert (first.running, first.query_timeout_s) == (True, 7.5)
    assert start(data_folder, 60.0, SMALL) == first == status(data_folder)
    assert stop(data_folder)
    assert not stop(data_folder)
    assert not status(data_folder).running
    assert not server.is_alive()


def test_nobody_else_may_read_a_file(data_folder: Path) -> None:
    """Whatever the umask of the caller, the data_folder and every file in it are its owner's alone."""
    before = os.umask(0)
    try:
        with opened(data_folder) as store:
            store.run("CREATE (:Party {party_id: 'p'})")
    finally:
        os.umask(before)
    stop(data_folder)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data_folder, *data_folder.rglob("*"))}
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert modes["password"] == 0o600


def test_the_password_is_random_and_in_no_command_line_or_log(data_folder: Path, tmp_path: Path) -> None:
    start(data_folder, options=SMALL)
    start(tmp_path / "other", options=SMALL)
    try:
        password = DataFolder(data_folder).password()
        assert len(password) >= 32
        assert password != DataFolder(tmp_path / "other").password()
        assert password.encode() not in Path(f"/proc/{running(data_folder).pid}/cmdline").read_bytes()
        logs = [path for path in data_folder.rglob("*") if path.is_file() and path.suffix in (".out", ".log", ".json")]
        assert logs
        assert [path for path in logs if password.encode() in path.read_bytes()] == []
    finally:
        stop(tmp_path / "other")


def test_the_server_listens_on_loopback_only(data_folder: Path) -> None:
    pid = start(data_folder, options=SMALL).pid
    sockets = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    listening = [row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    assert listening
    assert set(listening) <= loopback


def test_a_killed_server_is_started_again_with_all_that_was_committed(data_folder: Path) -> None:
    with opened(data_folder) as store:
        store.run("UNWIND range(1, 500) AS i CREATE (:Party {party_id: toString(i)})")
        first = running(data_folder)
        assert first.pid
        os.kill(first.pid, signal.SIGKILL)
        assert until(lambda: not status(data_folder).running)
        assert len(parties(store)) == 500
        assert running(data_folder).pid != first.pid
        store.run("CREATE (:Party {party_id: 'after'})")
    with opened(data_folder) as store:
        assert "after" in parties(store)


def test_a_start_that_was_killed_is_made_good(data_folder: Path) -> None:
    """The command dies while its server starts: that server is neither left behind nor in the way."""
    command = writer(data_folder, "p")
    assert until(lambda: DataFolder(data_folder).server() is not None)
    unfinished = DataFolder(data_folder).server()
    assert unfinished is not None
    assert unfinished.port == 0
    command.kill()
    command.wait()
    assert not status(data_folder).running
    with opened(data_folder) as store:
        assert parties(store) == []
    assert not unfinished.is_alive()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        '{"port": 7687}',
        json.dumps({"port": 7687, "pid": 1, "started": "long ago", "query_timeout_s": 60}),
        json.dumps({"port": 7687, "pid": 2**22 + 1, "started": "never", "query_timeout_s": 60}),
    ],
)
def test_a_stale_or_broken_address_is_not_followed(data_folder: Path, text: str) -> None:
    """A process number may be somebody else's by now: the time of its start tells."""
    DataFolder(data_folder).claim()
    (data_folder / "address.json").write_text(text)
    (data_folder / "password").write_text("a password of this data_folder alone")
    assert not status(data_folder).running
    assert DataFolder(data_folder).server() is None
    assert not stop(data_folder)


def test_a_stale_address_and_lock_do_not_keep_a_folder_from_starting(data_folder: Path) -> None:
    killed = start(data_folder, options=SMALL)
    assert killed.pid
    os.kill(killed.pid, signal.SIGKILL)
    assert until(lambda: not status(data_folder).running)
    assert (data_folder / "address.json").exists()
    assert list(data_folder.rglob("database.lck"))
    with opened(data_folder) as store:
        assert store.version() == 0


def test_a_hung_server_is_reported_and_can_be_stopped(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "ANSWER_TIMEOUT_S", 0.5)
    monkeypatch.setattr(server_process, "STOP_TIMEOUT_S", 0.5)
    hung = start(data_folder, options=SMALL)
    assert hung.pid
    os.kill(hung.pid, signal.SIGSTOP)
    with pytest.raises(StoreUnavailable, match="ringfence db stop"):
        opened(data_folder)
    assert stop(data_folder)
    with opened(data_folder) as store:
        assert parties(store) == []


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        opened(tmp_path)
    assert not stop(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_idle_server_stops_and_the_next_command_starts_another(data_folder: Path) -> None:
    with opened(data_folder, EmbeddedOptions(heap="512m", idle_stop_s=1)) as store:
        store.run("CREATE (:Party {party_id: 'p'})")
        time.sleep(3)
        first = running(data_folder)
    assert until(lambda: not status(data_folder).running)
    with opened(data_folder) as store:
        assert parties(store) == ["p"]
        assert running(data_folder).pid != first.pid


def test_a_server_with_a_connection_of_another_client_is_not_idle(data_folder: Path) -> None:
    server = start(data_folder, options=EmbeddedOptions(heap="512m", idle_stop_s=1))
    auth = (USER, DataFolder(data_folder).password())
    with GraphDatabase.driver(f"bolt://127.0.0.1:{server.port}", auth=auth) as driver:
        driver.verify_connectivity()
        time.sleep(3)
        assert running(data_folder) == server
    assert until(lambda: not status(data_folder).running)


def test_a_watch_that_was_killed_is_replaced_by_the_next_command(data_folder: Path) -> None:
    options = EmbeddedOptions(heap="512m", idle_stop_s=2)
    with opened(data_folder, options):
        assert until(DataFolder(data_folder).watched)
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            line = _bytes(path)
            if b"idle_watch.py" in line and str(data_folder).encode() in line:
                os.kill(int(path.parent.name), signal.SIGKILL)
        assert until(lambda: not DataFolder(data_folder).watched())
    opened(data_folder, options).close()
    assert until(lambda: not status(data_folder).running)
