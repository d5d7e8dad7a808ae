"""A firm's delivery on each database: what is written, what is refused, and how refused rows come in after all."""

import csv
import logging
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import SettingsError
from graph.identifiers import HashKey
from graph.money import Rates
from graph.store import Store
from ingest import LoadReport, list_rejects, load, replay_rejects, write_templates
from tests.unit.ingest.feed import (
    BALANCES,
    ENTERPRISES,
    FEED,
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


def one(store: Store, text: str, **parameters: Any) -> Any:
    """The only value of the only row."""
    rows = store.rows(text, parameters)
    assert len(rows) == 1
    return next(iter(rows[0].values()))


def counts(report: LoadReport) -> dict[str, tuple[int, int, int, int]]:
    return {name: (c.in_, c.loaded, c.rejected, c.ignored) for name, c in report.tables.items()}


def test_a_delivery_is_loaded_once_and_then_known(store: Store, tmp_path: Path) -> None:
    folder = write_feed(tmp_path, FEED)
    first = load(store, [folder], options=options())
    assert first.rejects == ()
    assert counts(first) == {name: (len(rows) - 1, len(rows) - 1, 0, 0) for name, rows in FEED.items()}
    digest, version = store.digest(), store.version()
    again = load(store, [folder], options=options())
    assert (again.loaded, again.nodes, again.relationships) == (0, 0, 0)
    assert again.batches_skipped == again.batches
    smaller = load(store, [folder], options=options(batch_rows=2))
    assert (smaller.loaded, smaller.nodes, smaller.relationships) == (0, 0, 0)
    assert (store.digest(), store.version()) == (digest, version)


def test_what_a_delivery_says_stands_in_the_graph(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path, FEED)], options=options())
    firm = one(store, "MATCH (e:Enterprise {party_id: $id}) RETURN e", id=f"cn.uscc:{code(1)}")
    assert firm["kind"] == "company"
    assert firm["established_on"] == date(2012, 5, 18)
    assert firm["canonical_id"] == firm["party_id"]
    record = one(store, "MATCH (:Enterprise {party_id: $id})-[:DESCRIBED_BY]->(r:Record) RETURN r", id=firm["party_id"])
    assert (record["registered_capital_cny"], record["status"]) == (1_010_000.0, "active")
    loan = one(store, "MATCH (l:Loan {loan_id: 'firm:JJ2'}) RETURN l")
    assert (loan["principal"], loan["principal_cny"], loan["currency"]) == (12_005_000.0, 12_005_000.0, "CNY")
    stake = one(store, "MATCH (:Party)-[o:OWNS]->(:Enterprise {party_id: $id}) WHERE o.share_ratio = 0.51 RETURN o",
                id=f"cn.uscc:{code(2)}")  # fmt: skip
    assert (stake["valid_from"], stake["valid_to"]) == (date(2020, 1, 1), date(2022, 1, 1))
    assert stake["superseded_on"] == date(9999, 12, 31)
    short_cuts = store.rows("MATCH (:Party)-[g:GUARANTEES]->(:Party) RETURN g.guarantee_id AS id ORDER BY id")
    assert [row["id"] for row in short_cuts] == ["firm:DB0", "firm:DB1"]
    ends = one(store, "MATCH (:Party)-[g:GUARANTEES {guarantee_id: 'firm:DB1'}]->(:Party) RETURN g.valid_to")
    assert ends == date(2026, 6, 20)
    assert one(store, "MATCH (:Guarantee {guarantee_id: 'firm:DB0'})-[:SECURES]->(g:Guarantee) RETURN g.cap_cny") == 8e6
    assert one(store, "MATCH (c:Case)-[:HEARD_BY]->(:Court) RETURN count(c)") == 1


def test_exactly_one_balance_is_in_force_on_a_day(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path, FEED)], options=options())
    text = (
        "MATCH (:Loan {loan_id: 'firm:JJ1'})-[r:STOOD_AT]->(b:Balance) "
        "WHERE r.valid_from <= $as_of < r.valid_to AND r.recorded_on <= $known_at < r.superseded_on "
        "RETURN b.outstanding"
    )
    december = date(2023, 12, 31)
    assert one(store, text, as_of=date(2023, 11, 1), known_at=december) == 8e6
    assert one(store, text, as_of=december, known_at=date(2024, 1, 1)) == 8e6
    assert one(store, text, as_of=december, known_at=date(2024, 1, 2)) == 7e6


