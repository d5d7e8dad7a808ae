"""Values in JSON."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from api.values import as_json, jsonable
from graph.as_of import BEGINNING, FOREVER


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Thing:
    on: date
    rest: tuple[float, ...]


def test_open_ends_are_null_and_days_are_iso() -> None:
    assert jsonable({"from": BEGINNING, "to": FOREVER, "on": date(2025, 2, 28)}) == {
        "from": None,
        "to": None,
        "on": "2025-02-28",
    }


def test_numbers_stay_as_they_are_and_nothing_is_not_a_number() -> None:
    assert jsonable([1029746372.19, float("nan"), float("inf"), 19, True]) == [1029746372.19, None, None, 19, True]


def test_nested_things() -> None:
    assert jsonable([Thing(FOREVER, (0.5,)), Colour.RED, {"p": Path("a/b")}]) == [
        {"on": None, "rest": [0.5]},
        "red",
        {"p": "a/b"},
    ]


def test_document_keeps_chinese() -> None:
    assert "担保圈" in as_json({"a": "担保圈"})
    assert json.loads(as_json({"a": "担保圈"})) == {"a": "担保圈"}
