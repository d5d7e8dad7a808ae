"""A history from rows as a feed delivers them, without a database in between: by the loader's own timeline.

Parties keep the numbers that the rows give. One source. Dates are `date`s; in a world's tables, days since 1970-01-01.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.as_of import BEGINNING, FOREVER
from graph.schema import NODES, RELATIONSHIPS, TABLES, DataType
from graph.schema.common import PARTY_LABELS
from graph.schema.model import NodeRow, RelationshipRow, Table
from graph.snapshot import History
from graph.snapshot.columns import empty_table
from graph.snapshot.read import bulk_read
from ingest.timeline import Assertions, rectangles, restatements
from ingest.world import World

Row = Mapping[str, Any]

EPOCH: Final = date(1970, 1, 1)
FIRST, OPEN = (BEGINNING - EPOCH).days, (FOREVER - EPOCH).days
IDS: Final = {
    "enterprises": ("record_id", ("party_id", "valid_from")),
    "statements": ("statement_id", ("enterprise", "period_end", "recorded_on")),
    "balances": ("balance_id", ("loan_id", "valid_from", "recorded_on")),
    "listings": ("listing_id", ("party", "list", "listed_on")),
    "cases": ("court_id", ("court",)),
}
LEFT_OUT: Final = ("IDENTIFIES", "HEARD_BY")
PERSONAL: Final = ("general", "joint_and_several")


def told(rows: Mapping[str, Sequence[Row]]) -> History:
    """What these rows state, by the name of their table."""
    return _history({name: _typed(TABLES[name], pd.DataFrame(list(given))) for name, given in rows.items() if given})


def told_by(world: World) -> History:
    """What a world's feed states."""
    frames = {}
    for name, table in world.tables.items():
        days = {c.name for c in TABLES[name].columns if c.type is DataType.DATE}
        plain = {c: table[c].cast(pa.int32()) if c in days else table[c] for c in table.column_names}
        frames[name] = _typed(TABLES[name], pa.table(plain).to_pandas())
    return _history(frames)