def test_identity_numbers_are_nowhere_in_the_clear(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, logger="ingest")
    wrong = identity(3)[:-1] + ("0" if identity(3)[-1] != "0" else "1")
    feed = {**FEED, "persons": (*PERSONS, (wrong, "李四", ""), (identity(9), "", ""))}
    rejects = tmp_path / "rejects"
    report = load(store, [write_feed(tmp_path / "feed", feed)], options=options(rejects=rejects))
    assert counts(report)["persons"] == (5, 3, 2, 0)
    everything = [str(store.rows("MATCH (n) RETURN n")), str(store.rows("MATCH ()-[r]->() RETURN r"))]
    everything += [str(report), caplog.text, *capfd.readouterr(), *(p.read_text("utf-8") for p in rejects.iterdir())]
    for number in (wrong, *(identity(i) for i in (1, 2, 3, 9))):
        assert all(number not in text for text in everything)
    assert KEY.fingerprint == one(store, "MATCH (s:Store) RETURN s.key_fingerprint")
    hashed = one(store, "MATCH (i:Identifier {identifier_id: $id}) RETURN i", id=f"cn.ric:{KEY.hash(identity(1))}")
    assert (hashed["scheme"], hashed["key_fingerprint"]) == ("cn.ric", KEY.fingerprint)


def test_another_hash_key_is_refused_and_none_as_well(store: Store, tmp_path: Path) -> None:
    folder = write_feed(tmp_path, FEED)
    with pytest.raises(SettingsError, match="no hash key"):
        load(store, [folder], options=options(hash_key=None))
    load(store, [folder], options=options())
    digest = store.digest()
    with pytest.raises(SettingsError, match="another hash key"):
        load(store, [folder], options=options(hash_key=HashKey(b"quite another key")))
    assert store.digest() == digest


DIRTY_LOANS: Rows = (
    *LOANS,
    ("", code(1), code(7), "1", "2023-01-01", "", ""),
    ("JJ3", code(1)[:-1] + "?", code(7), "1", "2023-01-01", "", ""),
    ("JJ4", code(99), code(7), "1", "2023-01-01", "", ""),
    ("JJ5", code(1), code(7), "一百", "2023-01-01", "", ""),
    ("JJ6", code(1), code(7), "1", "2023-13-01", "", ""),
    ("JJ7", code(1), code(7), "1", "2023-06-01", "2023-05-01", ""),
    ("JJ8", code(1), code(7), "1", "2023-06-01", "", ""),
    ("JJ8", code(1), code(7), "1", "2023-06-01", "", ""),
    ("JJ9", code(1), code(7), "1", "2023-06-01", "", ""),
    ("JJ9", code(1), code(7), "2", "2023-06-01", "", ""),
)
REASONS = {4: "required", 5: "uscc", 6: "dangling", 7: "number", 8: "date", 9: "order", 12: "disagree", 13: "disagree"}


def test_each_refused_row_names_its_place_and_reason(store: Store, tmp_path: Path) -> None:
    balances = (*BALANCES, ("JJ5", "2023-09-30", "1", "正常", "", ""))
    feed = {**FEED, "loans": DIRTY_LOANS, "balances": balances}
    report = load(store, [write_feed(tmp_path, feed)], options=options())
    found = {r.row: r.code for r in report.rejects if r.table == "loans"}
    assert found == REASONS | {5: found[5]}
    assert counts(report)["loans"] == (12, 3, 8, 1)
    assert counts(report)["balances"] == (4, 3, 1, 0)
    assert all(r.reason_zh and r.reason_en and r.remedy_zh and r.remedy_en and r.field for r in report.rejects)
    date_reject = next(r for r in report.rejects if r.row == 8)
    assert (date_reject.file, date_reject.field, date_reject.value) == ("loans.csv", "放款日", "2023-13-01")


