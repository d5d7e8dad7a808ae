"""How likely a default is, of one party: the score written down and the estimate before a credit, on both databases."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.commands.score import apply_model
from api.loading import load_options
from api.settings import Settings
from api.warning import evaluate
from gnn import installed
from graph.as_of import AsOf
from graph.store import Store
from ingest import load
from tests.api import scores_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of
from tests.unit.measures.village import event

pytestmark = pytest.mark.xdist_group("test_scores")

DAY = date.fromisoformat(world.DAY)


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody looks at progress here."""


@dataclass(frozen=True)
class Served:
    """A client over the world, scored on its day."""

    client: TestClient
    store: Store
    settings: Settings
    model: str

    def ask(self, party: str, question: str = "score", **more: Any) -> Any:
        answer = self.client.get(f"/v1/enterprises/own:{party}/{question}", params={"known_at": world.DAY} | more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def other(self, **settings: object) -> TestClient:
        """A client over the same store with other settings."""
        return client_of(create_app(self.settings.model_copy(update=settings), self.store))


@pytest.fixture(scope="module")
def served(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, model_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:  # fmt: skip
    own = settings.model_copy(update={"as_of": DAY, "models_folder": model_folder})
    with delivered(request, world.deliver(tmp_path_factory.mktemp("scores")), world.SOURCE) as store:
        evaluate(own, store, AsOf(DAY, DAY), None, silent)
        applied = apply_model(own, store, DAY, None, None, silent)
        yield Served(client_of(create_app(own, store)), store, own, applied.manifest.version)


def test_the_stored_score_has_its_bounds_model_days_and_version(served: Served) -> None:
    found = served.ask("a")
    estimate = found["answer"]["estimate"]
    assert 0 < estimate["low"] <= estimate["probability"] <= estimate["high"] < 1
    assert (estimate["scored_on"], estimate["known_on"], estimate["horizon_days"]) == (world.DAY, world.DAY, 365)
    assert (estimate["model"], estimate["version"]) == (served.model, found["version"])
    assert found["party"]["name"] == world.NAMES["a"]
    assert found["earlier"] == []
    assert "365天内违约概率" in found["answer"]["said"]["zh"]
    assert "probability of a default within 365 days" in found["answer"]["said"]["en"]


def test_reasons_add_up_to_the_score_of_the_same_model(served: Served) -> None:
    found = served.ask("a", limit=1000)
    facts, sure = found["facts"], found["certainty"]
    told = [one["log_odds"] for one in (*facts["features"], *facts["relations"])]
    added = facts["base_log_odds"] + facts["remainder_log_odds"] + sum(told)
    assert facts["log_odds"] == pytest.approx(added, abs=1e-7)
    assert len(facts["features"]) == facts["feature_count"]
    assert sure["probability_now"] == pytest.approx(found["answer"]["estimate"]["probability"], abs=1e-9)
    assert not sure["newer_facts"]
    assert sure["trained"]["model"] == served.model
    assert {"validation_enterprises", "roc_auc", "roc_auc_low"} <= sure["trained"]["figures"].keys()


def test_reasons_name_parties_and_stand_in_both_languages(served: Served) -> None:
    facts = served.ask("a", limit=1000)["facts"]
    guaranteed = [one for one in facts["ties"] if one["relation"] == "enterprise_guarantees_enterprise" and one["own"]]
    ends = {(one["from_party"]["name"], one["to_party"]["name"]) for one in guaranteed}
    assert (world.NAMES["a"], world.NAMES["b"]) in ends
    assert (world.NAMES["b"], world.NAMES["a"]) not in ends
    owned = [one for one in facts["ties"] if one["relation"] == "person_owns_enterprise" and one["own"]]
    assert [(one["from_party"]["kind"], one["attributes"]["share_ratio"]) for one in owned] == [("person", 0.6)]
    for one in (*facts["features"], *facts["relations"]):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one["said"]["zh"]), one
        assert "score" in one["said"]["en"], one


def test_fewer_reasons_are_the_strongest_and_the_answer_says_so(served: Served) -> None:
    whole, few = served.ask("a", limit=1000), served.ask("a", limit=2)
    assert (whole["truncated"], few["truncated"]) == (False, True)
    for kind in ("features", "relations", "ties"):
        strength = [abs(one["log_odds"]) for one in whole["facts"][kind]]
        assert strength == sorted(strength, reverse=True), kind
        assert few["facts"][kind] == whole["facts"][kind][:2]
    assert few["facts"]["feature_count"] == whole["facts"]["feature_count"]


def test_before_a_credit_the_facts_as_they_stand_say_the_same(served: Served) -> None:
    now, stored = served.ask("a", "pre-credit"), served.ask("a")
    assert now["answer"] == stored["answer"]
    assert now["facts"] == stored["facts"]
    assert now["certainty"] == stored["certainty"]
    by_name = served.client.get(f"/v1/enterprises/{world.NAMES['a']}/pre-credit", params={"known_at": world.DAY})
    assert by_name.json() == now


def test_a_first_loan_is_estimated_and_called_an_extrapolation(served: Served) -> None:
    now, stored = served.ask("f", "pre-credit"), served.ask("f")
    assert 0 < now["answer"]["estimate"]["probability"] < 1
    assert now["certainty"]["extrapolated"]
    assert any("外推" in one["zh"] and "extrapolation" in one["en"] for one in now["certainty"]["notes"])
    assert (stored["answer"]["scored"], stored["answer"]["reason"]) == (False, "not_exposed")
    assert not served.ask("a", "pre-credit")["certainty"]["extrapolated"]


@pytest.mark.parametrize(
    ("party", "reason"),
    [("bank", "lender"), ("g", "in_default"), ("h", "gone"), ("wang", "person"), ("n", "no_facts")],
)
@pytest.mark.parametrize("question", ["score", "pre-credit"])
def test_who_is_not_scored_is_told_why(served: Served, party: str, reason: str, question: str) -> None:
    found = served.ask(party, question)
    answer = found["answer"]
    assert (answer["scored"], answer["estimate"], answer["reason"]) == (False, None, reason)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in answer["said"]["zh"])
    assert answer["said"]["en"][0].isupper()
    assert (found["facts"]["features"], found["facts"]["log_odds"]) == ([], None)


