"""Portfolios over the API and the command line: kept, shown, removed, and warnings narrowed to them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.security.keys import KeyFile
from api.settings import Settings
from graph.store import Store
from graph.store.embedded import stop
from tests.api import world
from tests.api.described import client_of
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_portfolios")
PORTFOLIOS = "/v1/portfolios"
DATES = ("--as-of", world.DAY)


@pytest.fixture(scope="module")
def officer(loaded: Store, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client with a key that may write."""
    keys = settings.model_copy(update={"api_keys_file": tmp_path_factory.mktemp("keys") / "keys.json"})
    client = client_of(create_app(keys, loaded))
    client.headers["X-API-Key"] = KeyFile(keys.api_keys_file).create("officer", may_write=True).secret
    return client


def test_a_list_a_query_and_the_warnings_about_them(officer: TestClient) -> None:
    kept = officer.post(
        PORTFOLIOS,
        json={"name": "机械/轴承", "owner": "firm:K", "parties": ["firm:D", world.ENTERPRISES["A"], "某公司"]},
    ).json()
    assert (kept["added"], kept["portfolio"]["owner_name"]) == (2, world.ENTERPRISES["K"])
    assert [(one["row"], one["value"], one["code"]) for one in kept["refused"]] == [(3, "某公司", "not_found")]
    asked = {"name": "A的被担保人", "query": "guarantee/given", "parameters": {"party": "firm:A"}}
    assert officer.post(PORTFOLIOS, json=asked).json()["portfolio"]["selection"]["column"] == "debtor_id"
    listed = officer.get(PORTFOLIOS).json()["items"]
    assert [(one["name"], one["members"]) for one in listed] == [("A的被担保人", None), ("机械/轴承", 2)]

    shown = officer.get(f"{PORTFOLIOS}/机械%2F轴承").json()
    assert {one["party_id"] for one in shown["members"]} == {"firm:A", "firm:D"}
    found = officer.get(f"{PORTFOLIOS}/A的被担保人").json()
    assert {one["party_id"] for one in found["members"]} == {"firm:B", "firm:F"}
    assert officer.get(f"{PORTFOLIOS}/A的被担保人", params={"as_of": "2022-12-31"}).json()["members"] == []

    everyone = officer.get("/v1/signals").json()["items"]
    for name, who in (("机械/轴承", {"firm:A", "firm:D"}), ("A的被担保人", {"firm:B", "firm:F"})):
        narrowed = officer.get("/v1/signals", params={"portfolio": name}).json()["items"]
        assert narrowed == [one for one in everyone if one["party_id"] in who]
        assert narrowed
    assert officer.get("/v1/signals", params={"portfolio": "没有"}).status_code == 404
    for name in ("机械%2F轴承", "A的被担保人"):
        assert officer.delete(f"{PORTFOLIOS}/{name}").status_code == 204
        assert officer.delete(f"{PORTFOLIOS}/{name}").status_code == 404


def test_an_empty_portfolio_has_no_warnings(officer: TestClient) -> None:
    officer.post(PORTFOLIOS, json={"name": "空"})
    assert officer.get("/v1/signals", params={"portfolio": "空"}).json()["items"] == []
    officer.delete(f"{PORTFOLIOS}/空")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"name": " "}, 422, "usage"), ({"name": "x", "query": "no/such"}, 422, "usage"),
        ({"name": "x", "owner": "nobody"}, 404, "not_found"), ({"name": "x", "colour": "red"}, 422, "usage"),
    ],
)  # fmt: skip
def test_what_is_no_portfolio_is_refused(officer: TestClient, asked: dict[str, Any], status: int, code: str) -> None:
    answer = officer.post(PORTFOLIOS, json=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert officer.get(PORTFOLIOS).json()["items"] == []


def test_writing_needs_a_key_that_says_so(client: TestClient) -> None:
    assert client.post(PORTFOLIOS, json={"name": "x"}).status_code == 403
    assert client.delete(f"{PORTFOLIOS}/x").status_code == 403
    assert client.get(PORTFOLIOS).status_code == 200


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path_factory.mktemp("portfolios"))
    commands.json("load", str(world.deliver(commands.folder / "delivery")), "--source", world.SOURCE)
    yield commands
    stop(commands.folder / "data" / "database")


def test_by_commands(ringfence: Ringfence, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("企业名称,余额\n杭州临江机械有限公司,5\n没有这家,6\nfirm:D,7\n", encoding="utf-8")
    kept = ringfence.json("portfolios", "add", "重点", str(file), "--owner", "firm:K", code=3)
    assert (kept["added"], kept["known"]) == (2, 0)
    (refused,) = kept["refused"]
    assert (refused["file"], refused["row"], refused["field"]) == ("clients.csv", 3, "企业名称")
    again = ringfence.run("portfolios", "add", "重点", str(file), "--owner", "firm:K")
    assert again.returncode == 3
    assert "2 there already" in again.stdout
    assert "clients.csv row · 行 3 [企业名称] '没有这家'" in again.stderr
    asked = ("portfolios", "add", "A担保", "--query", "guarantee/given", "--with", "party=firm:A")
    assert ringfence.run(*asked).returncode == 0
    assert [one["name"] for one in ringfence.json("portfolios", "list")["portfolios"]] == ["A担保", "重点"]
    shown = ringfence.json("portfolios", "show", "A担保", *DATES)
    assert [one["party_id"] for one in shown["members"]] == ["firm:B", "firm:F"]
    ringfence.json("warn", *DATES)
    everyone = ringfence.json("signals", "list", *DATES)["signals"]
    narrowed = ringfence.json("signals", "list", *DATES, "--portfolio", "重点")["signals"]
    assert narrowed == [one for one in everyone if one["party_id"] in ("firm:A", "firm:D")]
    assert narrowed
    assert ringfence.run("portfolios", "list").stdout.count("重点") == 1
    assert "firm:B" in ringfence.run("portfolios", "show", "A担保", *DATES).stdout
    assert ringfence.run("portfolios", "remove", "重点").returncode == 0
    assert ringfence.run("portfolios", "show", "重点").returncode == 1
    for wrong in (
        ("add", "x"),
        ("add", "x", str(file), "--query", "guarantee/given"),
        ("add", "x", "--query", "no/such"),
    ):
        assert ringfence.run("portfolios", *wrong).returncode == 2
