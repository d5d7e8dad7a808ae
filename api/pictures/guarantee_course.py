"""How a guarantee firm's portfolio went: in guarantee month by month, and what was called and recovered so far."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.figure import Figure

from api.pictures.canvas import COLOURS, GREY, HATCHES, amounts, canvas

MOST_TICKS: Final = 12


def guarantee_course(title: str, months: Sequence[Mapping[str, Any]]) -> Figure:
    """A bar per month, of it the overdue part hatched; lines of calls and recoveries since the first day."""
    figure, axes = canvas(title, 9.0, 3.2)
    places = range(len(months))
    for name, label, colour, hatch in (
        ("in_guarantee_cny", "in guarantee · 在保余额", COLOURS[3], HATCHES[0]),
        ("overdue_cny", "of it overdue clients · 其中逾期户", COLOURS[1], HATCHES[1]),
    ):
        heights = [one[name] for one in months]
        axes.bar(places, heights, label=label, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5)
    for name, label, colour, style in (
        ("called_to_date_cny", "called so far · 累计代偿", COLOURS[0], "-"),
        ("recovered_to_date_cny", "recovered so far · 累计回收", COLOURS[2], "--"),
    ):
        heights = [one[name] for one in months]
        axes.plot(places, heights, style, label=label, color=colour, marker="o", markersize=3)
    step = max(1, -(-len(months) // MOST_TICKS))
    axes.set_xticks(list(places)[::step], [one["day"][:7] for one in months][::step], fontsize="small", color=GREY)
    axes.set_ylim(0, 1.3 * max(axes.get_ylim()[1], 1.0))  # room for the legend
    amounts(axes, "y")
    axes.legend(frameon=False, fontsize="small", ncols=2)
    return figure
