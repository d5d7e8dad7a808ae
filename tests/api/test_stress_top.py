"""The most important and the most vulnerable parties by command and as a job: one document, kept or refused."""

from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.top_run import TopRun
from graph.explain.stress.progress import OnProgress
from tests.api import exposure_world as world
from tests.api.running import Ringfence
from tests.api.test_stress_losses import ended
from tests.conformance.jobs import PATIENCE_S

pytestmark = pytest.mark.xdist_group("test_exposure_command")  # which loads the same
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)
ADDRESS = "/v1/stress/top"


def submitted(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer = client.post(ADDRESS, params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['job_id']}"
    return job


@pytest.mark.parametrize(
    ("parameters", "heading"),
    [
        ({}, "Nobody's total assets are known"),
        ({"by": "induced"}, "guarantors pay · 代偿"),
        ({"by": "loss", "lgd": 1, "allocation": "full_to_each", "missing_policy": "zero", "limit": 1},
         "the first one's failure is borne by"),
        ({"by": "vulnerability", "variant": "battiston2012"}, "debtors tried · 已尝试债务主体"),
        ({"by": "default_probability", "probability": 0.1, "correlation": 0.2, "trials": 200, "seed": 3, "limit": 2},
         "likeliest to fail"),
        ({"by": "default_probability", "pd": 0.1, "limit": 1}, "given for want of a score · 无评分，按给定值"),
    ],
)  # fmt: skip
def test_the_job_finds_what_the_command_tells(
    parameters: dict[str, Any], heading: str, guaranteeing: Ringfence, guaranteeing_client: TestClient
) -> None:
    job = submitted(guaranteeing_client, **parameters)
    assert (job["kind"], job["parameters"]["by"]) == ("stress_top", parameters.get("by", "debtrank"))
    stands = ended(guaranteeing_client, job)
    assert stands["state"] == "done", stands
    found = guaranteeing_client.get(f"/v1/jobs/{job['job_id']}/result").json()
    options = [text for name, value in parameters.items() for text in (f"--{name.replace('_', '-')}", str(value))]
    assert guaranteeing.json("stress", "top", *options, *DATES) == found
    assert stands["version"] == found["version"]
    assert bool(found["answer"]["parties"]) is bool(parameters)
    printed = guaranteeing.run("stress", "top", *options, *DATES).stdout
    assert "how sure · 可靠程度" in printed
    assert heading in printed


def test_the_figures_of_the_world(guaranteeing: Ringfence) -> None:
    """B owes 600, for which G2 stands with nothing left: it falls, and A of its promise for the 100 of G2, and P of its
    for A's 500. Of A's 800 G2's pool of 700 can take 350, the other half being called for B: G1 pays 450, F 350.

    If A fails, G1 is called for 400 and G2 for as much, P for 100: these two fall. G2's failure brings A down."""
    found = guaranteeing.json("stress", "top", "--by", "loss", "--lgd", "1", *DATES)
    rows = {one["party"]["party_id"]: one for one in found["answer"]["parties"]}
    assert {name: (one["due_cny"], one["lost_cny"], one["paid_cny"], one["induced"]) for name, one in rows.items()} == {
        "exp:B": (600, 2200 - 800, 800, 3), "exp:A": (1500, 1600 - 750, 750, 2), "exp:G2": (100, 1600 - 750, 750, 2),
    }  # fmt: skip
    assert next(iter(rows)) == "exp:B"
    assert {name: one["circle_size"] for name, one in rows.items()} == {"exp:B": 0, "exp:A": 2, "exp:G2": 2}
    assert found["certainty"]["insolvent_count"] == 1


def test_a_kept_answer_is_a_run_that_is_done(guaranteeing: Ringfence, guaranteeing_client: TestClient) -> None:
    done = guaranteeing.run("stress", "top", "--by", "induced", *DATES, "--keep")
    job_id = done.stderr.rpartition("kept · 已保存 ")[2].strip()
    kept = guaranteeing_client.get(f"/v1/jobs/{job_id}").json()
    assert (kept["state"], kept["kind"], kept["parameters"]["by"]) == ("done", "stress_top", "induced")
    found = guaranteeing_client.get(f"/v1/jobs/{job_id}/result").json()
    assert found == guaranteeing.json("stress", "top", "--by", "induced", *DATES)


def test_whoever_asked_cancels(guaranteeing_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, top = Event(), Event(), TopRun.top

    def held(run: TopRun, on_progress: OnProgress) -> object:
        begun.set()
        assert go_on.wait(PATIENCE_S)
        return top(run, on_progress)

    monkeypatch.setattr(TopRun, "top", held)
    job = submitted(guaranteeing_client)
    assert begun.wait(PATIENCE_S)
    assert guaranteeing_client.delete(f"/v1/jobs/{job['job_id']}").json()["cancel_asked"]
    go_on.set()
    assert ended(guaranteeing_client, job)["state"] == "cancelled"


@pytest.mark.parametrize(
    "parameters",
    [{"by": "size"}, {"lgd": 2}, {"limit": 0}, {"by": "loss", "pd": 0.1}, {"trials": 100}, {"allocation": "none"},
     {"by": "default_probability", "variant": "battiston2012"}, {"default": "exp:A"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_no_job(parameters: dict[str, Any], guaranteeing_client: TestClient) -> None:
    before = guaranteeing_client.get("/v1/jobs").json()["items"]
    answer = guaranteeing_client.post(ADDRESS, params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (422, "usage")
    assert guaranteeing_client.get("/v1/jobs").json()["items"] == before


def test_nothing_stands_for_a_missing_score_in_silence(
    guaranteeing: Ringfence, guaranteeing_client: TestClient
) -> None:
    before = guaranteeing_client.get("/v1/jobs").json()["items"]
    parameters = {"by": "default_probability", "as_of": world.DAY, "known_at": world.DAY}
    unscored = guaranteeing_client.post(ADDRESS, params=parameters)
    doubled = guaranteeing_client.post(ADDRESS, params=parameters | {"probability": "0.1", "pd": "0.1"})
    for answer in (unscored, doubled):
        said = answer.json()
        assert (answer.status_code, said["code"], said["details"]["parameter"]) == (422, "usage", "pd")
    assert "pd 0.02" in unscored.json()["detail"]
    assert "pd 0.02" in unscored.json()["detail_zh"]
    assert guaranteeing_client.get("/v1/jobs").json()["items"] == before
    refused = guaranteeing.run("stress", "top", "--by", "default_probability", *DATES)
    assert (refused.returncode, "no probability of default is known" in refused.stderr) == (2, True)
    unread = guaranteeing.run("stress", "top", "--pd", "0.1", *DATES)
    assert (unread.returncode, "pd decides nothing by debtrank" in unread.stderr) == (2, True)
