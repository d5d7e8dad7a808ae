"""`ringfence load`: files into the graph."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json
from api.commands.output import WITH_REJECTS, document, note, progress, say, table
from api.loading import load_into, load_options

if TYPE_CHECKING:
    from api.settings import Settings
    from ingest import LoadOptions, LoadReport


class Format(StrEnum):
    """How the files are written."""

    auto = "auto"
    templates = "templates"
    finbench = "finbench"


def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="files or folders · 文件或目录")],
    format_: Annotated[Format, typer.Option("--format", help="how they are written · 格式")] = Format.auto,
    source: Annotated[str, typer.Option("--source", help="who says so; prefixes own numbers · 来源")] = "",
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Load feeds, refused rows kept for correction · 装载数据.

    Rows are checked one by one; nothing is loaded twice. Exit code 3: done, with refused rows.
    """
    settings = settings_of(database=database)
    report = load_files(settings, paths, load_options(settings, format_.value, source), quiet=in_json)
    show(report, in_json=in_json)
    if report.rejected:
        raise typer.Exit(WITH_REJECTS)


def load_files(
    settings: "Settings", paths: Sequence[Path], options: "LoadOptions", *, quiet: bool = False
) -> "LoadReport":
    """Load with bars on the terminal; refused rows go to this delivery's own folder."""
    with opened(settings) as store, progress("load · 装载", quiet=quiet) as moved:
        return load_into(store, settings, paths, options, moved)


def show(report: "LoadReport", *, in_json: bool) -> None:
    """Print what a load did: for every table, in = loaded + rejected + ignored."""
    if in_json:
        document(report.as_dict())
        return
    counts = [(name, c.in_, c.loaded, c.rejected, c.ignored) for name, c in report.tables.items()]
    table("", ("table · 表", "in · 读入", "loaded · 装入", "rejected · 拒收", "ignored · 未变"), counts)
    say(f"{report.nodes:,} nodes · 节点, {report.relationships:,} relationships · 关系, {report.seconds:.1f} s")
    for warning in report.warnings:
        note(f"note · 提示: {warning.en} {warning.zh}")
    for file in report.reject_files:
        note(f"refused rows with reason and remedy · 拒收的行及原因: {file}")
