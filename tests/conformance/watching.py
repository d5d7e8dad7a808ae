"""A worker as a process of its own, that tells how far it has come, and the world it watches."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from api.settings import read_settings
from api.watch import Turn, Watching, work
from graph.signals import write as writing
from graph.store import connect
from tests.conformance.test_signals_write import rules_folder
from tests.neo4j.server import Database

DAY = "2024-06-30"
SCHEDULE = "* * * * *"
SIGNALS_AT_ONCE = 2

WORKER = """
import sys
from pathlib import Path
from tests.conformance.watching import worker
worker(sys.argv[1:])
"""


def worker(arguments: list[str]) -> None:
    """What such a process does: prints a line per batch of signals, and one per turn that did something."""
    address, user, password, folder, lease_s, schedule, *once = arguments
    writing.SIGNALS_PER_BATCH = SIGNALS_AT_ONCE  # type: ignore[misc]  # so that there is a middle to be killed in
    settings = read_settings(
        data_folder=Path(folder) / "data", cache_folder=Path(folder) / "cache", as_of=date.fromisoformat(DAY),
        watch_lease_s=float(lease_s), watch_schedule=schedule,
    )  # fmt: skip

    def moved(what: str, done: int, total: int) -> None:
        print("moved", what, done, total, flush=True)

    def told(turn: Turn) -> None:
        if turn.job is not None:
            done = turn.done or {"new": "-", "found": "-"}
            print("turn", turn.job.state, done["new"], done["found"], flush=True)
        elif once:
            print("busy" if turn.busy else "nothing", flush=True)

    with connect(address, user=user or None, password=password or None) as store:
        print("ready", flush=True)
        work(Watching(settings, store, rules=rules_folder(Path(folder) / "rules"), moved=moved), told, once=bool(once))


def started(
    database: Database, folder: Path, *, lease_s: float = 2.0, schedule: str = SCHEDULE, once: bool = False
) -> "subprocess.Popen[str]":
    """Such a process over a database."""
    place = [database.address, database.user or "", database.password or "", str(folder), str(lease_s), schedule]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *place, *(["once"] if once else [])], stdout=subprocess.PIPE, text=True,
        cwd=Path.cwd(),
    )  # fmt: skip


def line_of(process: "subprocess.Popen[str]", begins: str) -> str:
    """The next line of a process that begins so; it must come."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(begins):
            return line.strip()
    raise AssertionError(f"the process ended without {begins!r}")
