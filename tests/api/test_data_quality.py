"""The board of data quality on a world with two sources that contradict each other; on both databases."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.commands.refused import Refused
from api.loading import load_into, load_options
from api.settings import Settings, read_settings
from graph.store import Store
from ingest import replay_rejects
from tests.api import world
from tests.api.described import client_of
from tests.conftest import alone, empty

pytestmark = pytest.mark.xdist_group("test_data_quality")

DAY = "2025-12-31"
OWNER, OWNED = "91330106MA2CFM2X53", "91330100MA27X3D990"
NAMES = {OWNER: "杭州临江机械有限公司", OWNED: "=HYPERLINK(1)担保有限公司", "K": "之江银行"}
TOLD = {"recorded_on": "2025-06-01"}


def deliver(folder: Path) -> tuple[Path, Path]:
    """What the firm tells, with a row that is refused, and what a bureau tells of the same stake."""
    firm, bureau = folder / "firm", folder / "bureau"
    firm.mkdir()
    bureau.mkdir()
    enterprises = [{"party_id": key, "name": name, **TOLD} for key, name in NAMES.items()]
    world.write(firm / "enterprises.csv", [*enterprises, {"party_id": "R", "name": "", **TOLD}])
    stake = {"owner": OWNER, "owned": OWNED, "valid_from": "2020-01-01"}
    world.write(firm / "stakes.csv", [stake | {"share_ratio": "0.6", "recorded_on": "2025-06-02"}])
    world.write(bureau / "stakes.csv", [stake | {"share_ratio": "0.4", "recorded_on": "2025-11-01"}])
    loans = [(f"L{n}", who, amount) for n, (who, amount) in enumerate(((OWNED, "5000000"), (OWNER, "3000000")))]
    world.write(
        firm / "loans.csv",
        [{"loan_id": i, "borrower": who, "lender": "K", "principal": p, "drawn_on": "2023-02-01", **TOLD}
         for i, who, p in loans],
    )  # fmt: skip
    statement = {"enterprise": OWNER, "period_end": "2022-12-31", "total_assets（元）": "9000000"}
    world.write(firm / "statements.csv", [statement | {"recorded_on": "2023-04-30"}])
    return firm, bureau


@pytest.fixture(scope="module")
def own(loaded_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp(f"quality_{loaded_kind}")
    return read_settings(
        data_folder=folder / "data", cache_folder=folder / "cache", as_of=date.fromisoformat(DAY),
        source_priority=("firm", "bureau"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(
    loaded_kind: str, own: Settings, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    database, found = request.getfixturevalue(f"{loaded_kind}_server")
    with alone(database):
        empty(found)
        for files in deliver(tmp_path_factory.mktemp("files")):
            load_into(found, own, [files], load_options(own, source=files.name), lambda _what, _done, _total: None)
        yield found


@pytest.fixture(scope="module")
def client(store: Store, own: Settings) -> TestClient:
    return client_of(create_app(own, store))


def board(client: TestClient, **parameters: Any) -> Any:
    answer = client.get("/v1/data-quality", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def row(columns: dict[str, list[Any]], **wanted: Any) -> dict[str, Any]:
    """The place of columns where some of them have these values."""
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    (found,) = [one for one in rows if wanted.items() <= one.items()]
    return found


def test_how_much_each_source_states_and_how_fresh_it_is(client: TestClient) -> None:
    tables = board(client)["tables"]
    assert len({len(column) for column in tables.values()}) == 1
    assert row(tables, source="firm", table="stakes") == {
        "source": "firm", "table": "stakes", "title": {"zh": "股东出资", "en": "Stakes"}, "rows": 1, "loaded": 1,
        "ignored": 0, "facts": 1, "in_force": 1, "superseded": 0, "outranked": 0, "recorded_on": "2025-06-02",
        "valid_from": "2020-01-01", "period_end": None, "age_days": 212,
    }  # fmt: skip
    told = row(tables, source="bureau", table="stakes")
    assert (told["facts"], told["in_force"], told["outranked"], told["age_days"]) == (0, 0, 1, 60)
    statements = row(tables, source="firm", table="statements")
    assert (statements["period_end"], statements["recorded_on"]) == ("2022-12-31", "2023-04-30")
    loans = row(tables, source="firm", table="loans")
    assert (loans["rows"], loans["facts"]) == (2, 4)  # who borrowed, and who lent


def test_as_it_was_told_by_a_day(client: TestClient) -> None:
    tables = board(client, known_at="2025-06-01")["tables"]
    assert "bureau" not in {
        source for source, facts in zip(tables["source"], tables["outranked"], strict=True) if facts
    }
    stakes = row(tables, source="firm", table="stakes")
    assert (stakes["facts"], stakes["recorded_on"], stakes["age_days"]) == (0, None, None)
    assert row(tables, source="firm", table="loans")["facts"] == 4


def test_deliveries_with_the_rows_that_wait(client: TestClient) -> None:
    found = board(client)
    files = found["files"]
    assert found["file_count"] == len(files["file"]) == 5
    assert files["version"] == sorted(files["version"], reverse=True)
    enterprises = row(files, table="enterprises")
    assert (enterprises["source"], enterprises["rows"], enterprises["waiting"]) == ("firm", 3, 1)
    assert sum(files["waiting"]) == 1
    rejects = found["rejects"]
    assert (rejects["total"], rejects["tables"][0]["rows"], rejects["reasons"][0]["code"]) == (1, 1, "required")
    (refused,) = rejects["rows"]
    assert (refused["source"], refused["table"], refused["row"]) == ("firm", "enterprises", 5)
    assert refused["remedy_en"] == "fill it in"


def test_of_whom_something_is_wanting(client: TestClient) -> None:
    found = board(client)
    rules = {one["rule"]: one for one in found["rules"]}
    disputed = rules["owners_disputed"]
    assert (disputed["aspect"], disputed["count"]) == ("disputed", 1)
    assert disputed["parties"]["name"] == [NAMES[OWNED]]
    assert disputed["parties"]["value"] == [pytest.approx(0.2)]
    assert rules["self_guarantee"]["count"] == 0
    assert rules["self_guarantee"]["parties"] == {
        "party_id": [], "name": [], "kind": [], "value": [], "at_stake_cny": []
    }  # fmt: skip
    measures = {one["measure"]: one for one in found["measures"]}
    missing = measures["data.no_statement"]
    assert (missing["aspect"], missing["known"], missing["count"]) == ("missing", 3, 2)
    bare = measures["data.loans_without_balance_cny"]
    assert (bare["parties"]["party_id"], bare["total_cny"], bare["most"]) == (
        [f"cn.uscc:{OWNED}", f"cn.uscc:{OWNER}"], 8_000_000.0, 5_000_000.0
    )  # fmt: skip
    assert measures["own.statement_age_days"]["aspect"] == "stale"
    assert measures["data.no_statement"]["total_cny"] is None


def test_lists_are_capped_and_counted(client: TestClient) -> None:
    found = board(client, limit=1)
    bare = next(one for one in found["measures"] if one["measure"] == "data.loans_without_balance_cny")
    assert (bare["count"], bare["parties"]["party_id"]) == (2, [f"cn.uscc:{OWNED}"])
    assert (len(found["files"]["file"]), found["file_count"]) == (1, 5)
    assert client.get("/v1/data-quality", params={"limit": 1_001}).status_code == 422


def test_rules_go_by_the_thresholds_in_force(client: TestClient, store: Store, own: Settings) -> None:
    before = {one["rule"]: one["count"] for one in board(client)["rules"]}
    folder = own.data_folder / "rules"
    folder.mkdir()
    given = Path(world.__file__).parents[2] / "graph/signals/rules/owners_disputed.toml"
    text = given.read_text(encoding="utf-8").replace("value = 0.05", "value = 0.5", 1)
    (folder / given.name).write_text(text.split("[[example]]")[0] + EXAMPLE, encoding="utf-8")
    laxer = client_of(create_app(own.model_copy(update={"rules_folder": folder}), store))
    after = {one["rule"]: one["count"] for one in board(laxer)["rules"]}
    assert {rule for rule in before if before[rule] != after[rule]} == {"owners_disputed"}


EXAMPLE = """[[example]]
zh = "相差一半"
en = "half of it apart"
measures.A = { "data.stakes_disputed" = 1, "data.disputed_share" = 0.5 }
fires = ["A"]

[[example]]
zh = "不足一半"
en = "less than half of it"
measures.A = { "data.stakes_disputed" = 1, "data.disputed_share" = 0.49 }
fires = []
"""


def test_it_is_answered_anew_when_refused_rows_were_mended(client: TestClient, store: Store, own: Settings) -> None:
    first = client.get("/v1/data-quality")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get("/v1/data-quality", headers=known).status_code == 304
    (waiting,) = Refused.all(own.rejects_folder)
    replay_rejects(store, waiting.folder, options=load_options(own, source="firm"))  # nobody has mended it
    assert board(client)["rejects"]["total"] == 1
    for file in waiting.files():
        file.unlink()
    again = client.get("/v1/data-quality", headers=known)
    assert (again.status_code, again.json()["rejects"]["total"]) == (200, 0)


def test_an_empty_database_has_nothing_to_show(new_client: Any) -> None:
    found = board(new_client())
    assert (found["tables"]["source"], found["file_count"], found["rejects"]["total"]) == ([], 0, 0)
    assert {one["count"] for one in (*found["rules"], *found["measures"])} == {0}
