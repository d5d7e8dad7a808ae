"""`ringfence limits`: the document of the API, and four levels for people."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import read_settings
from graph.store import open_store
from graph.store.embedded import stop
from tests.api import guarantee_firm_world as world
from tests.api.described import client_of
from tests.api.running import Ringfence
from tests.api.test_guarantee_limits import ask

pytestmark = pytest.mark.xdist_group("test_guarantee_limits_command")
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    """The command line over a database of its own with the guarantee firm in it."""
    made = Ringfence(tmp_path_factory.mktemp("limits"))
    report = made.json("load", str(world.deliver(made.folder / "delivery")), "--source", world.SOURCE)
    assert sum(table["rejected"] for table in report["tables"].values()) == 0
    yield made
    stop(made.folder / "data" / "database")


@pytest.fixture(scope="module")
def firm_client(commands: Ringfence) -> Iterator[TestClient]:
    """The API over the same database."""
    day = date.fromisoformat(world.DAY)
    own = read_settings(data_folder=commands.folder / "data", cache_folder=commands.folder / "cache", as_of=day)
    with open_store(own.database) as store:
        yield client_of(create_app(own, store))


@pytest.mark.parametrize(
    ("party", "options", "parameters"),
    [
        ("F", (), {}), ("F", ("--client", "gua:A"), {"client": "gua:A"}), ("F", ("--limit", "2"), {"limit": 2}),
        ("X", (), {}), ("F", ("--regime", "eu"), {"regime": "eu"}),
    ],
)  # fmt: skip
def test_the_command_gives_the_same_document(
    party: str, options: tuple[str, ...], parameters: dict[str, str], commands: Ringfence, firm_client: TestClient
) -> None:
    asked = ("limits", f"gua:{party}", *options, *DATES)
    assert commands.json(*asked) == ask(firm_client, party, **parameters)
    shown = commands.run(*asked)
    assert shown.returncode == 0
    assert "nan" not in shown.stdout.lower().split()
    places = [shown.stdout.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert places == sorted(places)


def test_what_people_read(commands: Ringfence) -> None:
    shown = commands.run("limits", "gua:F", *DATES).stdout
    assert "担保责任余额 280.00 元" in shown
    assert "C有限公司" in shown
    assert "gua:LC" in shown.partition("── 4")[2]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("gua:nobody",), 1, "not_found"), (("gua:F", "--client", "gua:nobody"), 1, "not_found"),
        (("gua:P",), 2, "usage"), (("gua:F", "--regime", "mars"), 2, "usage"), (("gua:F", "--limit", "0"), 2, "usage"),
    ],
)  # fmt: skip
def test_bad_input_ends_with_its_code(arguments: tuple[str, ...], code: int, said: str, commands: Ringfence) -> None:
    done = commands.run("limits", *arguments, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert f'"code": "{said}"' in done.stderr
