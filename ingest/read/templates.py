"""Which table of the schema a sheet is, and which of its columns each header means."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import FeedError
from graph.schema import TABLES, DataType, Table
from ingest.read.headers import UNIT_COLUMN, UNIT_TITLES, known_titles, plain, read_header, split_unit
from ingest.read.raw import Origin, RawTable, Sheet, as_text

REJECT_PREFIX: Final = "reject_"
"""Columns that a reject file adds to the original ones; they are no part of the row."""

CLOSE: Final = 0.8
"""A header this similar to a missing column is taken for a slip of the pen, not for a column of the firm's own."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a sheet's headers fit a table: header by column name, and what is left on either side."""

    table: Table
    header_of: dict[str, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    named: bool

    @property
    def score(self) -> tuple[bool, bool, int, int]:
        """Complete before incomplete, named before unnamed, few unknown headers, many known ones."""
        return (not self.missing, self.named, -len(self.unknown), len(self.header_of))


def recognise(sheet: Sheet) -> RawTable | None:
    """The raw table that a sheet is; None if it shares no header with any table.

    Raises FeedError if required columns are missing, a header is ambiguous, or its unit is not stated.
    """
    headers = [h for h in sheet.headers if not h.startswith(REJECT_PREFIX)]
    matches = sorted((_match(table, sheet, headers) for table in TABLES.values()), key=lambda m: m.score, reverse=True)
    best = matches[0]
    if best.missing:
        best = max(matches, key=lambda m: (m.named, len(m.header_of), -len(m.unknown)))
    if not best.header_of or (best.missing and not best.named and len(best.header_of) * 2 < len(headers)):
        return None
    _refuse_incomplete(best, sheet)
    if len(matches) > 1 and matches[0].score == matches[1].score:
        _refuse_ambiguous(matches[0], matches[1], sheet)
    _refuse_slips(best, sheet)
    return _raw_table(best, _without_blank_rows(sheet))


def _without_blank_rows(sheet: Sheet) -> Sheet:
    """The sheet without rows that hold nothing at all; spreadsheets leave them behind."""
    blank = np.ones(sheet.text.num_rows, dtype=bool)
    for column in sheet.text.columns:
        if not blank.any():
            return sheet
        blank &= pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy()
    return replace(sheet, text=sheet.text.filter(pa.array(~blank)), numbers=sheet.numbers[~blank])


def _match(table: Table, sheet: Sheet, headers: Sequence[str]) -> Match:
    titles = known_titles(table)
    header_of: dict[str, str] = {}
    unknown: list[str] = []
    for header in headers:
        title = plain(split_unit(header)[0])
        name = titles.get(plain(header)) or titles.get(title)
        if name is None and title in UNIT_TITLES:
            name = UNIT_COLUMN
        if name is None:
            unknown.append(header)
        elif name in header_of:
            raise FeedError(
                f"{_where(sheet)}: the headers {header_of[name]} and {header} mean the same column. Keep one.",
                f"{_where(sheet)}：列名“{header_of[name]}”和“{header}”含义相同。请只保留一列。",
                file=sheet.file, row=sheet.header_row,
            )  # fmt: skip
        else:
            header_of[name] = header
    missing = tuple(c.name for c in table.columns if c.required and c.name not in header_of)
    names = {plain(table.name), plain(table.zh), plain(table.en)}
    hints = {plain(sheet.sheet), plain(Path(sheet.file).stem)} if sheet.sheet else {plain(Path(sheet.file).stem)}
    return Match(table, header_of, tuple(unknown), missing, bool(names & hints))


def _refuse_incomplete(match: Match, sheet: Sheet) -> None:
    if match.missing:
        columns = [match.table.column(name) for name in match.missing]
        raise FeedError(
            f"{_where(sheet)} looks like the table {match.table.en}, but lacks {', '.join(c.en for c in columns)}. "
            "Add the columns or start from the template.",
            f"{_where(sheet)} 似为“{match.table.zh}”表，但缺少列：{'、'.join(c.zh for c in columns)}。"
            "请补齐，或从模板开始填写。",
            file=sheet.file, sheet=sheet.sheet, row=sheet.header_row, missing=match.missing,
        )  # fmt: skip


def _refuse_ambiguous(one: Match, other: Match, sheet: Sheet) -> None:
    raise FeedError(
        f"{_where(sheet)} may be {one.table.en} or {other.table.en}. Name the file or sheet after the table.",
        f"{_where(sheet)} 可能是“{one.table.zh}”或“{other.table.zh}”。请用表名命名文件或工作表。",
        file=sheet.file, sheet=sheet.sheet,
    )  # fmt: skip


def _refuse_slips(match: Match, sheet: Sheet) -> None:
    """An unknown header that nearly is a column not found elsewhere would lose that column: refuse it."""
    titles = {title: name for title, name in known_titles(match.table).items() if name not in match.header_of}
    for header in match.unknown:
        close = difflib.get_close_matches(plain(split_unit(header)[0]), list(titles), 1, CLOSE)
        if close:
            column = match.table.column(titles[close[0]])
            raise FeedError(
                f"{_where(sheet)}: the header {header} is unknown; {column.en} may be meant. Correct it, or rename "
                "the column if it is your own.",
                f"{_where(sheet)}：无法识别列名“{header}”，是否指“{column.zh}”？请更正；若为自有列，请改名。",
                file=sheet.file, sheet=sheet.sheet, row=sheet.header_row, header=header,
            )  # fmt: skip


def _raw_table(match: Match, sheet: Sheet) -> RawTable:
    columns = {name: as_text(sheet.text.column(header)) for name, header in match.header_of.items()}
    unit_column = UNIT_COLUMN in columns
    headers = {
        name: read_header(
            match.table.column(name), header, unit_column=unit_column, where=_where(sheet), row=sheet.header_row
        )
        for name, header in match.header_of.items()
        if name != UNIT_COLUMN
    }
    origin = Origin(sheet, np.arange(sheet.text.num_rows, dtype=np.int64))
    return RawTable(
        match.table.name, columns, headers, (origin,), match.header_of, match.unknown, _examples(match.table, columns)
    )


def _examples(table: Table, columns: dict[str, pa.Array]) -> NDArray[np.bool_]:
    """Rows that are the template's own example, word for word in every column."""
    rows = len(next(iter(columns.values())))
    same = np.ones(rows, dtype=bool)
    for column in table.columns:
        if column.name not in columns:
            return np.zeros(rows, dtype=bool)
        values = {column.example, *(c.en for c in column.choices if c.zh == column.example)}
        if column.type is DataType.BOOLEAN:
            values |= {"no"}
        same &= pc.is_in(columns[column.name], pa.array(sorted(values))).to_numpy(zero_copy_only=False)
        if not same.any():
            break
    return same


def _where(sheet: Sheet) -> str:
    return f"{sheet.file} [{sheet.sheet}]" if sheet.sheet else sheet.file