def test_before_anybody_was_scored_the_answer_says_what_to_run(served: Served) -> None:
    answer = served.ask("a", as_of="2025-12-30", known_at="2025-12-30")["answer"]
    assert answer["reason"] == "nobody_scored"
    assert "ringfence score apply" in answer["said"]["zh"]
    assert "ringfence score apply" in answer["said"]["en"]


def test_facts_loaded_since_are_told_and_move_the_estimate_alone(
    store: Store, settings: Settings, model_folder: Path, tmp_path: Path
) -> None:
    own = settings.model_copy(update={"as_of": DAY, "models_folder": model_folder})
    options = load_options(own, source=world.SOURCE)
    load(store, [world.deliver(tmp_path / "first")], options=options)
    apply_model(own, store, DAY, None, None, silent)
    client = client_of(create_app(own, store))
    before = client.get("/v1/enterprises/own:a/pre-credit").json()
    overdue = {"events": [event("E2", "a", "overdue", date(2025, 12, 1))]}
    load(store, [world.deliver(tmp_path / "second", overdue)], options=options)
    stored, after = (client.get(f"/v1/enterprises/own:a/{one}").json() for one in ("score", "pre-credit"))
    assert stored["answer"]["estimate"] == before["answer"]["estimate"]
    assert (stored["certainty"]["newer_facts"], after["certainty"]["newer_facts"]) == (True, False)
    assert after["answer"]["estimate"]["version"] == stored["version"] > before["version"]
    assert stored["certainty"]["probability_now"] == after["answer"]["estimate"]["probability"]
    assert after["facts"]["log_odds"] == stored["facts"]["log_odds"] != before["facts"]["log_odds"]


