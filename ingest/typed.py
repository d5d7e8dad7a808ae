"""A table's rows as typed columns, each row still knowing where it stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.schema import DataType, Table

NO_DAY: Final = int(np.iinfo(np.int64).min)
"""A missing date among days since 1970-01-01."""

EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()

Array = NDArray[Any]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH_ORDINAL


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + EPOCH_ORDINAL)


def missing(values: Array) -> NDArray[np.bool_]:
    """Where a typed column has no value."""
    if values.dtype == np.float64:
        absent: NDArray[np.bool_] = np.isnan(values)
    elif values.dtype == np.int64:
        absent = values == NO_DAY
    else:
        absent = np.fromiter((value is None for value in values.tolist()), dtype=bool, count=len(values))
    return absent


def empty(kind: DataType, rows: int) -> Array:
    """A column without values of the form that the type has."""
    if kind in (DataType.MONEY, DataType.RATIO, DataType.FLOAT):
        return np.full(rows, np.nan)
    if kind is DataType.DATE:
        return np.full(rows, NO_DAY, dtype=np.int64)
    return np.full(rows, None, dtype=object)


@dataclass(frozen=True, slots=True, eq=False)
class TypedTable:
    """Rows of one schema table. Text is object with None, figures float64 with NaN, dates int64 days with NO_DAY.

    `part` is the raw table of the delivery that a row comes from and `row` its position there.
    """

    table: Table
    columns: Mapping[str, Array]
    part: NDArray[np.int64]
    row: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def take(self, rows: NDArray[Any] | slice) -> "TypedTable":
        """Some of the rows, by mask, positions or span."""
        columns = {name: values[rows] for name, values in self.columns.items()}
        return replace(self, columns=columns, part=self.part[rows], row=self.row[rows])

    def with_columns(self, columns: Mapping[str, Array]) -> "TypedTable":
        """The same rows with further columns."""
        return replace(self, columns={**self.columns, **columns})


def concatenated(tables: Sequence[TypedTable]) -> TypedTable:
    """Tables of one kind under each other."""
    first = tables[0]
    if len(tables) == 1:
        return first
    columns = {name: np.concatenate([t.columns[name] for t in tables]) for name in first.columns}
    part, row = (np.concatenate([getattr(t, name) for t in tables]) for name in ("part", "row"))
    return TypedTable(first.table, columns, part, row)
