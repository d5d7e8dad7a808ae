"""Matters at the command line: acts with the key of who acts, lists, and the case file."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.store.embedded import stop
from tests.api import world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_matters_commands")  # what the module loads is loaded once


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path_factory.mktemp("matters"))
    commands.json("load", str(world.deliver(commands.folder / "delivery")), "--source", world.SOURCE)
    commands.json("warn", "--as-of", world.DAY)
    yield commands
    stop(commands.folder / "data" / "database")


@pytest.fixture(scope="module")
def keys(warned: Ringfence) -> dict[str, str]:
    made = {name: warned.json("keys", "create", name, "--write")["key"] for name in ("wang", "li")}
    return made | {"reader": warned.json("keys", "create", "reader")["key"]}


def matter(warned: Ringfence, party: str, rule: str = "guarantee_circle") -> Any:
    (row,) = warned.json("signals", "matters", "--rule", rule, "--party", party)["matters"]
    return row


def act(warned: Ringfence, key: str, *arguments: str, code: int = 0) -> Any:
    done = warned.run("signals", *arguments, "--json", RINGFENCE_API_KEY=key)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout if code == 0 else done.stderr)


def test_a_matter_from_its_finding_to_its_end(warned: Ringfence, keys: dict[str, str]) -> None:
    found = matter(warned, "firm:B")
    subject = found["matter_id"]
    assert act(warned, keys["wang"], "see", found["signal_id"])["state"] == "seen"
    act(warned, keys["wang"], "assign", subject, "--to", "li")
    act(warned, keys["li"], "note", subject, "已电话核实")
    act(warned, keys["li"], "snooze", subject, "--until", (date.today() + timedelta(days=9)).isoformat())
    assert subject not in warned.run("signals", "matters", "--json").stdout
    assert subject in warned.run("signals", "matters", "--waiting", "--assigned", "li", "--json").stdout
    act(warned, keys["li"], "confirm", subject, "--note", "属实")
    act(warned, keys["li"], "case", subject)
    told = act(warned, keys["li"], "close", subject, "--reason", "担保已解除", "--seen", "7")
    assert (told["state"], told["outcome"]) == ("closed", "担保已解除")
    assert [one["actor"] for one in told["history"]] == [
        "rules@ringfence",
        "wang",
        "wang",
        "li",
        "li",
        "li",
        "li",
        "li",
    ]
    assert act(warned, keys["wang"], "reopen", subject, "--reason", "合同仍在")["state"] == "seen"
    shown = warned.run("signals", "show", subject)
    assert shown.returncode == 0
    for text in (
        "担保圈 · Guarantee circle",
        "seen · 已阅",
        "已电话核实",
        "close · 关闭",
        "possible · 可执行: confirm",
    ):
        assert text in shown.stdout
    assert "seen · 已阅" in warned.run("signals", "matters").stdout
    assert (
        warned.json("signals", "list", "--party", "firm:B", "--rule", "guarantee_circle")["signals"][0]["status"]
        == "seen"
    )


def test_who_acts_is_proven_by_a_key(warned: Ringfence, keys: dict[str, str]) -> None:
    subject = matter(warned, "firm:C")["matter_id"]
    for environment in ({}, {"RINGFENCE_API_KEY": keys["reader"]}, {"RINGFENCE_API_KEY": "rfk_1_2"}):
        refused = warned.run("signals", "see", subject, "--json", **environment)
        assert (refused.returncode, json.loads(refused.stderr)["error"]["code"]) == (1, "forbidden")
    revoked = warned.json("keys", "create", "zhao", "--write")
    assert act(warned, revoked["key"], "see", subject)["history"][-1]["actor"] == "zhao"
    warned.json("keys", "revoke", revoked["key_id"])
    assert act(warned, revoked["key"], "confirm", subject, code=1)["error"]["code"] == "forbidden"
    assert revoked["key"] not in warned.run("signals", "show", subject, "--json").stdout


def test_four_eyes_and_what_is_refused(warned: Ringfence, keys: dict[str, str]) -> None:
    subject = matter(warned, "firm:A")["matter_id"]
    added = act(warned, keys["wang"], "lists", "add", "black", world.ENTERPRISES["A"], "--reason", "涉嫌骗贷")
    assert (added["party_id"], added["expires_on"]) == ("firm:A", None)
    assert matter(warned, "firm:A")["level"] == 6
    assert act(warned, keys["wang"], "dismiss", subject, "--reason", "误报")["state"] == "closing"
    assert act(warned, keys["wang"], "approve", subject, code=1)["error"]["code"] == "forbidden"
    assert act(warned, keys["li"], "reject", subject, "--reason", "再查")["state"] == "new"
    act(warned, keys["wang"], "dismiss", subject, "--reason", "误报")
    stale = act(warned, keys["li"], "approve", subject, "--seen", "2", code=1)["error"]
    assert (stale["code"], [one["kind"] for one in stale["details"]["meanwhile"]]) == (
        "act_conflict",
        ["reject", "dismiss"],
    )
    assert act(warned, keys["li"], "approve", subject)["state"] == "dismissed"
    assert act(warned, keys["li"], "approve", subject, code=1)["error"]["code"] == "act_refused"
    assert act(warned, keys["wang"], "dismiss", subject, code=2)["error"]["code"] == "usage"
    assert (
        act(warned, keys["wang"], "lists", "end", added["entry_id"], "--reason", "x", code=1)["error"]["code"]
        == "forbidden"
    )
    assert act(warned, keys["li"], "lists", "end", added["entry_id"], "--reason", "已澄清")["ended_by"] == "li"
    assert (
        act(warned, keys["li"], "lists", "add", "grey", "firm:A", "--reason", "x", code=2)["error"]["code"] == "usage"
    )
    assert warned.run("signals", "matters", "--state", "lost").returncode == 2


def test_a_white_list_holds_back(warned: Ringfence, keys: dict[str, str]) -> None:
    row = matter(warned, "firm:E", "mutual_guarantee")
    until = (date.today() + timedelta(days=9)).isoformat()
    act(warned, keys["wang"], "lists", "add", "white", "firm:E", "--reason", "已另行授信", "--until", until)
    assert row["matter_id"] not in warned.run("signals", "matters", "--json").stdout
    assert "held back · 暂不提示" in warned.run("signals", "matters", "--waiting").stdout
    assert row["matter_id"] in warned.run("signals", "matters", "--on", until, "--json").stdout
    (entry,) = warned.json("signals", "lists", "show", "--party", "firm:E")["entries"]
    assert (entry["list"], entry["expires_on"], entry["actor"]) == ("white", until, "wang")
    assert "已另行授信" in warned.run("signals", "lists", "show").stdout


def test_the_case_file(warned: Ringfence, keys: dict[str, str], tmp_path: Path) -> None:
    subject = matter(warned, "firm:D", "mutual_guarantee")["matter_id"]
    act(warned, keys["li"], "see", subject)
    told = warned.json("signals", "export", subject)
    assert (told["matter_id"], told["exported_by"]) == (subject, "anonymous@local")
    assert act(warned, keys["li"], "export", subject)["exported_by"] == "li"
    page = tmp_path / "case.html"
    assert warned.json("signals", "export", subject, "--html", str(page), "--lang", "en")["matter_id"] == subject
    assert "Case file" in page.read_text(encoding="utf-8")
    assert warned.run("signals", "export", subject, "--html", str(page)).returncode == 2  # it exists


def test_a_second_run_changes_nothing(warned: Ringfence) -> None:
    before = warned.json("signals", "matters", "--waiting", "--ended", "--limit", "1000")
    warned.json("warn", "--as-of", world.DAY)
    assert warned.json("signals", "matters", "--waiting", "--ended", "--limit", "1000") == before


def test_standings_rank_parties_by_all_their_matters(warned: Ringfence) -> None:
    told = warned.json("signals", "standings")
    levels = [one["level"] for one in told["standings"]]
    assert levels == sorted(levels, reverse=True)
    assert (told["total"], told["truncated"]) == (len(levels), False)
    (alone,) = warned.json("signals", "standings", "--party", "firm:A")["standings"]
    assert alone in told["standings"]
    assert warned.json("signals", "standings", "--level", "8")["total"] == levels.count(8)
    assert "level · 等级" in warned.run("signals", "standings", "--limit", "1").stdout
    assert warned.run("signals", "standings", "--family", "nothing").returncode == 2
