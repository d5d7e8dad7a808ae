"""How much was lost in each round of a cascade, and how many fell."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from api.pictures.canvas import COLOURS, GREY, HATCHES, amounts, canvas


@dataclass(frozen=True, slots=True)
class RoundLost:
    """One round: how many fell in it, and what it cost (元) by the way on which it came, in the order of `ways`."""

    fallen: int
    lost_cny: tuple[float, ...]


def loss_by_round(title: str, ways: Sequence[str], rounds: Sequence[RoundLost]) -> Figure:
    """A bar per round, its losses by way above each other; how many fell stands over it. Without a round: said so."""
    figure, axes = canvas(title)
    below = [0.0] * len(rounds)
    # Models differ in the ways on which anything is lost; the others are left out.
    shown = [number for number in range(len(ways)) if any(one.lost_cny[number] for one in rounds)]
    for number in shown or [0]:
        heights = [one.lost_cny[number] for one in rounds]
        axes.bar(
            range(len(rounds)), heights, bottom=below, label=ways[number], color=COLOURS[number % len(COLOURS)],
            hatch=HATCHES[number % len(HATCHES)], edgecolor="white", linewidth=0.5,
        )  # fmt: skip
        below = [low + height for low, height in zip(below, heights, strict=True)]
    for place, (top, one) in enumerate(zip(below, rounds, strict=True)):
        axes.annotate(
            f"{one.fallen:,}", (place, top), xytext=(0, 3), textcoords="offset points", ha="center", color=GREY
        )  # fmt: skip
    if rounds:
        axes.legend(frameon=False)
    else:
        axes.text(0.5, 0.5, "nothing happens · 无传染", ha="center", transform=axes.transAxes, color=GREY)
    if any(below):
        axes.set_ylim(0, 1.08 * max(below))  # room for the numbers above the bars
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("round · 轮次（柱顶为当轮违约主体数 · above: how many fell）")
    amounts(axes, "y")
    return figure
