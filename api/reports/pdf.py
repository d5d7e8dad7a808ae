"""A report as PDF, set by Typst with the product's own font and nothing else of the machine it runs on."""

import json
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

from pylopdf_fonts_zh_cn import sans_path

from api.reports.report import Block, Pairs, Picture, Report, Said, Table
from graph.errors import ReportFailed

if TYPE_CHECKING:
    from typst import Fonts

WIDEST: Final = 40
"""A cell that is longer than so many characters does not make its column wider."""
NARROWEST: Final = 5


def report_pdf(report: Report, day: date) -> bytes:
    """The file. day: its date of making, so that the same answer makes the same bytes. Raises ReportFailed."""
    import typst

    told = {"report": json.dumps(_told(report), ensure_ascii=False)}
    made_on = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        made = typst.Compiler(_template(), font_paths=_fonts()).compile(sys_inputs=told, timestamp=made_on)
    except typst.TypstError as error:
        raise ReportFailed(
            f"The report could not be set as PDF ({error}). The same is there as HTML and as JSON.",
            f"报告无法排成 PDF（{error}）。可改用 HTML 或 JSON。",
        ) from error
    return cast(bytes, made)  # one file, as always but for pictures


@cache
def _fonts() -> "Fonts":
    """The one font of the product: neither those of the system nor those of the typesetter."""
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])


@cache
def _template() -> bytes:
    return files("api.reports").joinpath("report.typ").read_bytes()


def _told(report: Report) -> dict[str, Any]:
    return {
        "lang": report.lang, "title": report.title, "lead": list(report.lead),
        "sections": [
            {"title": one.title, "blocks": [_block(block) for block in one.blocks]} for one in report.sections
        ],
    }  # fmt: skip


def _block(one: Block) -> dict[str, Any]:
    match one:
        case Pairs(rows):
            return {"kind": "pairs", "rows": [list(row) for row in rows]}
        case Said(lines, quiet):
            return {"kind": "said", "lines": list(lines), "quiet": quiet}
        case Picture(svg, alt, wide):
            return {"kind": "picture", "svg": svg, "alt": alt, "wide": wide}
        case Table():
            return {
                "kind": "table", "columns": list(one.columns), "rows": [list(row) for row in one.rows],
                "right": list(one.right), "more": one.more, "widths": _widths(one),
            }  # fmt: skip


def _widths(one: Table) -> list[int]:
    """What each column needs beside the others: a Chinese character takes the room of two."""
    cells = zip(one.columns, *one.rows, strict=True)
    return [max(NARROWEST, min(WIDEST, max(_length(cell) for cell in column))) for column in cells]


def _length(said: str) -> int:
    return sum(1 if one.isascii() else 2 for one in said)
