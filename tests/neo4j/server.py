"""A real Neo4j Community server for the tests, from Maven artifacts: no download page and no container.

python -m tests.neo4j.server           starts one, says where it is, and stops it on Ctrl-C
"""

import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

HERE = Path(__file__).parent
START_TIMEOUT_S = 120.0
OPENED_PACKAGES = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
SETTINGS = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.heap.initial_size=512m
server.memory.heap.max_size={heap}
server.memory.pagecache.size=128m
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
client.allow_telemetry=false
dbms.security.allow_csv_import_from_file_urls=false
"""
HEAP, GDS_HEAP = "1g", "6g"
GDS_SETTINGS = """\
server.directories.plugins={plugins}
dbms.security.procedures.unrestricted=gds.*
dbms.memory.transaction.total.max=5g
"""


@dataclass(frozen=True)
class Database:
    """What a test needs to open a database."""

    address: str
    user: str | None = None
    password: str | None = None


class NoNeo4jError(Exception):
    """This machine cannot run a Neo4j; the text says what is missing."""


def cache() -> Path:
    """Where the artifacts are kept between runs."""
    given = os.environ.get("RINGFENCE_TEST_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "ringfence-tests"


def artifacts(*, gds: bool = False) -> Path:
    """The folder of the server's jars, filled by Maven at the first call (half a minute)."""
    if shutil.which("java") is None:
        raise NoNeo4jError("java is not installed")
    pom = (HERE / "pom.xml").read_text(encoding="utf-8")
    version = re.findall(r"<neo4j.version>(.+?)<", pom)[0]
    home = cache() / f"neo4j-{version}{'-gds' if gds else ''}"
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / "filling.lock"):
        if not (home / "complete").exists():
            if shutil.which("mvn") is None:
                raise NoNeo4jError("mvn is not installed")
            done = subprocess.run(
                ["mvn", "-B", "-ntp", "-q", *(("-Pgds",) if gds else ()), "-f", str(HERE / "pom.xml"),
                 f"-Dhome={home}", "package"],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise NoNeo4jError(f"mvn could not fetch Neo4j {version}: {done.stdout[-500:]}{done.stderr[-500:]}")
            (home / "complete").touch()
    return home / "lib"


def java(lib: Path, *arguments: str) -> list[str]:
    opens = (f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED_PACKAGES)
    return ["java", *opens, "-cp", f"{lib}/*:{plugins(lib)}/*", *arguments]


def plugins(lib: Path) -> Path:
    """Where the procedures are that come beside the server's jars."""
    return lib.parent / "plugins"


def free_port() -> int:
    """A port that nobody listens on, outside the range that the system gives to outgoing connections."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def end_with_parent() -> None:
    """In the child: get SIGTERM when the test run is killed, so that no server is left behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@contextmanager
def running(home: Path, *, gds: bool = False) -> Iterator[Database]:
    """A fresh server whose data lie in `home`, on a port of its own; stopped at the end. gds: with the Graph Data
    Science procedures and the memory that they want."""
    lib, heap = artifacts(gds=gds), GDS_HEAP if gds else HEAP
    port, password = free_port(), secrets.token_hex(16)
    (home / "conf").mkdir(parents=True)
    settings = SETTINGS.format(port=port, heap=heap) + (
        GDS_SETTINGS.format(plugins=lib.parent / "plugins") if gds else ""
    )
    (home / "conf" / "neo4j.conf").write_text(settings, encoding="utf-8")
    environment = os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    subprocess.run(
        java(lib, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password),
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    line = java(
        lib, f"-Xmx{heap}", "-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.disable.jmx=true",
        "-Dfile.encoding=UTF-8", "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode",
    )  # fmt: skip
    with (home / "server.out").open("wb") as output:
        process = subprocess.Popen(
            line, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=end_with_parent
        )
    try:
        wait_for_start(process, home / "server.out")
        yield Database(f"bolt://127.0.0.1:{port}", "neo4j", password)
    finally:
        process.kill()  # a clean stop takes ten seconds, and nobody needs the data any more
        process.wait()


def wait_for_start(process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        text = output.read_text(encoding="utf-8", errors="replace")
        if "Started." in text:
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"Neo4j did not start:\n{text[-2000:]}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as database:
        sys.stdout.write(f"{database.address} {database.user} {database.password}\n")
        sys.stdout.flush()
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
