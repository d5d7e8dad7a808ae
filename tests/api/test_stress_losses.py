"""Losses by chance by command and as a job: one document, kept, cancelled, and what is wrong said."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.analysing import Analysing
from api.commands import stress_losses
from api.commands.output import OnProgress
from graph.store import open_store
from tests.api import exposure_world as world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_exposure_command")  # which loads the same
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)
ADDRESS = "/v1/stress/year_of_defaults/losses"
MANY = 1_000_000
LAWFUL = """\
id = "lawful"
model = "law_aware"
lgd = 1.0
bankrupt = true
[title]
zh = "依法"
en = "By law"
[meaning]
zh = "依法"
en = "By law"
[chance]
probabilities = "constant"
probability = 0.1
trials = 200
"""


def submitted(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer = client.post(ADDRESS, params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['job_id']}"
    return job


def ended(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    for _ in range(6):
        stands: dict[str, Any] = client.get(f"/v1/jobs/{job['job_id']}", params={"wait_s": 10}).json()
        if stands["state"] not in ("queued", "running"):
            return stands
    raise AssertionError(stands)


@pytest.fixture(scope="module")
def scored(guaranteeing: Ringfence) -> None:
    """A is scored, after the day of the other questions."""
    with open_store(f"embedded:{guaranteeing.folder / 'data' / 'database'}") as store:
        world.score(store)


def test_the_job_finds_what_the_command_tells(guaranteeing: Ringfence, guaranteeing_client: TestClient) -> None:
    job = submitted(guaranteeing_client, pd=0.2, trials=600, seed=5, limit=2)
    assert (job["kind"], job["actor"], job["parameters"]["pd"]) == ("stress_losses", "anonymous@local", 0.2)
    assert job["parameters"]["scenario"]["chance"]["trials"] == 600
    stands = ended(guaranteeing_client, job)
    assert stands["state"] == "done", stands
    found = guaranteeing_client.get(f"/v1/jobs/{job['job_id']}/result").json()
    options = ("--pd", "0.2", "--trials", "600", "--seed", "5", "--limit", "2")
    assert guaranteeing.json("stress", "losses", "year_of_defaults", *options, *DATES) == found
    assert stands["version"] == found["version"]
    answer = found["answer"]
    assert (answer["trials"], answer["lender_count"], answer["firm_count"], found["truncated"]) == (600, 2, 1, True)
    assert answer["firms"][0]["party"]["party_id"] == "exp:F"
    assert 0 < answer["expected_loss_cny"] < answer["due_cny"]
    printed = guaranteeing.run("stress", "losses", "year_of_defaults", *options, *DATES).stdout
    assert "guarantee firms · 担保公司" in printed
    assert "given for want of a score · 无评分，按给定值" in printed


def test_whoever_asked_cancels(guaranteeing_client: TestClient) -> None:
    job = submitted(guaranteeing_client, pd=0.02, trials=MANY)
    gone = guaranteeing_client.delete(f"/v1/jobs/{job['job_id']}")
    assert (gone.status_code, gone.json()["cancel_asked"] or gone.json()["state"] == "cancelled") == (200, True)
    assert ended(guaranteeing_client, job)["state"] == "cancelled"
    assert guaranteeing_client.get(f"/v1/jobs/{job['job_id']}/result").status_code == 409


def test_a_kept_answer_is_a_run_that_is_done(guaranteeing: Ringfence, guaranteeing_client: TestClient) -> None:
    arguments = ("stress", "losses", "year_of_defaults", "--pd", "0.02", "--trials", "200", *DATES)
    done = guaranteeing.run(*arguments, "--keep")
    job_id = done.stderr.rpartition("kept · 已保存 ")[2].strip()
    kept = guaranteeing_client.get(f"/v1/jobs/{job_id}").json()
    assert (kept["state"], kept["kind"], kept["actor"]) == ("done", "stress_losses", "command@local")
    assert (kept["as_of"], kept["parameters"]["limit"]) == (world.DAY, 100)
    assert kept["asked_at"] == kept["started_at"] < kept["ended_at"]
    found = guaranteeing_client.get(f"/v1/jobs/{job_id}/result").json()
    assert found == guaranteeing.json(*arguments)
    assert kept["version"] == found["version"]


def test_ctrl_c_gives_what_was_found_until_then(guaranteeing: Ringfence, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def pressed(_title: str) -> Iterator[OnProgress]:
        yield lambda _what, done, _total: signal.raise_signal(signal.SIGINT) if done == 1_000 else None

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(stress_losses, "progress", pressed)
    found = guaranteeing.json("stress", "losses", "year_of_defaults", "--pd", "0.02", "--trials", str(MANY), *DATES)
    assert (found["answer"]["ended"], found["answer"]["trials"]) == ("cancelled", 1_000)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupted_run_is_kept_as_cancelled_with_the_trials_made(
    guaranteeing: Ringfence, guaranteeing_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def pressed(_title: str) -> Iterator[OnProgress]:
        yield lambda _what, done, _total: signal.raise_signal(signal.SIGINT) if done == 1_000 else None

    monkeypatch.setattr(stress_losses, "progress", pressed)
    arguments = ("stress", "losses", "year_of_defaults", "--pd", "0.02", *DATES)
    done = guaranteeing.run(*arguments, "--trials", str(MANY), "--keep")
    assert "1,000 of at most 1,000,000 trials" in done.stderr
    job_id = done.stderr.split()[-1]
    kept = guaranteeing_client.get(f"/v1/jobs/{job_id}").json()
    assert (kept["state"], kept["failure"]["code"], kept["version"] is None) == ("cancelled", "cancelled", False)
    assert "With trials 1000 the same draws" in kept["failure"]["en"]
    assert "trials 1000" in kept["failure"]["zh"]
    assert guaranteeing_client.get(f"/v1/jobs/{job_id}/result").status_code == 409
    monkeypatch.undo()
    again = guaranteeing.run(*arguments, "--trials", "1000").stdout
    expected = next(line for line in done.stdout.splitlines() if "expected loss" in line)
    assert expected in again.splitlines()


def test_without_any_score_it_is_refused_before_anything_runs(
    guaranteeing: Ringfence, guaranteeing_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = guaranteeing_client.get("/v1/jobs").json()["items"]
    answer = guaranteeing_client.post(ADDRESS, params={"as_of": world.DAY, "known_at": world.DAY})
    said = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (said["code"], said["details"]["parameter"]) == ("usage", "pd")
    assert "pd 0.02" in said["detail"]
    assert "pd 0.02" in said["detail_zh"]
    assert guaranteeing_client.get("/v1/jobs").json()["items"] == before

    def read(*_: Any) -> None:
        raise AssertionError("the day is not read")

    monkeypatch.setattr(Analysing, "day", read)
    refused = guaranteeing.run("stress", "losses", "year_of_defaults", *DATES)
    assert (refused.returncode, "Nobody has a score" in refused.stderr) == (2, True)


@pytest.mark.usefixtures("scored")
def test_scores_of_the_day_are_used_and_nothing_fills_in_silence(
    guaranteeing: Ringfence, guaranteeing_client: TestClient
) -> None:
    day = ("--as-of", world.SCORED, "--known-at", world.SCORED)
    failed = ended(guaranteeing_client, submitted(guaranteeing_client, as_of=world.SCORED, known_at=world.SCORED))
    assert (failed["state"], failed["failure"]["code"]) == ("failed", "usage")
    assert "No probability of default is known of exp:B" in failed["failure"]["en"]
    assert "pd 0.02" in failed["failure"]["zh"]
    done = guaranteeing.run("stress", "losses", "year_of_defaults", *day)
    assert (done.returncode, "exp:B" in done.stderr, "exp:A" in done.stderr) == (2, True, False)
    found = guaranteeing.json("stress", "losses", "year_of_defaults", "--pd", "0.1", "--trials", "200", *day)
    used = {one["own_from"]: one for one in found["facts"]["probabilities"]}
    assert (used["scores"]["model"], used["scores"]["scored_on"], used["scores"]["parties"]) == (
        "trees", world.SCORED, 1,
    )  # fmt: skip
    assert (used["filled"]["probability"], used["filled"]["parties"]) == (0.1, 5)  # B, F, G1, G2, P
    own = {one["party"]["party_id"]: one["own_probability"] for one in found["answer"]["likeliest"]}
    assert (own["exp:A"], own["exp:B"]) == (0.02, 0.1)


@pytest.mark.parametrize(
    ("address", "parameters", "status", "code"),
    [
        ("/v1/stress/nothing/losses", {}, 404, "not_found"),
        ("/v1/stress/largest_borrower/losses", {}, 422, "usage"),
        (ADDRESS, {"pd": 2}, 422, "usage"),
        (ADDRESS, {"pd": "nan"}, 422, "usage"),
        (ADDRESS, {"trials": 1}, 422, "usage"),
        (ADDRESS, {"trials": MANY + 1}, 422, "usage"),
        (ADDRESS, {"seed": 2**63}, 422, "usage"),
        (ADDRESS, {"default": "exp:A"}, 422, "usage"),
    ],
)
def test_what_cannot_be_asked_is_no_job(
    address: str, parameters: dict[str, Any], status: int, code: str, guaranteeing_client: TestClient
) -> None:
    before = guaranteeing_client.get("/v1/jobs").json()["items"]
    answer = guaranteeing_client.post(address, params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert guaranteeing_client.get("/v1/jobs").json()["items"] == before


def test_a_scenario_that_only_draws_is_not_played(guaranteeing: Ringfence, guaranteeing_client: TestClient) -> None:
    refused = guaranteeing_client.get("/v1/stress/year_of_defaults")
    assert (refused.status_code, refused.json()["code"]) == (422, "usage")
    assert "stress losses year_of_defaults" in refused.json()["detail"]
    named = guaranteeing.json("stress", "run", "year_of_defaults", "--default", "exp:A", *DATES)
    assert named["answer"]["initial"] == 1


def test_a_scenario_by_law_and_its_picture(guaranteeing: Ringfence, tmp_path: Path) -> None:
    path, out = tmp_path / "lawful.toml", tmp_path / "pictures"
    path.write_text(LAWFUL, encoding="utf-8")
    arguments = ("stress", "losses", str(path), *DATES)
    found = guaranteeing.json(*arguments, "--pictures", str(out), "--form", "svg")
    assert (found["model"], found["facts"]["probabilities"][0]["own_from"]) == ("law_aware", "constant")
    assert [one.name for one in out.iterdir()] == ["loss_distribution.svg"]
    assert out.joinpath("loss_distribution.svg").read_bytes().startswith(b"<?xml")
    doubled = guaranteeing.run(*arguments, "--pd", "0.02")
    assert (doubled.returncode, "Leave it out" in doubled.stderr) == (2, True)
