"""Pictures beside the answers of commands: whether, where to, and in which form."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.commands.output import note

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pictures = Annotated[Path | None, typer.Option("--pictures", help="folder to draw into · 图片目录")]
FormName = Annotated[Literal["png", "svg"], typer.Option("--form", help="of pictures · 图片格式")]


def draw(figures: "Mapping[str, Figure]", folder: Path, form: str) -> None:
    """Write the pictures, each to a file named as it is, and say so."""
    from api.pictures.canvas import Form, written

    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in figures.items():
        path = folder / f"{name}.{form}"
        path.write_bytes(written(figure, Form(form)))
        note(f"drawn · 已绘制 {path}")
