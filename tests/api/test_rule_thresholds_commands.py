"""From officers' judgements to a threshold that is in force, and back, at the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.store.embedded import stop
from tests.api import overdue_world as world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_rule_thresholds_commands")

RULE = "overdue_30"
PERIOD = ("--from", "2025-06-30", "--to", "2026-06-30", "--horizon", "90")
JUDGED = len(world.DUE)
CONFIRMED = sum(days >= world.LINE for days in world.DUE.values())


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ringfence, dict[str, str]]]:
    """Warnings of which Wang has dismissed those below 45 days and confirmed the others."""
    commands = Ringfence(tmp_path_factory.mktemp("thresholds"))
    report = commands.json("load", str(world.deliver(commands.folder / "delivery")), "--source", world.SOURCE)
    assert sum(table["rejected"] for table in report["tables"].values()) == 0, report
    commands.json("warn", "--as-of", world.DAY)
    keys = {name: commands.json("keys", "create", name, "--write")["key"] for name in ("wang", "li")}
    keys["reader"] = commands.json("keys", "create", "reader")["key"]
    matters = found(commands)
    assert len(matters) == JUDGED
    for party, matter in matters.items():
        said = ("confirm",) if world.DUE[name_of(party)] >= world.LINE else ("dismiss", "--reason", "已还清")
        done = commands.run("signals", said[0], matter["matter_id"], *said[1:], RINGFENCE_API_KEY=keys["wang"])
        assert done.returncode == 0, done.stderr
    yield commands, keys
    stop(commands.folder / "data" / "database")


def found(commands: Ringfence) -> dict[str, Any]:
    """The matters of the rule whose finding stands, by party."""
    listed = commands.json("signals", "matters", "--rule", RULE, "--ended", "--waiting", "--limit", "100")
    return {one["party_id"]: one for one in listed["matters"] if one["found"]}


def name_of(party: str) -> str:
    return party.rpartition(":")[2]


def warned(commands: Ringfence) -> int:
    told = commands.json("warn", "--as-of", world.DAY)
    return int(told["rules"][RULE])


def refused(commands: Ringfence, *arguments: str, key: str | None = None, code: int = 1) -> str:
    """The code of the error."""
    done = commands.run("rules", *arguments, "--json", **({"RINGFENCE_API_KEY": key} if key else {}))
    assert done.returncode == code, done.stderr
    return str(json.loads(done.stderr)["error"]["code"])


def test_from_judgements_to_a_threshold_in_force_and_back(judged: tuple[Ringfence, dict[str, str]]) -> None:
    commands, keys = judged
    done = commands.run("rules", "proposals", *PERIOD, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    job_id = done.stderr.split()[-1]
    rule = next(one for one in document["rules"] if one["id"] == RULE)
    assert (rule["confirmed"], rule["dismissed"], rule["outside"], rule["unlike"]) == (
        CONFIRMED, JUDGED - CONFIRMED, 0, 0,
    )  # fmt: skip
    proposal = rule["proposal"]
    assert (proposal["threshold"], proposal["from_value"], proposal["to_value"]) == ("first", 31, world.LINE)
    assert proposal["kept"]["part"] == CONFIRMED
    assert proposal["left_out"]["part"] == JUDGED - CONFIRMED
    before, after = rule["effect"]["before"], rule["effect"]["after"]
    assert (before["alarms"], after["alarms"]) == (JUDGED, CONFIRMED)
    assert before["precision"] == pytest.approx(CONFIRMED / JUDGED)
    assert (after["precision"], before["recall"], after["recall"]) == (1, 1, 1)
    assert after["workload_per_week"] < before["workload_per_week"]
    others = [one for one in document["rules"] if one["id"] != RULE]
    assert [one["proposal"] for one in others] == [None] * len(others)
    assert all(one["why"]["zh"] and one["why"]["en"] for one in others)

    accept = ("rules", "accept", RULE, "first", str(world.LINE), "--reason", "45天以下历次均排除")
    done = commands.run(*accept, "--json", RINGFENCE_API_KEY=keys["li"])
    assert done.returncode == 0, done.stderr
    act = json.loads(done.stdout)
    assert (act["kind"], act["from_value"], act["to_value"], act["actor"]) == ("accept", 31, world.LINE, "li")
    assert act["basis"]["job_id"] == job_id
    assert (act["basis"]["confirmed"], act["basis"]["effect"]) == (CONFIRMED, rule["effect"])

    assert warned(commands) == CONFIRMED
    assert {name_of(party) for party in found(commands)} == {
        name for name, days in world.DUE.items() if days >= world.LINE
    }
    tested = commands.json("backtest", *PERIOD)
    (now,) = (one for one in tested["rules"] if one["id"] == RULE)
    assert now["alarms"] == CONFIRMED
    again = next(one for one in commands.json("rules", "proposals", *PERIOD)["rules"] if one["id"] == RULE)
    assert (again["proposal"], again["outside"]) == (None, JUDGED - CONFIRMED)

    done = commands.run("rules", "revert", RULE, "first", "--reason", "漏掉一家", RINGFENCE_API_KEY=keys["wang"])
    assert done.returncode == 0, done.stderr
    assert "45 → 31 day" in done.stdout
    assert warned(commands) == JUDGED
    matters = found(commands)
    assert len(matters) == JUDGED
    assert {one["change"] for one in matters.values()} == {"first", "again"}  # those below the line are back
    logged = commands.json("rules", "adjustments")["adjustments"]
    assert [(one["kind"], one["actor"], one["in_force"]) for one in logged] == [
        ("revert", "wang", False), ("accept", "li", False),
    ]  # fmt: skip


def test_where_nobody_has_judged_anything_nothing_is_proposed(tmp_path: Path) -> None:
    commands = Ringfence(tmp_path)
    try:
        shown = commands.run("rules", "proposals", "--to", "2025-12-31")
        assert "no judgements yet · 尚无判断" in shown.stdout, shown.stderr
        assert commands.json("rules", "adjustments") == {"adjustments": []}
    finally:
        stop(commands.folder / "data" / "database")


def test_the_tables(judged: tuple[Ringfence, dict[str, str]]) -> None:
    commands, keys = judged
    shown = commands.run("rules", "proposals", *PERIOD)
    assert shown.returncode == 0, shown.stderr
    for text in (
        "first 31 → 45 day", "14 of · 共 14: 100%", "16 of · 共 16: 100%", "in the back-test · 回测", "now · 现值",
        "53.3%", "100.0%", "never laxer ones", "只建议更严的阈值",
    ):  # fmt: skip
        assert text in shown.stdout, text
    done = commands.run("rules", "accept", RULE, "first", "40", "--reason", "先试", RINGFENCE_API_KEY=keys["wang"])
    assert "overdue_30 first: 31 → 40 day" in done.stdout
    assert "no run has proposed this value · 该取值并非系统建议" in done.stderr
    table = commands.run("rules", "adjustments").stdout
    for text in ("31 → 40 day", "先试", "wang", "in force · 生效", "1 in force · 项生效"):
        assert text in table, text
    commands.run("rules", "revert", RULE, "first", "--reason", "先试", RINGFENCE_API_KEY=keys["wang"])
    assert "40 → 31 day (taken back · 撤销)" in commands.run("rules", "adjustments").stdout


def test_before_the_first_event_a_proposal_has_no_effect_to_tell(judged: tuple[Ringfence, dict[str, str]]) -> None:
    commands, _ = judged
    told = commands.json("rules", "proposals", "--to", "2024-12-31")
    rule = next(one for one in told["rules"] if one["id"] == RULE)
    assert (rule["proposal"]["to_value"], rule["effect"]) == (world.LINE, None)
    assert "No event is recorded" in told["effect_missing"]["en"]
    assert "no back-test · 未回测" in commands.run("rules", "proposals", "--to", "2024-12-31").stdout


def test_rules_of_a_folder_are_tried_as_their_files_have_them(judged: tuple[Ringfence, dict[str, str]]) -> None:
    from importlib.resources import files

    commands, keys = judged
    own = commands.folder / "own"
    own.mkdir()
    text = files("graph.signals").joinpath("rules", f"{RULE}.toml").read_text("utf-8")
    (own / f"{RULE}.toml").write_text(text, encoding="utf-8")
    commands.run("rules", "accept", RULE, "first", "50", "--reason", "x", RINGFENCE_API_KEY=keys["wang"])
    try:
        tested = commands.json("backtest", *PERIOD, "--rules", str(own))
        assert [one["alarms"] for one in tested["rules"]] == [JUDGED]
        changed = text.replace("value = 31", "value = 33", 1)
        (own / f"{RULE}.toml").write_text(changed, encoding="utf-8")
        done = commands.run("backtest", *PERIOD, "--json", RINGFENCE_RULES_FOLDER=str(own))
        (now,) = (one for one in json.loads(done.stdout)["rules"] if one["id"] == RULE)
        assert now["alarms"] == JUDGED - 2  # the file has changed since: 33 days, not the 50 accepted for another file
        done = commands.run("rules", "adjustments", RINGFENCE_RULES_FOLDER=str(own))
        assert "the file has changed · 规则文件已变更" in done.stdout
        assert "0 in force" in done.stdout
    finally:
        commands.run("rules", "revert", RULE, "first", "--reason", "x", RINGFENCE_API_KEY=keys["wang"])


def test_a_value_below_zero_is_no_option(judged: tuple[Ringfence, dict[str, str]]) -> None:
    commands, keys = judged
    accept = ("rules", "accept", "buffer_gone", "least", "-0.1", "--reason", "x")
    done = commands.run(*accept, RINGFENCE_API_KEY=keys["wang"])
    assert "0 → -0.1 ratio" in done.stdout, done.stderr
    assert commands.run("rules", "revert", "buffer_gone", "least", "--reason", "x",
                        RINGFENCE_API_KEY=keys["wang"]).returncode == 0  # fmt: skip
    assert commands.run(*accept, "--resaon", "x", RINGFENCE_API_KEY=keys["wang"]).returncode == 2


def test_what_is_refused(judged: tuple[Ringfence, dict[str, str]]) -> None:
    commands, keys = judged
    accept = ("accept", RULE, "first", "45", "--reason", "x")
    assert refused(commands, *accept) == "forbidden"
    assert refused(commands, *accept, key=keys["reader"]) == "forbidden"
    assert refused(commands, *accept, "--from", "40", key=keys["wang"]) == "threshold_conflict"
    assert refused(commands, *accept, "--job", "job:0", key=keys["wang"]) == "not_found"
    assert refused(commands, "accept", RULE, "first", "91", "--reason", "x", key=keys["wang"], code=2) == "usage"
    assert refused(commands, "accept", RULE, "days", "45", "--reason", "x", key=keys["wang"], code=2) == "usage"
    assert refused(commands, "accept", "nothing", "days", "45", "--reason", "x", key=keys["wang"]) == "not_found"
    assert refused(commands, "accept", RULE, "first", "45", key=keys["wang"], code=2) == "usage"
    assert refused(commands, "revert", RULE, "first", "--reason", "x", key=keys["wang"]) == "not_found"
    assert refused(commands, "proposals", "--step", "1y", code=2) == "usage"
