"""The options that the commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from graph.as_of import FIRST_DAY, LAST_DAY, AsOf


def day(text: str) -> date:
    """A calendar day written YYYY-MM-DD."""
    try:
        given = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD · 日期应写成 YYYY-MM-DD") from None
    if not FIRST_DAY <= given <= LAST_DAY:
        raise typer.BadParameter(f"{text} lies outside {FIRST_DAY} to {LAST_DAY} · 日期应在此范围内")
    return given


Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URI", help="embedded:FOLDER, neo4j://, bolt://… (RINGFENCE_DATABASE) · 数据库地址"
    ),
]
AsOfDay = Annotated[
    date | None,
    typer.Option("--as-of", parser=day, metavar="DATE", help="in force on this day; default today · 截至日"),
]
KnownAtDay = Annotated[
    date | None,
    typer.Option("--known-at", parser=day, metavar="DATE", help="as known on this day; default today · 知悉截至日"),
]
Json = Annotated[bool, typer.Option("--json", help="one JSON document on standard output · 输出 JSON")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="folder to write to · 输出目录")]


def question_dates(default: date | None, as_of: date | None, known_at: date | None) -> AsOf:
    """The dates of a question: as given, else the setting's as-of day, else today."""
    return AsOf.at(as_of or default, known_at)
