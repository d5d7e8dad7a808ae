"""The command guarantors: the document of the API, and four levels for people."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import read_settings
from graph.store import open_store
from graph.store.embedded import stop
from tests.api import guarantors_world as world
from tests.api.described import client_of
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_guarantors_commands")  # what they load is loaded once
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


@pytest.fixture(scope="module")
def guaranteeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    """The command line over a database of its own with the world of guarantors in it."""
    commands = Ringfence(tmp_path_factory.mktemp("guaranteeing"))
    files = world.deliver(commands.folder / "delivery")
    report = commands.json("load", str(files), "--source", world.SOURCE)
    assert sum(table["rejected"] for table in report["tables"].values()) == 0
    yield commands
    stop(commands.folder / "data" / "database")


@pytest.fixture(scope="module")
def client(guaranteeing: Ringfence) -> Iterator[TestClient]:
    """The API over the same database."""
    folder = guaranteeing.folder
    own = read_settings(data_folder=folder / "data", cache_folder=folder / "cache", as_of=date.fromisoformat(world.DAY))
    with open_store(own.database) as store:
        yield client_of(create_app(own, store))


@pytest.mark.parametrize(
    ("arguments", "parameters"),
    [
        (("gw:B",), {}),
        (("gw:B", "--viewer", "gw:F2", "--months", "6"), {"viewer": "gw:F2", "months": 6}),
        (("gw:S", "--regime", "eu", "--limit", "1"), {"regime": "eu", "limit": 1}),
        (("gw:D",), {}),
    ],
)
def test_the_command_gives_the_same_document(
    arguments: tuple[str, ...], parameters: dict[str, Any], guaranteeing: Ringfence, client: TestClient
) -> None:
    answer = client.get(f"/v1/enterprises/{arguments[0]}/guarantors", params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    assert guaranteeing.json("guarantors", *arguments, *DATES) == answer.json()
    shown = guaranteeing.run("guarantors", *arguments, *DATES)
    assert shown.returncode == 0, shown.stderr
    places = [shown.stdout.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert "nan" not in shown.stdout.lower().split()


def test_people_read_who_else_is_there(guaranteeing: Ringfence) -> None:
    shown = guaranteeing.run("guarantors", "gw:B", "--viewer", "gw:F2", *DATES).stdout
    assert "others · 其他 4" in shown
    assert "甲融资担保有限公司" in shown
    assert "If 甲融资担保有限公司 leaves, 20.00 元" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("gw:nobody",), 1, "not_found"),
        (("gw:B", "--viewer", "gw:B"), 2, "usage"),
        (("gw:B", "--months", "0"), 2, "usage"),
        (("gw:B", "--regime", "mars"), 2, "usage"),
    ],
)
def test_bad_input_ends_with_its_code(
    arguments: tuple[str, ...], code: int, said: str, guaranteeing: Ringfence
) -> None:  # fmt: skip
    done = guaranteeing.run("guarantors", *arguments, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert f'"code": "{said}"' in done.stderr
