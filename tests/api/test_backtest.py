"""A back-test by command and as a job: one document, its table, its picture, and what is refused."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import read_settings
from graph.store import open_store
from graph.store.embedded import stop
from tests.api.described import client_of
from tests.api.running import Ringfence
from tests.api.test_stress_losses import ended
from tests.unit.measures.village import Row, balance, event, firm, guarantee, loan

pytestmark = pytest.mark.xdist_group("test_backtest")

RULE = Path(__file__).parents[2] / "graph" / "signals" / "rules" / "mutual_guarantee.toml"
DATES = ("--from", "2023-01-31", "--to", "2023-12-31", "--known-at", "2024-12-31", "--horizon", "180")


def tables() -> dict[str, list[Row]]:
    """a and b stand for each other from March on, c and d from June on; a fails in May."""
    return {
        "enterprises": [firm("bank", kind="bank"), *(firm(name) for name in "abcde")],
        "loans": [loan(f"L{name}", name) for name in "abcde"],
        "balances": [balance(f"L{name}", date(2022, 3, 31), 800_000.0) for name in "abcde"],
        "guarantees": [
            guarantee(f"G{one}{other}", one, other, f"L{other}", starts_on=date(2023, month, 1),
                      recorded_on=date(2023, month, 5))
            for one, other, month in (("a", "b", 3), ("b", "a", 3), ("c", "d", 6), ("d", "c", 6))
        ],
        "events": [event("E0", "e", "overdue", date(2022, 3, 1)), event("E1", "a", "default", date(2023, 5, 20))],
    }  # fmt: skip


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path_factory.mktemp("backtest"))
    files = commands.folder / "delivery"
    files.mkdir()
    for name, rows in tables().items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (files / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    report = commands.json("load", str(files), "--source", "own")
    assert sum(table["rejected"] for table in report["tables"].values()) == 0, report
    yield commands
    stop(commands.folder / "data" / "database")


@pytest.fixture(scope="module")
def found(ringfence: Ringfence) -> dict[str, Any]:
    document: dict[str, Any] = ringfence.json("backtest", *DATES)
    return document


def test_figures_of_a_rule(found: dict[str, Any]) -> None:
    rule = next(one for one in found["rules"] if one["id"] == "mutual_guarantee")
    assert (rule["alarms"], rule["judged"], rule["true"], rule["censored"]) == (4, 4, 1, 0)
    assert (rule["precision"], rule["recall"], rule["lead_time_days"]) == (0.25, 1, 50)
    assert rule["precision_low"] <= 0.25 <= rule["precision_high"]
    assert rule["lead_time_quartiles_days"] == [50, 50]
    # One of five fails within half a year of the end of March, none of four of the end of June.
    assert rule["lift"] == pytest.approx(1 / (2 / 5), rel=1e-6)


def test_the_document_says_what_it_is(found: dict[str, Any]) -> None:
    assert (found["from"], found["to"], found["dates"], found["judged_dates"]) == ("2023-01-31", "2023-12-31", 12, 12)
    assert (found["horizon_days"], found["known_at"], found["step"]) == (180, "2024-12-31", "1m")
    assert {"alarm", "precision", "recall", "lift", "lead_time_days", "workload_per_week"} <= found[
        "definitions"
    ].keys()
    silent = next(one for one in found["rules"] if one["id"] == "multi_guaranteed")
    assert (silent["alarms"], silent["precision"], silent["lead_time_days"]) == (0, None, None)


def test_the_whole_history_by_default(ringfence: Ringfence) -> None:
    """From the day on which the first event was told."""
    whole = ringfence.json("backtest", "--to", "2023-12-31", "--known-at", "2024-12-31")
    assert (whole["from"], whole["dates"]) == ("2022-03-31", 22)


def test_the_table(ringfence: Ringfence) -> None:
    done = ringfence.run("backtest", *DATES)
    assert done.returncode == 0, done.stderr
    (line,) = (line for line in done.stdout.splitlines() if "Mutual guarantee" in line)
    assert "25.0%" in line
    assert "50 (50 – 50)" in line
    assert "2023-01-31 – 2023-12-31" in done.stdout


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_picture(ringfence: Ringfence, form: str, tmp_path: Path) -> None:
    files = [tmp_path / f"one.{form}", tmp_path / f"two.{form}"]
    for file in files:
        assert ringfence.run("backtest", *DATES, "--picture", str(file)).returncode == 0
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.startswith(b"\x89PNG" if form == "png" else b"<?xml")


def test_rules_of_ones_own(ringfence: Ringfence, tmp_path: Path) -> None:
    (tmp_path / RULE.name).write_bytes(RULE.read_bytes())
    own = ringfence.json("backtest", *DATES, "--rules", str(tmp_path))
    assert [one["id"] for one in own["rules"]] == ["mutual_guarantee"]


def test_without_a_folder_the_rules_in_force_are_tested(
    ringfence: Ringfence, found: dict[str, Any], tmp_path: Path
) -> None:
    text = RULE.read_text(encoding="utf-8").replace('id = "mutual_guarantee"', 'id = "house_rule"')
    (tmp_path / "house_rule.toml").write_text(text, encoding="utf-8")
    done = ringfence.run("backtest", *DATES, "--json", RINGFENCE_RULES_FOLDER=str(tmp_path))
    names = {one["id"] for one in json.loads(done.stdout)["rules"]}
    assert names == {one["id"] for one in found["rules"]} | {"house_rule"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--step", "1y"), "no step between dates"),
        (("--from", "2024-01-31", "--to", "2023-01-31"), "ends before it begins"),
        (("--to", "2023-12-31", "--known-at", "2023-06-30"), "cannot tell"),
        (("--picture", "out.pdf"), "neither .png nor .svg"),
    ],
)
def test_what_cannot_be_asked_is_refused(ringfence: Ringfence, options: tuple[str, ...], words: str) -> None:
    done = ringfence.run("backtest", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_before_the_first_event_nothing_can_come_true(ringfence: Ringfence) -> None:
    done = ringfence.run("backtest", "--to", "2022-01-31")
    assert done.returncode == 1
    assert "No event is recorded" in done.stderr
    assert "没有任何事件记录" in done.stderr


@pytest.fixture(scope="module")
def client(ringfence: Ringfence) -> Iterator[TestClient]:
    own = read_settings(data_folder=ringfence.folder / "data", cache_folder=ringfence.folder / "cache")
    with open_store(own.database) as store:
        yield client_of(create_app(own, store))


def test_the_job_finds_what_the_command_tells(client: TestClient, found: dict[str, Any]) -> None:
    asked: dict[str, str | int] = {
        "from": "2023-01-31",
        "as_of": "2023-12-31",
        "known_at": "2024-12-31",
        "horizon": 180,
    }
    answer = client.post("/v1/backtest", params=asked)
    assert answer.status_code == 202, answer.text
    job = answer.json()
    assert (job["kind"], job["parameters"]["horizon_days"]) == ("backtest", 180)
    assert ended(client, job)["state"] == "done"
    assert client.get(f"/v1/jobs/{job['job_id']}/result").json() == found


@pytest.mark.parametrize("asked", [{"step": "1y"}, {"from": "2024-01-31", "as_of": "2023-12-31"}])
def test_what_cannot_be_asked_is_no_job(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.post("/v1/backtest", params=asked)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] == "usage"
