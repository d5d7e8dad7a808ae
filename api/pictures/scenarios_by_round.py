"""Scenarios side by side: who fell and what was lost in each round, a bar per scenario."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from api.pictures.canvas import COLOURS, GREY, HATCHES, amounts, panels
from api.pictures.loss_by_round import RoundLost

GROUP: Final = 0.8
"""How much of a round's width its bars take; the rest keeps rounds apart."""
BAR: Final = 0.16
NARROWEST: Final = 9.0
WIDEST: Final = 24.0
"""Inches of a bar, and of the picture."""
THICKEST: Final = 0.25
"""A bar takes no more of its round's width, also where few scenarios are compared."""
LONGEST: Final = 110
"""So many characters of a scenario's name are written."""


@dataclass(frozen=True, slots=True)
class ScenarioRounds:
    """One scenario: what it is called, and its rounds from the first."""

    name: str
    rounds: tuple[RoundLost, ...]


def scenarios_by_round(title: str, ways: Sequence[str], scenarios: Sequence[ScenarioRounds]) -> Figure:
    """Below each other: how many fell in each round, then what was lost (元) by each of the ways on which anything was,
    in the order of `ways`. A bar per scenario, in the order of the legend."""
    last = max((len(one.rounds) for one in scenarios), default=0)
    shown = [number for number in range(len(ways)) if any(r.lost_cny[number] for one in scenarios for r in one.rounds)]
    width = min(max(NARROWEST, BAR * last * (len(scenarios) + 1) + 1.5), WIDEST)
    figure, drawn = panels(title, 1 + len(shown), width, 2.4)
    _bars(drawn[0], scenarios, [[one.fallen for one in each.rounds] for each in scenarios])
    if not last:
        drawn[0].text(0.5, 0.5, "nothing happens · 无传染", ha="center", transform=drawn[0].transAxes, color=GREY)
        drawn[0].set(xlim=(-0.5, 0.5), ylim=(0, 1))
    drawn[0].set_ylabel("fell · 违约数", color=GREY)
    drawn[0].yaxis.set_major_locator(MaxNLocator(integer=True))
    for axes, number in zip(drawn[1:], shown, strict=True):
        _bars(axes, scenarios, [[one.lost_cny[number] for one in each.rounds] for each in scenarios])
        amounts(axes, "y")
        axes.set_ylabel(f"{ways[number]}（{axes.get_ylabel()}）", color=GREY)
    drawn[-1].set_xlabel("round · 轮次", color=GREY)
    drawn[-1].xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in drawn[:-1]:
        axes.tick_params(labelbottom=False)
    figure.legend(*drawn[0].get_legend_handles_labels(), loc="outside lower left", frameon=False, fontsize=8)
    return figure


def _bars(axes: Axes, scenarios: Sequence[ScenarioRounds], heights: Sequence[Sequence[float]]) -> None:
    """A group of bars per round; colours and hatches together tell all scenarios apart."""
    width = min(GROUP / max(len(scenarios), 1), THICKEST)
    for place, (one, each) in enumerate(zip(scenarios, heights, strict=True)):
        turn = place // len(COLOURS)
        axes.bar(
            [number + (place - (len(scenarios) - 1) / 2) * width for number in range(len(each))], each, width,
            label=_short(one.name), color=COLOURS[place % len(COLOURS)], edgecolor="white", linewidth=0.5,
            hatch=HATCHES[(place + 2 * turn) % len(HATCHES)],
        )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
