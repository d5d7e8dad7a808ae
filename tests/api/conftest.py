"""The small world, loaded once a module into each database, and clients of the API over it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.loading import load_options
from api.settings import Settings, read_settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.store import Store, open_store
from graph.store.embedded import stop
from ingest import load
from tests.api import circle_world, exposure_world, liability_world, ownership_world, stress_world, world
from tests.api.described import BASE, client_of
from tests.api.running import Ringfence
from tests.api.signing_in import Office
from tests.conftest import DATABASES, alone, empty
from tests.learning import MISSING, TESTED_WITH_THEM

collect_ignore = list(TESTED_WITH_THEM) if MISSING else []

NewClient = Callable[..., TestClient]
NewOffice = Callable[..., Office]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with folders of their own; the day of every question is the world's."""
    folder = tmp_path_factory.mktemp("api")
    return read_settings(
        data_folder=folder / "data", cache_folder=folder / "cache", as_of=date.fromisoformat(world.DAY)
    )


@pytest.fixture(scope="module", params=DATABASES)
def loaded_kind(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    return str(request.param)


@contextmanager
def delivered(request: pytest.FixtureRequest, files: Path, source: str) -> Iterator[Store]:
    """The database whose turn it is, emptied and filled with a delivery."""
    database, store = request.getfixturevalue(f"{request.getfixturevalue('loaded_kind')}_server")
    with alone(database):
        empty(store)
        report = load(store, [files], options=load_options(request.getfixturevalue("settings"), source=source))
        assert report.rejected == 0, report.rejects
        yield store


@pytest.fixture(scope="module")
def loaded(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The world in a database, its warnings written."""
    with delivered(request, world.deliver(tmp_path_factory.mktemp("delivery")), world.SOURCE) as store:
        day = date.fromisoformat(world.DAY)
        evaluate(settings, store, AsOf(day, day), None, lambda _what, _done, _total: None)
        yield store


@pytest.fixture(autouse=True)
def _counted(request: pytest.FixtureRequest) -> None:
    """Note the database for the summary of the run."""
    if "loaded_kind" in request.fixturenames:
        request.node.user_properties.append(("database", request.getfixturevalue("loaded_kind")))


@pytest.fixture(scope="module")
def client(loaded: Store, settings: Settings) -> TestClient:
    """A client on this machine, nobody in particular."""
    return client_of(create_app(settings, loaded))


@pytest.fixture(scope="module")
def owners_client(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client over the world of owners in each database."""
    files = ownership_world.deliver(tmp_path_factory.mktemp("owners"))
    with delivered(request, files, ownership_world.SOURCE) as store:
        yield client_of(create_app(settings, store))


@pytest.fixture(scope="module")
def liability_client(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client over the world of liabilities in each database."""
    files = liability_world.deliver(tmp_path_factory.mktemp("liability"))
    with delivered(request, files, liability_world.SOURCE) as store:
        yield client_of(create_app(settings, store))


@pytest.fixture(scope="module")
def circles_client(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client over the world of circles in each database."""
    files = circle_world.deliver(tmp_path_factory.mktemp("circles"))
    with delivered(request, files, circle_world.SOURCE) as store:
        yield client_of(create_app(settings, store))


@pytest.fixture(scope="module")
def stress_client(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client over the world of stress tests in each database."""
    files = stress_world.deliver(tmp_path_factory.mktemp("stress"))
    with delivered(request, files, stress_world.SOURCE) as store:
        yield client_of(create_app(settings, store))


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with one small model."""
    from tests.learned import trained

    folder = tmp_path_factory.mktemp("models")
    trained(folder)
    return folder


@pytest.fixture
def new_client(embedded_store: Store, tmp_path: Path) -> NewClient:
    """A client of an application of its own, over an empty embedded database."""

    def made(base: str = BASE, **options: object) -> TestClient:
        own = read_settings(**{"data_folder": tmp_path / "data", "cache_folder": tmp_path / "cache"} | options)
        return client_of(create_app(own, embedded_store), base)

    return made


@pytest.fixture(scope="module")
def first_description() -> dict[str, Any]:
    """The description of the first application; those of the others are the same, and take a second to make."""
    return {}


@pytest.fixture
def new_office(new_client: NewClient, first_description: dict[str, Any]) -> NewOffice:
    def made(**options: object) -> Office:
        app = new_client(**options).app
        assert isinstance(app, FastAPI)
        app.openapi_schema = first_description or None
        first_description.update(app.openapi())
        return Office(app, app.state.settings)

    return made


@pytest.fixture
def office(new_office: NewOffice) -> Office:
    """Wang may write and li may not."""
    opened = new_office()
    opened.add("wang")
    opened.add("li", may_write=False)
    return opened


@contextmanager
def _loaded_commands(folder: Path, deliver: Callable[[Path], Path], source: str) -> Iterator[Ringfence]:
    """The command line over a database of its own, filled with a delivery of which nothing is refused."""
    commands = Ringfence(folder)
    report = commands.json("load", str(deliver(commands.folder / "delivery")), "--source", source)
    assert sum(table["rejected"] for table in report["tables"].values()) == 0
    yield commands
    stop(commands.folder / "data" / "database")


@contextmanager
def beside(commands: Ringfence, day: str) -> Iterator[TestClient]:
    """The API over the database of a command line."""
    own = read_settings(
        data_folder=commands.folder / "data", cache_folder=commands.folder / "cache", as_of=date.fromisoformat(day)
    )
    with open_store(own.database) as store:
        yield client_of(create_app(own, store))


@pytest.fixture(scope="session")
def owning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    """The command line over the world of owners."""
    folder = tmp_path_factory.mktemp("ownership")
    with _loaded_commands(folder, ownership_world.deliver, ownership_world.SOURCE) as commands:
        yield commands


@pytest.fixture(scope="session")
def ownership_client(owning: Ringfence) -> Iterator[TestClient]:
    """The API over the same database."""
    with beside(owning, ownership_world.DAY) as client:
        yield client


@pytest.fixture(scope="session")
def guaranteeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    """The command line over the world of exposures."""
    folder = tmp_path_factory.mktemp("guaranteeing")
    with _loaded_commands(folder, exposure_world.deliver, exposure_world.SOURCE) as commands:
        yield commands


@pytest.fixture(scope="session")
def guaranteeing_client(guaranteeing: Ringfence) -> Iterator[TestClient]:
    """The API over the same database."""
    with beside(guaranteeing, exposure_world.DAY) as client:
        yield client


@pytest.fixture(scope="session")
def circling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    """The command line over the world of circles."""
    folder = tmp_path_factory.mktemp("circling")
    with _loaded_commands(folder, circle_world.deliver, circle_world.SOURCE) as commands:
        yield commands


@pytest.fixture(scope="session")
def circling_client(circling: Ringfence) -> Iterator[TestClient]:
    """The API over the same database."""
    with beside(circling, circle_world.DAY) as client:
        yield client
