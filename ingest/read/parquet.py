"""Parquet files: every column as the text it would have in a CSV."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from graph.errors import FeedError
from ingest.read.csv import header_names
from ingest.read.raw import Sheet, as_text

MAGIC = b"PAR1"


def read(path: Path, digest: str) -> Sheet:
    """The sheet of a Parquet file. Raises FeedError if it is damaged or nested."""
    try:
        table = arrow_parquet.read_table(path)
        names = header_names(table.column_names, path.name, "")
        text = pa.table({name: as_text(column) for name, column in zip(names, table.columns, strict=True)})
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise FeedError(
            f"{path.name} cannot be read as Parquet: {error}. Write flat columns and export it again.",
            f"无法按 Parquet 读取 {path.name}：{error}。请用平面列重新导出。",
            file=path.name,
        ) from error
    return Sheet(path.name, "", text, np.arange(2, text.num_rows + 2, dtype=np.int64), (), digest)
