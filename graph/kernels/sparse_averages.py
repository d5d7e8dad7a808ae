"""Running sums from which averages and their spread follow, of amounts that mostly are zero and then not named."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled

Floats = NDArray[np.float64]


class Sums(NamedTuple):
    """Per place: how often it was named (int64), the first amount, and the sums of the other amounts' distances from
    that one and of their squares (float64): of equal amounts nothing is lost to rounding."""

    met: NDArray[np.int64]
    about: Floats
    apart: Floats
    squares: Floats


def no_sums(count: int) -> Sums:
    """Of places not named yet."""
    return Sums(np.zeros(count, dtype=np.int64), np.zeros(count), np.zeros(count), np.zeros(count))


@compiled
def add_amounts(sums: Sums, place: NDArray[np.int32], amount: Floats) -> None:
    """Take in further amounts; those at a place below zero are nobody's."""
    for row in range(len(place)):
        at = place[row]
        if at < 0:
            continue
        if sums.met[at] == 0:
            sums.about[at] = amount[row]
        apart = amount[row] - sums.about[at]
        sums.met[at] += 1
        sums.apart[at] += apart
        sums.squares[at] += apart * apart