def test_nothing_told_later_is_seen_before_a_credit(served: Served) -> None:
    early = served.ask("g", "pre-credit", as_of="2025-02-28", known_at="2025-02-28")
    assert early["answer"]["scored"], "its default came the day after"
    assert served.ask("g", "pre-credit", as_of=world.DAY, known_at="2025-02-28")["answer"] == early["answer"]
    assert served.ask("n", "pre-credit", as_of="2025-02-28", known_at="2025-02-28")["answer"]["reason"] == "not_known"


@pytest.mark.parametrize("question", ["score", "pre-credit"])
def test_nobody_is_estimated_who_is_not_known(served: Served, question: str) -> None:
    answer = served.client.get(f"/v1/enterprises/nobody/{question}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "没有主体" in answer.json()["detail_zh"]


def test_facts_and_warnings_of_a_party_come_with_its_score(served: Served) -> None:
    estimate = served.ask("a")["answer"]["estimate"]
    shown = {"probability", "low", "high", "horizon_days", "model"}
    profile = served.client.get("/v1/enterprises/own:a").json()["score"]
    assert {name: profile[name] for name in shown} == pytest.approx({name: estimate[name] for name in shown}, abs=1e-9)
    signals = served.client.get("/v1/signals").json()["items"]
    about = {one["party_id"]: one["score"] for one in signals}
    assert about["own:a"] == profile
    assert served.client.get("/v1/enterprises/own:bank").json()["score"] is None
    warned = served.ask("a")["facts"]["warnings"]
    assert {one["signal_id"] for one in warned} == {one["signal_id"] for one in signals if one["party_id"] == "own:a"}
    assert all(one["title"]["zh"] for one in warned)
    assert warned


def test_without_a_model_the_answer_says_what_to_run(served: Served, tmp_path: Path) -> None:
    client = served.other(models_folder=tmp_path / "none")
    answer = client.get("/v1/enterprises/own:a/pre-credit")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_model")
    assert "ringfence score train" in answer.json()["detail"]
    stored = client.get("/v1/enterprises/own:a/score").json()
    assert stored["answer"]["scored"]
    assert served.model in stored["facts"]["unexplained"]["en"]


@pytest.mark.parametrize(
    ("file", "written", "other", "code", "remedy"),
    [
        ("manifest.json", '"schema_digest": "', '"schema_digest": "0', "model_mismatch", "Train anew"),
        ("trees.json", "0.0", "0.1", "model_damaged", "restore the folder"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(
    served: Served, tmp_path: Path, file: str, written: str, other: str, code: str, remedy: str
) -> None:
    copied = shutil.copytree(served.settings.models_folder, tmp_path / "models")
    changed = copied / served.model / file
    changed.write_text(changed.read_text(encoding="utf-8").replace(written, other, 1), encoding="utf-8")
    client = served.other(models_folder=copied)
    answer = client.get("/v1/enterprises/own:a/pre-credit")
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert remedy in answer.json()["detail"]
    assert "重新训练" in answer.json()["detail_zh"]
    stored = client.get("/v1/enterprises/own:a/score").json()
    assert stored["answer"]["scored"]
    assert remedy in stored["facts"]["unexplained"]["en"]


def test_without_what_models_need_scores_are_still_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "PACKAGES", (*installed.PACKAGES, "a_package_of_no_name"))
    client = served.other()
    answer = client.get("/v1/enterprises/own:a/pre-credit")
    assert (answer.status_code, answer.json()["code"]) == (501, "not_installed")
    assert "a_package_of_no_name" in answer.json()["detail"]
    stored = client.get("/v1/enterprises/own:a/score").json()
    assert stored["answer"]["scored"]
    assert "a_package_of_no_name" in stored["facts"]["unexplained"]["zh"]
    assert stored["facts"]["features"] == []