def test_mended_rows_are_loaded_and_the_rest_stays(store: Store, tmp_path: Path) -> None:
    folder, rejects = write_feed(tmp_path / "feed", {**FEED, "loans": DIRTY_LOANS}), tmp_path / "rejects"
    load(store, [folder], options=options(rejects=rejects))
    waiting = list_rejects(rejects)
    assert [(r.row, r.code) for r in waiting] == sorted((r.row, r.code) for r in waiting)
    assert len(waiting) == 8
    assert (rejects / "loans.csv").stat().st_mode & 0o077 == 0
    _mend(rejects / "loans.csv", {"JJ5": {"本金（万元）": "100"}, "JJ6": {"放款日": "2023-12-01"}})
    report = replay_rejects(store, rejects, options=options())
    assert counts(report)["loans"] == (8, 2, 6, 0)
    assert sorted(r.row for r in list_rejects(rejects)) == [4, 5, 6, 9, 12, 13]
    assert one(store, "MATCH (l:Loan {loan_id: 'firm:JJ5'}) RETURN l.principal") == 1e6
    again = replay_rejects(store, rejects, options=options())
    assert counts(again)["loans"] == (6, 0, 6, 0)
    _mend(rejects / "loans.csv", {
        "": {"借据编号": "JJ10"}, "JJ3": {"借款人": code(1)}, "JJ4": {"借款人": code(2)}, "JJ7": {"到期日": ""},
        "JJ9": {"本金（万元）": "2"},
    })  # fmt: skip
    done = replay_rejects(store, rejects, options=options())
    assert counts(done)["loans"] == (6, 5, 0, 1)
    assert list_rejects(rejects) == []
    assert replay_rejects(store, rejects, options=options()).tables == {}


def _mend(path: Path, corrections: dict[str, dict[str, str]]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(corrections.get(row["借据编号"], {}))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_valid_identity_numbers_need_not_be_entered_again(store: Store, tmp_path: Path) -> None:
    stakes = (*STAKES, (identity(3), code(3), "1.5e9", "", "", ""))
    rejects = tmp_path / "rejects"
    load(store, [write_feed(tmp_path / "feed", {**FEED, "stakes": stakes})], options=options(rejects=rejects))
    path = rejects / "stakes.csv"
    path.write_text(path.read_text("utf-8-sig").replace("1.5e9,", "15,", 1), "utf-8-sig")
    assert counts(replay_rejects(store, rejects, options=options()))["stakes"] == (1, 1, 0, 0)
    owner = one(store, "MATCH (p:Person)-[:OWNS]->(:Enterprise {party_id: $id}) RETURN p.party_id",
                id=f"cn.uscc:{code(3)}")  # fmt: skip
    assert owner == f"cn.ric:{KEY.hash(identity(3))}"


def test_broken_lines_are_counted_and_kept(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "feed" / "enterprises.csv", ENTERPRISES)
    path.write_text(path.read_text("utf-8") + f"{identity(1)},too few\n", "utf-8")
    report = load(store, [path], options=options(rejects=tmp_path / "rejects"))
    assert counts(report)["enterprises"] == (9, 8, 1, 0)
    assert report.rejects[0].code == "fields"
    assert identity(1) not in (tmp_path / "rejects" / "enterprises.csv").read_text("utf-8")


def test_currencies_by_header_and_column(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "feed", {"enterprises": ENTERPRISES})], options=options())
    loans = [
        ("借据编号", "借款人", "本金（万美元）", "币种", "放款日"),
        ("U1", code(1), "10", "", "2023-01-01"),
        ("U2", code(1), "10", "美元", "2023-01-01"),
        ("U3", code(1), "10", "EUR", "2023-01-01"),
    ]
    more = [
        ("借据编号", "借款人", "本金", "单位", "币种", "放款日"),
        ("E1", code(1), "10", "万元", "EUR", "2023-01-01"),
        ("E2", code(1), "10", "亿元", "CNY", "2023-01-01"),
        ("E3", code(1), "10", "斤", "CNY", "2023-01-01"),
    ]
    paths = [write_csv(tmp_path / "a" / "loans.csv", loans), write_csv(tmp_path / "b" / "loans.csv", more)]
    report = load(store, paths, options=options(rates=Rates({"CNY": 1.0, "USD": 7.1})))
    assert [(r.row, r.code) for r in report.rejects] == [(4, "currency_clash"), (2, "currency"), (4, "unit")] or [
        (r.row, r.code) for r in report.rejects
    ] == [(4, "currency_clash; currency"), (2, "currency"), (4, "unit")]
    rows = store.rows("MATCH (l:Loan) RETURN l.loan_id AS id, l.principal AS p, l.principal_cny AS c ORDER BY id")
    assert [(r["id"], r["p"], r["c"]) for r in rows] == [
        ("firm:E2", 1e9, 1e9), ("firm:U1", 1e5, 7.1e5), ("firm:U2", 1e5, 7.1e5),
    ]  # fmt: skip


