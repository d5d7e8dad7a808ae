"""The ArcadeDB server as a plain Java process: its command line, its start, its health and its end.

Every setting was measured to be needed. The wheel brings the Java runtime and the jars; no Python process has to live
for the server to live.
"""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from graph.errors import StoreDamaged, StoreUnavailable
from graph.store.idle_watch import started_at

START_TIMEOUT_S: Final = 120.0
STOP_TIMEOUT_S: Final = 30.0
BOLT_HANDSHAKE: Final = bytes.fromhex("6060b01700000405000000000000000000000000")
OPENED_PACKAGES: Final = ("java.util.concurrent.atomic", "java.nio.channels.spi", "java.lang")

_children: Final[list[subprocess.Popen[bytes]]] = []
"""What this process started: asked now and then, so that an ended one does not stay as a zombie."""


def settings(root: Path, query_timeout_s: float) -> dict[str, str]:
    """The server's settings; each deviates from the stock value for the reason beside it."""
    return {
        "server.rootPath": str(root),
        "server.logsDirectory": str(root / "log"),
        "server.mode": "production",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": "0",  # there is no off switch
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "bolt.host": "127.0.0.1",
        "bolt.port": "0",  # a fixed port that is taken would lead clients to somebody else's server
        "server.defaultDatabases": "neo4j[]",
        "bolt.defaultDatabase": "neo4j",
        "txWalFlush": "2",  # fsync before the answer
        "indexCompactionMinPagesSchedule": "0",  # compaction writes without fsync: power loss would lose commits
        "command.timeout": str(round(query_timeout_s * 1000)),  # Bolt's own transaction timeout is ignored
        "bolt.maxMessageSize": "134217728",  # above the stock 16 MB clients hang
        "bolt.packstream.maxValueLength": "134217728",
        "opencypher.loadCsv.allowFileUrls": "false",
    }


def command(root: Path, heap: str, query_timeout_s: float) -> list[str]:
    """The command line of the server of `root`."""
    found = importlib.util.find_spec("arcadedb_embedded")
    if found is None or found.origin is None:
        raise StoreUnavailable(
            "The embedded database is not installed. Install the package arcadedb-embedded, or name a server with "
            "--database bolt://HOST.",
            "未安装嵌入式数据库。请安装 arcadedb-embedded，或用 --database bolt://主机 指定服务器。",
        )
    home = Path(found.origin).parent
    return [
        str(home / "jre/bin/java"),
        f"-Xmx{heap}",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED_PACKAGES),
        "-Djava.awt.headless=true",
        "-Dfile.encoding=UTF8",
        "-XX:+UseCompactObjectHeaders",
        "-XX:+ExitOnOutOfMemoryError",
        f"-XX:ErrorFile={root}/hs_err_%p.log",
        *(f"-Darcadedb.{name}={value}" for name, value in settings(root, query_timeout_s).items()),
        "-cp",
        f"{home}/jars/*",
        "com.arcadedb.server.ArcadeDBServer",
    ]


def spawn(root: Path, password: str, line: list[str]) -> int:
    """Start the server process: its number. It serves once `port_when_ready` returns."""
    output = root / "server.out"
    if output.exists():
        output.replace(root / "server.out.before")
    return detached(line, root, {"arcadedb.server.rootPassword": password, "PATH": os.defpath}, output).pid


def detached(line: list[str], root: Path, environment: dict[str, str], output: Path) -> subprocess.Popen[bytes]:
    """A process that outlives this one and hears nothing from its terminal; its files are for their owner only."""
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(
            line,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            cwd=root,
            start_new_session=True,
            umask=0o077,
        )
    finally:
        os.close(handle)
    _children.append(process)
    return process


def port_when_ready(root: Path, pid: int, started: str) -> int:
    """The Bolt port once the databases are loaded; the port itself answers earlier than that.

    Raises StoreUnavailable if the server ends or hangs, StoreDamaged if its recovery failed.
    """
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        alive = is_alive(pid, started)
        text = (root / "server.out").read_text(encoding="utf-8", errors="replace")
        if "Recovery aborted" in text:
            raise damaged(root, "Recovery aborted")
        port = re.search(r"BOLT connections on /127\.0\.0\.1:(\d+)", text)
        if "ArcadeDB Server started in" in text and port:
            return int(port[1])
        if not alive:
            raise not_started(root, "LockException" in text)
        time.sleep(0.05)
    raise not_started(root, False)


def not_started(root: Path, taken: bool) -> StoreUnavailable:
    """The server ended or hung while starting."""
    if taken:
        return StoreUnavailable(
            f"Another server has the database of {root} open, but left no address. End that process, then repeat.",
            f"另一服务器正占用 {root} 的数据库，但未留下地址。请结束该进程后重试。",
            folder=str(root),
        )
    return StoreUnavailable(
        f"The database server of {root} did not start. See {root / 'server.out'}; usual causes are too little memory "
        "or a full disk.",
        f"{root} 的数据库服务器未能启动。请查看 {root / 'server.out'}；常见原因是内存不足或磁盘已满。",
        folder=str(root),
    )


def damaged(root: Path, sign: str) -> StoreDamaged:
    """Recovery after a crash failed: what is stored may be half of something."""
    return StoreDamaged(
        f"The database of {root} did not recover from a crash ({sign}); nothing is served from it. Move the folder "
        "away and load the feeds again, or put a backup in its place.",
        f"{root} 的数据库未能从崩溃中恢复（{sign}），已停止服务。请移走该目录并重新装载数据，或以备份替换。",
        folder=str(root),
        sign=sign,
    )


def is_alive(pid: int, started: str) -> bool:
    """Whether the process that began then still runs."""
    _children[:] = [child for child in _children if child.poll() is None]
    return started_at(pid) == started


def speaks_bolt(port: int, timeout_s: float) -> bool:
    """Whether something on loopback answers a Bolt handshake in time."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as connection:
            connection.sendall(BOLT_HANDSHAKE)
            return len(connection.recv(4)) == len(BOLT_HANDSHAKE[:4])
    except OSError:
        return False


def end(pid: int, started: str) -> None:
    """Stop the process cleanly; kill it if it does not follow."""
    for sign, timeout_s in ((signal.SIGTERM, STOP_TIMEOUT_S), (signal.SIGKILL, 5.0)):
        until = time.monotonic() + timeout_s
        if is_alive(pid, started):
            os.kill(pid, sign)
        while is_alive(pid, started) and time.monotonic() < until:
            time.sleep(0.02)
