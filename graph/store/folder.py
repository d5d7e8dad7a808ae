"""The files by which the processes of one user share a data folder's server.

`start.lock` is held while the server is looked for, started or stopped; `use.lock` is held, shared, by every process
that uses it, for as long as it does (the kernel releases it when a process is killed); `address.json` and `password`
are readable by their owner only.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from graph.errors import StoreUnavailable, UsageError
from graph.store.server_process import is_alive

OWNER_ONLY: Final = 0o600
BEFORE_PASSWORD: Final = {"start.lock", "use.lock", "password.new"}
"""What a first start that was cut short can leave behind."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where the server of a folder listens on loopback, and which process it is; port 0 while it starts."""

    port: int
    pid: int
    started: str
    query_timeout_s: float

    def is_alive(self) -> bool:
        """Whether that very process still runs; another one that was given its number does not count."""
        return is_alive(self.pid, self.started)


class DataFolder:
    """The folder of an embedded database."""

    def __init__(self, folder: Path | str) -> None:
        self.root = Path(folder).expanduser().resolve()

    def claim(self) -> None:
        """Create the folder, for its owner only; UsageError if it holds something else."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = {entry.name for entry in self.root.iterdir()}
        if "password" not in held and not held <= BEFORE_PASSWORD:
            raise UsageError(
                f"{self.root} is not empty and no database of this program. Name an empty or a new folder.",
                f"{self.root} 非空，且不是本程序的数据目录。请指定空目录或新目录。",
                folder=str(self.root),
            )

    def exists(self) -> bool:
        """Whether the folder holds a database of this program."""
        return (self.root / "password").exists()

    def password(self) -> str:
        """The folder's random password, made at the first call; it counts from the server's first start on."""
        path = self.root / "password"
        if not path.exists():
            self._write("password", secrets.token_urlsafe(24))
        return path.read_text(encoding="ascii")

    def server(self) -> ServerAddress | None:
        """The running server; None if there is no address, or the process it names has ended."""
        try:
            address = ServerAddress(**json.loads((self.root / "address.json").read_text(encoding="ascii")))
        except (OSError, ValueError, TypeError):
            return None
        return address if address.is_alive() else None

    def publish(self, address: ServerAddress) -> None:
        """Let other processes find the server."""
        self._write("address.json", json.dumps(asdict(address)))

    def forget(self) -> None:
        """Remove the address of a server that has ended."""
        (self.root / "address.json").unlink(missing_ok=True)

    @contextmanager
    def starting(self, timeout_s: float = 180.0) -> Iterator[None]:
        """Nobody else looks for, starts or stops the server meanwhile."""
        end = time.monotonic() + timeout_s
        handle = self._open("start.lock")
        try:
            while not _locked(handle, fcntl.LOCK_EX | fcntl.LOCK_NB):
                if time.monotonic() > end:
                    raise StoreUnavailable(
                        f"Another command has been starting the database of {self.root} for {timeout_s:.0f} s. "
                        "Look for a hung ringfence process and end it.",
                        f"另一命令启动 {self.root} 的数据库已超过 {timeout_s:.0f} 秒。"
                        "请查找并结束卡住的 ringfence 进程。",
                        folder=str(self.root),
                    )
                time.sleep(0.05)
            yield
        finally:
            os.close(handle)

    def use(self) -> int:
        """A shared lock that keeps the server from stopping when idle; `os.close` gives it back."""
        handle = self._open("use.lock")
        fcntl.flock(handle, fcntl.LOCK_SH)
        os.utime(handle)
        return handle

    def watched(self) -> bool:
        """Whether a watch over the idle server runs (it holds `watch.lock`)."""
        handle = self._open("watch.lock")
        try:
            return not _locked(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)

    def _open(self, name: str) -> int:
        return os.open(self.root / name, os.O_RDWR | os.O_CREAT, OWNER_ONLY)

    def _write(self, name: str, text: str) -> None:
        """Put the file there whole or not at all, readable by its owner only."""
        new = self.root / f"{name}.new"
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.root / name)


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind)
    except BlockingIOError:
        return False
    return True
