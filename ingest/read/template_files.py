"""The templates that a firm fills: a workbook with a sheet per table, and a CSV per table."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from graph.errors import UsageError
from graph.schema import TABLES, Column, DataType, Table
from ingest.read.headers import written_header

Language = Literal["zh", "en"]

WORKBOOK: Final = "ringfence-template.xlsx"
ROWS_WITH_LISTS: Final = 10_000
HEADER_FILL, REQUIRED_FILL = PatternFill("solid", fgColor="DDE6F0"), PatternFill("solid", fgColor="F6D9B8")
YES_NO: Final = {"zh": ("是", "否"), "en": ("yes", "no")}
GUIDE: Final = {
    "zh": ("填写说明", (
        "每张工作表对应一类数据；不用的工作表可以删除，列的顺序可以改变。",
        "橙色列名为必填。金额单位写在列名的括号里，可改为（万元）、（亿元）；比例可在列名后加（%）。",
        "日期写成 2023-06-20。第二行是示例；原样保留的示例不会被装载。",
        "企业填统一社会信用代码，个人填身份证号（只保存密钥散列）；没有时填贵方自己的编号。",
        "多个编号用分号隔开。币种空白为人民币，其他币种须有汇率。",
    )),
    "en": ("Guide", (
        "Each sheet is one kind of data. Sheets you do not need can be deleted; columns may stand in any order.",
        "Orange headers are required. The unit of money stands in the header and may be changed: (10k CNY), "
        "(CNY million); ratios may be per cent: add (%).",
        "Write dates as 2023-06-20. The second row is an example; left as it is, it is not loaded.",
        "Name enterprises by their USCC and persons by their identity number (kept as a keyed hash only), or by your "
        "own number.",
        "Separate several numbers by semicolons. A blank currency is CNY; others need a rate.",
    )),
}  # fmt: skip


def write_templates(out: Path, lang: Language = "zh") -> tuple[Path, ...]:
    """Write the workbook and the CSV files into a folder, made if need be; their paths.

    What is written loads: example rows that were left as they are count as ignored. Raises UsageError for a language
    that there is no template for.
    """
    if lang not in GUIDE:
        raise UsageError(f"There is no template in {lang}. Use zh or en.", f"没有 {lang} 语言的模板。请用 zh 或 en。")
    out.mkdir(parents=True, exist_ok=True)
    written = [out / WORKBOOK]
    _workbook(lang).save(written[0])
    for table in TABLES.values():
        path = out / f"{table.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(template_rows(table, lang))
        written.append(path)
    return tuple(written)


def template_rows(table: Table, lang: Language) -> list[list[str]]:
    """The header and the example row of a table."""
    return [[written_header(c, lang) for c in table.columns], [example(c, lang) for c in table.columns]]


def example(column: Column, lang: Language) -> str:
    """The example value in the language of the template."""
    if lang == "en":
        if column.type is DataType.BOOLEAN and column.example:
            return "yes" if column.example in ("是", "yes", "true") else "no"
        return next((c.en for c in column.choices if c.zh == column.example), column.example)
    return column.example


def _workbook(lang: Language) -> Workbook:
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)  # noqa: S101 - for the type checker: a new workbook has one sheet
    _guide(guide, lang)
    lists: dict[tuple[str, ...], str] = {}
    choices = book.create_sheet("选项" if lang == "zh" else "Choices")
    for table in TABLES.values():
        sheet = book.create_sheet(table.zh if lang == "zh" else table.en)
        _sheet(sheet, table, lang)
        for index, column in enumerate(table.columns, start=1):
            values = _values(column, lang)
            if values:
                where = lists.setdefault(values, _listed(choices, values, len(lists) + 1))
                _drop_down(sheet, index, where)
    choices.sheet_state = "hidden"
    return book


def _guide(sheet: Worksheet, lang: Language) -> None:
    title, lines = GUIDE[lang]
    sheet.title = title
    sheet["A1"] = "Ringfence"
    sheet["A1"].font = Font(bold=True, size=14)
    for row, line in enumerate(lines, start=3):
        sheet.cell(row, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 100


def _sheet(sheet: Worksheet, table: Table, lang: Language) -> None:
    for row, cells in enumerate(template_rows(table, lang), start=1):
        for index, text in enumerate(cells, start=1):
            cell = sheet.cell(row, index, text)
            cell.number_format = "@"  # text: codes of 18 digits would lose their last digits as numbers
    for index, column in enumerate(table.columns, start=1):
        header: Any = sheet.cell(1, index)
        header.font = Font(bold=True)
        header.fill = REQUIRED_FILL if column.required else HEADER_FILL
        note = column.note_zh if lang == "zh" else column.note_en
        if note:
            header.comment = Comment(note, "Ringfence")
        sheet.column_dimensions[get_column_letter(index)].width = max(14, 2 * len(str(header.value)))
    sheet.freeze_panes = "A2"


def _values(column: Column, lang: Language) -> tuple[str, ...]:
    if column.type is DataType.BOOLEAN:
        return YES_NO[lang]
    return tuple(c.zh if lang == "zh" else c.en for c in column.choices)


def _listed(sheet: Worksheet, values: Sequence[str], index: int) -> str:
    """Write the values of a drop-down on the hidden sheet; the reference to them."""
    for row, value in enumerate(values, start=1):
        sheet.cell(row, index, value)
    letter = get_column_letter(index)
    return f"'{sheet.title}'!${letter}$1:${letter}${len(values)}"


def _drop_down(sheet: Worksheet, index: int, where: str) -> None:
    validation = DataValidation(type="list", formula1=where, allow_blank=True)
    letter = get_column_letter(index)
    validation.add(f"{letter}2:{letter}{ROWS_WITH_LISTS}")
    sheet.add_data_validation(validation)
