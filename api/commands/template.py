"""`ringfence template`: the empty files that a bank or guarantee firm fills."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Json
from api.commands.output import document, say


class Language(StrEnum):
    """The language of the headers."""

    zh = "zh"
    en = "en"


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="folder to write to: a workbook and CSV files · 输出目录")],
    lang: Annotated[Language, typer.Option("--lang", help="language of the headers · 表头语言")] = Language.zh,
    in_json: Json = False,
) -> None:
    """Write the templates to fill, with an example row, units and choices · 生成填报模板."""
    from ingest import write_templates

    written = write_templates(out, lang.value)
    if in_json:
        document({"written": written})
    else:
        for file in written:
            say(str(file))
