"""Long runs over the API: who may see and end them, and what the answers are."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.jobs import Job, Jobs
from api.jobs.job import OnProgress
from api.security.keys import KeyFile
from graph.errors import QueueFull
from tests.api.conftest import NewClient
from tests.conformance.jobs import PATIENCE_S, Held, asked


def jobs_of(client: TestClient) -> Jobs:
    app = client.app
    assert isinstance(app, FastAPI)
    behind: Jobs = app.state.jobs
    return behind


def begun(client: TestClient, work: Held) -> Job:
    job = jobs_of(client).submit(asked(lgd=0.45), work, "wang")
    work.begun()
    return job


@pytest.fixture
def writer_headers(tmp_path: Path) -> dict[str, str]:
    secret = KeyFile(tmp_path / "data" / "api-keys.json").create("officer", may_write=True).secret
    return {"Authorization": f"Bearer {secret}"}


def test_a_job_is_seen_from_its_beginning_to_its_result(new_client: NewClient) -> None:
    client, work = new_client(), Held({"loss_cny": 12.5})
    assert client.get("/v1/jobs").json() == {"items": [], "truncated": False}
    job = begun(client, work)
    stands: dict[str, Any] = client.get(f"/v1/jobs/{job.job_id}").json()
    assert stands == {
        "job_id": job.job_id, "kind": "stress", "title": {"zh": "压力测试", "en": "Stress test"}, "state": "running",
        "actor": "wang", "as_of": "2024-12-31", "known_at": "2025-01-31", "parameters": {"lgd": 0.45},
        "asked_at": job.asked_at, "started_at": stands["started_at"], "ended_at": None, "version": None,
        "cancel_asked": False, "progress": {"what": "trials", "done": 3, "total": 10}, "failure": None,
    }  # fmt: skip
    early = client.get(f"/v1/jobs/{job.job_id}/result")
    assert (early.status_code, early.json()["code"]) == (409, "no_result")
    assert early.json()["details"] == {"job_id": job.job_id, "state": "running"}
    work.go_on.set()
    done = client.get(f"/v1/jobs/{job.job_id}?wait_s=10").json()
    assert (done["state"], done["progress"]) == ("done", None)
    result = client.get(f"/v1/jobs/{job.job_id}/result")
    assert (result.headers["content-type"], result.json()) == ("application/json", {"loss_cny": 12.5})
    assert client.get("/v1/jobs?kind=stress&limit=1").json() == {"items": [done], "truncated": False}
    assert client.get("/v1/jobs?kind=score").json()["items"] == []


def test_only_a_key_that_may_write_cancels(
    new_client: NewClient, tmp_path: Path, writer_headers: dict[str, str]
) -> None:
    client, work = new_client(), Held()
    reader = {"X-API-Key": KeyFile(tmp_path / "data" / "api-keys.json").create("reader").secret}
    job = begun(client, work)
    address = f"/v1/jobs/{job.job_id}"
    assert client.delete(address).status_code == 401
    refused = client.delete(address, headers=reader)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert client.get(address, headers=reader).json()["cancel_asked"] is False
    told = client.delete(address, headers=writer_headers)
    assert (told.status_code, told.json()["state"], told.json()["cancel_asked"]) == (200, "running", True)
    work.go_on.set()
    assert client.get(f"{address}?wait_s=10", headers=reader).json()["state"] == "cancelled"
    assert client.delete(address, headers=writer_headers).json()["state"] == "cancelled"


def test_whoever_asked_for_a_job_may_cancel_it(new_client: NewClient, tmp_path: Path) -> None:
    client, work = new_client(), Held()
    headers = {
        actor: {"X-API-Key": KeyFile(tmp_path / "data" / "api-keys.json").create(actor).secret}
        for actor in ("wang", "li")
    }
    address = f"/v1/jobs/{begun(client, work).job_id}"
    assert client.delete(address, headers=headers["li"]).status_code == 403
    assert client.delete(address, headers=headers["wang"]).json()["cancel_asked"] is True
    work.go_on.set()
    assert client.get(f"{address}?wait_s=10", headers=headers["wang"]).json()["state"] == "cancelled"


def test_on_this_machine_without_keys_nobody_cancels_the_job_of_another(new_client: NewClient) -> None:
    client, work = new_client(), Held()
    job = begun(client, work)
    assert client.delete(f"/v1/jobs/{job.job_id}").status_code == 403
    work.go_on.set()
    assert client.get(f"/v1/jobs/{job.job_id}?wait_s=10").json()["state"] == "done"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/v1/jobs/job:0", 404, "not_found"),
        ("/v1/jobs/job:0/result", 404, "not_found"),
        ("/v1/jobs?limit=0", 422, "usage"),
        ("/v1/jobs?state=done", 422, "usage"),
        ("/v1/jobs/job:0?wait_s=1000", 422, "usage"),
    ],
)
def test_refused(new_client: NewClient, address: str, status: int, code: str) -> None:
    answer = new_client().get(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_settings_bound_what_runs_and_waits(new_client: NewClient) -> None:
    client, work = new_client(job_threads=1, job_queue=0), Held()
    job = begun(client, work)
    with pytest.raises(QueueFull):
        jobs_of(client).submit(asked(), work, "wang")
    work.go_on.set()
    assert jobs_of(client).wait(job.job_id, PATIENCE_S).state == "done"


def test_a_server_that_stops_cancels_its_jobs(new_client: NewClient) -> None:
    began = Event()

    def listens(progress: OnProgress, cancelled: Callable[[], bool]) -> None:
        began.set()
        while not cancelled():
            progress("waiting", 0, None)

    with new_client() as client:
        made = [jobs_of(client).submit(asked(), listens, "wang") for _ in range(4)]
        assert began.wait(PATIENCE_S)
    after = new_client()
    assert [after.get(f"/v1/jobs/{job.job_id}").json()["state"] for job in made] == ["cancelled"] * 4
