"""`ringfence rules`: what is in force, the examples tried, the measures that can be read."""

import json
from pathlib import Path

import pytest

from api.commands import main
from tests.unit.signals.test_rules import GOOD


def answer(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, object]:
    assert main([*arguments, "--json"]) == code
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one rule of one's own, in force by the setting."""
    (tmp_path / "many.toml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("RINGFENCE_RULES_FOLDER", str(tmp_path))
    return tmp_path


def ids(found: dict[str, object]) -> list[str]:
    rules = found["rules"]
    assert isinstance(rules, list)
    return [one["id"] for one in rules]


def test_own_rules_stand_beside_the_products_and_may_replace_them(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ids(answer(capsys, "rules", "list"))
    assert {"many", "multi_guaranteed"} <= set(before)
    (own / "multi_guaranteed.toml").write_text(GOOD.replace('"many"', '"multi_guaranteed"', 1), encoding="utf-8")
    found = answer(capsys, "rules", "list", "--family", "guarantees", "--stage", "post_loan")
    assert isinstance(found["rules"], list)
    replaced = next(one for one in found["rules"] if one["id"] == "multi_guaranteed")
    assert replaced["thresholds"]["guarantors"]["value"] == 2
    assert ids(answer(capsys, "rules", "list")) == before


def test_examples_that_do_not_hold_end_with_one(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "rules", "test")["broken"] == []
    (own / "many.toml").write_text(GOOD.replace("value = 2", "value = 3"), encoding="utf-8")
    broken = answer(capsys, "rules", "test", str(own), code=1)["broken"]
    assert broken == ["many, example 1 (two): fires for [], not ['B']"]
    assert main(["rules", "test", str(own)]) == 1
    assert "1 do not hold" in capsys.readouterr().out


def test_a_wrong_file_is_named_with_its_line(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "many.toml").write_text(GOOD.replace(">= guarantors", ">= 2"), encoding="utf-8")
    assert main(["rules", "list"]) != 0
    said = capsys.readouterr().err
    assert "many.toml, line 5" in said
    assert "第 5 行" in said


def test_measures_are_told_with_their_units(capsys: pytest.CaptureFixture[str]) -> None:
    measures = answer(capsys, "rules", "measures")["measures"]
    assert isinstance(measures, list)
    assert len(measures) >= 300
    of_family = answer(capsys, "rules", "measures", "structure")["measures"]
    assert isinstance(of_family, list)
    assert {one["name"].split(".")[0] for one in of_family} == {"structure"}
    assert main(["rules", "measures"]) == 0
    assert "structure.circle_size" in capsys.readouterr().out
    assert main(["rules", "measures", "weather"]) == 2
