"""`ringfence liability`: the document of the API, and four levels for people."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import read_settings
from graph.store import open_store
from graph.store.embedded import stop
from tests.api import liability_world as world
from tests.api.described import client_of
from tests.api.running import Ringfence

DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


@pytest.fixture(scope="module")
def liable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    """The command line over a database of its own with the world of liabilities in it."""
    commands = Ringfence(tmp_path_factory.mktemp("liable"))
    files = world.deliver(commands.folder / "delivery")
    report = commands.json("load", str(files), "--source", world.SOURCE)
    assert sum(table["rejected"] for table in report["tables"].values()) == 0
    yield commands
    stop(commands.folder / "data" / "database")


@pytest.fixture(scope="module")
def same_client(liable: Ringfence) -> Iterator[TestClient]:
    """The API over the same database."""
    folders = {"data_folder": liable.folder / "data", "cache_folder": liable.folder / "cache"}
    own = read_settings(**folders, as_of=date.fromisoformat(world.DAY))
    with open_store(own.database) as store:
        yield client_of(create_app(own, store))


@pytest.mark.parametrize(
    ("arguments", "address", "parameters"),
    [
        (("law:B",), "enterprises/law:B", {}),
        (("安心融资担保有限公司", "--limit", "3"), "enterprises/law:F", {"limit": 3}),
        (("law:C", "--loan", "law:LC", "--defaulted", "law:C"), "enterprises/law:C",
         {"loan": "law:LC", "defaulted": "law:C"}),
        (("law:J", "--bankrupt", "law:B", "--bankrupt", "law:F"), "guarantees/law:J", {"bankrupt": "law:B,law:F"}),
        (("law:V",), "guarantees/law:V", {}),
    ],
)  # fmt: skip
def test_the_command_gives_the_same_document(
    arguments: tuple[str, ...], address: str, parameters: dict[str, Any], liable: Ringfence, same_client: TestClient
) -> None:
    dated = {"as_of": world.DAY, "known_at": world.DAY} | parameters
    answer = same_client.get(f"/v1/{address}/liability", params=dated)
    assert liable.json("liability", *arguments, *DATES) == answer.json()
    shown = liable.run("liability", *arguments, *DATES)
    assert (shown.returncode, shown.stderr if "--limit" not in arguments else "") == (0, "")
    assert "nan" not in shown.stdout.lower().split()
    places = [shown.stdout.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert places == sorted(places)


def test_people_read_order_article_and_what_is_missing(liable: Ringfence) -> None:
    shown = liable.run("liability", "law:B", *DATES).stdout
    answer, _, rest = shown.partition("── 2")
    assert "[民法典 686]" in answer
    assert "担保法（1995） 19" in answer
    assert "debtor's own thing comes first" in answer
    assert "失信" not in answer
    assert "missing facts · 缺失的事实" in rest
    assert "not legal advice" in rest


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(("law:nobody",), 1, "not_found"), (("law:J", "--loan", "law:LC"), 2, "usage")],
)
def test_bad_input_ends_with_its_code(arguments: tuple[str, ...], code: int, said: str, liable: Ringfence) -> None:
    done = liable.run("liability", *arguments, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert f'"code": "{said}"' in done.stderr


def test_a_scenario_by_law_tells_who_is_called_and_who_is_not(liable: Ringfence, same_client: TestClient) -> None:
    """The mortgage brings 400 of LB's 1,000; of the rest 45 % is due, 90 of each of the three who answer and have
    nothing known to pay with. E's period has ended, and what is pledged with P is not known."""
    dated = {"as_of": world.DAY, "known_at": world.DAY, "default": "law:B"}
    found = same_client.get("/v1/stress/borrower_bankrupt", params=dated).json()
    arguments = ("stress", "run", "borrower_bankrupt", "--default", "law:B", *DATES)
    assert liable.json(*arguments) == found
    law, answer = found["facts"]["by_law"], found["answer"]
    called = {one["call"]["guarantee_id"]: (one["called_cny"], one["paid_cny"]) for one in law["called"]}
    assert called == {"law:M": (400, 400), "law:J": (90, 0), "law:G": (90, 0), "law:O": (90, 0)}
    assert {one["call"]["guarantee_id"]: one["call"]["when"] for one in law["not_called"]} == {
        "law:E": "expired", "law:P": "after_own_security",
    }  # fmt: skip
    assert (answer["due_cny"], answer["paid_cny"], answer["lost"]["loans_cny"]) == (270, 0, 270)
    assert answer["things"] == {"own_cny": 400, "others_cny": 0}
    assert found["certainty"]["by_law"]["unvalued"] == ["law:P"]
    printed = liable.run(*arguments)
    assert (printed.returncode, printed.stderr) == (0, "")
    for said in ("called by law", "not called", "law:E / law:LB", "民法典 687", "things of unknown value", "400.00 元"):
        assert said in printed.stdout
