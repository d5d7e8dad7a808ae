"""The model card is written from the figures beside it, and these are of the features that the product has.

The figures themselves take minutes to measure and their last digits depend on the processor, so they are kept as JSON
and not measured again here; what the page makes of them is compared character by character.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.model_card import figures_file, picture_file
from gnn.report.card_page import card_page
from gnn.report.card_words import FAMILIES as ABOUT
from gnn.report.own_facts import OWN_FAMILIES
from gnn.task import Reason, Task
from graph.measures.catalogue import FAMILIES, catalogue

PAGE = Path(__file__).parents[2] / "docs" / "model_card.md"
AGAIN = "run `python -m api.model_card docs/model_card.md`"


@pytest.fixture(scope="module")
def card() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(figures_file(PAGE).read_text(encoding="utf-8"))
    return found


def test_the_page_is_what_its_figures_make(card: dict[str, Any]) -> None:
    fresh = card_page(card, picture_file(PAGE).name)
    assert PAGE.read_text(encoding="utf-8") == fresh, f"docs/model_card.md is stale: {AGAIN} --from-figures"
    assert picture_file(PAGE).is_file()


def test_the_figures_are_of_the_features_there_are(card: dict[str, Any]) -> None:
    listed = [tuple(one) for family in card["families"] for one in family["features"]]
    there = [(one.name, one.title_zh, one.title_en, one.unit) for one in catalogue()]
    assert listed == there, f"The model card is of other features: {AGAIN}"
    assert [one["name"] for one in card["families"]] == list(FAMILIES) == list(ABOUT)
    assert [one["name"] for one in card["families"] if one["own"]] == list(OWN_FAMILIES)


def test_the_figures_are_of_the_task_there_is(card: dict[str, Any]) -> None:
    task = Task()
    assert card["task"]["horizon_days"] == task.horizon_days
    assert card["task"]["reporting_lag_days"] == task.reporting_lag_days
    assert tuple(card["task"]["rule"]["events"]) == task.rule.events
    assert [list(one["left_out"]) for one in card["periods"]] == [[one.value for one in Reason]] * 3


def test_the_page_says_everything_that_is_to_be_known(card: dict[str, Any]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert len(headings) == 13
    assert all(re.search(r"[a-z].* · .*[\u4e00-\u9fff]", heading) for heading in headings)
    assert "None" not in text
    assert "nan" not in re.findall(r"\w+", text)
    assert card["source"]["command"] in text
    assert card["data_digest"] in text
    assert card["periods"][2]["defaults"] == card["evaluation"]["defaults"]


def test_a_figure_that_changes_changes_the_page(card: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(card))
    changed["comparison"]["differences"][0]["value"] = 0.123456
    assert "+0.123" in card_page(changed)
    assert card_page(changed) != card_page(card)
