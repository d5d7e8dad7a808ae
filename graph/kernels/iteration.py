"""Solutions by sweeps: (I - W) x = b and its transpose for strong components whose factors would be too large.

Symmetric Gauss-Seidel. What a sweep mends slowly is the part that circulates, and one number mends that: the columns of
I - W sum to the slack, so that slack · x = sum(b) must hold, and x is scaled to it; transposed, the same constant is
added everywhere (aggregation to one unknown; Chatelin, Miranker 1982). The diagonal is never formed by a subtraction.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import build_csr
from graph.kernels.elimination import Block

RESIDUAL = 1e-14
"""Where the sweeps stop: the largest |b - (I - W) x|, relative to the largest of |b| and |x|."""

SWEEPS = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Iteration:
    """W of a block by column and by row, one less its diagonal, and what circulates."""

    by_column: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]
    by_row: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]
    diagonal: NDArray[np.float64]
    slack: NDArray[np.float64]
    circulating: NDArray[np.float64]

    @classmethod
    def of(cls, block: Block) -> "Iteration | None":
        """None where the spectral radius of W is one or more, or cannot be told to be less."""
        columns = np.repeat(np.arange(len(block.slack), dtype=np.int32), np.diff(block.indptr))
        rows = build_csr(block.indices, columns, len(block.slack))
        diagonal = np.bincount(columns, weights=block.values, minlength=len(block.slack)) + block.slack
        by_row = (rows.indptr, rows.indices, block.values[rows.edge])
        by_column = (block.indptr, block.indices, block.values)
        if bool((diagonal <= 0).any()) or not _converges(*by_row, diagonal, block.slack):
            return None
        found = cls(by_column, by_row, diagonal, block.slack, np.ones(0))
        circulating, _ = found.solve(np.full(len(diagonal), 1 / len(diagonal)), transposed=False)
        return cls(by_column, by_row, diagonal, block.slack, circulating)

    @property
    def byte_count(self) -> int:
        """How much memory it takes."""
        return 2 * sum(part.nbytes for part in self.by_row) + 3 * self.slack.nbytes

    def solve(self, b: NDArray[np.float64], transposed: bool) -> tuple[NDArray[np.float64], float]:
        """The solution, and its residual."""
        if transposed:
            return _iterate(*self.by_column, self.diagonal, b, (self.slack, self.circulating, True))
        return _iterate(*self.by_row, self.diagonal, b, (self.slack, self.circulating, False))


def _converges(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    values: NDArray[np.float64],
    diagonal: NDArray[np.float64],
    slack: NDArray[np.float64],
) -> bool:
    """Whether the spectral radius of W is below one, given that its diagonal is.

    Without a negative slack it is, if there is any slack at all: a strong component is irreducible. Else the radius
    lies between the least and the greatest (J x)_i / x_i for every positive x (Collatz 1942, Wielandt 1950), where
    J = D^-1 (W - diagonal) has a radius below one exactly where W has.
    """
    if not bool((slack < 0).any()):
        return bool((slack > 0).any())
    return bool(_radius_below_one(indptr, indices, values, diagonal))


@compiled
def _radius_below_one(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], values: NDArray[np.float64], diagonal: NDArray[np.float64]
) -> bool:
    size = len(diagonal)
    x, y = np.ones(size), np.empty(size)
    for _ in range(SWEEPS):
        least, greatest = np.inf, 0.0
        for i in range(size):
            total = 0.0
            for place in range(indptr[i], indptr[i + 1]):
                total += values[place] * x[indices[place]]
            ratio = total / diagonal[i] / x[i]
            least, greatest = min(least, ratio), max(greatest, ratio)
            y[i] = (ratio * x[i] + x[i]) / 2  # with the identity no period keeps it from settling
        if greatest < 1 - 1e-12:
            return True
        if least >= 1 - 1e-12:
            return False
        x[:] = y / y.max()
    return False


@compiled
def _iterate(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    values: NDArray[np.float64],
    diagonal: NDArray[np.float64],
    b: NDArray[np.float64],
    balance: tuple[NDArray[np.float64], NDArray[np.float64], bool],
) -> tuple[NDArray[np.float64], float]:
    """Sweeps there and back until the residual is small or no longer falls."""
    x = b / diagonal
    best = _residual(indptr, indices, values, diagonal, b, x)
    idle = 0
    for _ in range(SWEEPS):
        if best <= RESIDUAL or idle >= 50:
            break
        _sweep(indptr, indices, values, diagonal, b, x)
        _balance(indptr, indices, values, diagonal, b, x, balance)
        residual = _residual(indptr, indices, values, diagonal, b, x)
        idle = 0 if residual < 0.999 * best else idle + 1
        best = min(best, residual)
    return x, _residual(indptr, indices, values, diagonal, b, x)


@compiled
def _sweep(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    values: NDArray[np.float64],
    diagonal: NDArray[np.float64],
    b: NDArray[np.float64],
    x: NDArray[np.float64],
) -> None:
    size = len(x)
    for step in range(2 * size):
        i = step if step < size else 2 * size - 1 - step
        total = b[i]
        for place in range(indptr[i], indptr[i + 1]):
            total += values[place] * x[indices[place]]
        x[i] = total / diagonal[i]


@compiled
def _balance(  # noqa: PLR0913 - a matrix, as arrays
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    values: NDArray[np.float64],
    diagonal: NDArray[np.float64],
    b: NDArray[np.float64],
    x: NDArray[np.float64],
    balance: tuple[NDArray[np.float64], NDArray[np.float64], bool],
) -> None:
    """Mend what circulates: scale x so that the slack takes up sum(b); transposed, add what is missing everywhere."""
    slack, circulating, transposed = balance
    if not transposed:
        taken = (slack * x).sum()
        if taken > 0:
            x *= b.sum() / taken
        return
    missing = 0.0
    for i in range(len(x)):
        total = b[i] - diagonal[i] * x[i]
        for place in range(indptr[i], indptr[i + 1]):
            total += values[place] * x[indices[place]]
        missing += circulating[i] * total
    taken = (slack * circulating).sum()
    if taken > 0:
        x += missing / taken


@compiled
def _residual(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    values: NDArray[np.float64],
    diagonal: NDArray[np.float64],
    b: NDArray[np.float64],
    x: NDArray[np.float64],
) -> float:
    """The largest |b - (I - W) x| relative to the largest of |b| and |x|."""
    worst, scale = 0.0, 1e-300
    for i in range(len(x)):
        total = b[i]
        for place in range(indptr[i], indptr[i + 1]):
            total += values[place] * x[indices[place]]
        worst = max(worst, abs(total - diagonal[i] * x[i]))
        scale = max(scale, abs(b[i]), abs(x[i]))
    return worst / scale
