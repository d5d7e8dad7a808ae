"""Units, currencies and rate tables."""

from pathlib import Path

import numpy as np
import pytest

from graph.errors import FeedError, SettingsError
from graph.money import Rates, currency_code, in_cny, scaled
from graph.schema import table
from ingest.read.headers import money_unit, read_header, written_header
from ingest.read.raw import Header


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("元", Header(1)), ("万元", Header(1e4)), ("亿元", Header(1e8)), ("千元", Header(1e3)), ("万", Header(1e4)),
        ("万美元", Header(1e4, "USD")), ("人民币元", Header(1, "CNY")), ("CNY", Header(1, "CNY")),
        ("10k CNY", Header(1e4, "CNY")), ("USD million", Header(1e6, "USD")), ("in currency", Header()),
        ("斤", None), ("per cent", None),
    ],
)  # fmt: skip
def test_units_of_headers(text: str, expected: Header | None) -> None:
    assert money_unit(text) == expected


def test_a_money_header_without_a_unit_is_refused() -> None:
    principal = table("loans").column("principal")
    with pytest.raises(FeedError, match="names no unit"):
        read_header(principal, "本金", unit_column=False, where="loans.csv")
    with pytest.raises(FeedError, match="unknown unit"):
        read_header(principal, "本金（斤）", unit_column=False, where="loans.csv")
    assert read_header(principal, "本金", unit_column=True, where="") == Header()
    assert read_header(principal, "principal", unit_column=False, where="") == Header()


def test_every_header_of_the_templates_is_understood() -> None:
    for lang in ("zh", "en"):
        for column in table("loans").columns:
            read_header(column, written_header(column, lang), unit_column=False, where="")


def test_rate_tables(tmp_path: Path) -> None:
    toml, text = tmp_path / "rates.toml", tmp_path / "rates.csv"
    toml.write_text("[rates]\nUSD = 7.1\n")
    text.write_text("currency,rate\n美元,7.1\n", encoding="utf-8-sig")
    assert Rates.read(toml).of("USD") == Rates.read(text).of("USD") == 7.1
    assert Rates.read(toml).of("CNY") == 1.0
    assert np.isnan(Rates.read(toml).of("EUR"))


@pytest.mark.parametrize("content", ["USD = -1", "CNY = 2", "USD = 'x'", "not toml"])
def test_wrong_rate_tables_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "rates.toml"
    path.write_text(content)
    with pytest.raises(SettingsError):
        Rates.read(path)


def test_conversion_adds_no_noise() -> None:
    assert scaled(np.array([1200.57, 0.07]), 1e4).tolist() == [12005700.0, 700.0]
    assert in_cny(np.array([45962702.20357926, 100.0]), np.array([1.0, 7.123456])).tolist() == [
        45962702.20357926,
        712.35,
    ]
    assert currency_code("人民币") == "CNY"
