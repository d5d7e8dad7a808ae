"""Excel workbooks: each sheet with a header becomes text, as the cells would read in a CSV."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException

from graph.errors import FeedError
from ingest.read.csv import header_names
from ingest.read.raw import Sheet, number_text

MAGIC: Final = b"PK\x03\x04"
LARGEST_UNPACKED: Final = 2 << 30
"""Bytes; a workbook that unpacks to more is refused."""


def is_workbook(path: Path) -> bool:
    """Whether a zip file is an Excel workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def read(path: Path, digest: str) -> list[Sheet]:
    """The sheets of a workbook that have a header. Raises FeedError if it is damaged or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise FeedError(
                    f"{path.name} unpacks to more than 2 GiB. Deliver it as CSV or Parquet.",
                    f"{path.name} 解压后超过 2 GiB。请改用 CSV 或 Parquet。",
                    file=path.name,
                )
        # From its bytes: openpyxl would refuse a workbook for its file's name.
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise FeedError(
            f"{path.name} cannot be read as a workbook: {error}. Save it again as .xlsx.",
            f"无法按工作簿读取 {path.name}：{error}。请另存为 .xlsx。",
            file=path.name,
        ) from error
    try:
        sheets = [_sheet(path.name, sheet.title, sheet.iter_rows(values_only=True), digest) for sheet in book]
    finally:
        book.close()
    return [sheet for sheet in sheets if sheet is not None]


def _sheet(file: str, title: str, rows: Iterator[tuple[Any, ...]], digest: str) -> Sheet | None:
    """The text of a sheet; None if its first row that is not blank is no header."""
    numbered = ((i, [_text(cell) for cell in row]) for i, row in enumerate(rows, start=1))
    at, first = next(((i, cells) for i, cells in numbered if any(map(str.strip, cells))), (1, []))
    header = [cell.strip() for cell in first]
    while header and not header[-1]:
        header.pop()
    if len(header) < 2:
        return None
    names = header_names(header, file, title, at)
    columns: list[list[str]] = [[] for _ in names]
    numbers: list[int] = []
    for number, row in numbered:
        cells = row[: len(names)]
        if not any(cells):
            continue
        cells += [""] * (len(names) - len(cells))
        numbers.append(number)
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    table = pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
    return Sheet(file, title, table, np.array(numbers, dtype=np.int64), (), digest, at)


def _text(cell: Any) -> str:
    """A cell as it would read in a CSV: dates in ISO form, figures as `number_text` writes them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return number_text(cell) if isinstance(cell, float) else str(cell)
