"""Learned scores from the command line: trained on a loaded world, applied to a day, written back."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.commands.score import show_manifest
from gnn.registry import Registry
from tests.api.running import Ringfence
from tests.api.scores_world import learnable

pytestmark = pytest.mark.xdist_group("test_score_commands")

DAY = "2025-12-31"
QUICK = ("--since", "2021-12-01", "--members", "2", "--epochs", "3", "--as-of", DAY)


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    with learnable(tmp_path_factory.mktemp("score")) as found:
        yield found


@pytest.fixture(scope="module")
def trained(ringfence: Ringfence) -> dict[str, Any]:
    found: dict[str, Any] = ringfence.json("score", "train", *QUICK)
    return found


def test_without_a_model_nothing_is_scored(ringfence: Ringfence) -> None:
    done = ringfence.run("score", "apply", RINGFENCE_MODELS_FOLDER=str(ringfence.folder / "none"))
    assert done.returncode == 1
    assert "score train" in done.stderr
    assert "尚无" in done.stderr


def test_training_keeps_a_model_with_what_validation_says(ringfence: Ringfence, trained: dict[str, Any]) -> None:
    kept = ringfence.folder / "data" / "models" / trained["model"]
    assert (kept / "manifest.json").is_file()
    assert trained["cut_off"] == "2024-08-31"
    assert trained["horizon_days"] == 365
    assert 0 <= trained["figures"]["roc_auc_low"] <= trained["figures"]["roc_auc"] <= 1
    assert trained["features"] > 100
    assert "lends" in trained["relations"]


def test_a_day_is_scored_once_and_the_scores_stand_in_the_store(ringfence: Ringfence, trained: dict[str, Any]) -> None:
    found = ringfence.json("score", "apply", "--as-of", DAY)
    assert list(found) == ["scores"]
    assert len(found["scores"]) > 100
    for one in found["scores"]:
        assert list(one) == ["party_id", "probability", "low", "high"]
        assert 0 <= one["low"] <= one["probability"] <= one["high"] <= 1
    ids = [one["party_id"] for one in found["scores"]]
    assert ids == sorted(set(ids))
    days = ringfence.json("query", "score/days", "--as-of", DAY)["rows"]
    assert days == [{"model": trained["model"], "as_of": DAY, "scores": len(ids)}]
    again = ringfence.run("score", "apply", "--as-of", DAY, "--limit", "3", "--model", trained["model"])
    assert again.returncode == 0
    assert f"{len(ids)} unchanged · 未变" in again.stdout
    assert "not in the population" in again.stdout
    riskiest = max(found["scores"], key=lambda one: one["probability"])["party_id"]
    assert riskiest in again.stdout
    assert sum(one in again.stdout for one in ids) == 3


def test_a_day_without_exposures_has_no_scores_and_says_so(ringfence: Ringfence, trained: dict[str, Any]) -> None:
    done = ringfence.run("score", "apply", "--as-of", "2012-01-01", "--model", trained["model"])
    assert done.returncode == 0
    assert "Nobody is scored" in done.stdout
    assert "无评分" in done.stdout
    assert ringfence.json("score", "apply", "--as-of", "2012-01-01") == {"scores": []}


def test_what_cannot_be_trained_or_scored_is_refused(ringfence: Ringfence, trained: dict[str, Any]) -> None:
    assert ringfence.run("score", "apply", "--model", "none").returncode == 1
    assert ringfence.run("score", "apply", "--as-of", DAY, "--prevalence", "1.5").returncode == 2
    early = ringfence.run("score", "train", "--as-of", "2019-12-31", "--since", "2018-01-01")
    assert early.returncode == 2
    assert "the last cut-off to train on is 2016" in early.stderr
    assert "请提前起始日" in early.stderr
    manifest = ringfence.folder / "data" / "models" / trained["model"] / "manifest.json"
    said = manifest.read_text(encoding="utf-8")
    try:
        changed = json.loads(said)
        changed["training"]["schema_digest"] = "other"
        manifest.write_text(json.dumps(changed), encoding="utf-8")
        refused = ringfence.run("score", "apply", "--as-of", DAY)
    finally:
        manifest.write_text(said, encoding="utf-8")
    assert refused.returncode == 2
    assert "other features" in refused.stderr
    assert "特征" in refused.stderr


def test_without_its_packages_it_says_what_to_install(
    ringfence: Ringfence, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = importlib.util.find_spec
    monkeypatch.setattr("gnn.installed.find_spec", lambda name: None if name == "lightgbm" else whole(name))
    for command in ("train", "apply"):
        done = ringfence.run("score", command)
        assert done.returncode == 2
        assert "lightgbm" in done.stderr
        assert "ringfence[gnn]" in done.stderr
        assert "未安装" in done.stderr


def test_people_see_figures_with_bounds(
    ringfence: Ringfence, trained: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    _, manifest = Registry(ringfence.folder / "data" / "models").opened(trained["model"])
    show_manifest(manifest, in_json=False)
    told = capsys.readouterr().out
    for said in (trained["model"], "ROC AUC", "Brier", " – ", "trees", "network", "融合权重"):
        assert said in told