def _typed(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """All columns of the table, dates as numbers of days (NaN: none), and the columns that the loader works out."""
    frame = rows.reindex(columns=[column.name for column in table.columns])
    for column in table.columns:
        if column.type is DataType.DATE:
            days = frame[column.name]
            frame[column.name] = pd.to_numeric(days.map(_day) if days.dtype == object else days, errors="coerce")
    if table.name in IDS:
        name, parts = IDS[table.name]
        frame[name] = _joined(frame, parts)
    for money in {"principal", "cap", "outstanding", "undrawn"} & set(frame.columns):
        frame[f"{money}_cny"] = frame[money]
    if table.name == "stakes":
        frame["stake_id"] = frame["stake_id"].astype(object).fillna(frame["owner"] + "->" + frame["owned"])
    if table.name == "guarantees":
        frame["starts"] = frame["starts_on"].fillna(frame["signed_on"])
    return frame


def _joined(rows: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """The texts of several columns as one."""
    found = rows[names[0]].astype(str).fillna("")
    for name in names[1:]:
        found = found + "|" + rows[name].astype(str).fillna("")
    return found


def _day(value: Any) -> Any:
    return (value - EPOCH).days if isinstance(value, date) else value


def _history(frames: Mapping[str, pd.DataFrame]) -> History:
    nodes: dict[str, list[pd.DataFrame]] = {}
    tables: dict[str, pa.Table] = {}
    for name, frame in frames.items():
        for state in TABLES[name].states:
            if isinstance(state, RelationshipRow):
                if state.name not in LEFT_OUT:
                    tables[state.name] = _edges(TABLES[name], state, frame)
            elif state.label != "Identifier":
                nodes.setdefault(state.label, []).append(_described(TABLES[name], state, frame))
    for label, parts in nodes.items():
        key = NODES[label].key
        found = pd.concat(parts).sort_values([key, "first", "second"], kind="stable").groupby(key).last().reset_index()
        tables[label] = _filled(label, found)
    return History.of(tables)


def _described(table: Table, state: NodeRow, frame: pd.DataFrame) -> pd.DataFrame:
    """One description per row; of several the later one wins, as the table says which that is."""
    rows = frame[frame[state.when].notna()] if state.when else frame
    columns = {NODES[state.label].key: rows[state.key]} | {name: rows[of] for name, of in state.values.items()}
    if state.label in PARTY_LABELS:
        columns["canonical_id"] = rows[state.key]
    order = [rows[table.valid_from].fillna(FIRST) if table.valid_from in rows else 0, rows["recorded_on"].fillna(FIRST)]
    first, second = order if table.described_by == "valid_from" else order[::-1]
    return pd.DataFrame(columns).assign(first=first, second=second)


def _edges(table: Table, state: RelationshipRow, frame: pd.DataFrame) -> pa.Table:
    relationship = RELATIONSHIPS[state.name]
    rows = frame[frame[state.when].notna()] if state.when else frame
    if state.name == "GUARANTEES":
        rows = rows[(rows["form"].isna() | rows["form"].isin(PERSONAL)) & (rows["guarantor"] != rows["debtor"])]
    for end in (state.source, state.target):
        if end in ("secured_loans", "secured_guarantees"):
            rows = rows.assign(**{end: rows[end].astype(str).str.split(";")}).explode(end)
    ends = pd.DataFrame({"source_key": rows[state.source], "target_key": rows[state.target]})
    named = {p.name: rows[state.values[p.name]] for p in relationship.properties if p.name in state.values}
    said = pd.concat([ends, pd.DataFrame(named)], axis=1).reset_index(drop=True)
    start = "starts" if table.name == "guarantees" else table.valid_from
    known = _days(rows, "recorded_on", FIRST)
    dates = (_days(rows, start, FIRST), _days(rows, table.valid_to, OPEN), known)
    return _dated(state.name, said, dates)


def _days(rows: pd.DataFrame, column: str, missing: int) -> Any:
    """The days of a column; the last day of a fact as the day after."""
    if column not in rows:
        return np.full(len(rows), missing, dtype=np.int64)
    after = 1 if missing == OPEN else 0
    return (rows[column].astype(float) + after).fillna(missing).to_numpy().astype(np.int64)


def _dated(name: str, said: pd.DataFrame, dates: tuple[Any, Any, Any]) -> pa.Table:
    """The rectangles of what was said, as a table of the relationship."""
    relationship = RELATIONSHIPS[name]
    ends = {"source": "source_key", "target": "target_key"}

    def numbered(names: Sequence[str]) -> Any:
        return pd.factorize(_joined(said, [ends.get(one, one) for one in names]))[0].astype(np.int64)

    zero = np.zeros(len(said), dtype=np.int64)
    asserted = Assertions(numbered(relationship.natural_key), zero, *dates, np.arange(len(said)))
    again = relationship.restated_by
    found = restatements(asserted, numbered(again)) if again else rectangles(asserted)
    rows = said.iloc[found.assertion].reset_index(drop=True)
    for day in ("valid_from", "valid_to", "recorded_on", "superseded_on"):
        rows[day] = getattr(found, day)
    return _filled(name, rows)


def _filled(name: str, rows: pd.DataFrame) -> pa.Table:
    """The columns given that the kind has, in its types; nulls in the others."""
    like = empty_table(bulk_read(name).properties).schema
    columns = [_column(rows[one.name], one.type) if one.name in rows else pa.nulls(len(rows), one.type) for one in like]
    return pa.table(columns, schema=like)


def _column(values: pd.Series, kind: pa.DataType) -> pa.Array:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_date(plain):
        array = pa.array(values.astype(float), pa.float64(), from_pandas=True).cast(pa.int32()).view(pa.date32())
    else:
        array = pa.array(values, from_pandas=True).cast(plain)
    return array.dictionary_encode() if pa.types.is_dictionary(kind) else array
