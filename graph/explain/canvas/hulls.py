"""What encloses the parties of a picture: groups of connected clients and guarantee circles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.explain.canvas.answer import HullColumns
from graph.explain.day import Day
from graph.explain.groups.lending import Lending
from graph.regimes.regime import Regime

Positions = NDArray[np.int32]
Hull = tuple[str, str, tuple[int, ...], int, float]
"""Kind, identity, the places of the members shown, how many there are, and the amount."""


@dataclass(frozen=True, slots=True)
class Hulls:
    """group_of, circle_of: per party shown the largest group and the circle that it is in."""

    columns: HullColumns
    group_of: tuple[str | None, ...]
    circle_of: tuple[str | None, ...]

    @classmethod
    def of(cls, day: Day, law: Regime, parties: Positions) -> "Hulls":
        """Circles, then groups, each the one with most members shown first; groups of one are none."""
        circles = sorted(_circles(day, parties), key=_most_shown)
        groups = sorted(_groups(day, law, parties), key=_most_shown)
        columns = zip(*circles, *groups, strict=True) if circles or groups else ((),) * 5
        return cls(HullColumns(*map(tuple, columns)), _largest(groups, parties), _largest(circles, parties))


def _most_shown(hull: Hull) -> tuple[int, int, str]:
    return -len(hull[2]), -hull[3], hull[1]


def _largest(hulls: list[Hull], parties: Positions) -> tuple[str | None, ...]:
    """Per party the identity of the largest of its hulls, of equal ones the first by identity."""
    found: list[str | None] = [None] * len(parties)
    by_name = sorted(hulls, key=lambda hull: hull[1], reverse=True)
    for _, name, nodes, _, _ in sorted(by_name, key=lambda hull: hull[3]):  # the last one written stays
        for node in nodes:
            found[node] = name
    return tuple(found)


def _circles(day: Day, parties: Positions) -> list[Hull]:
    structures = day.structures
    number = structures.circle_of[parties]
    found = []
    for one in np.unique(number[number >= 0]).tolist():
        nodes = tuple(np.flatnonzero(number == one).tolist())
        size = len(structures.network.circles[one].members)
        found.append(("circle", structures.identity[one], nodes, size, float(structures.nominal_cny[one])))
    return found


def _groups(day: Day, law: Regime, parties: Positions) -> list[Hull]:
    try:
        lending = Lending.of(day, law, None)
    except NotFound:
        return []
    groups = lending.found.groups
    members: dict[int, list[int]] = {}
    for node, party in enumerate(parties.tolist()):
        for number in groups.groups_of(party).tolist():
            if groups.size[number] > 1:
                members.setdefault(number, []).append(node)
    return [
        ("group", lending.group_id(number), tuple(nodes), int(groups.size[number]), float(groups.exposure_cny[number]))
        for number, nodes in members.items()
    ]
