"""Delivered matches on each database: loaded, corrected, read into a snapshot, shown on a path, refused."""

from datetime import date
from pathlib import Path

import pytest

from graph.as_of import AsOf
from graph.ask import ask
from graph.identifiers import HashKey
from graph.ownership.same_party import UncertainLinks
from graph.snapshot import History
from graph.store import Store
from ingest import load
from tests.unit.ingest.feed import ENTERPRISES, KEY, PERSONS, STAKES, Rows, code, identity, options, write_feed

HEADERS = ("主体", "同一主体", "概率", "依据", "生效日期", "知悉日期")
MATCHES: Rows = (
    HEADERS,
    (identity(1), identity(2), "30%", "姓名相同", "2020-01-01", "2020-02-01"),
    (code(1), "KH1", "1", "名称相同", "", "2020-02-01"),
)
DOUBLE = ("KH1", "杭州第1机械", "公司", "", "存续", "", "2020-01-01", "2020-01-05")
FEED = {"enterprises": (*ENTERPRISES, DOUBLE), "persons": PERSONS, "stakes": STAKES, "same_as": MATCHES}
AT = AsOf(date(2024, 1, 1), date(2024, 1, 1))


def ric(i: int, key: HashKey = KEY) -> str:
    return f"cn.ric:{key.hash(identity(i))}"


def matches(store: Store, at: AsOf = AT) -> dict[frozenset[str], float]:
    snapshot = History.read(store, types=["SAME_AS"]).at(at)
    links = UncertainLinks.of(snapshot)
    ids = snapshot.nodes("Party").column("party_id").to_pylist()
    pairs = zip(links.first, links.second, links.probability.tolist(), strict=True)
    return {frozenset({ids[a], ids[b]}): chance for a, b, chance in pairs}


def test_matches_are_loaded_and_read(store: Store, tmp_path: Path) -> None:
    report = load(store, [write_feed(tmp_path, FEED)], options=options())
    assert report.tables["same_as"].loaded == 2
    assert matches(store) == {
        frozenset({ric(1), ric(2)}): 0.3, frozenset({f"cn.uscc:{code(1)}", "firm:KH1"}): 1.0,
    }  # fmt: skip
    assert matches(store, AsOf(date(2024, 1, 1), date(2020, 1, 31))) == {}
    found = store.rows("MATCH (:Party)-[m:SAME_AS]->(:Party) RETURN m.basis AS basis ORDER BY basis")
    assert [row["basis"] for row in found] == ["名称相同", "姓名相同"]
    again = load(store, [write_feed(tmp_path, FEED)], options=options())
    assert again.loaded == 0


def test_who_is_named_first_makes_no_other_fact(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "feed", FEED)], options=options())
    digest = store.digest()
    turned = (HEADERS, (identity(2), identity(1), "0.3", "姓名相同", "2020-01-01", "2020-02-01"))
    assert load(store, [write_feed(tmp_path / "turned", {"same_as": turned})], options=options()).loaded == 0
    assert store.digest() == digest
    corrected = (HEADERS, (identity(2), identity(1), "0", "证件照片不符", "2020-01-01", "2023-01-01"))
    load(store, [write_feed(tmp_path / "corrected", {"same_as": corrected})], options=options())
    assert store.digest() != digest
    pair = frozenset({ric(1), ric(2)})
    assert pair not in matches(store)
    assert matches(store, AsOf(date(2024, 1, 1), date(2022, 12, 31)))[pair] == 0.3


def test_the_order_of_loading_does_not_matter(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "first", FEED | {"same_as": MATCHES[:1]})], options=options())
    later: Rows = (HEADERS, (identity(2), identity(1), "0.8", "姓名与电话相同", "2020-01-01", "2021-01-01"))
    load(store, [write_feed(tmp_path / "later", {"same_as": later})], options=options())
    load(store, [write_feed(tmp_path / "then", {"same_as": MATCHES})], options=options())
    assert matches(store)[frozenset({ric(1), ric(2)})] == 0.8
    assert matches(store, AsOf(date(2024, 1, 1), date(2020, 6, 1)))[frozenset({ric(1), ric(2)})] == 0.3


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ((identity(1), identity(3), "1.2", "", "", ""), "概率", "ratio"),
        ((identity(1), identity(3), "-0.1", "", "", ""), "概率", "ratio"),
        ((identity(1), identity(3), "", "", "", ""), "概率", "required"),
        ((identity(1), "KH9", "0.5", "", "", ""), "同一主体", "dangling"),
    ],
)
def test_a_wrong_match_is_refused_with_its_reason(
    embedded_store: Store, tmp_path: Path, row: tuple[str, ...], field: str, reason: str
) -> None:
    feed = FEED | {"same_as": (HEADERS, row)}
    report = load(embedded_store, [write_feed(tmp_path, feed)], options=options())
    assert [(r.table, r.field, r.code) for r in report.rejects] == [("same_as", field, reason)]
    assert matches(embedded_store) == {}


def test_a_path_and_a_neighbourhood_say_how_probable_a_match_is(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path, FEED)], options=options())
    path = ask(store, "path/shortest", {"party": ric(1), "other": ric(2), "kinds": ["SAME_AS"]}, at=AT).rows[0]
    assert [tie["probability"] for tie in path["ties"]] == [0.3]
    around = ask(store, "enterprise/neighbourhood", {"party": "firm:KH1", "kinds": ["SAME_AS"]}, at=AT).rows
    assert [row["properties"] for row in around] == [{"probability": 1.0, "basis": "名称相同"}]
