"""The embedded database of a data folder: found if its server runs, started if not, stopped when asked or idle."""

import logging
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Final

from neo4j import Driver

from graph.errors import StoreUnavailable
from graph.store import idle_watch, server_process
from graph.store.bolt import driver
from graph.store.folder import DataFolder, ServerAddress

log = logging.getLogger(__name__)

ANSWER_TIMEOUT_S: Final = 15.0
USER: Final = "root"
MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class EmbeddedOptions:
    """How a server is started; one that runs already keeps what it was started with.

    `heap` as Java writes it ("1g"), by default a quarter of the machine's memory between 1 and 8 GiB; `idle_stop_s`
    0 for never.
    """

    heap: str = ""
    idle_stop_s: float = 900.0


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What `db status` says of a folder: the server's process and port, if it runs."""

    folder: str
    running: bool
    pid: int | None = None
    port: int | None = None
    query_timeout_s: float | None = None


DEFAULTS: Final = EmbeddedOptions()


def default_heap() -> str:
    """A quarter of the machine's memory, between 1 and 8 GiB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(8192, max(1024, total // 4 // MIB))}m"


def start(folder: Path | str, query_timeout_s: float = 60.0, options: EmbeddedOptions = DEFAULTS) -> ServerStatus:
    """Find the folder's server or start it. Raises StoreUnavailable, StoreDamaged or UsageError."""
    place = EmbeddedPlace(folder, query_timeout_s, options)
    os.close(place.find())
    return status(folder)


def stop(folder: Path | str) -> bool:
    """Stop the folder's server, also one that is in use; whether there was one."""
    data = DataFolder(folder)
    if not data.exists():
        return False
    with data.starting():
        server = data.server()
        if server is not None:
            server_process.end(server.pid, server.started)
        data.forget()
    return server is not None


def status(folder: Path | str) -> ServerStatus:
    """Whether the folder's server runs; changes nothing."""
    data = DataFolder(folder)
    server = data.server()
    if server is None or not server.port:
        return ServerStatus(str(data.root), running=False)
    return ServerStatus(str(data.root), True, server.pid, server.port, server.query_timeout_s)


class EmbeddedPlace:
    """The database of a data folder, as a place to connect to."""

    def __init__(self, folder: Path | str, query_timeout_s: float, options: EmbeddedOptions = DEFAULTS) -> None:
        self._folder = DataFolder(folder)
        self._query_timeout_s = query_timeout_s
        self._options = options
        self._server: ServerAddress | None = None
        self._use: int | None = None
        self._leaving = Lock()

    @property
    def address(self) -> str:
        """For messages; carries no secret."""
        return f"embedded:{self._folder.root}"

    def connect(self) -> Driver:
        """A driver of the folder's server, which is started if none runs."""
        self.leave()
        self._use = self.find()
        assert self._server is not None  # noqa: S101 - find() has set it
        return driver(f"bolt://127.0.0.1:{self._server.port}", USER, self._folder.password())

    def gone(self) -> bool:
        """Whether the server that was found has ended."""
        return self._server is not None and not self._server.is_alive()

    def leave(self) -> None:
        """Let the server stop when idle."""
        with self._leaving:
            if self._use is not None:
                os.close(self._use)
                self._use = None

    def find(self) -> int:
        """Find or start the server; the lock that keeps it from stopping (`os.close` gives it back)."""
        self._folder.claim()
        with self._folder.starting():
            server = self._answering(self._folder.server())
            if server is None or not server.port:
                server = self._start(server)
            elif server.query_timeout_s != self._query_timeout_s:
                log.warning("queries are stopped after %s s, as the running server was told", server.query_timeout_s)
            self._watch()
            self._server = server
            return self._folder.use()

    def _answering(self, server: ServerAddress | None) -> ServerAddress | None:
        """The running server once it answers; None if it ends instead, as one does that was just killed."""
        until = time.monotonic() + ANSWER_TIMEOUT_S
        while server is not None and server.port and not server_process.speaks_bolt(server.port, ANSWER_TIMEOUT_S):
            if not server.is_alive():
                return None
            if time.monotonic() > until:
                root = self._folder.root
                raise StoreUnavailable(
                    f"The database server of {root} (process {server.pid}) does not answer. Run `ringfence db stop`, "
                    "then repeat.",
                    f"{root} 的数据库服务器（进程 {server.pid}）没有应答。请运行 `ringfence db stop` 后重试。",
                    folder=str(root),
                    pid=server.pid,
                )
            time.sleep(0.1)
        return server

    def _start(self, unfinished: ServerAddress | None) -> ServerAddress:
        """A new server; `unfinished` is one whose start was cut short together with the command that made it."""
        root = self._folder.root
        if unfinished is not None:
            server_process.end(unfinished.pid, unfinished.started)
        self._folder.forget()
        for corrupt in root.glob("databases/**/*.wal.corrupt"):
            raise server_process.damaged(root, corrupt.name)
        line = server_process.command(root, self._options.heap or default_heap(), self._query_timeout_s)
        pid = server_process.spawn(root, self._folder.password(), line)
        server = ServerAddress(0, pid, idle_watch.started_at(pid) or "", self._query_timeout_s)
        self._folder.publish(server)
        try:
            server = replace(server, port=server_process.port_when_ready(root, pid, server.started))
        except BaseException:
            server_process.end(pid, server.started)
            self._folder.forget()
            raise
        self._folder.publish(server)
        return server

    def _watch(self) -> None:
        """See to it that somebody stops the server when it is idle."""
        if self._options.idle_stop_s <= 0 or self._folder.watched():
            return
        root = self._folder.root
        line = [sys.executable, "-I", "-S", idle_watch.__file__, str(root), str(self._options.idle_stop_s)]
        server_process.detached(line, root, {}, root / "watch.out")
