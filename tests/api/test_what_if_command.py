"""`ringfence what-if guarantee`: the document of the API, and four levels for people."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import read_settings
from graph.store import open_store
from graph.store.embedded import stop
from tests.api import what_if_world as world
from tests.api.described import client_of
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_what_if")
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


@pytest.fixture(scope="module")
def loaded_commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path_factory.mktemp("what_if"))
    files = world.deliver(commands.folder / "delivery")
    assert commands.run("load", str(files), "--source", world.SOURCE).returncode == 0
    yield commands
    stop(commands.folder / "data" / "database")


def test_the_command_gives_the_same_document(loaded_commands: Ringfence) -> None:
    found = loaded_commands.json(
        "what-if", "guarantee", "第一融资担保有限公司", "own:B", "--loan", "own:LB2", "--cap", "40.01", *DATES
    )
    assert found["answer"]["judgement"]["allowed"] is False
    folder = loaded_commands.folder
    own = read_settings(data_folder=folder / "data", cache_folder=folder / "cache", as_of=date.fromisoformat(world.DAY))
    body = {"guarantor": "own:F", "debtor": "own:B", "secured_loans": ["own:LB2"], "cap": 40.01}
    with open_store(own.database) as store:
        client = client_of(create_app(own, store))
        answer = client.post("/v1/guarantees/what-if", params={"known_at": world.DAY}, json=body)
    assert answer.json() == found


def test_the_command_has_four_headed_levels_with_reasons_and_the_largest_cap(loaded_commands: Ringfence) -> None:
    shown = loaded_commands.run("what-if", "guarantee", "own:F", "own:B", "--loan", "own:LB2", "--cap", "41", *DATES)
    assert shown.returncode == 0, shown.stderr
    places = [shown.stdout.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert "refused · 不得新增" in shown.stdout
    assert "40.00 元" in shown.stdout.partition("── 4")[2]


def test_a_bad_value_is_a_wrong_usage(loaded_commands: Ringfence) -> None:
    done = loaded_commands.run("what-if", "guarantee", "own:F", "own:B", "--loan", "own:LB2", "--cap", "-1", *DATES)
    assert done.returncode == 2
    assert "row_refused" in done.stderr


def test_nobody_without_a_key_adds(loaded_commands: Ringfence, tmp_path: Path) -> None:
    """On this machine everybody may read without a key; only one that may write adds."""
    folder = loaded_commands.folder
    own = read_settings(
        data_folder=folder / "data", cache_folder=folder / "cache", api_keys_file=tmp_path / "none.json"
    )
    body = {"guarantor": "own:F", "debtor": "own:B", "secured_loans": ["own:LB2"], "cap": 1}
    with open_store(own.database) as store:
        client = client_of(create_app(own, store))
        answer = client.post("/v1/guarantees", json=body, headers={"Idempotency-Key": "anonymous"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
