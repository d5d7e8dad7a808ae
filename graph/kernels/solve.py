"""One strong component's (I - W) x = b: directly by factors wherever they fit, by sweeps with a residual where not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.elimination import Block, Factors, Singular, factorised
from graph.kernels.iteration import Iteration
from graph.kernels.substitution import substitute


@dataclass(frozen=True, slots=True, eq=False)
class Solver:
    """Solves for one block; direct for every block of up to 2,000 nodes, and for larger ones that stay sparse."""

    way: Factors | Iteration

    @classmethod
    def of(cls, block: Block) -> "Solver | None":
        """None where the spectral radius of W is one or more: the sum over all walks is not finite."""
        try:
            way = factorised(block) or Iteration.of(block)
        except Singular:
            return None
        return None if way is None else cls(way)

    def solve(self, b: NDArray[np.float64], *, transposed: bool = False) -> tuple[NDArray[np.float64], float]:
        """x of (I - W) x = b, or of x (I - W) = b; and the residual, 0 where solved directly.

        b: float64 per node of the block.
        """
        if isinstance(self.way, Iteration):
            return self.way.solve(b, transposed)
        return substitute(self.way, b, transposed), 0.0

    @property
    def byte_count(self) -> int:
        """How much memory it keeps."""
        return self.way.byte_count


def unit(size: int, node: int) -> NDArray[np.float64]:
    """One at a node, zero elsewhere."""
    found = np.zeros(size)
    found[node] = 1.0
    return found
