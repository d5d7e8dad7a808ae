"""`ringfence rejects`: rows that were refused, with reason and remedy; and loading them again once they are mended."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from api.commands.load import show
from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json
from api.commands.output import WITH_REJECTS, document, progress, say, table
from api.commands.refused import Refused
from api.loading import load_options

if TYPE_CHECKING:
    from api.settings import Settings
    from ingest import LoadReport

commands = typer.Typer()


@commands.command("list")
def list_rows(in_json: Json = False) -> None:
    """List the refused rows: file, row, field, reason, remedy · 列出拒收的行."""
    from ingest import list_rejects

    settings = settings_of()
    rows = [(one, reject) for one in Refused.all(settings.rejects_folder) for reject in list_rejects(one.folder)]
    if in_json:
        document({"rejects": [{"source": one.source, "folder": one.folder, **asdict(row)} for one, row in rows]})
    elif rows:
        table(
            "",
            ("where · 位置", "field · 字段", "value · 值", "reason and remedy · 原因与办法"),
            [
                (
                    f"{row.file}:{row.row}",
                    row.field,
                    row.value,
                    f"{row.reason_en} {row.remedy_en}\n{row.reason_zh} {row.remedy_zh}",
                )
                for _, row in rows
            ],
        )
        say("mend the rows in · 请在以下文件中更正，然后 `ringfence rejects replay`:")
        for file in [file for one in Refused.all(settings.rejects_folder) for file in one.files()]:
            say(f"  {file}")
    else:
        say("nothing is waiting · 没有待处理的行")


@commands.command()
def replay(database: Database = None, in_json: Json = False) -> None:
    """Load the mended rows again; those still wrong stay · 更正后重新装载."""
    settings = settings_of(database=database)
    waiting = Refused.all(settings.rejects_folder)
    reports = [_replayed(settings, one, quiet=in_json) for one in waiting]
    if in_json:
        told = [{"source": one.source, **report.as_dict()} for one, report in zip(waiting, reports, strict=True)]
        document({"deliveries": told})
    else:
        for report in reports:
            show(report, in_json=False)
        if not reports:
            say("nothing is waiting · 没有待处理的行")
    if any(report.rejected for report in reports):
        raise typer.Exit(WITH_REJECTS)


def _replayed(settings: "Settings", waiting: Refused, *, quiet: bool) -> "LoadReport":
    from ingest import replay_rejects

    options = load_options(settings, source=waiting.source)
    with opened(settings) as store, progress("load · 装载", quiet=quiet) as moved:
        report = replay_rejects(store, waiting.folder, options=options, on_progress=moved)
    waiting.tidy()
    return report
