"""Why a score is what it is: bars of the indicators, and the ties that count, around the party."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, Final

from matplotlib.figure import Figure

from api.pictures.canvas import COLOURS, GREY, canvas

RAISES, LOWERS = COLOURS[0], COLOURS[2]
ROW: Final = 0.36
"""Inches of a bar."""
LONGEST: Final = 16
"""So many characters of a name are written."""
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tie to be drawn: both ends by identity, what kind it is, what it adds."""

    source: str
    target: str
    relation: str
    log_odds: float


def score_pictures(found: Mapping[str, Any]) -> dict[str, Figure]:
    """Of an answer as it is displayed; without reasons there is nothing to draw."""
    facts, party = found["facts"], found["party"]
    name = str(party["name"] or party["party_id"])
    pictures = {}
    if facts["features"]:
        bars = [(str(one["title"]["zh"]), float(one["log_odds"])) for one in facts["features"]]
        pictures["score-indicators"] = indicators(f"{name} · indicators · 指标贡献", bars)
    if facts["ties"]:
        names = {
            one[end]["party_id"]: str(one[end]["name"] or one[end]["party_id"])
            for one in facts["ties"] for end in ("from_party", "to_party")
        }  # fmt: skip
        drawn = [
            Drawn(
                one["from_party"]["party_id"], one["to_party"]["party_id"], one["title"]["zh"], one["log_odds"] or 0.0
            )
            for one in facts["ties"]
        ]
        pictures["score-ties"] = ties(f"{name} · ties · 关系贡献", party["party_id"], names, drawn)
    return pictures


def indicators(title: str, bars: Sequence[tuple[str, float]]) -> Figure:
    """What each indicator adds to the log-odds, in the order given: red raises, blue lowers."""
    figure, axes = canvas(title, height=max(2.5, ROW * len(bars) + 1.2))
    places = range(len(bars))
    values = [value for _, value in bars]
    axes.barh(places, values, color=[RAISES if value > 0 else LOWERS for value in values])
    axes.set_yticks(places, [_short(name) for name, _ in bars])
    axes.invert_yaxis()
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_xlabel("log-odds · 对数几率", color=GREY)
    return figure


def ties(title: str, middle: str, names: Mapping[str, str], drawn: Sequence[Drawn]) -> Figure:
    """The party in the middle, around it those it is tied to, outside those they are tied to; the thicker an arrow, the
    more the tie adds, red where it raises the probability."""
    place = _places(middle, drawn)
    figure, axes = canvas(title, 9.0, 9.0)
    most = max((abs(one.log_odds) for one in drawn), default=0.0) or 1.0
    for one in drawn:
        (x, y), (to_x, to_y) = place[one.source], place[one.target]
        arrow = {
            "arrowstyle": "-|>", "color": RAISES if one.log_odds > 0 else LOWERS, "shrinkA": 9, "shrinkB": 9,
            "linewidth": 0.6 + 3.4 * abs(one.log_odds) / most, "alpha": 0.8, "connectionstyle": "arc3,rad=0.08",
        }  # fmt: skip
        axes.annotate("", (to_x, to_y), (x, y), arrowprops=arrow)
        axes.text((x + to_x) / 2, (y + to_y) / 2, one.relation, fontsize=6, color=GREY, ha="center")
    for party, (x, y) in place.items():
        axes.scatter(x, y, s=110 if party == middle else 45, color=COLOURS[1] if party == middle else GREY, zorder=3)
        axes.annotate(
            _short(names.get(party, party)), (x, y), xytext=(0, 8), textcoords="offset points", fontsize=8, ha="center"
        )
    axes.margins(0.12)
    axes.set_axis_off()
    return figure


def _places(middle: str, drawn: Sequence[Drawn]) -> dict[str, Place]:
    """Rings by how many ties away each party is; on a ring in the order in which ties are told."""
    found: dict[str, Place] = {middle: (0.0, 0.0)}
    ring, radius = [middle], 0
    while ring:
        inside, radius = set(found), radius + 1
        ends = [(one.source, one.target) for one in drawn]
        ring = list(dict.fromkeys(
            other for a, b in ends for here, other in ((a, b), (b, a)) if here in ring and other not in inside
        ))  # fmt: skip
        found |= _ring(ring, radius)
    apart = [end for one in drawn for end in (one.source, one.target) if end not in found]
    return found | _ring(list(dict.fromkeys(apart)), radius)


def _ring(parties: Sequence[str], radius: int) -> dict[str, Place]:
    turns = [2 * pi * at / len(parties) + 0.35 * radius for at in range(len(parties))]
    return {party: (radius * cos(turn), radius * sin(turn)) for party, turn in zip(parties, turns, strict=True)}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
