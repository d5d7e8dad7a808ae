"""Pictures beside the answers of commands: whether, where to, and in which form."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pictures = Annotated[Path | None, typer.Option("--pictures", help="folder to draw into · 图片目录")]
FormName = Annotated[Literal["png", "svg"], typer.Option("--form", help="of pictures · 图片格式")]


def drawn(figures: "Mapping[str, Figure]", folder: Path, form: str) -> list[Path]:
    """The files of the pictures, each named as it is."""
    from api.pictures.canvas import Form, written

    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{name}.{form}": figure for name, figure in figures.items()}
    for path, figure in files.items():
        path.write_bytes(written(figure, Form(form)))
    return list(files)
