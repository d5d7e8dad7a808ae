"""From text to typed rows that may be written: every refused row is noted with its field and reason.

Columns are parsed over their distinct values (pyarrow dictionaries): on feeds, whose dates, codes and parties repeat,
that is faster than checking row by row with pydantic, and it keeps the raw text at hand for the reject file.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.money import CNY, in_cny
from graph.schema import TABLES, Column, DataType, NodeRow, Table, Unit
from graph.store import Store
from ingest.accounts import Accounts, Outcome
from ingest.duplicates import settle_duplicates
from ingest.options import LoadOptions
from ingest.read.headers import UNIT_COLUMN, money_unit
from ingest.read.raw import Delivery, Header, RawTable
from ingest.references import refuse_dangling
from ingest.typed import NO_DAY, Array, TypedTable, concatenated, empty, missing
from ingest.values import Context, parse

ORDERED: tuple[tuple[str, str], ...] = (
    ("valid_from", "valid_to"), ("drawn_on", "matures_on"), ("signed_on", "ends_on"), ("starts_on", "ends_on"),
    ("filed_on", "closed_on"), ("listed_on", "removed_on"),
)  # fmt: skip
"""Date columns of which the second may not lie before the first."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A delivery ready to be written: typed tables in the order of loading, and the accounts of all rows."""

    tables: dict[str, TypedTable]
    accounts: Accounts


def validate(delivery: Delivery, store: Store, options: LoadOptions) -> Checked:
    """Type and check every row. Rows that fail are refused in the accounts; no row is lost.

    Raises SettingsError if identity numbers occur without a hash key.
    """
    accounts = Accounts(delivery)
    parts: dict[str, list[TypedTable]] = {}
    for index, raw in enumerate(delivery.tables):
        parts.setdefault(raw.table, []).append(_typed(index, raw, accounts, options))
    tables = {name: concatenated(parts[name]) for name in TABLES if name in parts}
    tables = {name: _without_refused(table, accounts) for name, table in tables.items()}
    tables = {name: settle_duplicates(table, accounts) for name, table in tables.items()}
    while True:
        refused = refuse_dangling(tables.values(), store, accounts)
        before = sum(map(len, tables.values()))
        tables = {name: _without_refused(table, accounts) for name, table in tables.items()}
        if not refused or sum(map(len, tables.values())) == before:
            break
    return Checked(tables, accounts)


def _typed(index: int, raw: RawTable, accounts: Accounts, options: LoadOptions) -> TypedTable:
    """The typed rows of a raw table; wrong ones are refused and left in for `_without_refused`."""
    table, rows = TABLES[raw.table], len(raw)
    context = Context(options.source, options.hash_key, key_columns(table), bool(raw.origins[0].sheet.sheet))
    columns: dict[str, Array] = {}
    for column in table.columns:
        if column.name not in raw.columns:
            columns[column.name] = empty(column.type, rows)
            continue
        header = raw.headers[column.name]
        parsed = parse(column, raw.columns[column.name], header.factor, context)
        columns[column.name] = parsed.values
        parsed.problems[raw.examples] = None
        _refuse(accounts, index, column.name, parsed.problems)
    columns |= _money(index, raw, columns, accounts, options)
    for first, last in ORDERED:
        if first in columns and last in columns:
            wrong = (columns[first] != NO_DAY) & (columns[last] != NO_DAY) & (columns[last] < columns[first])
            accounts.reject(index, np.flatnonzero(wrong), last, "order")
    typed = TypedTable(table, columns, np.full(rows, index, dtype=np.int64), np.arange(rows, dtype=np.int64))
    accounts.mark(typed, raw.examples, Outcome.IGNORED)
    return typed.take(~raw.examples)


def key_columns(table: Table) -> frozenset[str]:
    """Text columns that are the key of a node and so carry their source's name; case numbers are public."""
    keys = {state.key for state in table.states if isinstance(state, NodeRow)}
    return frozenset(c.name for c in table.columns if c.name in keys and c.type is DataType.TEXT) - {"case_no"}


def _refuse(accounts: Accounts, index: int, column: str, problems: NDArray[np.object_]) -> None:
    for code in {p for p in problems.tolist() if p is not None}:
        accounts.reject(index, np.flatnonzero(problems == code), column, code)


def _without_refused(table: TypedTable, accounts: Accounts) -> TypedTable:
    refused = accounts.refused(table)
    return table.take(~refused) if refused.any() else table


def _money(
    index: int, raw: RawTable, columns: dict[str, Array], accounts: Accounts, options: LoadOptions
) -> dict[str, Array]:
    """Figures in whole currency units, the currency of each row, and the same figures in 元."""
    table = TABLES[raw.table]
    money = [c for c in table.columns if c.type is DataType.MONEY]
    if not money:
        return {}
    found: dict[str, Array] = {}
    per_row = _unit_column(index, raw, accounts)
    said = columns.get("currency", empty(DataType.TEXT, len(raw)))
    currency = _default_currency(money, raw, said)
    if "currency" in columns:
        found["currency"] = currency
    for column in money:
        header = raw.headers.get(column.name, Header())
        figures = columns[column.name]
        if per_row is not None and column.name in raw.headers:
            figures = np.round(figures * per_row, 4)
        codes = currency if column.unit is Unit.CURRENCY else np.full(len(raw), header.currency or CNY, dtype=object)
        filled = ~missing(figures)
        if column.unit is Unit.CURRENCY and header.currency:
            clash = filled & (currency != header.currency)
            accounts.reject(index, np.flatnonzero(clash), "currency", "currency_clash")
        rates = _rates(codes, options)
        # A currency that nobody can convert is wrong even where the row has no amount yet.
        stated = filled | (~missing(said) if column.unit is Unit.CURRENCY else filled)
        accounts.reject(index, np.flatnonzero(stated & np.isnan(rates)), "currency", "currency")
        in_yuan = in_cny(figures, rates)
        found[column.name] = in_yuan if column.unit is Unit.CNY else figures
        if column.unit is Unit.CURRENCY:
            found[f"{column.name}_cny"] = in_yuan
    return found


def _default_currency(money: Iterable[Column], raw: RawTable, said: Array) -> Array:
    """The row's own currency, else the one that the headers name, else CNY."""
    named = [raw.headers[c.name].currency for c in money if c.name in raw.headers and c.unit is Unit.CURRENCY]
    default = next((code for code in named if code), CNY)
    return np.where(missing(said), default, said).astype(object)


def _rates(codes: Array, options: LoadOptions) -> NDArray[np.float64]:
    distinct, positions = np.unique(codes.astype(str), return_inverse=True)
    return np.array([options.rates.of(str(code)) for code in distinct], dtype=np.float64)[positions]


def _unit_column(index: int, raw: RawTable, accounts: Accounts) -> NDArray[np.float64] | None:
    """The factor of each row from a column that names the unit; None without such a column."""
    if UNIT_COLUMN not in raw.columns:
        return None
    texts = raw.columns[UNIT_COLUMN].to_pylist()
    factor_of = {text: (money_unit(text) or Header(float("nan"))).factor for text in set(texts)}
    factors = np.array([factor_of[text] for text in texts], dtype=np.float64)
    accounts.reject(index, np.flatnonzero(np.isnan(factors)), UNIT_COLUMN, "unit")
    return factors
