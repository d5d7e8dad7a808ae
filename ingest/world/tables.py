"""From columns of numbers to the tables of the schema."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.schema import TABLES, DataType
from ingest.world.days import NEVER

Column = Any  # an Arrow array, or a numpy column

ARROW_TYPES: Mapping[DataType, pa.DataType] = {
    DataType.DATE: pa.date32(),
    DataType.MONEY: pa.int64(),
    DataType.RATIO: pa.float64(),
    DataType.INTEGER: pa.int64(),
    DataType.BOOLEAN: pa.bool_(),
    DataType.CHOICE: pa.dictionary(pa.int8(), pa.string()),
}
"""All other types are text."""


def feed_table(name: str, columns: Mapping[str, Column]) -> pa.Table:
    """The named table of the schema with these columns filled, the others empty; KeyError for a column it lacks."""
    spec = TABLES[name]
    unknown = set(columns) - {column.name for column in spec.columns}
    if unknown:
        raise KeyError(f"{name}: {sorted(unknown)}")
    rows = len(next(iter(columns.values())))
    arrays = {}
    for column in spec.columns:
        kind = ARROW_TYPES.get(column.type, pa.string())
        given = columns.get(column.name)
        arrays[column.name] = pa.nulls(rows, kind) if given is None else _typed(given, kind)
    return pa.table(arrays)


def _typed(column: Column, kind: pa.DataType) -> pa.Array:
    if isinstance(column, np.ndarray) and kind == pa.date32():
        return dates(column)
    if isinstance(column, np.ndarray) and column.dtype.kind == "f" and kind != pa.float64():
        return pa.array(column.round().astype(np.int64), kind)
    return column.cast(kind) if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column, kind)


def dates(days: npt.NDArray[np.integer]) -> pa.Array:
    """Days as dates; `NEVER` as an empty one."""
    days = np.asarray(days, np.int32)
    return pa.array(days, pa.int32(), mask=days >= NEVER // 2).cast(pa.date32())


def choices(values: Sequence[str], codes: npt.NDArray[np.integer]) -> pa.Array:
    """The values at these positions, empty where -1, kept as a dictionary."""
    codes = np.asarray(codes, np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8(), mask=codes < 0), pa.array(values, pa.string()))


def constant(value: str, rows: int) -> pa.Array:
    """The same choice in every row."""
    return choices([value], np.zeros(rows, np.int8))


def optional(numbers: npt.NDArray[Any], given: npt.NDArray[np.bool_]) -> pa.Array:
    """The numbers, empty where not given."""
    return pa.array(numbers, mask=~given)


def optional_text(text: pa.Array, given: npt.NDArray[np.bool_]) -> pa.Array:
    """The texts, empty where not given."""
    return pc.if_else(pa.array(given), text, pa.scalar(None, pa.string()))


def lists(items: pa.Array, group: npt.NDArray[np.integer], groups: int) -> pa.Array:
    """For each group its items joined by semicolons, empty for none; rows must be sorted by group."""
    counts = np.bincount(group, minlength=groups)
    offsets = np.r_[0, np.cumsum(counts)].astype(np.int32)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items), ";")
    return optional_text(joined, counts > 0)


def appended(first: pa.Table, *others: pa.Table) -> pa.Table:
    """The tables' rows one after the other."""
    return pa.concat_tables([first, *others]).unify_dictionaries().combine_chunks()


def known_by(table: pa.Table, today: int) -> pa.Table:
    """The rows that a feed delivered on this day can hold: recorded by then."""
    return table.filter(pc.less_equal(table["recorded_on"].cast(pa.int32()), today))
