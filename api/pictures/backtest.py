"""How much more often than chance each rule's warnings came true, and how long before."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from api.pictures.canvas import COLOURS, DPI, GREY

ROW: Final = 0.32
"""Inches for a rule."""
LEAST: Final = 0.05
"""The axis is of logarithms: a lift or bound below this is drawn there."""


def backtest_picture(found: Mapping[str, Any]) -> Figure:
    """Two panels side by side, a line per rule that foretells defaults, the greatest lift on top: its lift with its
    interval, 1 being chance; and the lead time from the lower to the upper quartile, the median marked."""
    rules = sorted((one for one in found["rules"] if _known(one["lift"])), key=lambda one: (one["lift"], one["id"]))
    figure = Figure(figsize=(12.0, 1.8 + ROW * max(len(rules), 3)), dpi=DPI, layout="constrained")
    figure.suptitle(
        f"预警规则回测 · back-test of the warning rules  ({found['from']} – {found['to']})", x=0.01, ha="left",
        fontsize="large",
    )  # fmt: skip
    lift = figure.add_subplot(1, 2, 1)
    lead = figure.add_subplot(1, 2, 2, sharey=lift)
    for axes in (lift, lead):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="x", color=GREY, alpha=0.2)
    _lifts(lift, rules)
    _leads(lead, rules)
    return figure


def _lifts(axes: Axes, rules: Sequence[Mapping[str, Any]]) -> None:
    axes.axvline(1.0, color=GREY, linestyle="--", linewidth=1)
    for name, label, colour, mark, aside in (
        ("lift", "of new alarms · 新预警", COLOURS[0], "o", 0.12),
        ("lift_standing", "while it fires · 持续触发", COLOURS[2], "s", -0.12),
    ):
        drawn = [(place, one) for place, one in enumerate(rules) if _known(one[name])]
        value = np.array([max(one[name], LEAST) for _, one in drawn])
        reach = np.array([[max(one[f"{name}_{end}"], LEAST) for _, one in drawn] for end in ("low", "high")])
        axes.errorbar(
            value, [place + aside for place, _ in drawn], xerr=np.maximum(np.abs(reach.reshape(2, -1) - value), 0.0),
            fmt=mark, color=colour, capsize=2, markersize=4, linestyle="none", label=label,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlabel("lift, 95 % interval · 提升度及95%区间（1为随机）")
    axes.set_yticks(range(len(rules)), [f"{one['title']['zh']} · {one['title']['en']}" for one in rules])
    if rules:
        axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, fontsize="small")


def _leads(axes: Axes, rules: Sequence[Mapping[str, Any]]) -> None:
    for place, one in enumerate(rules):
        if _known(one["lead_time_days"]):
            low, high = one["lead_time_quartiles_days"]
            axes.plot([low, high], [place, place], color=COLOURS[2], linewidth=5, alpha=0.5, solid_capstyle="butt")
            axes.plot([one["lead_time_days"]], [place], "|", color=COLOURS[0], markersize=12, markeredgewidth=2)
    axes.set_xlim(left=0)
    axes.set_xlabel("lead time, days · 提前天数（中位数与四分位）")
    axes.tick_params(labelleft=False)


def _known(figure: float | None) -> bool:
    return figure is not None and figure == figure
