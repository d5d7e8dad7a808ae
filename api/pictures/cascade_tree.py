"""Who brought down whom: a tree from left to right, a column per round."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure

from api.pictures.canvas import COLOURS, GREY, canvas

MOST: Final = 60
"""So many parties are drawn; more cannot be read."""
COLUMN: Final = 1.7
ROW: Final = 0.34
"""Inches of a round and of a line of names."""
ABOVE: Final = 1.0
BELOW: Final = 0.5
"""Rows left free for a name above the first party, and below the last."""
LONGEST: Final = 14
"""So many characters of a name are written."""
MARKS: Final = ("s", "o")
"""Those that fell at first, and those that were brought down."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A party that fell: when, and by whose fall it lost most (its place in the list; None for the first ones)."""

    name: str
    round: int
    cause: int | None
    lost_cny: float


def cascade_tree(title: str, fallen: Sequence[Fallen]) -> Figure:
    """The parties that fell, at most so many with the largest losses of each round; the title says how many are not
    drawn. A line leads to each from whose fall cost it most, the thicker the more it lost."""
    kept = _kept(fallen)
    left_out = len(fallen) - len(kept)
    more = f"  (+{left_out:,} not drawn · 未画出)" if left_out else ""
    rows = _rows(fallen, kept)
    last = max((fallen[at].round for at in kept), default=0)
    size = max(9.0, COLUMN * (last + 1)), max(3.0, ROW * (1 + max(rows.values(), default=0)) + 1.2)
    figure, axes = canvas(title + more, *size)
    most = max((fallen[at].lost_cny for at in kept), default=0.0)
    for at in kept:
        one = fallen[at]
        if one.cause is not None and one.cause in rows:
            width = 0.8 + 4 * (one.lost_cny / most if most else 0)
            axes.plot(
                (fallen[one.cause].round, one.round), (rows[one.cause], rows[at]), color=COLOURS[1], linewidth=width,
                alpha=0.7, zorder=1, solid_capstyle="round",
            )  # fmt: skip
        first = one.round == 0
        axes.scatter(one.round, rows[at], s=36, marker=MARKS[not first], color=COLOURS[0 if first else 2], zorder=2)
        axes.annotate(_short(one.name), (one.round, rows[at]), xytext=(0, 6), textcoords="offset points", fontsize=8)
    axes.set_xlabel("round · 轮次", color=GREY)
    axes.set_xticks(sorted({fallen[at].round for at in kept}))
    axes.set_xlim(-0.2, last + 1)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(max(rows.values(), default=0) + BELOW, -ABOVE)
    return figure


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _kept(fallen: Sequence[Fallen]) -> list[int]:
    """Whom to draw: those who lost most, and whoever brought them down before them."""
    kept: set[int] = set()
    for at in sorted(range(len(fallen)), key=lambda one: (-fallen[one].lost_cny, one)):
        way, step = set[int](), at if len(kept) < MOST else None
        while step is not None and step not in kept and step not in way:
            way.add(step)
            step = fallen[step].cause
        if len(kept) + len(way) <= MOST:
            kept |= way
    return sorted(kept)


def _rows(fallen: Sequence[Fallen], kept: Sequence[int]) -> dict[int, float]:
    """The height of each: below each other in the order of a walk, those of a cause around it."""
    below = defaultdict[int | None, list[int]](list)
    among = set(kept)
    for at in kept:
        cause = fallen[at].cause
        below[cause if cause in among else None].append(at)
    rows: dict[int, float] = {}
    leaves = 0
    walk: list[tuple[int, bool]] = [(at, False) for at in reversed(below[None])]
    while walk:
        at, done = walk.pop()
        if below[at] and not done:
            walk.append((at, True))
            walk.extend((one, False) for one in reversed(below[at]))
        elif below[at]:
            rows[at] = sum(rows[one] for one in below[at]) / len(below[at])
        else:
            rows[at] = float(leaves)
            leaves += 1
    return rows
