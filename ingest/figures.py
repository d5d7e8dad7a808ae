"""Amounts in the units and currencies that headers, a unit column and a currency column name, and in 元."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.money import CNY, LARGEST, in_cny
from graph.schema import TABLES, Column, DataType, Unit
from ingest.accounts import Accounts
from ingest.options import LoadOptions
from ingest.read.headers import UNIT_COLUMN, money_unit, split_unit
from ingest.read.raw import Header, RawTable
from ingest.typed import Array, empty, missing

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What the cells of a unit column say: factor and currency ("" if none) of each row, and where a cell is filled."""

    factor: NDArray[np.float64]
    currency: Array
    filled: Mask


def money(
    index: int, raw: RawTable, columns: dict[str, Array], accounts: Accounts, options: LoadOptions
) -> dict[str, Array]:
    """Figures in whole currency units, the currency of each row, and the same figures in 元.

    A unit is named once, in the header or in the row: rows that name it twice or never are refused, as are rows whose
    currencies differ, have no rate, or whose figures become larger than can be kept.
    """
    amounts = [c for c in TABLES[raw.table].columns if c.type is DataType.MONEY]
    if not amounts:
        return {}
    found: dict[str, Array] = {}
    units = _units(index, raw, accounts)
    said = columns.get("currency", empty(DataType.TEXT, len(raw)))
    currency = _currency(amounts, raw, said, units)
    if "currency" in columns:
        found["currency"] = currency
    for column in amounts:
        figures, own = _scaled(index, raw, column, columns[column.name], units, accounts)
        filled = ~missing(figures)
        of_row = column.unit is Unit.CURRENCY
        if of_row:
            clash = filled & (own != "") & (currency != own)
            accounts.reject(index, np.flatnonzero(clash), "currency", "currency_clash")
        rates = _rates(currency if of_row else np.where(own == "", CNY, own), options)
        # A currency that nobody can convert is wrong even where the row has no amount yet.
        stated = filled | (~missing(said) if of_row else filled)
        accounts.reject(index, np.flatnonzero(stated & np.isnan(rates)), "currency", "currency")
        in_yuan = in_cny(figures, rates)
        too_large = (np.abs(figures) > LARGEST) | (np.abs(in_yuan) > LARGEST)
        accounts.reject(index, np.flatnonzero(too_large), column.name, "too_large")
        found[column.name] = figures if of_row else in_yuan
        if of_row:
            found[f"{column.name}_cny"] = in_yuan
    return found


def _scaled(
    index: int, raw: RawTable, column: Column, figures: Array, units: Units | None, accounts: Accounts
) -> tuple[Array, Array]:
    """A column's figures in whole units, and the currency that the header or the row's unit gives each ("" if none)."""
    header = raw.headers.get(column.name, Header())
    named = np.full(len(raw), header.currency, dtype=object)
    if units is None or column.name not in raw.headers:
        return figures, named
    filled = ~missing(figures)
    if header.currency or split_unit(raw.titles[column.name])[1]:
        accounts.reject(index, np.flatnonzero(filled & units.filled), UNIT_COLUMN, "two_units")
        return figures, named
    accounts.reject(index, np.flatnonzero(filled & ~units.filled), UNIT_COLUMN, "no_unit")
    return np.round(figures * units.factor, 4), units.currency


def _currency(amounts: Iterable[Column], raw: RawTable, said: Array, units: Units | None) -> Array:
    """The row's own currency, else that of its unit, else the one that the headers name, else CNY."""
    named = [raw.headers[c.name].currency for c in amounts if c.name in raw.headers and c.unit is Unit.CURRENCY]
    default = np.full(len(raw), next((code for code in named if code), CNY), dtype=object)
    if units is not None:
        default = np.where(units.currency == "", default, units.currency)
    return np.where(missing(said), default, said).astype(object)


def _rates(codes: Array, options: LoadOptions) -> NDArray[np.float64]:
    distinct, positions = np.unique(codes.astype(str), return_inverse=True)
    return np.array([options.rates.of(str(code)) for code in distinct], dtype=np.float64)[positions]


def _units(index: int, raw: RawTable, accounts: Accounts) -> Units | None:
    """The unit column; None without one. Units that nobody knows are refused."""
    if UNIT_COLUMN not in raw.columns:
        return None
    texts = raw.columns[UNIT_COLUMN].to_pylist()
    of = {text: money_unit(text) or Header(float("nan")) for text in set(texts)}
    factors = np.array([of[text].factor for text in texts], dtype=np.float64)
    accounts.reject(index, np.flatnonzero(np.isnan(factors)), UNIT_COLUMN, "unit")
    filled = np.array([bool(text.strip()) for text in texts], dtype=bool)
    return Units(factors, np.array([of[text].currency for text in texts], dtype=object), filled)
