"""The spectral radius of a sparse matrix without negative entries, between two bounds.

It is the largest of its strong components. Within one, for every positive x the radius lies between the least and the
greatest (A x)_i / x_i (Collatz 1942, Wielandt 1950); power iteration draws the two together.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

ROUNDS: Final = 1_000
CLOSE: Final = 1e-9


class Radius(NamedTuple):
    """The radius lies between these, up to rounding; both are 0 where there is no loop."""

    least: float
    most: float

    @property
    def is_below_one(self) -> bool:
        """Whether the series I + A + A² + … surely converges."""
        return self.most < 1

    @property
    def reaches_one(self) -> bool:
        """Whether it surely does not converge, an exact one included."""
        return self.least >= 1 - CLOSE


def spectral_radius(matrix: csr_array[Any, tuple[int, int]]) -> Radius:
    """Iterates until the bounds agree to 1e-9 of the larger, or 1,000 rounds are over."""
    _, component = connected_components(matrix, directed=True, connection="strong")
    entries = matrix.tocoo()
    row, column = entries.coords
    inside = (component[row] == component[column]) & (entries.data > 0)
    members = np.unique(row[inside])
    if not len(members):
        return Radius(0.0, 0.0)
    place = np.zeros(matrix.shape[0], dtype=np.int64)
    place[members] = np.arange(len(members))
    ends = place[row[inside]], place[column[inside]]
    inner = csr_array((entries.data[inside], ends), shape=(len(members), len(members)))
    numbers, of_member = np.unique(component[members], return_inverse=True)
    return _iterated(inner, of_member, len(numbers))


def _iterated(inner: csr_array[Any, tuple[int, int]], component: np.ndarray[Any, Any], count: int) -> Radius:
    """All components at once, each with its own scale; a share of x itself settles what would circle for ever."""
    order = np.argsort(component, kind="stable")
    starts = np.searchsorted(component[order], np.arange(count))
    x = np.ones(len(component))
    for _ in range(ROUNDS):
        product = inner @ x
        ratio = (product / x)[order]
        least = float(np.minimum.reduceat(ratio, starts).max())
        most = float(np.maximum.reduceat(ratio, starts).max())
        if most - least <= CLOSE * most:
            break
        shift = np.minimum.reduceat(ratio, starts)[component]
        x = product + np.maximum(shift, 1e-300) * x
        x /= np.maximum.reduceat(x[order], starts)[component]
        x = np.maximum(x, 1e-200)
    return Radius(least, most)
