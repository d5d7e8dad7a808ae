"""The commands owners, control, tree, group and related: the documents of the API, and four levels for people."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api import ownership_world as world
from tests.api.ownership_answers import ask
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_ownership")  # what they load is loaded once
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)

LEAST = {"direction": "down", "least": 0.35}
SAME: tuple[tuple[tuple[str, ...], str, dict[str, Any]], ...] = (
    (("owners", "own:T"), "owners", {}),
    (("owners", "own:T", "--regime", "all"), "owners", {"regime": "all"}),
    (("owners", "own:O"), "owners", {}),
    (("control", "own:T", "--regime", "us"), "control", {"regime": "us"}),
    (("control", "own:Z"), "control", {}),
    (("group", "own:T", "--lender", "own:L", "--regime", "china"), "group", {"lender": "own:L"}),
    (("group", "own:U"), "group", {}),
    (("related", "own:T"), "related-parties", {}),
    (("related", "own:N1", "--hidden"), "hidden-ties", {}),
    (("tree", "own:T", "--per-party", "50"), "equity-tree", {}),
    (("tree", "own:P", "--down", "--least", "0.35", "--per-party", "50"), "equity-tree", LEAST),
    (("tree", "own:C", "--regime", "us", "--per-party", "50"), "equity-tree", {"regime": "us"}),
)


@pytest.mark.parametrize(("arguments", "question", "parameters"), SAME)
def test_the_command_gives_the_same_document(
    arguments: tuple[str, ...],
    question: str,
    parameters: dict[str, Any],
    owning: Ringfence,
    ownership_client: TestClient,
) -> None:
    party = arguments[1].removeprefix("own:")
    found = owning.json(*arguments, *DATES)
    assert found == ask(ownership_client, party, question, **parameters)
    shown = owning.run(*arguments, *DATES)
    assert (shown.returncode, shown.stderr != "") == (0, found["truncated"])
    assert "nan" not in shown.stdout.lower().split()


def test_the_command_has_four_headed_levels(owning: Ringfence) -> None:
    for name in ("owners", "control", "tree", "group", "related"):
        shown = owning.run(name, "own:T", *DATES).stdout
        places = [shown.index(f"── {number} ") for number in (1, 2, 3, 4)]
        assert places == sorted(places)


def test_the_tree_is_drawn(owning: Ringfence) -> None:
    shown = owning.run("tree", "own:P", "--down", "--least", "0.35", *DATES).stdout
    assert "控股投资有限公司 (own:H) 60 % · cumulative · 累计 60 %" in shown
    assert "… 2 more · 另有 2 个" in shown
    assert "(own:H) 60 % · cumulative · 累计 60 % ★ controlled" in shown
    assert "(own:S) 100 % · cumulative · 累计 60 % ★ controlled · 受控 ◆ controlled by it" in shown
    assert "↻ cycle" in owning.run("tree", "own:X", *DATES).stdout
    assert "(own:P) 30 % · cumulative · 累计 30 % ? control undetermined" in owning.run("tree", "own:Z", *DATES).stdout


def test_a_group_shows_its_dependence_and_the_articles_of_its_limits(owning: Ringfence) -> None:
    facts = owning.run("group", "own:T", "--lender", "own:L", *DATES).stdout.partition("── 2")[2].partition("── 3")[0]
    assert "depends on" in facts
    assert "商业银行法" in facts


def test_groups_are_written_once(owning: Ringfence) -> None:
    asked = ("group", "own:T", "--lender", "own:L", "--write", *DATES)
    assert "1 new" in owning.run(*asked).stderr
    assert "1 unchanged" in owning.run(*asked).stderr
    rows = owning.json("query", "group/list", "party_id=own:T", *DATES)["rows"]
    assert [(row["exposure_cny"], row["limit_cny"], row["regime"]) for row in rows] == [(180.0, 200.0, "china")]


def test_a_written_group_and_its_answer_say_the_same(owning: Ringfence) -> None:
    """One id, and one word for what each member is."""
    asked = ("group", "own:T", "--lender", "own:L")
    owning.run(*asked, "--write", *DATES)
    found = owning.json(*asked, *DATES)
    (group_id,) = [group["group_id"] for group in found["answer"]["groups"]]
    rows = owning.json("query", "group/members", f"group_id={group_id}", *DATES)["rows"]
    ties = {member["party"]["party_id"]: member["tie"] for member in found["facts"]["members"]}
    assert {row["party_id"]: row["tie"] for row in rows} == ties
    assert sorted(ties.values()) == ["controlled", "controlled", "depends"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("owners", "own:nobody"), 1, "not_found"),
        (("control", "own:P"), 2, "usage"),
        (("group", "own:T", "--lender", "own:Q"), 2, "usage"),
        (("related", "own:T", "--regime", "mars"), 2, "usage"),
        (("group", "own:T", "--regime", "all"), 2, "usage"),
        (("tree", "own:T", "--least", "2"), 2, "usage"),
        (("tree", "own:T", "--regime", "all"), 2, "usage"),
    ],
)
def test_bad_input_ends_with_its_code(arguments: tuple[str, ...], code: int, said: str, owning: Ringfence) -> None:
    done = owning.run(*arguments, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert f'"code": "{said}"' in done.stderr
