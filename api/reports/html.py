"""A report as one file of HTML that stands alone and prints well."""

from html import escape
from typing import Final

from api.reports.report import Block, Pairs, Picture, Report, Said, Section, Table

STYLE: Final = """
body{font:14px/1.5 "Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#1b2530;margin:2rem auto;
max-width:56rem;padding:0 1rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem;
border-bottom:1px solid #99a3ad;break-after:avoid}p{margin:.25rem 0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:12px;margin:.4rem 0}th,td{padding:.2rem .4rem;
border-bottom:1px solid #d5dbe1;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums}tr,figure{break-inside:avoid}thead{display:table-header-group}
.quiet{color:#5f6b76;font-size:12px}figure{margin:.5rem 0}svg{width:100%;height:auto}th.name{width:14rem}
@page{size:A4;margin:14mm}@media print{body{margin:0;max-width:none;padding:0}}
"""


def report_page(report: Report) -> str:
    """The whole file. All that is not ours is escaped."""
    tongue = "zh-CN" if report.lang == "zh" else "en"
    lead = "".join(f'<p class="quiet">{escape(line)}</p>' for line in report.lead)
    return (
        f'<!doctype html>\n<html lang="{tongue}"><head><meta charset="utf-8"><title>{escape(report.title)}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<h1>{escape(report.title)}</h1>{lead}\n"
        + "\n".join(_section(one) for one in report.sections)
        + "\n</body></html>\n"
    )


def _section(one: Section) -> str:
    return f"<section><h2>{escape(one.title)}</h2>" + "".join(_block(block) for block in one.blocks) + "</section>"


def _block(one: Block) -> str:
    match one:
        case Pairs(rows):
            cells = "".join(
                f'<tr><th class="name">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows
            )
            return f"<table><tbody>{cells}</tbody></table>"
        case Said(lines, quiet):
            mark = ' class="quiet"' if quiet else ""
            return "".join(f"<p{mark}>{escape(line)}</p>" for line in lines)
        case Picture(svg, alt, wide):
            return f'<figure style="max-width:{wide * 100:.0f}%" aria-label="{escape(alt)}">{svg}</figure>'
        case Table():
            return _table(one)


def _table(one: Table) -> str:
    marks = [' class="n"' if right else "" for right in one.right]
    head = "".join(f"<th{mark}>{escape(name)}</th>" for name, mark in zip(one.columns, marks, strict=True))
    body = "\n".join(
        "<tr>" + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>"
        for row in one.rows
    )
    more = f'<p class="quiet">{escape(one.more)}</p>' if one.more else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>{more}"
