"""What all pages share: a sheet of style, headings in both languages, tables, and pictures inside the file."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE: Final = """
body{font:14px/1.5 "Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#1b2530;margin:2rem auto;
max-width:64rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem;break-after:avoid}p{margin:.3rem 0}
table{border-collapse:collapse;width:100%;font-size:12px}th,td{padding:.2rem .4rem;border-bottom:1px solid #d5dbe1;
text-align:left;vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}tr{break-inside:avoid}
thead{display:table-header-group}.bad{color:#b3261e;font-weight:600}.quiet{color:#5f6b76;font-size:12px}svg{width:100%;
height:auto}dt{font-weight:600}dd{margin:0 0 .4rem}@page{size:A4 landscape;margin:12mm}@media print{body{margin:0}}
"""


def page(title: str, parts: Sequence[str]) -> str:
    """A whole file of HTML; the parts are markup, the title is text."""
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def heading(zh: str, en: str, level: int = 2) -> str:
    """A heading in both languages."""
    return f"<h{level}>{escape(zh)} · {escape(en)}</h{level}>"


def table(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]) -> str:
    """Rows under headings (Chinese, English). Numbers as given in texts that begin with a digit stand right."""
    numeric = [any(_is_figure(row[at]) for row in rows) for at in range(len(columns))]
    marks = [' class="n"' if one else "" for one in numeric]
    head = "".join(
        f"<th{mark}>{escape(zh)}<br>{escape(en)}</th>" for (zh, en), mark in zip(columns, marks, strict=True)
    )
    body = "\n".join(
        "<tr>" + "".join(f"<td{mark}>{escape(str(cell))}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def picture(figure: "Figure") -> str:
    """A figure as markup."""
    from api.pictures.canvas import Form, written

    text = written(figure, Form.SVG).decode()
    return text[text.index("<svg") :]


def _is_figure(cell: object) -> bool:
    text = str(cell)
    return text[:1].isdigit() and not (len(text) == 10 and text[4:5] == "-")
