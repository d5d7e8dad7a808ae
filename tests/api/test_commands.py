"""The command line as scripts use it: exit codes, one JSON document, errors in both languages."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from api.commands.output import table
from graph.store.embedded import stop
from tests.api import world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_commands")  # what the module loads is loaded once


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    folder = tmp_path_factory.mktemp("commands")
    yield Ringfence(folder)
    stop(folder / "data" / "database")


@pytest.fixture(scope="module")
def loaded(ringfence: Ringfence) -> Ringfence:
    """With the small world in its database, whose load had one row to refuse."""
    files = world.deliver(ringfence.folder / "delivery")
    with (files / "listings.csv").open("a", encoding="utf-8") as out:
        out.write("D,no such list,2025-03-01,2025-03-02\n")
    report = ringfence.json("load", str(files), "--source", world.SOURCE, code=3)
    assert report["tables"]["listings"] == {"in": 2, "loaded": 1, "rejected": 1, "ignored": 0}
    return ringfence


def test_help_is_quick_and_names_every_command(ringfence: Ringfence) -> None:
    seconds = []
    for _ in range(3):
        begin = time.monotonic()
        done = ringfence.start("--help")
        seconds.append(time.monotonic() - begin)
    for command in [
        "world",
        "template",
        "load",
        "query",
        "owners",
        "control",
        "tree",
        "group",
        "related",
        "export",
        "warn",
        "serve",
        "demo",
        "db",
        "rejects",
        "signals",
        "keys",
    ]:
        assert f"\n  {command} " in done.stdout
    assert min(seconds) < 2  # a fifth of a second on a machine of its own
    imported = ringfence.start("--help", PYTHONPROFILEIMPORTTIME="1").stderr
    heavy = ("neo4j", "pandas", "pyarrow", "numba", "fastapi", "pydantic")
    assert [name for name in heavy if f"| {name}\n" in imported] == []


def test_a_process_ends_with_the_code(ringfence: Ringfence) -> None:
    done = ringfence.start("query", "guarantee/nonsense", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert json.loads(done.stderr)["error"]["code"] == "usage"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("query", "guarantee/nonsense"),
        ("query", "guarantee/chain_total"),
        ("query", "guarantee/chain_total", "party"),
        ("query", "guarantee/mutual", "--as-of", "2025-02-30"),
        ("query", "guarantee/mutual", "--known-at", "9999-12-31"),
        ("db", "status", "--database", "ftp://x"),
        ("db", "stop", "--database", "bolt://127.0.0.1:1"),
        ("world", "--enterprises", "3"),
        ("load",),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(arguments: tuple[str, ...], ringfence: Ringfence) -> None:
    done = ringfence.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in done.stderr)
    in_json = ringfence.run(*arguments, "--json")
    assert (in_json.returncode, in_json.stdout) == (2, "")
    error = json.loads(in_json.stderr)["error"]
    assert error["code"] in ("usage", "query")
    assert error["en"]
    assert error["zh"]


def test_unknown_setting_is_wrong_usage(ringfence: Ringfence) -> None:
    done = ringfence.run("db", "status", RINGFENCE_DATABSE="x")
    assert done.returncode == 2
    assert "RINGFENCE_DATABSE" in done.stderr


def test_what_fails_ends_with_1(loaded: Ringfence) -> None:
    away = loaded.run("db", "digest", "--database", "bolt://127.0.0.1:1", "--json")
    assert (away.returncode, away.stdout) == (1, "")
    assert json.loads(away.stderr)["error"]["code"] == "store_unavailable"
    nobody = loaded.run("query", "guarantee/chain_total", "party=firm:NOBODY", "--json")
    assert (nobody.returncode, json.loads(nobody.stderr)["error"]["code"]) == (1, "not_found")


def test_query_answers_rows(loaded: Ringfence) -> None:
    answer = loaded.json("query", "guarantee/chain_total", "party=firm:A", "--as-of", world.DAY)
    assert answer == {
        "rows": [{"loans": 3, "amount_cny": 20_000_000.0, "parties": 3, "hops": 2}], "truncated": False
    }  # fmt: skip
    some = loaded.json("query", "guarantee/mutual", "--as-of", world.DAY)
    assert [row["other_id"] for row in some["rows"]] == ["firm:E"]
    cut = loaded.json("query", "enterprise/search", "text=编号", "--limit", "5", "--as-of", world.DAY)
    assert (len(cut["rows"]), cut["truncated"]) == (5, True)


def test_query_for_people(loaded: Ringfence) -> None:
    done = loaded.run("query", "guarantee/mutual", "--as-of", world.DAY)
    assert done.returncode == 0
    assert world.ENTERPRISES["D"] in done.stdout
    assert "1,000,000.00" in done.stdout
    listed = loaded.run("query").stdout
    assert "guarantee/chain_total" in listed
    assert "signal/write" not in listed


def test_refused_rows_are_listed_mended_and_replayed(loaded: Ringfence) -> None:
    (row,) = loaded.json("rejects", "list")["rejects"]
    assert (row["file"], row["row"], row["source"]) == ("listings.csv", 3, world.SOURCE)
    assert row["reason_zh"]
    assert row["remedy_en"]
    assert loaded.json("rejects", "replay", code=3)["deliveries"][0]["tables"]["listings"]["rejected"] == 1
    (file,) = Path(row["folder"]).glob("*.csv")
    file.write_text(file.read_text(encoding="utf-8-sig").replace("no such list", "tax_arrears"), encoding="utf-8")
    replayed = loaded.json("rejects", "replay")["deliveries"]
    assert [one["tables"]["listings"]["loaded"] for one in replayed] == [1]
    assert loaded.json("rejects", "list") == {"rejects": []}
    assert loaded.json("rejects", "replay") == {"deliveries": []}


def test_loading_again_changes_nothing(loaded: Ringfence) -> None:
    before = loaded.json("db", "digest")
    again = loaded.json("load", str(loaded.folder / "delivery" / "guarantees.csv"), "--source", world.SOURCE)
    assert {count["loaded"] for count in again["tables"].values()} == {0}
    assert loaded.json("db", "digest") == before


def test_warnings_are_written_once(loaded: Ringfence) -> None:
    first = loaded.json("warn", "--as-of", world.DAY)
    assert first["new"] == first["found"] > 0
    assert sum(first["levels"].values()) == sum(first["rules"].values()) == first["found"]
    second = loaded.json("warn", "--as-of", world.DAY)
    assert (second["looked_at"], second["full_because"]) == (0, None)
    full = loaded.json("warn", "--full", "--as-of", world.DAY)
    assert (full["found"], full["new"], full["full_because"]) == (first["found"], 0, "asked")
    assert "only what had changed: 0 parties" in loaded.run("warn", "--as-of", world.DAY).stdout
    assert (second["new"], second["unchanged"]) == (0, first["found"])
    listed = loaded.json("signals", "list", "--level", "2", "--limit", "1000", "--as-of", world.DAY)["signals"]
    assert listed
    assert min(row["level"] for row in listed) >= 2
    assert listed[0]["evidence"]["nodes"]
    assert "9999-12-31" not in json.dumps(listed)


def test_database_is_started_and_stopped(loaded: Ringfence) -> None:
    started = loaded.json("db", "start")
    assert started["running"] is True
    status = loaded.json("db", "status")
    assert (status["running"], status["kind"]) == (True, "arcadedb")
    assert all(status["migrations"].values())
    assert loaded.json("db", "migrate") == {"applied": []}
    assert loaded.json("db", "stop")["stopped"] is True
    assert loaded.json("db", "status")["running"] is False
    assert loaded.json("db", "stop")["stopped"] is False


def test_keys_are_shown_once_and_revoked(ringfence: Ringfence) -> None:
    made = ringfence.json("keys", "create", "wang.jianguo")
    assert made["key"].startswith("rfk_")
    listed = ringfence.run("keys", "list", "--json").stdout
    assert made["key"] not in listed
    assert json.loads(listed)["keys"][0]["actor"] == "wang.jianguo"
    assert ringfence.json("keys", "revoke", made["key_id"])["revoked_on"]
    assert ringfence.run("keys", "revoke", "00000000").returncode == 1


def test_templates_load_as_they_are(ringfence: Ringfence) -> None:
    written = ringfence.json("template", str(ringfence.folder / "forms"), "--lang", "en")["written"]
    assert any(file.endswith(".xlsx") for file in written)
    assert ringfence.run("template", "x", "--lang", "fr").returncode == 2


def test_serving_elsewhere_needs_a_key(tmp_path: Path) -> None:
    refused = Ringfence(tmp_path).start("serve", "--host", "192.168.0.9", "--port", "0")
    assert refused.returncode == 2
    assert "ringfence keys create" in refused.stderr


def test_surroundings_are_exported_as_graphml_json_and_csv(loaded: Ringfence, tmp_path: Path) -> None:
    def exported(form: str) -> Path:
        out = tmp_path / f"around.{form}"
        done = loaded.run("export", "firm:F", str(out), "--format", form, "--depth", "1", "--as-of", world.DAY)
        assert done.returncode == 0, done.stderr
        return out

    network = nx.read_graphml(exported("graphml"), force_multigraph=True)
    assert network.nodes["firm:F"] == {"label": "Enterprise", "name": "绍兴柯桥纺织有限公司", "hop": 0}
    guarantors = {(a, b, tie["cap_cny"]) for a, b, tie in network.edges(data=True) if tie["kind"] == "GUARANTEES"}
    assert guarantors == {("firm:A", "firm:F", 4e6), ("firm:B", "firm:F", 4e6), ("firm:D", "firm:F", 4e6)}

    ties = json.loads(exported("json").read_text(encoding="utf-8"))["ties"]
    table = pd.read_csv(exported("csv"))
    assert len(ties) == len(table) == network.number_of_edges()
    assert loaded.run("export", "firm:F", str(tmp_path / "around.csv")).returncode == 2  # nothing is overwritten


def test_an_export_says_what_it_left_out(loaded: Ringfence, tmp_path: Path) -> None:
    def exported(per_kind: int) -> tuple[int, bool]:
        out = tmp_path / f"{per_kind}.json"
        arguments = ("export", "firm:F", str(out), "--format", "json", "--depth", "1", "--as-of", world.DAY)
        said = loaded.json(*arguments, "--per-kind", str(per_kind))
        written = json.loads(out.read_text(encoding="utf-8"))
        assert (said["file"], said["nodes"], said["ties"]) == (str(out), len(written["nodes"]), len(written["ties"]))
        assert written["graph"] == {"truncated": said["truncated"]}
        return sum(tie["kind"] == "GUARANTEES" for tie in written["ties"]), said["truncated"]

    assert exported(3) == (3, False)
    assert exported(2) == (2, True)
    out = tmp_path / "spoken.csv"
    spoken = loaded.run("export", "firm:F", str(out), "--format", "csv", "--per-kind", "1", "--as-of", world.DAY)
    assert "--per-kind" in spoken.stderr


def test_a_file_in_the_way_is_no_traceback(ringfence: Ringfence, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    done = ringfence.run("template", str(taken / "forms"), "--json")
    error = json.loads(done.stderr)["error"]
    assert (done.returncode, done.stdout, error["details"]["file"]) == (1, "", str(taken / "forms"))
    assert str(taken) in error["en"]
    assert error["zh"]
    keys = ringfence.run("keys", "list", RINGFENCE_API_KEYS_FILE=str(tmp_path))
    assert (keys.returncode, keys.stdout) == (1, "")
    assert str(tmp_path) in keys.stderr


def test_a_folder_without_rules_is_wrong_usage(loaded: Ringfence, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "mistyped"):
        done = loaded.run("warn", "--rules", str(folder), "--as-of", world.DAY, "--json")
        assert (done.returncode, done.stdout) == (2, "")
        assert json.loads(done.stderr)["error"]["code"] == "rule"


def test_a_terminal_of_another_encoding_is_spoken_to(ringfence: Ringfence) -> None:
    done = ringfence.start("query", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "guarantee/chain_total" in done.stdout


def test_numbers_are_not_drawn_as_pictures(capsys: pytest.CaptureFixture[str]) -> None:
    table("", ("party",), [("acme:bank:88",), ("[bold]乙",)])
    drawn = capsys.readouterr().out
    assert "acme:bank:88" in drawn
    assert "[bold]乙" in drawn


def test_the_surgeon_ranks_what_to_release(loaded: Ringfence) -> None:
    day = ("--as-of", world.DAY, "--known-at", world.DAY)
    found = loaded.json("surgeon", *day)
    assert [one["guarantees"] for one in found["answer"]["releases"]] == [["firm:ED"], ["firm:CA"]]
    shown = loaded.run("surgeon", "firm:C", "--most-reached", "0", *day).stdout
    assert [shown.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert "firm:BC" in shown
