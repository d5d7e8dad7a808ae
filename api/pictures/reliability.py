"""Whether probabilities mean what they say: default rates beside them, bin by bin."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, PercentFormatter

from api.pictures.canvas import COLOURS, GREY, canvas

MARKS: Final = (0.0, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
ROOM: Final = 1.15


def reliability_picture(title: str, bins: Sequence[Mapping[str, Any]]) -> Figure:
    """Each bin a point: its mean probability, and the default rate with the interval of the true one; on the diagonal
    both agree. Axes are of square roots, since most enterprises have small probabilities, and some rates are zero."""
    figure, axes = canvas(title, 6.5, 6.0)
    top = ROOM * max((max(one["high"], one["mean_probability"]) for one in bins), default=1.0)
    axes.plot([0, top], [0, top], color=GREY, linestyle="--", linewidth=1, label="as foretold · 与预测一致")
    if bins:
        rate = np.array([one["rate"] for one in bins])
        reach = [[one["rate"] - one["low"] for one in bins], [one["high"] - one["rate"] for one in bins]]
        axes.errorbar(
            [one["mean_probability"] for one in bins], rate, np.maximum(np.array(reach), 0.0), fmt="o",
            color=COLOURS[2], capsize=3, label="default rate, 95 % interval · 违约率及95%区间",
        )  # fmt: skip
    _square_roots(axes, min(top, 1.0))
    axes.set_xlabel("probability of default · 违约概率")
    axes.set_ylabel("default rate · 实际违约率")
    axes.legend(frameon=False, loc="upper left")
    return figure


def _square_roots(axes: Axes, top: float) -> None:
    def root(value: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
        return np.sqrt(np.maximum(value, 0.0))

    for which in ("x", "y"):
        set_scale = axes.set_xscale if which == "x" else axes.set_yscale
        set_scale("function", functions=(root, np.square))
        axis = axes.xaxis if which == "x" else axes.yaxis
        axis.set_major_locator(FixedLocator([one for one in MARKS if one <= top]))
        axis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlim(0, top)
    axes.set_ylim(0, top)
