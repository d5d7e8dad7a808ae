"""The demonstration: findings that a person understands, again without doing anything twice; and the API it serves."""

import importlib.util
import json
import re
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.commands.serve import bind
from graph.errors import SettingsError
from graph.store.embedded import stop
from tests.api.running import Ringfence
from tests.learning import MISSING

pytestmark = pytest.mark.xdist_group("test_demo")  # what the module loads is loaded once


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    folder = tmp_path_factory.mktemp("demo")
    yield Ringfence(folder)
    stop(folder / "demo" / "seed5-400" / "database")


def demo(ringfence: Ringfence) -> str:
    done = ringfence.run("demo", "--out", str(ringfence.folder / "demo"), "--enterprises", "400", "--no-serve")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def shown(ringfence: Ringfence) -> tuple[str, str]:
    """What it shows the first time and the second time."""
    return demo(ringfence), demo(ringfence)


def test_demo_shows_findings_and_finds_nothing_new_the_second_time(shown: tuple[str, str]) -> None:
    first, second = shown
    assert re.search(r"\d+ circles, \d+ of them mutual pairs", first)
    assert " ↺" in first or " ⇄ " in first
    assert re.search(r"([\d,]+) rows in 16 tables = \1 loaded", first)
    assert re.search(r"= 0 loaded \+ 0 rejected", second)
    assert re.search(r"\(0 new · 新增, \d+ known already", second)
    assert "cn.ric:" not in first
    _, _, tested = first.partition("The rules at past dates")
    assert re.search(r"2022-12-31 – 2025-12-31, every · 步长 3m: 13 dates · 个日期, 5 of them too late", tested)
    assert re.search(r"Guarantee circle +[│ ]*\d+", tested)


@pytest.mark.skipif(MISSING != [], reason="without PyTorch and LightGBM the demonstration leaves scores out")
def test_demo_shows_scores_with_reasons_beside_warnings(shown: tuple[str, str]) -> None:
    first, second = shown
    models = set(re.findall(r"model · 模型 (\d{8}T\d{6}-\w+-\w+)", first + second))
    assert len(models) == 1, "the second time the model is there"
    _, _, scores = first.partition("违约概率（学习模型）")
    assert re.search(r"[\d,]+ scored · 家已评分", scores)
    assert len(re.findall(r"^  [\d.]+ % \([\d.]+ % – [\d.]+ %\)", scores, re.MULTILINE)) == 5
    assert "使评分（对数几率）上升" in scores
    assert "raises the score by" in scores
    _, _, gravest = first.partition("最严重的预警")
    assert re.search("不评分：|违约概率为", gravest.partition("违约概率（学习模型）")[0])


@pytest.mark.usefixtures("shown")
def test_demo_without_what_models_need_says_what_it_leaves_out(
    ringfence: Ringfence, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = importlib.util.find_spec
    monkeypatch.setattr("gnn.installed.find_spec", lambda name: None if name == "torch" else whole(name))
    told = demo(ringfence)
    assert "Left out · 未包含" in told
    assert "torch" in told.partition("Left out")[2]
    assert "ringfence[gnn]" in told
    assert re.search(r"\d+ warnings · 条预警", told)


@pytest.mark.usefixtures("shown")
def test_demo_is_served(ringfence: Ringfence) -> None:
    folder = ringfence.folder / "demo" / "seed5-400"
    arguments = ("serve", "--database", f"embedded:{folder / 'database'}", "--as-of", "2025-12-31", "--port", "0")
    with ringfence.process(*arguments) as process:
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            base = next(found[1] for line in lines if (found := re.search(r"(http://127\.0\.0\.1:\d+)/v1", line)))
            address = f"{base}/v1/guarantees/multi-guaranteed?minimum=2"
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - of this machine
                assert json.load(answer)["total"] > 0
            process.send_signal(signal.SIGINT)
            rest = [json.loads(line) for line in lines if line.startswith("{")]
            assert process.wait(60) == 0
        finally:
            process.kill()
    assert any(line.get("route") == "/v1/guarantees/multi-guaranteed" for line in rest)


def test_taken_port(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match="--port"):
            bind("127.0.0.1", port)
        with bind("127.0.0.1", port, or_any=True) as other:
            assert other.getsockname()[1] != port
    assert str(port) in capsys.readouterr().err


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="not a host name"):
        bind(f"{'银' * 70}.example", 0)


def test_demo_elsewhere_is_refused_before_the_work(tmp_path: Path) -> None:
    made = ("demo", "--out", str(tmp_path / "demo"), "--enterprises", "200")
    refused = Ringfence(tmp_path).run(*made, RINGFENCE_HOST="192.168.0.9")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "ringfence keys create" in refused.stderr
    assert not (tmp_path / "demo" / "seed5-200" / "database").exists()


def test_a_world_half_made_is_made_again(ringfence: Ringfence, tmp_path: Path) -> None:
    from api.commands.demo import Place, make_world

    place = Place(tmp_path / "half", 5, 200)
    place.delivery.mkdir(parents=True)
    (place.delivery / "enterprises.csv").write_text("half")
    day = make_world(place)
    assert (place.delivery / "enterprises.csv").stat().st_size > 1000
    assert make_world(place) == day
