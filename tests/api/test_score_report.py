"""A model from the command line: whether it still fits, and its card."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.model_card import figures_file, picture_file
from tests.api.running import Ringfence
from tests.api.scores_world import learnable

pytestmark = pytest.mark.xdist_group("test_score_report")

DAY = "2025-12-31"
QUICK = ("--since", "2022-02-01", "--members", "2", "--epochs", "1", "--as-of", DAY)


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    with learnable(tmp_path_factory.mktemp("report")) as found:
        yield found


@pytest.fixture(scope="module")
def trained(ringfence: Ringfence) -> str:
    return str(ringfence.json("score", "train", *QUICK)["model"])


@pytest.fixture(scope="module")
def found(ringfence: Ringfence, trained: str) -> dict[str, Any]:
    told: dict[str, Any] = ringfence.json("score", "report", "--as-of", DAY)
    return told


def test_without_a_model_it_is_said_what_to_do(ringfence: Ringfence) -> None:
    done = ringfence.run("score", "report", RINGFENCE_MODELS_FOLDER=str(ringfence.folder / "none"))
    assert done.returncode == 1
    assert "score train" in done.stderr


def test_the_report_tells_drift_outcomes_and_what_to_do(found: dict[str, Any], trained: str) -> None:
    assert (found["model"], found["day"], found["tested_at"]) == (trained, DAY, "2024-11-30")
    psi = [one["psi"] for one in found["drift"]["columns"]]
    assert psi == sorted(psi, reverse=True)
    assert "score" in [one["name"] for one in found["drift"]["columns"]]
    assert [one["metric"] for one in found["evaluation"]["figures"]][:2] == ["roc_auc", "average_precision"]
    assert found["verdict"]["advice"] in ("keep", "watch", "retrain")
    assert len(found["said"]["reasons"]) == len(found["verdict"]["reasons"]) > 0
    assert all(one["zh"] and one["en"] for one in found["said"]["reasons"])


def test_people_read_the_worst_first_and_see_pictures(ringfence: Ringfence, found: dict[str, Any]) -> None:
    folder = ringfence.folder / "drawn"
    done = ringfence.run(
        "score", "report", "--as-of", DAY, "--limit", "3", "--pictures", str(folder), "--form", "svg"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    worst = [one["title_zh"] for one in found["drift"]["columns"][:4]]
    assert all(title in done.stdout for title in worst[:3])
    assert f"3 of {len(found['drift']['columns'])}" in done.stdout
    assert "what to do · 建议" in done.stdout
    assert "too few to tell" in done.stdout
    assert {file.name for file in folder.iterdir()} == {"drift.svg", "reliability.svg"}


def test_a_day_that_the_model_has_seen_is_refused(ringfence: Ringfence, trained: str) -> None:
    done = ringfence.run("score", "report", "--as-of", "2023-01-31", "--model", trained)
    assert done.returncode == 2
    assert "Name a later day" in done.stderr
    assert "请给出更晚的日期" in done.stderr


def test_the_card_of_a_database(ringfence: Ringfence) -> None:
    page: Path = ringfence.folder / "card.md"
    done = ringfence.run("score", "card", str(page), *QUICK)
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    assert "ringfence score card card.md" in text
    assert "made-up" not in text
    assert "![Reliability · 可靠性图](card_reliability.svg)" in text
    assert picture_file(page).is_file()
    card = json.loads(figures_file(page).read_text(encoding="utf-8"))
    assert card["built"]["settings"]["members"] == 2
    assert card["comparison"]["cases"] > 0
