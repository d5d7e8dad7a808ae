"""Writing a world to a folder: the feed as filled templates, and the truth apart from them."""

from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from graph.schema import TABLES, DataType
from graph.schema import Table as TableSpec
from ingest.read.headers import written_header
from ingest.world.options import World
from ingest.world.truth_readme import README

Format = Literal["csv", "parquet"]
_ROWS_AT_A_TIME = 200_000
_YES, _NO = "是", "否"


def write_world(world: World, out: Path, file_format: Format = "csv") -> None:
    """Writes `out/<table>.csv` (or .parquet) with the templates' Chinese headers and units, and `out/truth/*.csv`.

    Equal worlds give equal bytes. The folders are made where they do not exist; files of the same names are replaced.
    """
    (out / "truth").mkdir(parents=True, exist_ok=True)
    for name, table in world.tables.items():
        delivered = as_template(TABLES[name], table)
        if file_format == "parquet":
            parquet.write_table(delivered, out / f"{name}.parquet", compression="zstd")
        else:
            _write_csv(delivered, out / f"{name}.csv")
    for name, table in world.truth.items():
        _write_csv(table, out / "truth" / f"{name}.csv")
    (out / "truth" / "README.md").write_text(README, encoding="utf-8", newline="\n")


def as_template(spec: TableSpec, table: pa.Table) -> pa.Table:
    """The table with Chinese headers and Chinese titles for its choices."""
    columns = {}
    for column in spec.columns:
        values = table[column.name]
        if column.type is DataType.CHOICE:
            titles = {choice.value: choice.zh for choice in column.choices}
            values = pa.chunked_array([_titled(chunk, titles) for chunk in values.chunks], values.type)
        elif column.type is DataType.BOOLEAN:
            values = pc.if_else(values, _YES, _NO)
        columns[written_header(column, "zh")] = values
    return pa.table(columns)


def _titled(chunk: pa.DictionaryArray, titles: dict[str, str]) -> pa.DictionaryArray:
    translated = pa.array([titles.get(value, value) for value in chunk.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(chunk.indices, translated)


def _write_csv(table: pa.Table, path: Path) -> None:
    """One header line, then rows without quotes (no value has a comma), empty for missing; UTF-8, line feeds."""
    plain = pa.schema([_plain(field) for field in table.schema])
    with path.open("wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        with csv.CSVWriter(file, plain, write_options=options) as writer:
            for start in range(0, table.num_rows, _ROWS_AT_A_TIME):
                writer.write_table(table.slice(start, _ROWS_AT_A_TIME).cast(plain))


def _plain(field: pa.Field) -> pa.Field:
    """Dictionaries are written as the text they stand for."""
    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
