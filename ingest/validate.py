"""From text to typed rows that may be written: every refused row is noted with its field and reason.

Columns are parsed over their distinct values (pyarrow dictionaries): on feeds, whose dates, codes and parties repeat,
that is faster than checking row by row with pydantic, and it keeps the raw text at hand for the reject file.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.schema import TABLES, Column, DataType, NodeRow, Table
from graph.store import Reader
from ingest.accounts import Accounts, Outcome
from ingest.duplicates import settle_duplicates
from ingest.figures import money
from ingest.masking import hashed_here
from ingest.options import LoadOptions
from ingest.read.raw import Delivery, RawTable
from ingest.references import refuse_dangling
from ingest.typed import NO_DAY, Array, TypedTable, concatenated, empty
from ingest.values import Context, Parsed, parse

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


def validate(delivery: Delivery, reader: Reader, options: LoadOptions) -> Checked:
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
        refused = refuse_dangling(tables.values(), reader, accounts)
        before = sum(map(len, tables.values()))
        tables = {name: _without_refused(table, accounts) for name, table in tables.items()}
        if not refused or sum(map(len, tables.values())) == before:
            break
    return Checked(tables, accounts)


def _typed(index: int, raw: RawTable, accounts: Accounts, options: LoadOptions) -> TypedTable:
    """The typed rows of a raw table; wrong ones are refused and left in for `_without_refused`."""
    table, rows, origin = TABLES[raw.table], len(raw), raw.origins[0]
    context = Context(options.source, options.hash_key, key_columns(table), bool(origin.sheet.sheet))
    ours = hashed_here(origin.sheet, options)[origin.rows]
    columns: dict[str, Array] = {}
    for column in table.columns:
        if column.name not in raw.columns:
            columns[column.name] = empty(column.type, rows)
            continue
        parsed = _parsed(column, raw, context, ours)
        columns[column.name] = parsed.values
        parsed.problems[raw.examples] = None
        _refuse(accounts, index, column.name, parsed.problems)
    columns |= money(index, raw, columns, accounts, options)
    for first, last in ORDERED:
        if first in columns and last in columns:
            wrong = (columns[first] != NO_DAY) & (columns[last] != NO_DAY) & (columns[last] < columns[first])
            accounts.reject(index, np.flatnonzero(wrong), last, "order")
    typed = TypedTable(table, columns, np.full(rows, index, dtype=np.int64), np.arange(rows, dtype=np.int64))
    accounts.mark(typed, raw.examples, Outcome.IGNORED)
    return typed.take(~raw.examples)


def _parsed(column: Column, raw: RawTable, context: Context, ours: NDArray[np.bool_]) -> Parsed:
    """A column's values; hashes of identity numbers count only in the rows where they are `ours`."""
    text, factor = raw.columns[column.name], raw.headers[column.name].factor
    parsed = parse(column, text, factor, context)
    if column.type is not DataType.PARTY or not ours.any():
        return parsed
    again = parse(column, text, factor, replace(context, hashes=True))
    return Parsed(np.where(ours, again.values, parsed.values), np.where(ours, again.problems, parsed.problems))


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
