"""Rows of one delivery that say the same thing twice, or contradict each other."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.schema import RELATIONSHIPS, NodeRow, RelationshipRow
from ingest.accounts import Accounts, Outcome
from ingest.typed import Array, TypedTable, missing

VERSION_COLUMN = "recorded_on"
"""Rows that differ in the day of knowledge are versions, not contradictions."""


def settle_duplicates(table: TypedTable, accounts: Accounts) -> TypedTable:
    """Keep one of identical rows and ignore the others; refuse all rows of a key on which they disagree.

    The key is the table's, then that of each node and contract that several rows describe: there a blank agrees with
    any value.
    """
    if len(table) < 2:
        return table
    return _settle_facts(_settle_rows(table, accounts), accounts)


def _settle_facts(table: TypedTable, accounts: Accounts) -> TypedTable:
    """Refuse the rows that describe one node or contract, recorded on one day, in different words."""
    drop = np.zeros(len(table), dtype=bool)
    given = {column.name for column in table.table.columns}
    for key, columns in _described(table):
        frame = pd.DataFrame({name: table[name] for name in key}, copy=False)
        at = np.flatnonzero(frame.duplicated(keep=False).to_numpy() & ~missing(table[key[0]]))
        group = frame.iloc[at].groupby(key, sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
        for name in columns:
            clash = np.zeros(len(table), dtype=bool)
            clash[at[_disagrees(group, table[name][at])]] = True
            field = name if name in given else name.removesuffix("_cny")
            accounts.reject_rows(table, clash, field, "disagree")
            drop |= clash
    return table.take(~drop) if drop.any() else table


def _disagrees(group: NDArray[np.int64], values: Array) -> NDArray[np.bool_]:
    """The rows of the groups that hold different values, beside blanks."""
    filled = ~missing(values)
    pairs = pd.DataFrame({"group": group[filled], "value": pd.factorize(values[filled])[0]}).drop_duplicates()
    disagrees: NDArray[np.bool_] = np.isin(group, pairs["group"][pairs["group"].duplicated()])
    return disagrees


def _described(table: TypedTable) -> Iterator[tuple[list[str], list[str]]]:
    """What several rows may describe: the columns of its key and version, and those on which they have to agree."""
    for state in table.table.states:
        if isinstance(state, NodeRow):
            columns = list(state.values.values())
            # A first day that is itself described is a term, which makes no other version.
            first = {table.table.valid_from} & set(table.columns) - set(columns)
            key = [_given(table, state.key, state.when), VERSION_COLUMN, *first]
        elif RELATIONSHIPS[state.name].restated_by:
            key, columns = _contract(table, state)
        else:
            continue
        columns = [name for name in columns if name in table.columns]
        if all(key) and columns and not set(table.table.key) <= set(key):
            yield key, columns


def _contract(table: TypedTable, state: RelationshipRow) -> tuple[list[str], list[str]]:
    relationship = RELATIONSHIPS[state.name]
    parts = {"source": state.source, "target": state.target, **state.values}
    columns = {name: _given(table, column, state.when) for name, column in parts.items()}
    key = [columns[name] for name in relationship.natural_key]
    return [*key, VERSION_COLUMN], [column for name, column in columns.items() if name not in relationship.natural_key]


def _given(table: TypedTable, column: str, when: str) -> str:
    """The column of the feed behind one that the loader computes; empty if there is none."""
    return column if column in table.columns else when


def _settle_rows(table: TypedTable, accounts: Accounts) -> TypedTable:
    key = list(dict.fromkeys((*table.table.key, VERSION_COLUMN)))
    frame = pd.DataFrame(dict(table.columns), copy=False)
    several = frame.duplicated([name for name in key if name in frame], keep=False).to_numpy()
    if not several.any():
        return table
    at = np.flatnonzero(several)
    frame = frame.iloc[at]
    again = frame.duplicated(keep="first").to_numpy()
    distinct = frame[~again]
    clash = distinct.duplicated([name for name in key if name in frame], keep=False).to_numpy()
    clashing = pd.MultiIndex.from_frame(distinct[clash][key].astype(object))
    refused = (
        pd.MultiIndex.from_frame(frame[key].astype(object)).isin(clashing) if clash.any() else np.zeros_like(again)
    )
    drop = np.zeros(len(table), dtype=bool)
    drop[at[refused]] = True
    accounts.reject_rows(table, drop, table.table.key[0], "disagree")
    ignored = np.zeros(len(table), dtype=bool)
    ignored[at[again & ~refused]] = True
    accounts.mark(table, ignored, Outcome.IGNORED)
    return table.take(~(drop | ignored))
