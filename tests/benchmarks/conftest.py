"""Servers with the settings of a real run, the scale of the sizes, and the report at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store import Store, connect
from graph.store.embedded import stop
from tests.benchmarks.document import rewrite
from tests.benchmarks.measuring import RESULTS, Recorder
from tests.learning import MISSING, TESTED_WITH_THEM
from tests.neo4j.server import Database

ROOT = Path(__file__).parents[2]
TIME_LIMIT_S = 60.0

collect_ignore = list(TESTED_WITH_THEM) if MISSING else []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bench-scale", type=float, default=1.0, metavar="SHARE",
        help="share of the full sizes; below 1 no target is asked for and docs/benchmarks.md stays as it is",
    )  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The benchmark with a million enterprises comes last, so that nobody has to delete them."""
    items.sort(key=lambda item: "search" in item.path.name)


@pytest.fixture(scope="session")
def record(request: pytest.FixtureRequest) -> Recorder:
    """Where a benchmark puts its figures."""
    recorder = Recorder(ROOT / RESULTS, request.config.getoption("--bench-scale"))
    request.config.stash[RECORDER] = recorder
    return recorder


RECORDER = pytest.StashKey[Recorder]()


@pytest.fixture(scope="session", autouse=True)
def quick_java() -> None:
    """Servers run with the options that users get."""


@pytest.fixture(scope="module")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Store]]:
    """An embedded database as a user gets it: default heap, durable, and new.

    One in which earlier benchmarks have deleted their worlds is read at half the speed: their pages stay.
    """
    folder = tmp_path_factory.mktemp("embedded") / "data"
    database = Database(f"embedded:{folder}")
    with connect(database.address, query_timeout_s=TIME_LIMIT_S) as store:
        store.migrate()
        yield database, store
    stop(folder)


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which worlds are written, once per run."""
    return tmp_path_factory.mktemp("deliveries")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    recorder = config.stash.get(RECORDER, None)
    if recorder is None:
        return
    terminalreporter.section("figures")
    for m in recorder.kept:
        plain = "" if m.ratio is None else f"   plain way {m.plain:,.4g}: {m.ratio:.2f} ×"
        terminalreporter.line(f"{m.claim:10} {m.database:9} {m.figure:44} {m.value:>12,.4g} {m.unit}{plain}")
        for said in m.missed():
            terminalreporter.line(f"    MISSED: {said}", red=True)
    if recorder.scale >= 1:
        terminalreporter.line(rewrite(ROOT / "docs" / "benchmarks.md", recorder.file))
