"""With what chance nothing that is struck at random reaches a node."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR

Floats = NDArray[np.float64]


def untouched_at_least(csr: CSR, spared: Floats) -> Floats:
    """A lower bound on the chance that neither a node nor anyone that reaches it is struck (float64 per node).

    csr: edges lead from higher numbers to lower, none twice. spared: the chance that each node itself is not struck,
    independently. "Not struck" of several is never less likely together than the product of the single chances
    (Harris 1960), so products over the edges are a bound; exact where no node is reached on two ways.
    """
    return _untouched(csr.indptr, csr.indices, spared)


@compiled
def _untouched(indptr: NDArray[np.int64], indices: NDArray[np.int32], spared: Floats) -> Floats:
    found = spared.copy()
    for node in range(len(found) - 1, -1, -1):
        for edge in range(indptr[node], indptr[node + 1]):
            found[indices[edge]] *= found[node]
    return found
