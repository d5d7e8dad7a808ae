"""What all pictures share: a font that has Chinese, colours that also differ in grey, and files that do not change.

The same answer makes the same bytes: neither the day nor chance goes into a file. No window is ever opened.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import Any, Final

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ticker import FuncFormatter
from pylopdf_fonts_zh_cn import sans_path

DPI: Final = 144
GREY: Final = "#5f6b76"
COLOURS: Final[tuple[str, ...]] = ("#b3261e", "#e8a33d", "#2f6690", "#7fb7be", "#6a4c93")
HATCHES: Final[tuple[str, ...]] = ("", "//", "..", "xx", "\\\\")
"""Beside the colours, so that parts differ in print and to everybody."""
WAN: Final = 1e4
YI: Final = 1e8
UNTOLD: Final[Mapping[str, Any]] = {"svg": {"Date": None}, "png": {"Software": None}}
"""What is left out of a file so that it does not depend on when and by what it was written."""


class Form(StrEnum):
    """In which form a picture is written."""

    PNG = "png"
    SVG = "svg"

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return "image/png" if self is Form.PNG else "image/svg+xml"


def canvas(title: str, width: float = 9.0, height: float = 5.0) -> tuple[Figure, Axes]:
    """An empty picture (inches) with its title and one pair of axes."""
    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def panels(title: str, count: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """An empty picture with so many pairs of axes below each other, which share the lower one; `height` is of each."""
    figure = Figure(figsize=(width, height * count), dpi=DPI, layout="constrained")
    figure.suptitle(title, x=0.01, ha="left", fontsize="large")
    found = [figure.add_subplot(count, 1, 1)]
    found += [figure.add_subplot(count, 1, place, sharex=found[0]) for place in range(2, count + 1)]
    for axes in found:
        axes.spines[["top", "right"]].set_visible(False)
    return figure, found


def written(figure: Figure, form: Form) -> bytes:
    """The file of a picture."""
    out = BytesIO()
    with rc_context({"font.family": _font(), "svg.hashsalt": "ringfence", "axes.unicode_minus": False}):
        for text in figure.findobj(lambda one: hasattr(one, "set_fontfamily")):
            text.set_fontfamily(_font())  # type: ignore[attr-defined]  # found by having it
        figure.savefig(out, format=form.value, metadata=UNTOLD[form.value])
    return out.getvalue()


def amounts(axes: Axes, which: str) -> None:
    """Money along an axis: in 亿元 or 万元 where it is large enough."""
    top = max(abs(one) for one in (axes.get_ylim() if which == "y" else axes.get_xlim()))
    unit, name = (YI, "亿元") if top >= YI else (WAN, "万元") if top >= WAN else (1.0, "元")
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit:,.6g}"))
    axis.set_label_text(name)


@cache
def _font() -> str:
    """The name of the font, told to the library once."""
    path = sans_path()
    fontManager.addfont(str(path))
    return FontProperties(fname=str(path)).get_name()
