"""Pouring into places of limited room: one row after the other, or all of a place alike."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled

FEW = 32
"""Capacities in one place are not sorted where there are no more."""


def poured(
    room: NDArray[np.int64], place: NDArray[np.integer], wanted: NDArray[np.int64]
) -> NDArray[np.int64]:  # fmt: skip
    """What each row pours into its place, as much as it wants as long as there is room, one row after the other."""
    return _poured(room.copy(), place, wanted)


def water_filled(
    room: NDArray[np.float64], place: NDArray[np.integer], capacity: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    """What each row pours into its place: as much as any other there up to its capacity, together at most the room.

    Rows of a place stand together.
    """
    return _water_filled(room, place, capacity)


@compiled
def _poured(
    room: NDArray[np.int64], place: NDArray[np.integer], wanted: NDArray[np.int64]
) -> NDArray[np.int64]:  # fmt: skip
    given = np.empty(len(place), dtype=np.int64)
    for row in range(len(place)):
        given[row] = min(room[place[row]], wanted[row])
        room[place[row]] -= given[row]
    return given


@compiled
def _water_filled(
    room: NDArray[np.float64], place: NDArray[np.integer], capacity: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    given = np.empty(len(place), dtype=np.float64)
    first = 0
    while first < len(place):
        last = first + 1
        while last < len(place) and place[last] == place[first]:
            last += 1
        level = water_level(room[place[first]], capacity[first:last])
        for row in range(first, last):
            given[row] = min(capacity[row], level)
        first = last
    return given


@compiled
def water_level(room: float, capacity: NDArray[np.float64]) -> float:
    """Up to where all pour alike: those of smaller capacity pour it whole, the others share what is left."""
    left, sharing = room, len(capacity)
    if len(capacity) > FEW:
        ordered = np.sort(capacity)
        for i in range(len(ordered)):
            if ordered[i] * sharing > left:
                break
            left -= ordered[i]
            sharing -= 1
        return left / sharing if sharing else np.inf
    below = -1.0
    while sharing:
        level, least = left / sharing, np.inf
        for i in range(len(capacity)):
            if below < capacity[i] <= level:
                left -= capacity[i]
                sharing -= 1
                least = level
        if least == np.inf:
            return level
        below = level
    return np.inf
