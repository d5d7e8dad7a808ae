"""Refused rows, kept so that a person can mend them where they stand and load them again."""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from graph.errors import UsageError
from graph.identity_numbers import without_identity_numbers
from graph.schema import TABLES, Column
from ingest.accounts import Accounts, Problem
from ingest.masking import KEY_COLUMN, hashed_here, kept, shown
from ingest.options import LoadOptions
from ingest.parties import IDENTITY_KEY
from ingest.read.raw import Broken, Delivery, RawTable, Sheet
from ingest.reasons import REASONS
from ingest.report import Reject

ADDED: Final = (
    "reject_table", "reject_file", "reject_sheet", "reject_row", "reject_field", "reject_value", "reject_code",
    "reject_reason_zh", "reject_reason_en", "reject_remedy_zh", "reject_remedy_en",
)  # fmt: skip
"""The columns after the original ones; reading ignores them."""

Place = tuple[str, str, int]


def rejects_of(accounts: Accounts) -> Iterator[Reject]:
    """One record per refused row, several reasons joined."""
    for sheet, problems in accounts.rejected():
        name = accounts.delivery.count_as[sheet]
        columns = _columns(accounts.delivery, sheet)
        for row in sorted(problems):
            yield _reject(name, place(sheet, row), problems[row], columns)
        for line in sheet.broken:
            yield _broken(name, sheet, line)


def write_rejects(accounts: Accounts, folder: Path, options: LoadOptions) -> tuple[str, ...]:
    """One CSV per table (per form of its headers) with the original columns first; the files' paths.

    A party's identity number is written as its keyed hash, which a replay loads as well as the number; numbers that
    fail, and those in other columns, are masked.
    """
    files: dict[tuple[str, tuple[str, ...]], list[list[str]]] = {}
    for sheet, problems in accounts.rejected():
        name = accounts.delivery.count_as[sheet]
        headers = tuple(h for h in sheet.headers if not h.startswith("reject_"))
        columns, ours = _columns(accounts.delivery, sheet), hashed_here(sheet, options)
        rows = files.setdefault((name, headers), [])
        for row in sorted(problems):
            cells = [
                kept(sheet.text[h][row].as_py(), columns.get(h), options.hash_key, ours=bool(ours[row]))
                for h in headers
            ]
            reject = _reject(name, place(sheet, row), problems[row], columns)
            rows.append([*cells, *_added(reject), _key_of(cells, options)])
        rows += [[*[""] * len(headers), *_added(_broken(name, sheet, line)), ""] for line in sheet.broken]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written: list[str] = []
    for (name, headers), rows in files.items():
        path = _free(folder, name, written)
        _write(path, [*headers, *ADDED, KEY_COLUMN], rows)
        written.append(str(path))
    return tuple(written)


def list_rejects(folder: Path) -> list[Reject]:
    """The refused rows that wait in a folder. Raises UsageError if there is no such folder."""
    return [reject for path in reject_files(folder) for reject in _read(path)]


def reject_files(folder: Path) -> list[Path]:
    """The reject files of a folder. Raises UsageError if there is no such folder."""
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Check the path.", f"文件夹不存在：{folder}。请检查路径。")
    return sorted(folder.glob("*.csv"))


def _read(path: Path) -> Iterator[Reject]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            values = {name.removeprefix("reject_"): row.get(name) or "" for name in ADDED}
            number = int(values.pop("row") or 0)
            yield Reject(row=number, **values)


def _reject(table: str, where: Place, problems: Sequence[Problem], columns: Mapping[str, Column]) -> Reject:
    reasons = [REASONS[problem.code] for problem in problems]
    said = [f"{p.field}：{r.zh}" for p, r in zip(problems, reasons, strict=True)]
    en = [f"{p.field} {r.en}" for p, r in zip(problems, reasons, strict=True)]
    return Reject(
        table, *where,
        "; ".join(p.field for p in problems),
        "; ".join(shown(p.value, columns.get(p.field)) for p in problems),
        "; ".join(p.code for p in problems),
        "；".join(said), "; ".join(en),
        "；".join(dict.fromkeys(r.remedy_zh for r in reasons)), "; ".join(dict.fromkeys(r.remedy_en for r in reasons)),
    )  # fmt: skip


def _broken(table: str, sheet: Sheet, line: Broken) -> Reject:
    reason = REASONS["fields"]
    counts = f" ({line.found}/{line.expected})"
    text = without_identity_numbers(line.text, cautious=True)
    return Reject(
        table, sheet.file, sheet.sheet, line.row, "", text, "fields",
        reason.zh + counts, reason.en + counts, reason.remedy_zh, reason.remedy_en,
    )  # fmt: skip


def place(sheet: Sheet, row: int) -> Place:
    """Where a row stood when it was first delivered: file, sheet and row number. A reject file remembers it."""
    if {"reject_file", "reject_sheet", "reject_row"} <= set(sheet.headers):
        file, title, number = (str(sheet.text[f"reject_{n}"][row].as_py()) for n in ("file", "sheet", "row"))
        if file and number.isdigit():
            return file, title, int(number)
    return sheet.file, sheet.sheet, int(sheet.numbers[row])


def _columns(delivery: Delivery, sheet: Sheet) -> dict[str, Column]:
    """The schema's column behind each header of a sheet."""
    return {
        header: TABLES[raw.table].column(name)
        for raw in _tables_of(delivery, sheet)
        for name, header in raw.titles.items()
        if any(c.name == name for c in TABLES[raw.table].columns)
    }


def _tables_of(delivery: Delivery, sheet: Sheet) -> list[RawTable]:
    return [raw for raw in delivery.tables if raw.origins[0].sheet is sheet]


def _key_of(cells: Sequence[str], options: LoadOptions) -> str:
    """The fingerprint of the key under which identity numbers of a row are hashed, "" if there are none."""
    hashed = any(IDENTITY_KEY.fullmatch(cell) for cell in cells)
    return options.hash_key.fingerprint if hashed and options.hash_key else ""


def _added(reject: Reject) -> list[str]:
    return [str(getattr(reject, name.removeprefix("reject_"))) for name in ADDED]


def _free(folder: Path, name: str, written: Sequence[str]) -> Path:
    """A file name for a table: a second form of its headers gets a number."""
    numbers = (folder / (f"{name}.csv" if i == 1 else f"{name}-{i}.csv") for i in range(1, 10_000))
    return next(path for path in numbers if str(path) not in written)


def _write(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Whole or not at all, readable by its owner only; with a BOM, which Excel needs."""
    partial = path.with_suffix(".partial")
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8-sig", newline=""
    ) as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)
    partial.replace(path)
