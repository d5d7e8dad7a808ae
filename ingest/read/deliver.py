"""Which files a delivery consists of, and what each of them is."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from graph.errors import FeedError, UsageError
from ingest.options import Format
from ingest.read import csv, excel, finbench, parquet, templates
from ingest.read.raw import Delivery, RawTable, Sheet


def read_delivery(paths: Sequence[Path], form: Format = "auto") -> Delivery:
    """Everything that the files, or the files directly in the folders, hold.

    A folder's files that are no tables at all are skipped and listed; a file named itself must be one. Sub-folders
    are deliveries of their own. Raises FeedError for a table that cannot be understood, UsageError for a wrong path.
    """
    files: list[tuple[Path, bool]] = []
    for path in paths:
        if path.is_dir():
            files += [(p, False) for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith(".")]
        elif path.is_file():
            files.append((path, True))
        else:
            raise UsageError(
                f"There is no file or folder {path}. Check the path.", f"文件或文件夹不存在：{path}。请检查路径。"
            )
    sheets: list[tuple[Sheet, bool]] = []
    skipped: list[str] = []
    for path, named in files:
        found = sheets_of(path)
        if not found and named:
            raise FeedError(
                f"{path.name} is neither CSV, Parquet nor an Excel workbook. Export it in one of these formats.",
                f"{path.name} 不是 CSV、Parquet 或 Excel 工作簿。请用其中一种格式导出。",
                file=path.name,
            )
        sheets += [(sheet, named and len(found) == 1) for sheet in found]
        skipped += [] if found else [path.name]
    if not sheets:
        raise FeedError(
            "No table was found in the given files. Check the paths.", "所给文件中没有可识别的表。请检查路径。"
        )
    if form == "finbench" or (form == "auto" and finbench.fits([sheet for sheet, _ in sheets])):
        return finbench.deliver([sheet for sheet, _ in sheets], tuple(skipped))
    return _templates(sheets, skipped)


def read_waiting(paths: Sequence[Path]) -> list[Delivery]:
    """What the files of refused rows hold: those of the FinBench snapshot first, the templates' apart from them.

    Raises FeedError for a table that cannot be understood.
    """
    snapshot = [path for path in paths if finbench.fits(sheets_of(path))]
    others = [path for path in paths if path not in snapshot]
    parts: tuple[tuple[list[Path], Format], ...] = ((snapshot, "finbench"), (others, "templates"))
    return [read_delivery(files, form) for files, form in parts if files]


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a file; none if it is no table."""
    with path.open("rb") as file:
        head = file.read(8)
    digest = _digest(path)
    if head.startswith(parquet.MAGIC):
        return [parquet.read(path, digest)]
    if head.startswith(excel.MAGIC):
        return excel.read(path, digest) if excel.is_workbook(path) else []
    content = path.read_bytes()
    encoding = csv.encoding_of(content)
    if encoding is None or csv.delimiter_of(csv.first_line(content, encoding)[0]) is None:
        return []
    return [csv.read(path, content, digest)]


def _templates(sheets: Sequence[tuple[Sheet, bool]], skipped: list[str]) -> Delivery:
    tables: list[RawTable] = []
    for sheet, named in sheets:
        found = templates.recognise(sheet)
        if found is not None:
            tables.append(found)
        elif named:
            raise FeedError(
                f"The headers of {sheet.file} fit no table. Start from the template (ringfence template).",
                f"{sheet.file} 的列名与任何表都不符。请从模板开始填写（ringfence template）。",
                file=sheet.file,
                row=sheet.header_row,
            )
        else:
            skipped.append(f"{sheet.file} [{sheet.sheet}]" if sheet.sheet else sheet.file)
    if not tables:
        raise FeedError(
            "The headers of the given files fit no table. Start from the template (ringfence template).",
            "所给文件的列名与任何表都不符。请从模板开始填写（ringfence template）。",
        )
    count_as = {table.origins[0].sheet: table.table for table in tables}
    return Delivery(tuple(tables), count_as, (), tuple(skipped))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
