"""`ringfence score explain`: the documents of the API, four levels for people, and pictures."""

import importlib.util
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
from tests.api import scores_world as world
from tests.api.described import client_of
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_scores")
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Ringfence]:
    """The command line over the world of scores, scored by the small model, warned of."""
    folder = tmp_path_factory.mktemp("explained")
    (folder / "data").mkdir()
    (folder / "data" / "models").symlink_to(model_folder)
    commands = Ringfence(folder)
    commands.json("load", str(world.deliver(folder / "delivery")), "--source", world.SOURCE)
    commands.json("warn", *DATES)
    commands.json("score", "apply", "--as-of", world.DAY)
    yield commands
    stop(folder / "data" / "database")


@pytest.fixture(scope="module")
def client(scored: Ringfence) -> Iterator[TestClient]:
    own = read_settings(
        data_folder=scored.folder / "data", cache_folder=scored.folder / "cache", as_of=date.fromisoformat(world.DAY)
    )
    with open_store(own.database) as store:
        yield client_of(create_app(own, store))


SAME: tuple[tuple[tuple[str, ...], str, dict[str, Any]], ...] = (
    (("own:a", "--limit", "5"), "own:a/score", {"limit": 5}),
    (("own:f", "--now"), "own:f/pre-credit", {"limit": 10}),
    (("own:g",), "own:g/score", {"limit": 10}),
    ((world.NAMES["b"], "--now", "--limit", "1000"), "own:b/pre-credit", {"limit": 1000}),
)


@pytest.mark.parametrize(("arguments", "address", "parameters"), SAME)
def test_the_command_gives_the_same_document_and_four_levels(
    arguments: tuple[str, ...], address: str, parameters: dict[str, Any], scored: Ringfence, client: TestClient
) -> None:
    answer = client.get(f"/v1/enterprises/{address}", params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    assert scored.json("score", "explain", *arguments, *DATES) == answer.json()
    shown = scored.run("score", "explain", *arguments, *DATES)
    assert (shown.returncode, "Traceback" in shown.stderr) == (0, False)
    places = [shown.stdout.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert answer.json()["answer"]["said"]["zh"] in shown.stdout


def test_people_read_reasons_and_how_sure(scored: Ringfence) -> None:
    shown = scored.run("score", "explain", "own:a", *DATES).stdout
    answer, _, rest = shown.partition("── 2")
    facts, _, sure = rest.partition("── 3")
    assert "probability of a default within 365 days" in answer
    assert world.NAMES["b"] in facts
    assert "guarantee" in facts
    assert "Guarantee circle" in facts
    assert "Contributions tell how the models came to this score" in sure
    assert "roc_auc" in sure
    first = scored.run("score", "explain", "own:f", "--now", *DATES).stdout
    assert "extrapolated · 外推: yes · 是" in first


def test_reasons_are_drawn(scored: Ringfence, tmp_path: Path) -> None:
    done = scored.run("score", "explain", "own:a", *DATES, "--pictures", str(tmp_path), "--form", "svg")
    assert done.returncode == 0, done.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"score-indicators.svg", "score-ties.svg"}
    assert "<svg" in (tmp_path / "score-ties.svg").read_text(encoding="utf-8")
    none = scored.run("score", "explain", "own:g", *DATES, "--pictures", str(tmp_path / "none"))
    assert (none.returncode, list((tmp_path / "none").iterdir())) == (0, [])


def test_warnings_are_listed_with_the_score_of_their_party(scored: Ringfence) -> None:
    listed = scored.json("signals", "list", "--party", "own:a", "--as-of", world.DAY)["signals"]
    estimate = scored.json("score", "explain", "own:a", *DATES)["answer"]["estimate"]
    assert {round(one["score"]["probability"], 9) for one in listed} == {round(estimate["probability"], 9)}
    assert " %" in scored.run("signals", "list", "--party", "own:a", "--as-of", world.DAY).stdout


def test_what_is_missing_is_named(scored: Ringfence, monkeypatch: pytest.MonkeyPatch) -> None:
    none = {"RINGFENCE_MODELS_FOLDER": str(scored.folder / "none")}
    without = scored.run("score", "explain", "own:a", "--now", *DATES, **none)
    assert without.returncode == 1
    assert "ringfence score train" in without.stderr
    assert scored.run("score", "explain", "nobody", *DATES).returncode == 1
    whole = importlib.util.find_spec
    monkeypatch.setattr("gnn.installed.find_spec", lambda name: None if name == "torch" else whole(name))
    refused = scored.run("score", "explain", "own:a", "--now", *DATES)
    assert (refused.returncode, "torch" in refused.stderr, "未安装" in refused.stderr) == (2, True, True)
    stored = scored.run("score", "explain", "own:a", *DATES)
    assert stored.returncode == 0
    assert "no reasons · 无理由" in stored.stdout
