"""What distress comes to above a base that it comes to anyway, and at least wherever it reaches an amplifying loop.

x = min(1, given + W x) has, in a strong component of W with a spectral radius above one, only one solution above zero:
the map is monotone and concave, and linear solutions grow (Krause 1986, on concave maps). So the least distress in it
grows to that solution, whoever it began with. With base <= x the rest, d = (x - base) / (1 - base), solves an equation
of the same form, d = min(1, given' + W' d), over those only who have not failed by the base.
"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from graph.contagion.exposures import Floats, Positions
from graph.contagion.leverage import LARGEST, Leverage
from graph.kernels.propagate import Propagation

Matrix = csr_array[Any, tuple[int, int]]

STILL: Final = 1e-13
"""A base that one more round would raise by no more is taken to be settled."""
GROWS: Final = 1e-3
"""A loop counts as amplifying if some distress grows by so large a part everywhere in it in every round; loops nearer
to one are followed as any others are."""
ROUNDS: Final = 1_000


@dataclass(frozen=True, eq=False)
class Above:
    """Distress above a base, per party: x = base + (1 - base) d. failed: who has lost all by the base, so that its own
    failure changes nothing. outcome: what that comes to. network: of d. given: d at the
    start."""

    base: Floats
    failed: NDArray[np.bool_]
    outcome: Floats
    given: Floats
    matrix: Matrix
    network: Propagation

    @classmethod
    def nothing(cls, leverage: Leverage, start: Floats, outcome: Floats) -> "Above":
        """Nothing is known beforehand but what it comes to without any seed."""
        return cls(np.zeros(len(start)), start >= 1, outcome, start, leverage.matrix, leverage.network)

    @classmethod
    def of(cls, leverage: Leverage, start: Floats, base: Floats) -> "Above":
        """base: no more than what it comes to, and no more than the round after it."""
        if not base.any():
            return cls.nothing(leverage, start, base)
        matrix, left = leverage.matrix, 1.0 - base
        rest = matrix.tocoo()
        row, column = rest.coords
        kept = (left[row] > 0) & (left[column] > 0)
        row, column = row[kept], column[kept]
        with np.errstate(over="ignore"):
            weight = np.minimum(rest.data[kept] * (left[column] / left[row]), LARGEST)
        above = csr_array((weight, (row, column)), shape=matrix.shape)
        risen = np.minimum(start + matrix @ base, 1.0) - base
        given = np.divide(risen, left, out=np.zeros(len(base)), where=(left > 0) & (risen > STILL))
        network = Propagation.of(above)
        return cls(base, left <= 0, base, np.minimum(given, 1.0), above, network)

    def distress(self, above: NDArray[np.float64]) -> NDArray[np.float64]:
        """x of d, parties × seeds."""
        return above if not self.base.any() else self.base[:, None] + (1.0 - self.base)[:, None] * above

    def next_round(self, above: NDArray[np.float64], seeds: Positions) -> NDArray[np.float64]:
        """d one round later, parties × seeds, with one seed per column."""
        found: NDArray[np.float64] = np.minimum(self.given[:, None] + self.matrix @ above, 1.0)
        found[seeds, np.arange(len(seeds))] = 1.0
        return np.maximum(found, above)


class Loop(NamedTuple):
    """least: per party what any distress in the loop comes to at least. reached_from: whose failure gets there."""

    least: Floats
    reached_from: Positions


def amplifying_loop(above: Above) -> Loop | None:
    """The largest strong component, if any distress in it surely grows until it is held up by failures alone."""
    matrix = above.matrix
    count, label = connected_components(matrix, directed=True, connection="strong")
    sizes = np.bincount(label, minlength=count)
    if not len(sizes) or sizes.max() < 2:
        return None
    members = np.flatnonzero(label == sizes.argmax())
    growing = _growing(csr_array(matrix[members][:, members]))
    if growing is None:
        return None
    found = np.zeros(len(label))
    found[members] = growing / growing.max()
    for _ in range(ROUNDS):
        longer = np.maximum(np.minimum(matrix @ found, 1.0), found)
        risen = float((longer - found).max())
        found = longer
        if risen <= STILL / 10:
            break
    least = np.where(found >= 1, 1.0, above.base + (1.0 - above.base) * found)
    reached = breadth_first_order(matrix, int(members[0]), directed=True, return_predecessors=False)
    return Loop(least, np.sort(reached).astype(np.int32))


def _growing(inner: Matrix) -> Floats | None:
    """Distress, above zero everywhere in the component, that grows everywhere in each round; None where none is found.
    A share of itself keeps the iteration from going round in circles."""
    x = np.ones(inner.shape[0])
    for _ in range(ROUNDS):
        product = inner @ x
        ratio = product / x
        if ratio.min() >= 1 + GROWS:
            return x
        if ratio.max() < 1 + GROWS:
            return None
        x = product + x
        x = np.maximum(x / x.max(), 1e-200)
    return None
