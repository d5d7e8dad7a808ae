"""Units and currencies: each is named once, and a figure never becomes another one by a guess."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.money import Rates
from graph.store import Store
from ingest import load
from tests.unit.ingest.feed import ENTERPRISES, code, options, write_csv

Loaded = tuple[dict[str, tuple[float, float, str]], dict[int, str]]
RATES = options(rates=Rates({"CNY": 1.0, "USD": 7.1, "EUR": 8.0}))


def loaded(store: Store, folder: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Loaded:
    """Principal, in 元 and currency of each loan that is loaded, and the reasons why the others are refused, by row."""
    load(store, [write_csv(folder / "enterprises.csv", ENTERPRISES)], options=RATES)
    full = [("借据编号", "借款人", "放款日", *header)]
    full += [(f"L{i}", code(1), "2023-01-01", *row) for i, row in enumerate(rows, start=2)]
    report = load(store, [write_csv(folder / "loans.csv", full)], options=RATES)
    text = (
        "MATCH (l:Loan) RETURN l.loan_id AS id, l.principal AS principal, l.principal_cny AS cny, "
        "l.currency AS currency ORDER BY id"
    )
    found = {row["id"]: (row["principal"], row["cny"], row["currency"]) for row in store.rows(text)}
    return found, {r.row: r.code for r in report.rejects}


def test_a_unit_column_names_the_currency_too(embedded_store: Store, tmp_path: Path) -> None:
    rows = [
        ("10", "万美元", ""),
        ("10", "万美元", "USD"),
        ("10", "万美元", "EUR"),
        ("10", "万元", "EUR"),
        ("10", "元", ""),
    ]
    found, refused = loaded(embedded_store, tmp_path, ("本金", "单位", "币种"), rows)
    assert found == {
        "firm:L2": (1e5, 7.1e5, "USD"), "firm:L3": (1e5, 7.1e5, "USD"), "firm:L5": (1e5, 8e5, "EUR"),
        "firm:L6": (10.0, 10.0, "CNY"),
    }  # fmt: skip
    assert refused == {4: "currency_clash"}


@pytest.mark.parametrize("header", ["本金（万元）", "本金（元）", "本金（美元）"])
def test_a_unit_named_twice_is_refused(embedded_store: Store, tmp_path: Path, header: str) -> None:
    found, refused = loaded(embedded_store, tmp_path, (header, "单位"), [("10", "万元"), ("10", "")])
    assert refused == {2: "two_units"}
    assert set(found) == {"firm:L3"}


@pytest.mark.parametrize("header", ["本金", "principal"])
def test_a_unit_that_is_not_named_is_not_guessed(embedded_store: Store, tmp_path: Path, header: str) -> None:
    found, refused = loaded(embedded_store, tmp_path, (header, "单位"), [("10", ""), ("10", " "), ("10", "千元")])
    assert refused == {2: "no_unit", 3: "no_unit"}
    assert found == {"firm:L4": (1e4, 1e4, "CNY")}


def test_figures_are_checked_again_in_whole_units_and_in_yuan(embedded_store: Store, tmp_path: Path) -> None:
    rows = [("900000", "亿元"), ("900001", "亿元"), ("300000", "亿美元")]
    found, refused = loaded(embedded_store, tmp_path, ("本金", "单位"), rows)
    assert found == {"firm:L2": (9e13, 9e13, "CNY")}
    assert refused == {3: "too_large", 4: "too_large"}


def test_statements_in_foreign_units_are_converted(embedded_store: Store, tmp_path: Path) -> None:
    load(embedded_store, [write_csv(tmp_path / "enterprises.csv", ENTERPRISES)], options=RATES)
    header = ("企业", "报告期末", "营业收入", "单位")
    rows = [header, (code(1), "2023-12-31", "10", "万美元"), (code(2), "2023-12-31", "10", "")]
    report = load(embedded_store, [write_csv(tmp_path / "statements.csv", rows)], options=RATES)
    assert [(r.row, r.code) for r in report.rejects] == [(3, "no_unit")]
    assert embedded_store.rows("MATCH (s:Statement) RETURN s.revenue_cny AS revenue") == [{"revenue": 7.1e5}]
