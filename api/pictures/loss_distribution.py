"""How losses are distributed over many trials, with the figures that a bank reads from them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from matplotlib.figure import Figure

from api.pictures.canvas import COLOURS, GREY, amounts, canvas


def loss_distribution(
    title: str, edges_cny: Sequence[float], counts: Sequence[int], marks_cny: Mapping[str, float]
) -> Figure:
    """A histogram: `counts[i]` trials lost from `edges_cny[i]` to `edges_cny[i + 1]` (元); `marks_cny`: named amounts
    such as the mean, value at risk, expected shortfall. The number of trials is on a logarithmic axis, since what
    matters is rare."""
    figure, axes = canvas(title)
    widths = [last - first for first, last in pairwise(edges_cny)]
    axes.bar(list(edges_cny)[:-1], counts, widths, align="edge", color=COLOURS[2], edgecolor="white", linewidth=0.3)
    if any(counts):
        axes.set_yscale("log")
        axes.set_ylim(bottom=0.5)
    for number, (name, amount) in enumerate(sorted(marks_cny.items(), key=lambda one: one[1])):
        axes.axvline(amount, color=COLOURS[0], linestyle=("-", "--", ":", "-.")[number % 4], label=name)
    if marks_cny:
        axes.legend(frameon=False)
    axes.set_ylabel("trials · 次数", color=GREY)
    amounts(axes, "x")
    return figure