def test_shares_above_one_are_loaded_and_flagged(store: Store, tmp_path: Path) -> None:
    stakes = (*STAKES, (code(3), code(2), "30", "2021-06-01", "", ""))
    report = load(store, [write_feed(tmp_path, {**FEED, "stakes": stakes})], options=options())
    assert counts(report)["stakes"] == (4, 4, 0, 0)
    shares = [w.details for w in report.warnings if w.code == "shares_above_one"]
    assert shares == [{"party": f"cn.uscc:{code(2)}", "sum": 1.3, "day": "2021-06-01"}]


def test_guarantees_for_oneself_are_loaded_and_flagged(store: Store, tmp_path: Path) -> None:
    header, *rows = FEED["guarantees"]
    pledge = ("DB4", code(2), code(2), "JJ2", "", "质押", "900", "2023-07-01", "", "2023-07-01")
    report = load(store, [write_feed(tmp_path, {**FEED, "guarantees": (header, *rows, pledge)})], options=options())
    assert counts(report)["guarantees"] == (5, 5, 0, 0)
    assert [(w.code, w.details) for w in report.warnings] == [
        ("self_guarantee", {"guarantee_id": "firm:DB3", "party": f"cn.uscc:{code(2)}"})
    ]


def test_a_number_is_an_enterprise_or_a_person(store: Store, tmp_path: Path) -> None:
    enterprises = (*ENTERPRISES, ("12", "某公司", "公司", "", "", "", "", ""))
    persons = (*PERSONS, ("12", "某人", ""))
    report = load(
        store, [write_feed(tmp_path / "a", {"enterprises": enterprises, "persons": persons})], options=options()
    )
    assert [(r.table, r.code) for r in report.rejects] == [("enterprises", "other_kind"), ("persons", "other_kind")]
    load(store, [write_csv(tmp_path / "b" / "enterprises.csv", enterprises)], options=options())
    later = load(store, [write_csv(tmp_path / "c" / "persons.csv", persons)], options=options())
    assert [(r.table, r.code) for r in later.rejects] == [("persons", "other_kind")]


def test_references_may_be_in_the_database(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "a", {"enterprises": ENTERPRISES})], options=options())
    report = load(store, [write_feed(tmp_path / "b", {"loans": LOANS})], options=options())
    assert counts(report)["loans"] == (2, 2, 0, 0)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_the_encoding_does_not_show_in_the_graph(store: Store, tmp_path: Path, encoding: str) -> None:
    for name, rows in FEED.items():
        write_csv(tmp_path / f"{name}.txt", rows, encoding=encoding, delimiter="|")
    assert load(store, [tmp_path], options=options()).rejects == ()
    assert (
        one(store, "MATCH (e:Enterprise {party_id: $id}) RETURN e.name", id=f"cn.uscc:{code(1)}")
        == "杭州第1机械有限公司"
    )


def test_untouched_templates_change_nothing(embedded_store: Store, tmp_path: Path) -> None:
    write_templates(tmp_path, "zh")
    report = load(embedded_store, [tmp_path], options=options())
    assert report.loaded == report.rejected == 0
    assert embedded_store.version() == 0


def test_a_table_without_rows_is_loaded(embedded_store: Store, tmp_path: Path) -> None:
    feed = {**{name: rows[:1] for name, rows in FEED.items()}, "enterprises": ENTERPRISES}
    report = load(embedded_store, [write_feed(tmp_path, feed)], options=options())
    assert counts(report) == {name: (8, 8, 0, 0) if name == "enterprises" else (0, 0, 0, 0) for name in FEED}


def test_a_file_given_twice_counts_once(embedded_store: Store, tmp_path: Path) -> None:
    one, other = (write_feed(tmp_path / name, {"enterprises": ENTERPRISES}) for name in ("a", "b"))
    report = load(embedded_store, [one, other], options=options())
    assert counts(report) == {"enterprises": (16, 8, 0, 8)}
