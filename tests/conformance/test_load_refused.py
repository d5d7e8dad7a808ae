"""What reject files hold: no identity number, and hashes that count only where they were made."""

import csv
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import SettingsError
from graph.identifiers import HashKey
from graph.store import Store
from ingest import load, replay_rejects
from tests.unit.ingest.feed import (
    FEED,
    GUARANTEES,
    KEY,
    LOANS,
    PERSONS,
    STAKES,
    Rows,
    code,
    identity,
    options,
    write_csv,
    write_feed,
)

SECRET = identity(40)
SPACED = f"{SECRET[:6]} {SECRET[6:14]} {SECRET[14:]}"
WRONG_DAY = "2023-13-01"


def written(folder: Path) -> str:
    return "".join(path.read_text("utf-8-sig") for path in sorted(folder.glob("*.csv")))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_no_column_of_a_reject_file_shows_an_identity_number(
    embedded_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    loans: Rows = (
        (*LOANS[0], "合同文号", f"备注 {SECRET}"),
        (SECRET, code(1), code(7), "1", WRONG_DAY, "", "", SECRET, f"经办{SPACED}"),
        ("J2", f"firm7:{SECRET}", code(7), "1", WRONG_DAY, "", "", f"HT{SECRET}", SECRET),
        ("J3", f"'{SECRET[:9]}{SECRET[10:]}", code(7), "1", "2023-01-01", "", "", "", ""),
        ("J4", code(1), code(7), SECRET, "2023-01-01", "", "", "", ""),
    )
    guarantees: Rows = (GUARANTEES[0], ("D", code(8), code(1), f"JJ1;{SECRET}", "", "", "", WRONG_DAY, "", ""))
    persons: Rows = (PERSONS[0], ("", f"张三 {SECRET}", ""), (identity(3), SECRET, WRONG_DAY))
    feed = {**FEED, "loans": (*loans, *((*row, "", "") for row in LOANS[1:])), "guarantees": guarantees}
    rejects = tmp_path / "rejects"
    report = load(
        embedded_store, [write_feed(tmp_path / "a", {**feed, "persons": (*PERSONS, *persons[1:])})],
        options=options(rejects=rejects),
    )  # fmt: skip
    assert {name: report.tables[name].rejected for name in ("loans", "guarantees", "persons")} == {
        "loans": 4, "guarantees": 1, "persons": 2,
    }  # fmt: skip
    everything = (written(rejects), str(report), caplog.text, *capfd.readouterr())
    for number in (SECRET, SPACED, f"{SECRET[:9]}{SECRET[10:]}", identity(3)):
        assert all(number not in text for text in everything)
    assert f"cn.ric:{KEY.hash(SECRET)}" in rows_of(rejects / "loans.csv")[1]["借款人"]


def _stake(number: str) -> Rows:
    """A stake that is refused for its share, and what it becomes by adding 5."""
    return (*STAKES, (number, code(3), "1.5e9", "", "", ""))


def _mended(path: Path) -> None:
    path.write_text(path.read_text("utf-8-sig").replace("1.5e9,", "15,", 1), "utf-8-sig")


def test_hashes_are_loaded_by_a_replay_with_their_key_only(embedded_store: Store, tmp_path: Path) -> None:
    rejects, own = tmp_path / "rejects", options(rejects=tmp_path / "rejects")
    load(embedded_store, [write_feed(tmp_path / "feed", {**FEED, "stakes": _stake(identity(3))})], options=own)
    path = rejects / "stakes.csv"
    assert [row["reject_key"] for row in rows_of(path)] == [KEY.fingerprint]
    _mended(path)
    loaded = load(embedded_store, [path], options=options())
    assert [r.code for r in loaded.rejects] == ["hashed"]
    before = path.read_text("utf-8-sig")
    for key in (HashKey(b"quite another key"), None):
        with pytest.raises(SettingsError, match="not set"):
            replay_rejects(embedded_store, rejects, options=replace(own, hash_key=key))
    assert path.read_text("utf-8-sig") == before
    assert replay_rejects(embedded_store, rejects, options=own).tables["stakes"].loaded == 1


def test_hashes_from_elsewhere_never_pass_for_our_own(embedded_store: Store, tmp_path: Path) -> None:
    foreign = f"cn.ric:{HashKey(b'quite another key').hash(identity(3))}"
    rejects, own = tmp_path / "rejects", options(rejects=tmp_path / "rejects")
    feed = {**FEED, "persons": (*PERSONS, (foreign, "某人", "")), "stakes": _stake(foreign)}
    report = load(embedded_store, [write_feed(tmp_path / "feed", feed)], options=own)
    assert {r.code for r in report.rejects} == {"hashed", "hashed; ratio"}
    assert foreign not in written(rejects)
    assert [row["reject_key"] for row in rows_of(rejects / "persons.csv")] == [""]
    again = replay_rejects(embedded_store, rejects, options=own)
    assert {r.code for r in again.rejects} == {"masked", "masked; ratio"}


def test_what_waits_keeps_its_hash_over_replays(embedded_store: Store, tmp_path: Path) -> None:
    rejects, own = tmp_path / "rejects", options(rejects=tmp_path / "rejects")
    load(embedded_store, [write_feed(tmp_path / "feed", {**FEED, "stakes": _stake(identity(3))})], options=own)
    replay_rejects(embedded_store, rejects, options=own)
    row = rows_of(rejects / "stakes.csv")[0]
    assert (row["股东"], row["reject_key"]) == (f"cn.ric:{KEY.hash(identity(3))}", KEY.fingerprint)


def test_spaced_out_numbers_are_the_same_person(embedded_store: Store, tmp_path: Path) -> None:
    load(embedded_store, [write_feed(tmp_path / "a", {"persons": PERSONS})], options=options())
    text = identity(1)
    again: Rows = (PERSONS[0], (f"{text[:6]} {text[6:14]} {text[14:]}", "王1", "2020-01-05"))
    load(embedded_store, [write_csv(tmp_path / "b" / "persons.csv", again)], options=options())
    assert embedded_store.rows("MATCH (p:Person) RETURN count(p) AS n") == [{"n": 3}]


def test_rows_of_templates_and_of_finbench_wait_side_by_side(embedded_store: Store, tmp_path: Path) -> None:
    time = "2020-01-18 14:29:50.692"
    persons = [("personId", "personName", "isBlocked", "createTime"), ("1", "Ann", "false", time)]
    loans = [("loanId", "loanAmount", "balance", "createTime"), ("5", "1e1x", "10", time), ("6", "bad", "3", time)]
    applied = [("personId", "loanId", "createTime"), ("1", "5", time), ("1", "6", time)]
    snapshot = write_feed(tmp_path / "snapshot", {"Person": persons, "Loan": loans, "PersonApplyLoan": applied})
    rejects, own = tmp_path / "rejects", options(rejects=tmp_path / "rejects", source="firm7")
    load(embedded_store, [snapshot], options=own)
    load(embedded_store, [write_feed(tmp_path / "feed", {**FEED, "stakes": _stake(identity(3))})], options=own)
    assert {path.name for path in rejects.iterdir()} == {"Loan.csv", "PersonApplyLoan.csv", "stakes.csv"}

    _mended(rejects / "stakes.csv")
    mended = (rejects / "Loan.csv").read_text("utf-8-sig").replace("5,1e1x,", "5,1e1,")
    (rejects / "Loan.csv").write_text(mended, "utf-8-sig")
    report = replay_rejects(embedded_store, rejects, options=own)
    done = {name: (c.in_, c.loaded, c.rejected) for name, c in report.tables.items()}
    assert done == {"Loan": (2, 1, 1), "PersonApplyLoan": (2, 1, 1), "stakes": (1, 1, 0)}
    assert {path.name for path in rejects.iterdir()} == {"Loan.csv", "PersonApplyLoan.csv"}
    assert [row["loanId"] for row in rows_of(rejects / "Loan.csv")] == ["6"]
    stated = "MATCH (:Party)-[b:BORROWED]->(l:Loan {loan_id: 'finbench:loan:5'}) RETURN b.source AS by, l.source AS of"
    assert embedded_store.rows(stated) == [{"by": "finbench", "of": "finbench"}]
    assert embedded_store.rows("MATCH (:Loan {loan_id: 'finbench:loan:6'}) RETURN 1 AS one") == []
