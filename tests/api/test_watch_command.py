"""`ringfence watch`: deliveries of a folder loaded once, runs listed with what they did, and an orderly end."""

import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.watch.lease import Lease
from graph.store import open_store
from graph.store.embedded import stop
from tests.api import world
from tests.api.conftest import beside
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_watch_command")
DATES = ("--as-of", world.DAY)
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path_factory.mktemp("watch"))
    commands.json("load", str(world.deliver(commands.folder / "delivery")), "--source", world.SOURCE)
    commands.run("warn", *DATES)  # what the tests' own runs find is known: they may come in any order
    yield commands
    stop(commands.folder / "data" / "database")


def test_watching_by_commands(ringfence: Ringfence, tmp_path: Path) -> None:
    """A folder of deliveries: each is loaded once, one that is none is told once, one that changed again."""
    folder = tmp_path / "in"
    folder.mkdir()
    watch = ("watch", "--once", "--folder", str(folder), *DATES)
    more = folder / "2026-01"
    more.mkdir()
    (more / "enterprises.csv").write_text(
        "party_id,name,kind,recorded_on\nX1,新客户有限公司,company,2025-06-01\n", encoding="utf-8"
    )
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "unfinished.csv.part").write_text("party_id,na", encoding="utf-8")
    schedule = {"RINGFENCE_WATCH_SCHEDULE": "* * * * *"}
    first = ringfence.run(*watch, "--json", **schedule)
    assert first.returncode == 0, first.stderr
    status = ringfence.json("watch", "status")
    run = status["runs"][0]
    assert run["state"] == "done"
    assert [(one["name"], one["outcome"], one["loaded"]) for one in run["deliveries"]] == [
        ("2026-01", "loaded", 1), ("notes.csv", "refused", 0),
    ]  # fmt: skip
    assert run["seconds"] > 0
    assert run["found"] >= run["new"]
    assert run["full_because"] is None, "it builds on the run by hand"
    assert (
        ringfence.run("portfolios", "add", "新", "--query", "enterprise/search", "--with", "text=新客户").returncode
        == 0
    )
    _make_due(ringfence)
    second = ringfence.json(*watch)
    assert second["done"]["deliveries"] == []
    assert second["done"]["new"] == 0
    assert second["done"]["found"] > 0
    assert (second["done"]["looked_at"], second["done"]["full_because"]) == (0, None)
    (folder / "notes.csv").write_text(
        "party_id,name,kind,recorded_on\nX2,另一客户有限公司,company,2025-06-01\n", encoding="utf-8"
    )
    _make_due(ringfence)
    assert [one["outcome"] for one in ringfence.json(*watch)["done"]["deliveries"]] == ["loaded"]
    assert "nothing is due" in ringfence.run("watch", "--once", *DATES).stdout
    assert ringfence.run("watch", "status").returncode == 0


def test_a_run_that_fails_is_listed_with_its_reason(ringfence: Ringfence, tmp_path: Path) -> None:
    _make_due(ringfence)
    gone = ringfence.run("watch", "--once", "--folder", str(tmp_path / "gone"), *DATES)
    assert gone.returncode == 1
    assert "RINGFENCE_WATCH_FOLDER" in gone.stderr
    newest = ringfence.json("watch", "status")["runs"][0]
    assert newest["state"] == "failed"
    assert newest["failure"]
    assert "nothing is due" in ringfence.run("watch", "--once", *DATES).stdout, "it was dealt with, not repeated"
    wrong = ringfence.run("watch", "--once", RINGFENCE_WATCH_SCHEDULE="0 6 * * 1")
    assert wrong.returncode == 2
    assert "mon to sun" in wrong.stderr


def test_the_process_runs_what_is_due_and_ends_when_asked(ringfence: Ringfence) -> None:
    _make_due(ringfence)
    before = len(ringfence.json("watch", "status")["runs"])
    with ringfence.process("watch", *DATES) as process:
        deadline = time.monotonic() + PATIENCE_S
        while not [one for one in ringfence.json("watch", "status")["runs"][: -before or None] if one["ended_at"]]:
            assert time.monotonic() < deadline, "it did not run"
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0
    assert "0 new · 新增" in out
    assert ringfence.json("watch", "status")["holder"] is None


def test_a_run_forgets_notices_that_are_kept_no_more(ringfence: Ringfence) -> None:
    def count() -> tuple[int, int]:
        """How many notices say anything, and up to which number they are kept no more."""
        with open_store(f"embedded:{ringfence.folder / 'data' / 'database'}") as store:
            told = store.rows("MATCH (n:Notice) WHERE n.party_id IS NOT NULL RETURN count(n) AS notices")
            cleared = store.rows("MATCH (o:Outbox) RETURN coalesce(o.cleared, 0) AS cleared")
        return told[0]["notices"], cleared[0]["cleared"]

    _make_due(ringfence)
    ringfence.run("watch", "--once", *DATES)
    told, before = count()
    assert told > 0
    with open_store(f"embedded:{ringfence.folder / 'data' / 'database'}") as store:
        store.run("MATCH (n:Notice) WHERE n.party_id IS NOT NULL SET n.created_at = '2020-01-01T00:00:00.000+00:00'")
    _make_due(ringfence)
    assert ringfence.json("watch", "--once", *DATES)["done"]["after_failed"] == []
    assert count() == (0, before + told)


def test_runs_are_told_over_the_api_and_stand_among_the_jobs(ringfence: Ringfence) -> None:
    _make_due(ringfence)
    ringfence.run("watch", "--once", *DATES)
    with beside(ringfence, world.DAY) as client:
        found = client.get("/v1/watch").json()
        jobs = client.get("/v1/jobs", params={"kind": "watch"}).json()["items"]
        assert [one["run_id"] for one in found["runs"]] == [one["job_id"] for one in jobs]
        (newest, *_) = client.get("/v1/watch", params={"limit": 1}).json()["runs"]
        assert (newest["new"], newest["looked_at"], newest["full_because"]) == (0, 0, None)


def test_the_worker_is_told_of_over_the_api(client: TestClient) -> None:
    found = client.get("/v1/watch").json()
    assert (found["holder"], found["runs"], found["due"]) == (None, [], True)


def _make_due(ringfence: Ringfence) -> None:
    """As if the last run had been long ago."""
    with open_store(f"embedded:{ringfence.folder / 'data' / 'database'}") as store:
        lease = Lease(store, 60, lambda: datetime.now(UTC))
        held = lease.take()
        assert held is not None
        lease.release(held, datetime(2025, 1, 1, tzinfo=UTC))
