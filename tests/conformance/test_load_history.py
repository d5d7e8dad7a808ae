"""Deliveries over time on each database: corrections, late and shuffled feeds, two sources, one graph."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.store import Store
from ingest import load
from tests.conftest import empty
from tests.unit.ingest.feed import FEED, PERSONS, Rows, code, identity, options, write_csv, write_feed
from tests.unit.ingest.province import province, shuffled

FOREVER = date(9999, 12, 31)


def in_force(store: Store, match: str, value: str, as_of: date, known_at: date) -> list[Any]:
    """The values of versions `r` in force on a day as known on a day."""
    text = (
        f"MATCH {match} WHERE r.valid_from <= $as_of < r.valid_to AND r.recorded_on <= $known_at < r.superseded_on "
        f"RETURN {value} AS value ORDER BY value"
    )
    return [row["value"] for row in store.rows(text, {"as_of": as_of, "known_at": known_at})]


def loaded_in(store: Store, folder: Path, deliveries: Sequence[Mapping[str, Rows]], **changes: Any) -> str:
    """The digest after loading deliveries in that order into an empty store."""
    empty(store)
    for i, delivery in enumerate(deliveries):
        load(store, [write_feed(folder / str(i), delivery)], options=options(**changes))
    return store.digest()


def test_the_order_of_rows_does_not_matter(store: Store, tmp_path: Path) -> None:
    feed = province(30)
    digest = loaded_in(store, tmp_path / "a", [feed], batch_rows=25)
    again = load(store, [write_feed(tmp_path / "b", shuffled(feed, 3))], options=options(batch_rows=40))
    assert (again.loaded, again.nodes, again.relationships) == (0, 0, 0)
    assert store.digest() == digest
    assert loaded_in(store, tmp_path / "c", [shuffled(feed, 4)], batch_rows=60) == digest


BALANCE_HEADER = ("借据编号", "余额日期", "余额（元）", "五级分类", "知悉日期")
JJ1_JUNE, JJ2_JUNE = (
    ("JJ1", "2023-06-30", "100", "正常", "2023-07-02"),
    ("JJ2", "2023-06-30", "5", "正常", "2023-07-02"),
)
JJ1_SEPTEMBER, CORRECTED = (
    ("JJ1", "2023-09-30", "90", "正常", "2023-10-02"),
    ("JJ1", "2023-09-30", "95", "关注", "2023-11-15"),
)
JJ1_DECEMBER, JUNE_CORRECTED = (
    ("JJ1", "2023-12-31", "80", "正常", "2024-01-02"),
    ("JJ1", "2023-06-30", "101", "正常", "2024-01-02"),
)
HISTORY: Sequence[Rows] = (
    (BALANCE_HEADER, JJ1_JUNE, JJ2_JUNE),
    (BALANCE_HEADER, JJ1_SEPTEMBER),
    (BALANCE_HEADER, CORRECTED),
    (BALANCE_HEADER, JJ1_DECEMBER, JUNE_CORRECTED),
)


def test_months_may_arrive_in_any_order_and_twice(store: Store, tmp_path: Path) -> None:
    base = {name: FEED[name] for name in ("enterprises", "persons", "loans")}
    months = [{"balances": rows} for rows in HISTORY]
    digest = loaded_in(store, tmp_path / "in order", [base, *months])
    match = "(:Loan {loan_id: 'firm:JJ1'})-[r:STOOD_AT]->(b:Balance)"
    october = date(2023, 10, 15)
    assert in_force(store, match, "b.outstanding", october, date(2023, 10, 20)) == [90.0]
    assert in_force(store, match, "b.outstanding", october, date(2023, 12, 1)) == [95.0]
    assert in_force(store, match, "b.outstanding", date(2023, 7, 15), date(2024, 2, 1)) == [101.0]
    assert loaded_in(store, tmp_path / "reversed", [base, *reversed(months)]) == digest
    assert loaded_in(store, tmp_path / "doubled", [base, *months, months[0], base, months[2]]) == digest
    together = {**base, "balances": (BALANCE_HEADER, *(row for month in reversed(HISTORY) for row in month[1:]))}
    assert loaded_in(store, tmp_path / "together", [together]) == digest


GUARANTEE_HEADER = ("担保合同编号", "担保人", "被担保人", "担保方式", "担保限额（元）", "担保起始日", "知悉日期")


def guarantee(form: str, cap: int, known: str, guarantor: int = 8) -> Mapping[str, Rows]:
    row = ("DB1", code(guarantor), code(1), form, cap, "2023-06-20", known)
    return {"guarantees": (GUARANTEE_HEADER, row)}


def test_a_corrected_guarantee_corrects_the_short_cut(store: Store, tmp_path: Path) -> None:
    base = {name: FEED[name] for name in ("enterprises", "persons", "loans")}
    versions = [
        guarantee("连带责任保证", 100, "2023-06-21"),
        guarantee("连带责任保证", 200, "2023-08-01", guarantor=3),
        guarantee("抵押", 200, "2023-09-01", guarantor=3),
    ]
    digest = loaded_in(store, tmp_path / "a", [base, *versions])
    day, match = date(2024, 1, 1), "(p:Party)-[r:GUARANTEES]->(:Party)"
    assert in_force(store, match, "[p.party_id, r.cap_cny]", day, date(2023, 7, 1)) == [[f"cn.uscc:{code(8)}", 100.0]]
    assert in_force(store, match, "[p.party_id, r.cap_cny]", day, date(2023, 8, 1)) == [[f"cn.uscc:{code(3)}", 200.0]]
    assert in_force(store, match, "p.party_id", day, date(2023, 9, 1)) == []
    assert in_force(store, "(p:Party)-[r:GAVE]->(:Guarantee)", "p.party_id", day, date(2023, 9, 1)) == [
        f"cn.uscc:{code(3)}"
    ]
    for name, order in (("b", (2, 1, 0)), ("c", (1, 2, 0)), ("d", (2, 0, 1)), ("e", (0, 2, 1))):
        assert loaded_in(store, tmp_path / name, [base, *(versions[i] for i in order)]) == digest


def stake(share: str, known: str, since: str = "2020-01-01") -> Mapping[str, Rows]:
    header = ("股东", "被投资企业", "持股编号", "持股比例", "生效日期", "知悉日期")
    return {"stakes": (header, (identity(1), code(1), "", share, since, known))}


def test_one_of_two_sources_is_in_force_and_the_other_kept(store: Store, tmp_path: Path) -> None:
    base = {"enterprises": FEED["enterprises"], "persons": PERSONS}
    register, bank = stake("0.6", "2020-02-01", "2021-01-01"), stake("0.5", "2020-03-01")

    def both(first: str, second: str, folder: str) -> str:
        empty(store)
        feeds = {"register": register, "bank": bank}
        load(store, [write_feed(tmp_path / folder / "base", base)], options=options())
        for name in (first, second):
            path = write_feed(tmp_path / folder / name, feeds[name])
            report = load(store, [path], options=options(source=name, priority=("register", "bank")))
            assert report.loaded == 1
        return store.digest()

    digest = both("register", "bank", "a")
    match, known = "(:Party)-[r:OWNS]->(:Enterprise)", date(2024, 1, 1)
    assert in_force(store, match, "r.share_ratio", date(2022, 1, 1), known) == [0.6]
    assert in_force(store, match, "r.share_ratio", date(2020, 6, 1), known) == [0.5]
    kept = store.rows(
        "MATCH ()-[r:OWNS]->() WHERE r.outranked_by IS NOT NULL RETURN r.outranked_by AS by, r.source AS s"
    )
    assert kept == [{"by": "register", "s": "bank"}]
    assert both("bank", "register", "b") == digest


def test_another_order_of_precedence_changes_what_is_in_force(store: Store, tmp_path: Path) -> None:
    base = {"enterprises": FEED["enterprises"], "persons": PERSONS}
    load(store, [write_feed(tmp_path / "base", base)], options=options())
    stakes = {"register": stake("0.6", "2020-02-01"), "bank": stake("0.5", "2020-03-01")}
    folders = {name: write_feed(tmp_path / name, delivery) for name, delivery in stakes.items()}
    match, day = "(:Party)-[r:OWNS]->(:Enterprise)", date(2022, 1, 1)
    digests = []
    for priority, share in ((("register", "bank"), 0.6), (("bank", "register"), 0.5), (("register", "bank"), 0.6)):
        settings = options(source="register", priority=priority)
        assert load(store, [folders["register"]], options=settings).loaded == 1
        load(store, [folders["bank"]], options=options(source="bank", priority=priority))
        assert in_force(store, match, "r.share_ratio", day, date(2024, 1, 1)) == [share]
        digests.append(store.digest())
    assert digests[0] == digests[2] != digests[1]


def test_without_a_day_of_knowledge_repetition_changes_nothing_and_news_corrects(store: Store, tmp_path: Path) -> None:
    base = {name: FEED[name] for name in ("enterprises", "persons")}
    load(store, [write_feed(tmp_path / "a", base)], options=options())
    first = write_feed(tmp_path / "b", stake("0.6", ""))
    assert load(store, [first], options=options(loaded_on=date(2024, 1, 1))).loaded == 1
    digest = store.digest()
    assert load(store, [first], options=options(loaded_on=date(2024, 2, 1))).loaded == 0
    assert store.digest() == digest
    second = write_feed(tmp_path / "c", stake("0.7", ""))
    assert load(store, [second], options=options(loaded_on=date(2024, 3, 1))).loaded == 1
    assert load(store, [first], options=options(loaded_on=date(2024, 4, 1))).loaded == 1
    match, day = "(:Party)-[r:OWNS]->(:Enterprise)", date(2024, 6, 1)
    shares = [in_force(store, match, "r.share_ratio", day, date(2024, month, 15)) for month in (1, 2, 3, 4)]
    assert shares == [[0.6], [0.6], [0.7], [0.6]]


@pytest.mark.parametrize("reverse", [False, True])
def test_the_latest_description_of_a_party_wins(store: Store, tmp_path: Path, reverse: bool) -> None:
    header = ("统一社会信用代码", "名称", "机构类型", "知悉日期")
    old, new = ((code(1), "旧名有限公司", "公司", "2020-01-01"), (code(1), "新名有限公司", "", "2022-01-01"))
    for i, row in enumerate((new, old) if reverse else (old, new)):
        load(store, [write_csv(tmp_path / str(i) / "enterprises.csv", (header, row))], options=options())
    rows = store.rows("MATCH (e:Enterprise) RETURN e.name AS name, e.kind AS kind, e.canonical_id AS canonical")
    assert rows == [{"name": "新名有限公司", "kind": None, "canonical": f"cn.uscc:{code(1)}"}]
