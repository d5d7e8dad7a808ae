"""Collateral and what it backs, on each database: the rank belongs to the mortgage or pledge, not to the thing."""

from datetime import date
from pathlib import Path

from graph.as_of import AsOf
from graph.snapshot import History
from graph.store import Store
from ingest import LoadReport, load
from tests.unit.ingest.feed import FEED, Rows, options, write_csv, write_feed

COLLATERAL: Rows = (
    ("押品编号", "担保合同编号", "押品类型", "评估价值（元）", "顺位", "生效日期", "知悉日期"),
    ("YP1", "DB1", "房地产", "12000000", "1", "2023-06-20", "2023-06-20"),
    ("YP1", "DB2", "房地产", "12000000", "2", "2023-06-20", "2023-06-20"),
    ("YP2", "DB2", "机器设备", "500000", "", "2023-07-01", "2023-07-01"),
)
RANKS = (
    "MATCH (g:Guarantee)-[r:BACKED_BY]->(c:Collateral) "
    "RETURN c.collateral_id AS thing, g.guarantee_id AS guarantee, r.rank AS rank ORDER BY thing, guarantee, rank"
)
THINGS = [("firm:YP1", "firm:DB1", 1), ("firm:YP1", "firm:DB2", 2), ("firm:YP2", "firm:DB2", None)]


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    count = report.tables["collateral"]
    return count.in_, count.loaded, count.rejected, count.ignored


def test_one_thing_backs_two_guarantees_at_different_ranks(store: Store, tmp_path: Path) -> None:
    folder = write_feed(tmp_path, {**FEED, "collateral": COLLATERAL})
    assert counts(load(store, [folder], options=options())) == (3, 3, 0, 0)
    assert [tuple(row.values()) for row in store.rows(RANKS)] == THINGS
    digest = store.digest()
    assert counts(load(store, [folder], options=options(batch_rows=1))) == (3, 0, 0, 3)
    assert store.digest() == digest


def test_a_snapshot_knows_the_rank_of_the_day(store: Store, tmp_path: Path) -> None:
    load(store, [write_feed(tmp_path / "first", {**FEED, "collateral": COLLATERAL})], options=options())
    moved: Rows = (COLLATERAL[0], ("YP1", "DB2", "房地产", "12000000", "1", "2024-06-20", "2024-06-21"))
    assert counts(load(store, [write_csv(tmp_path / "collateral.csv", moved)], options=options())) == (1, 1, 0, 0)
    history = History.read(store, types=["BACKED_BY"])

    def ranks(day: date) -> list[tuple[str, str, int | None]]:
        edges = history.at(AsOf(day, day)).edges("BACKED_BY")
        names = ("target_key", "source_key", "rank")
        return sorted(zip(*(edges.column(name).to_pylist() for name in names), strict=True))

    assert ranks(date(2024, 6, 19)) == THINGS
    assert ranks(date(2024, 6, 30)) == [("firm:YP1", "firm:DB1", 1), ("firm:YP1", "firm:DB2", 1), THINGS[2]]
