"""What reading gives: every value still the text that stood in the file, beside where it stood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that does not have as many fields as the header."""

    row: int
    text: str
    expected: int
    found: int


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One rectangle of text: a CSV or Parquet file, or a sheet of a workbook.

    `text` has one string column per header, in the order of the file. `numbers` are the rows' numbers as a
    spreadsheet shows them, and so is `header_row`.
    """

    file: str
    sheet: str
    text: pa.Table
    numbers: Rows
    broken: tuple[Broken, ...] = ()
    content_hash: str = ""
    header_row: int = 1

    @property
    def headers(self) -> list[str]:
        """The headers in the order of the file."""
        return list(self.text.column_names)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says beside its name: the factor of its unit, and a currency."""

    factor: float = 1.0
    currency: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Rows of a sheet that a raw table was made of: `rows[i]` is the sheet's row (from 0) of the table's row i."""

    sheet: Sheet
    rows: Rows


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """Rows for one table of the schema, as text per column of the schema.

    `headers` says what the header added to a column (unit, %). `origins` names the sheets whose rows these are: one
    for a template, several where a feed spreads a row over files. `examples` marks rows of the template itself.
    """

    table: str
    columns: Mapping[str, pa.Array]
    headers: Mapping[str, Header]
    origins: tuple[Origin, ...]
    titles: Mapping[str, str]
    ignored_columns: tuple[str, ...] = ()
    examples: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __len__(self) -> int:
        return len(self.origins[0].rows)


@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """All that one call of load was given.

    `count_as` names each sheet in the report, `unused` the sheets that are read and counted but state nothing.
    """

    tables: tuple[RawTable, ...]
    count_as: Mapping[Sheet, str]
    unused: tuple[Sheet, ...] = ()
    skipped_files: tuple[str, ...] = ()
    source: str = ""


def number_text(figure: float) -> str:
    """A figure as it would read in a CSV: whole ones without a point, those that may have lost digits with an exponent.

    Spreadsheets keep 15 digits, whatever a cell shows: a longer number in one is not the number that was meant.
    """
    if abs(figure) >= 1e15:
        return f"{figure:.16e}"
    return str(int(figure)) if figure.is_integer() else str(figure)


def as_text(values: Any) -> pa.Array:
    """A column of strings without nulls from any Arrow column."""
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if column.type == pa.float64():
        distinct = column.dictionary_encode()
        texts = [number_text(figure) for figure in distinct.dictionary.to_pylist()]
        return pa.array(texts, pa.string()).take(distinct.indices).fill_null("")
    if pa.types.is_floating(column.type):
        # Seven digits: whole numbers beyond them may not be those that were meant.
        distinct = column.dictionary_encode()
        plain = zip(distinct.dictionary.to_pylist(), distinct.dictionary.cast(pa.string()).to_pylist(), strict=True)
        texts = [f"{figure:.8e}" if abs(figure) >= 1e7 else text for figure, text in plain]
        return pa.array(texts, pa.string()).take(distinct.indices).fill_null("")
    return column.cast(pa.string()).fill_null("")
