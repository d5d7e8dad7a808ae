"""Delimited text: encoding and delimiter are found by looking at it."""

import codecs
import csv as stdlib_csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from graph.errors import FeedError
from graph.identity_numbers import without_identity_numbers
from ingest.read.raw import Broken, Sheet

DELIMITERS: Final = (",", ";", "\t", "|")
BLANK: Final = ' \u3000"' + "".join(DELIMITERS)
ENCODINGS: Final = ("utf-8", "gb18030")
LARGEST_ROW: Final = 1 << 20
MOST_COLUMNS: Final = 2_000


def encoding_of(content: bytes) -> str | None:
    """utf-8-sig, utf-8 or gb18030, by which the whole content can be decoded; None for anything else."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if b"\x00" in content[:4096]:
        return None
    for encoding in ENCODINGS:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def first_line(content: bytes, encoding: str) -> tuple[str, int]:
    """The header line and the lines before it, which hold nothing but blanks and delimiters."""
    lines = content[:LARGEST_ROW].decode(encoding, errors="ignore").replace("\r\n", "\n").replace("\r", "\n")
    for before, line in enumerate(lines.split("\n")):
        if line.strip(BLANK):
            return line, before
    return "", 0


def delimiter_of(header: str) -> str | None:
    """The delimiter that splits the header into the most fields; None if none does."""
    counts = {d: len(next(stdlib_csv.reader([header], delimiter=d), [])) for d in DELIMITERS}
    best = max(DELIMITERS, key=lambda d: counts[d])
    return best if counts[best] > 1 else None


def read(path: Path, content: bytes, digest: str) -> Sheet:
    """The sheet of a delimited file. Raises FeedError if it is not text or has no header."""
    encoding = encoding_of(content)
    header, before = first_line(content, encoding) if encoding else ("", 0)
    delimiter = delimiter_of(header)
    if encoding is None or delimiter is None:
        raise FeedError(
            f"{path.name} is not delimited text in UTF-8 or GB18030. Export it again as CSV.",
            f"{path.name} 不是 UTF-8 或 GB18030 编码的分隔文本。请重新导出为 CSV。",
            file=path.name,
        )
    names = header_names(next(stdlib_csv.reader([header], delimiter=delimiter)), path.name, "", before + 1)
    text = content.removeprefix(codecs.BOM_UTF8) if encoding != "gb18030" else content.decode(encoding).encode()
    return _parsed(path, text, delimiter, names, digest, before)


def header_names(cells: Sequence[str], file: str, sheet: str, row: int = 1) -> list[str]:
    """The headers as everything after reading knows them: identity numbers masked, blank ones named by their place.

    Where a file has no header row, its first row of data stands there. Raises FeedError for headers that repeat or
    are too many.
    """
    names = [without_identity_numbers(cell.strip(), cautious=True) for cell in cells]
    filled = [name for name in names if name]
    twice = sorted({name for name in filled if filled.count(name) > 1}) if len(names) <= MOST_COLUMNS else []
    if twice or len(names) > MOST_COLUMNS:
        where = f"{file} {sheet}".strip()
        what_en = f"the header {twice[0]} twice" if twice else f"{len(names)} columns"
        what_zh = f"重复的列名 {twice[0]}" if twice else f"{len(names)} 列"
        raise FeedError(
            f"{where} has {what_en}. Keep each column of the template once.",
            f"{where} 有{what_zh}。请按模板保留各列一次。",
            file=file,
            sheet=sheet,
            row=row,
        )
    return [name or f"column {i + 1}" for i, name in enumerate(names)]


def _parsed(path: Path, text: bytes, delimiter: str, columns: list[str], digest: str, before: int) -> Sheet:
    bad: list[arrow_csv.InvalidRow] = []

    def remember(row: arrow_csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    def attempt(threads: bool) -> pa.Table:
        # Numbers of broken lines are known only to the single-threaded parser.
        return arrow_csv.read_csv(
            io.BytesIO(text),
            read_options=arrow_csv.ReadOptions(use_threads=threads, skip_rows=before + 1, column_names=columns),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=b'"' in text,
                ignore_empty_lines=False,
                invalid_row_handler=remember,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
            ),
        )

    try:
        table = attempt(True)
        if bad:
            bad.clear()
            table = attempt(False)
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            table = pa.table({name: pa.array([], pa.string()) for name in columns})
        else:
            told = without_identity_numbers(str(error), cautious=True)
            raise FeedError(
                f"{path.name} cannot be read as CSV: {told}. Export it again.",
                f"无法按 CSV 读取 {path.name}：{told}。请重新导出。",
                file=path.name,
            ) from error
    numbers = _numbers(table.num_rows, [row.number for row in bad], before + 2)
    broken = tuple(
        Broken(row.number, row.text, row.expected_columns, row.actual_columns) for row in bad if row.text.strip()
    )
    return Sheet(path.name, "", table, numbers, broken, digest, before + 1)


def _numbers(rows: int, broken: list[int], first: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The numbers of the rows that were kept; `first` is the row below the header."""
    every = np.arange(first, rows + len(broken) + first, dtype=np.int64)
    return every[~np.isin(every, np.array(broken, dtype=np.int64))]
