"""Whom a party is tied to by one kind of tie, the largest first, beside those that are shown already."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.canvas.ties import CanvasTies

Positions = NDArray[np.int32]


class Direction(StrEnum):
    """out: ties that lead from the party; in: to it; both: either."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


class Side(NamedTuple):
    """The ties of one kind (its place in `KINDS`) at a party, in some direction."""

    party: int
    kind: int
    direction: Direction


@dataclass(frozen=True, slots=True, eq=False)
class Expanded:
    """added: int32, in order. before: how many of the others were shown; others: how many there are in all."""

    added: Positions
    before: int
    others: int


def expand(ties: CanvasTies, side: Side, shown: Positions, most: int) -> Expanded:
    """At most so many others at the other end of such ties, by amount, share or number of facts, of equal ones by
    identity. shown: the parties that are not added again."""
    sides = {Direction.OUT: (ties.outward,), Direction.IN: (ties.inward,), Direction.BOTH: (ties.outward, ties.inward)}
    rows = np.concatenate([one.edges_of(side.party) for one in sides[side.direction]])
    rows = rows[ties.kind[rows] == side.kind]
    ends = np.where(ties.source[rows] == side.party, ties.target[rows], ties.source[rows])
    others, first = np.unique(ends, return_inverse=True)
    size = np.zeros(len(others))
    np.maximum.at(size, first, ties.size[rows])
    new = np.flatnonzero(~np.isin(others, shown))
    order = new[np.lexsort((ties.rank[others[new]], -size[new]))]
    return Expanded(others[order[:most]].astype(np.int32), len(others) - len(new), len(others))
