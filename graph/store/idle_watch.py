"""Stops the server of a data folder once nobody has used it for a while. Run as a script, detached, one per folder.

In use means: a process holds `use.lock` (every store of this product does while it is open), or a connection to the
Bolt port is established (another client, or a query still running for a client that is gone from the lock). The check
and the stop are made while holding `start.lock`, so no command can find the server just before it stops.

It imports the standard library only and runs without site packages: about 8 MB for as long as the server lives.
"""

import fcntl
import json
import os
import signal
import sys
import time
from functools import cache
from pathlib import Path


def acquired(path: Path) -> int | None:
    """The file, locked for this process alone; None if another holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def started_at(pid: int) -> str | None:
    """When the process began (boot, and clock ticks since); None if there is none or it has ended."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state in "ZX" else f"{boot()}:{rest[18]}"


@cache
def boot() -> str:
    """Which start of the machine this is."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def server(folder: Path) -> tuple[int, int] | None:
    """Process number and port of the running server."""
    try:
        address = json.loads((folder / "address.json").read_text())
    except (OSError, ValueError):
        return None
    return (address["pid"], address["port"]) if started_at(address["pid"]) == address["started"] else None


def connected(port: int) -> bool:
    """Whether any connection to the port is established."""
    local = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        rows = (line.split() for line in Path(table).read_text().splitlines()[1:])
        if any(row[1].endswith(local) and row[3] == "01" for row in rows):
            return True
    return False


def in_use(folder: Path, port: int) -> bool:
    """Whether a store is open on the folder or a client is connected."""
    unused = acquired(folder / "use.lock")
    if unused is None:
        return True
    os.close(unused)
    return connected(port)


def stop(folder: Path, pid: int) -> None:
    """End the server cleanly and forget its address."""
    started = started_at(pid)
    os.kill(pid, signal.SIGTERM)
    while started is not None and started_at(pid) == started:
        time.sleep(0.05)
    (folder / "address.json").unlink(missing_ok=True)


def watch(folder: Path, idle_s: float) -> None:
    """Return when the server has ended, by itself or stopped here."""
    last_used = time.time()
    while True:
        time.sleep(min(15.0, idle_s / 4))
        starting = acquired(folder / "start.lock")
        if starting is None:
            last_used = time.time()
            continue
        try:
            running = server(folder)
            if running is None:
                return
            if in_use(folder, running[1]):
                last_used = time.time()
            # A command that came and went between two looks has left its time on the lock file.
            last_used = max(last_used, (folder / "use.lock").stat().st_mtime)
            if time.time() - last_used >= idle_s:
                stop(folder, running[0])
                return
        finally:
            os.close(starting)


if __name__ == "__main__":
    watched = Path(sys.argv[1])
    if acquired(watched / "watch.lock") is not None:
        watch(watched, float(sys.argv[2]))
