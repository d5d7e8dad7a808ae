"""The two databases of the tests: real servers, one of each per run (per worker under xdist), emptied for each test."""

import fcntl
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.store import EmbeddedOptions, Store, connect, server_process
from graph.store.embedded import stop
from tests.learning import MISSING, TESTED_WITH_THEM
from tests.neo4j.server import Database, NoNeo4jError, running
from tests.workers import ByFile

DATABASES = ("embedded", "neo4j")
DELETED_AT_ONCE = 5_000
QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Servers that live for minutes: half of what they would compute is Java's second compiler at work for later."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which golden cases are run."""
    parser.addoption("--cases", help="folder of golden cases (*.json) instead of tests/golden/cases")
    parser.addoption("--kind", help="kinds of golden cases, separated by commas; a kind without a runner fails")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Under xdist a file's tests stay on one worker, beside those of its group: what they share is made once."""
    return ByFile(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session", autouse=True)
def quick_java() -> Iterator[None]:
    """For every Java server that this process starts; Neo4j gets them by the variable that Java's launcher reads."""
    plain = server_process.command

    def quick(root: Path, heap: str, query_timeout_s: float) -> list[str]:
        java, *rest = plain(root, heap, query_timeout_s)
        return [java, *QUICK_JAVA, *rest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_process, "command", quick)
        patch.setenv("JDK_JAVA_OPTIONS", " ".join(QUICK_JAVA))
        yield


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Store]]:
    """The embedded database of this run; one that a killed run left behind stops by itself."""
    folder = tmp_path_factory.mktemp("embedded") / "data"
    database = Database(f"embedded:{folder}")
    with connect(database.address, embedded=EmbeddedOptions(heap="768m", idle_stop_s=60)) as store:
        store.migrate()
        yield database, store
    stop(folder)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Store]]:
    """The Neo4j named by RINGFENCE_TEST_NEO4J_URI, else one made from Maven artifacts. In CI its absence fails."""
    with (
        neo4j_database(tmp_path_factory) as database,
        connect(database.address, user=database.user, password=database.password) as store,
    ):
        store.migrate()
        yield database, store


@contextmanager
def neo4j_database(folders: pytest.TempPathFactory) -> Iterator[Database]:
    given = os.environ.get("RINGFENCE_TEST_NEO4J_URI")
    if given:
        user = os.environ.get("RINGFENCE_TEST_NEO4J_USER", "neo4j")
        yield Database(given, user, os.environ.get("RINGFENCE_TEST_NEO4J_PASSWORD"))
        return
    try:
        server = running(folders.mktemp("neo4j"))
        database = server.__enter__()
    except NoNeo4jError as error:
        message = f"no Neo4j: {error}; or set RINGFENCE_TEST_NEO4J_URI, _USER and _PASSWORD"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    try:
        yield database
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    """Runs the test once on each database."""
    return str(request.param)


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty, migrated database, for tests that open it themselves; on each database in turn."""
    with emptied(request, kind) as (database, _):
        yield database


@pytest.fixture
def store(kind: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty, migrated store, on each database in turn. Shared by the run: do not close it."""
    with emptied(request, kind) as (_, store):
        yield store


@pytest.fixture
def embedded_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty, migrated store, embedded only."""
    with emptied(request, "embedded") as (_, store):
        yield store


@pytest.fixture
def neo4j_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty, migrated store, on Neo4j only."""
    with emptied(request, "neo4j") as (_, store):
        yield store


@pytest.fixture
def data_folder(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that is not there yet, for an embedded database of the test's own; its server is stopped at the end."""
    note(request, "embedded")
    yield tmp_path / "data"
    stop(tmp_path / "data")


@contextmanager
def emptied(request: pytest.FixtureRequest, kind: str) -> Iterator[tuple[Database, Store]]:
    """The run's database of that kind without a fact in it, noted for the summary."""
    note(request, kind)
    database, store = request.getfixturevalue(f"{kind}_server")
    with alone(database):
        empty(store)
        yield database, store


def note(request: pytest.FixtureRequest, kind: str) -> None:
    """Count the test under that database in the summary."""
    if ("database", kind) not in request.node.user_properties:
        request.node.user_properties.append(("database", kind))


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Workers of xdist that were given one and the same server take turns."""
    if database.address.startswith("embedded:") or "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    with (Path(tempfile.gettempdir()) / "ringfence-tests-neo4j.lock").open("w") as turn:
        if os.environ.get("RINGFENCE_TEST_NEO4J_URI"):
            fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def empty(store: Store) -> None:
    """Delete all facts and what was found in them; the schema stays."""
    delete = (
        "MATCH (n) WHERE NOT n:Store AND NOT n:Migration WITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS deleted"
    )
    while store.write(lambda writer: writer.rows(delete, {"limit": DELETED_AT_ONCE}))[0]["deleted"] == DELETED_AT_ONCE:
        pass
    store.run(
        'MATCH (s:Store {store_id: "store"}) WITH s, s.schema_version AS schema_version, s.ddl_fingerprint AS keys '
        'SET s = {store_id: "store", version: 0, schema_version: schema_version, ddl_fingerprint: keys}'
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests ran on each database, and a loud word if one of them did not or learned scores were left out."""
    if MISSING:
        terminalreporter.section("learned scores")
        told = f"!!! MODELS WERE NOT TESTED: no {', '.join(MISSING)}; make setup !!!"
        terminalreporter.line(f"{told} ({', '.join(TESTED_WITH_THEM)})", red=True, bold=True)
    counts: Counter[tuple[str, str]] = Counter()
    for outcome in ("passed", "failed", "error", "skipped", "xfailed"):
        for report in terminalreporter.stats.get(outcome, []):
            named = {str(value) for name, value in getattr(report, "user_properties", ()) if name == "database"}
            counts.update((kind, "skipped" if outcome == "skipped" else "ran") for kind in named)
    if not counts:
        return
    terminalreporter.section("databases")
    for kind in DATABASES:
        ran, skipped = counts[kind, "ran"], counts[kind, "skipped"]
        terminalreporter.line(f"{kind}: {ran} tests ran" + (f", {skipped} SKIPPED" if skipped else ""))
    for kind in DATABASES:
        if counts[kind, "skipped"] and not counts[kind, "ran"]:
            terminalreporter.line(f"!!! NOTHING WAS TESTED ON {kind.upper()} !!!", red=True, bold=True)
