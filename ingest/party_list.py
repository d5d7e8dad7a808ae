"""A list of parties in a file: one a line of text, or a column of a CSV file or workbook."""

import csv as stdlib_csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from graph.errors import FeedError
from graph.portfolios import Line
from ingest.read import csv, excel
from ingest.read.raw import number_text

HEADINGS: Final = (
    ("party_id", "party", "主体编号", "主体", "客户编号", "client_id"),
    ("uscc", "统一社会信用代码", "社会信用代码", "信用代码"),
    ("name", "legal_name", "企业名称", "客户名称", "名称", "公司名称"),
)
"""Headings of the column that names a party, the surest first; others are left aside."""


def read_party_list(path: Path) -> list[Line]:
    """The lines of a file that name somebody, blank ones left out.

    `.csv` and workbooks: the column under a known heading, or the only one, with or without a heading. Anything else is
    text, one party a line. FeedError for a file that is neither, or has several columns and no known heading.
    """
    content = path.read_bytes()
    if content.startswith(excel.MAGIC):
        return _column(path, list(_workbook(path, content)))
    encoding = csv.encoding_of(content)
    if encoding is None:
        raise FeedError(
            f"{path.name} is neither text in UTF-8 or GB18030 nor a workbook. Save it as .csv, .txt or .xlsx.",
            f"{path.name} 既不是 UTF-8 或 GB18030 文本，也不是工作簿。请另存为 .csv、.txt 或 .xlsx。",
            file=path.name,
        )
    text = content.decode(encoding)
    if path.suffix.lower() != ".csv":
        lines = [[line] for line in text.splitlines()]
        return _column(path, list(enumerate(lines, start=1)))
    delimiter = csv.delimiter_of(csv.first_line(content, encoding)[0]) or ","
    reader = stdlib_csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _column(path, [(reader.line_num, row) for row in reader])


def _column(path: Path, rows: Sequence[tuple[int, list[str]]]) -> list[Line]:
    """The lines of the column that names parties."""
    filled = [(number, [cell.strip() for cell in row]) for number, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return []
    heading = filled[0][1]
    at = _heading(heading)
    if at is None and max(len(row) for _, row in filled) > 1:
        raise FeedError(
            f"{path.name} has several columns and none is headed party_id, uscc or name. Name the column with the "
            "parties so, or leave only that one.",
            f"{path.name} 有多列，但没有名为 主体编号、统一社会信用代码 或 企业名称 的列。请如此命名该列，或只留该列。",
            file=path.name,
            row=filled[0][0],
        )
    field = heading[at] if at is not None else "1"
    found = [(number, row[at or 0] if len(row) > (at or 0) else "") for number, row in filled[at is not None :]]
    return [Line(path.name, number, field, text) for number, text in found]


def _heading(cells: Sequence[str]) -> int | None:
    """The place of the column that names parties; None where the row is no heading."""
    plain = [cell.casefold() for cell in cells]
    return next((plain.index(name) for names in HEADINGS for name in names if name in plain), None)


def _workbook(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet, as they would read in a CSV."""
    try:
        # From its bytes: openpyxl would refuse a workbook for its file's name.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise FeedError(
            f"{path.name} cannot be read as a workbook: {error}. Save it again as .xlsx.",
            f"无法按工作簿读取 {path.name}：{error}。请另存为 .xlsx。",
            file=path.name,
        ) from error
    try:
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_text(cell) for cell in row]
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return number_text(cell) if isinstance(cell, float) else str(cell)
