"""How far features and scores have moved since training."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.figure import Figure

from api.pictures.canvas import COLOURS, GREY, HATCHES, canvas
from gnn.drift import MAJOR, MODERATE

MOST: Final = 25
ROW: Final = 0.28
"""Inches."""
OF_SHIFT: Final = {"little": (COLOURS[3], HATCHES[0]), "moderate": (COLOURS[1], HATCHES[1]),
                   "major": (COLOURS[0], HATCHES[3])}  # fmt: skip


def drift_picture(title: str, columns: Sequence[Mapping[str, Any]]) -> Figure:
    """Bars of PSI, most moved first, at most 25; a mark where chance ends, lines at the usual thresholds."""
    shown = columns[:MOST]
    figure, axes = canvas(title, 9.0, 1.6 + ROW * len(shown))
    places = range(len(shown))
    colours, hatches = zip(*(OF_SHIFT[one["shift"]] for one in shown), strict=True) if shown else ((), ())
    psi = [one["psi"] for one in shown]
    axes.barh(places, psi, color=list(colours), hatch=list(hatches), edgecolor="white", linewidth=0.4)
    axes.plot(
        [one["by_chance"] for one in shown], places, "|", color="black", markersize=9, label="by chance · 偶然上限"
    )
    for threshold in (MODERATE, MAJOR):
        axes.axvline(threshold, color=GREY, linestyle=":", linewidth=1)
    axes.set_yticks(list(places), [f"{one['title_zh']} · {one['title_en']}" for one in shown], fontsize="small")
    axes.invert_yaxis()
    axes.set_xlabel("PSI")
    axes.legend(frameon=False, loc="lower right")
    return figure
