"""From the lists that a database sends to typed Arrow columns."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.schema.common import BATCH, SOURCE
from graph.schema.model import DataType, Property
from graph.schema.read import NO_BOOLEAN, NO_DATE, NO_INTEGER, NO_TEXT, NUMBERS, SOURCE_KEY, TARGET_KEY

REPEATED: Final = {SOURCE.name, BATCH.name, SOURCE_KEY, TARGET_KEY, "currency"}
"""Texts of which many rows share one: kept once, with a number in each row."""

UNIX_EPOCH_DAY: Final = 719_162
"""Days from 0001-01-01 to 1970-01-01."""


def table_of(properties: Sequence[Property], lists: Mapping[str, list[Any]]) -> pa.Table:
    """One Arrow column per property, nulls restored."""
    return pa.table({prop.name: column_of(prop, lists[prop.name]) for prop in properties})


def table_of_rows(properties: Sequence[Property], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """One Arrow column per property, from rows that name only what they know."""
    return table_of(properties, {p.name: [_sent(p.type, row.get(p.name)) for row in rows] for p in properties})


def empty_table(properties: Sequence[Property]) -> pa.Table:
    """A table without rows, with the types that `table_of` would give."""
    return table_of(properties, {prop.name: [] for prop in properties})


def _sent(kind: DataType, value: Any) -> Any:
    """A value in the form in which a database sends it."""
    if value is not None:
        return value.year * 1000 + value.timetuple().tm_yday if kind is DataType.DATE else value
    if kind in NUMBERS:
        return np.nan
    return {DataType.INTEGER: NO_INTEGER, DataType.BOOLEAN: NO_BOOLEAN, DataType.DATE: NO_DATE}.get(kind, NO_TEXT)


def column_of(prop: Property, values: list[Any]) -> pa.Array:
    """The values as an Arrow array of the property's type; the marks of missing values become nulls."""
    if prop.type in NUMBERS:
        numbers = np.asarray(values, dtype=np.float64)
        return pa.array(numbers, mask=np.isnan(numbers))
    if prop.type is DataType.INTEGER:
        integers = np.asarray(values, dtype=np.int64)
        return pa.array(integers, mask=integers == NO_INTEGER)
    if prop.type is DataType.DATE:
        days, missing = days_of(np.asarray(values, dtype=np.int64))
        return pa.array(days, mask=missing).view(pa.date32())
    if prop.type is DataType.BOOLEAN:
        flags = np.asarray(values, dtype=np.int8)
        return pa.array(flags == 1, mask=flags == NO_BOOLEAN)
    texts = pa.array(values, pa.string())
    texts = pc.if_else(pc.equal(texts, NO_TEXT), pa.scalar(None, pa.string()), texts)
    return texts.dictionary_encode() if prop.type is DataType.CHOICE or prop.name in REPEATED else texts


def days_of(year_days: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Days since 1970-01-01 from year × 1000 + day of the year, and which are missing (0)."""
    missing = year_days == NO_DATE
    past_years = np.maximum(year_days // 1000 - 1, 0)
    leap_days = past_years // 4 - past_years // 100 + past_years // 400
    days = past_years * 365 + leap_days + year_days % 1000 - 1 - UNIX_EPOCH_DAY
    return days.astype(np.int32), missing


def int32_days(table: pa.Table, name: str) -> NDArray[np.int32]:
    """A date column without nulls as days since 1970-01-01, without a copy where Arrow holds it in one piece."""
    column = table.column(name)
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # no rows, no chunks
        return np.zeros(0, dtype=np.int32)
    days: NDArray[np.int32] = whole.view(pa.int32()).to_numpy(zero_copy_only=True)
    return days


def float64(table: pa.Table, name: str) -> NDArray[np.float64]:
    """A number column with NaN where it is null."""
    numbers: NDArray[np.float64] = pc.fill_null(table.column(name), np.nan).to_numpy()
    return numbers
