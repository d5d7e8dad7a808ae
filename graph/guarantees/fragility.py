"""What holds a circle together: which guarantees it cannot lose, and when it falls apart if nothing is signed anew."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr

MOST: Final = 4_000_000
"""So many arcs are looked at to learn what each single one holds: about half a second, circles of up to 2,000 arcs."""


@dataclass(frozen=True, slots=True)
class Decline:
    """A day from which on fewer stand for one another. left: members of the largest circle that remains, 0: none."""

    day: np.datetime64
    left: int


def left_without_each(csr: CSR, most: int = MOST) -> NDArray[np.int64] | None:
    """Per arc of a circle (in the order of `indices`), how many members its largest circle has without it; 0: none.

    csr: one strong component. None where there are too many arcs to try them one by one, but for a mere ring, which
    loses all with any.
    """
    count = len(csr.indices)
    if count == csr.node_count:
        return np.zeros(count, dtype=np.int64)
    if count * count > most:
        return None
    source, target = csr.sources(), csr.indices
    kept, left = np.ones(count, dtype=np.bool_), np.empty(count, dtype=np.int64)
    for arc in range(count):
        kept[arc] = False
        left[arc] = largest_circle(source[kept], target[kept], csr.node_count)
        kept[arc] = True
    return left


def decline(
    source: NDArray[np.int32], target: NDArray[np.int32], until: NDArray[np.datetime64], members: int
) -> tuple[Decline | None, Decline | None]:
    """When a circle first loses a member, and when none of it is left, if every contract ends on its day.

    source, target: int32 per contract, numbered among the `members`. until: per contract the first day on which it is
    no longer in force, NaT where open. None where that never comes. Time: contracts × log of the days.
    """
    days = np.unique(until[~np.isnat(until)])
    lasts = np.isnat(until)

    def left(place: int) -> int:
        kept = lasts | (until > days[place])
        return largest_circle(source[kept], target[kept], members)

    return _first(days, left, members), _first(days, left, 1)


def _first(days: NDArray[np.datetime64], left: Callable[[int], int], below: int) -> Decline | None:
    """The first of the days on which fewer than so many are left; what is left only falls."""
    low, high = 0, len(days)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if left(middle) < below else (middle + 1, high)
    return Decline(days[low], left(low)) if low < len(days) else None


def largest_circle(source: NDArray[np.int32], target: NDArray[np.int32], parties: int) -> int:
    """How many members the largest circle of these arcs has; 0 without a circle."""
    largest = int(np.bincount(strong_components(build_csr(source, target, parties)), minlength=1).max())
    return largest if largest >= 2 else 0
