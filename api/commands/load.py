"""`ringfence load`: files into the graph."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json, day
from api.commands.output import WITH_REJECTS, document, note, progress, table

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import Store
    from ingest import LoadOptions, LoadReport


class Format(StrEnum):
    """How the files are written."""

    auto = "auto"
    templates = "templates"
    finbench = "finbench"


class Mode(StrEnum):
    """What the absence of a row says: nothing, or that the fact has ended."""

    delta = "delta"
    full = "full"


def load(  # noqa: PLR0913 - each is an option of the command
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="files or folders · 文件或目录")],
    format_: Annotated[Format, typer.Option("--format", help="how they are written · 格式")] = Format.auto,
    source: Annotated[str, typer.Option("--source", help="who says so · 来源")] = "",
    mode: Annotated[Mode, typer.Option("--mode", help="changes only, or everything · 增量或全量")] = Mode.delta,
    effective: Annotated[
        date | None, typer.Option("--effective", parser=day, metavar="DATE", help="day of a full delivery · 全量基准日")
    ] = None,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Load feeds: validated row by row, nothing twice, refused rows kept for correction · 装载数据."""
    settings = settings_of(database=database)
    options = load_options(settings, format=format_.value, source=source, mode=mode.value, effective=effective)
    with opened(settings) as store, progress("load · 装载", quiet=in_json) as on_progress:
        report = _load(store, paths, options, on_progress)
    show(report, in_json=in_json)
    if rejected(report):
        raise typer.Exit(WITH_REJECTS)
