"""How long the longest chain of edges from each node is, between two bounds: cycles are not walked."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR


def depth_bounds(csr: CSR, component: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Per node how many edges the longest path from it has at least and at most (int32); the same without cycles.

    component: the strong components, numbered so that edges lead from higher to lower. A strong component of n nodes
    gives a path one edge at least where the path ends in it, and n - 1 at most.
    """
    size = np.bincount(component, minlength=1)
    order = np.argsort(component, kind="stable")
    least, most = _depths(csr.indptr, csr.indices, component, size, order)
    return least[component], most[component]


@compiled
def _depths(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    component: NDArray[np.int32],
    size: NDArray[np.int64],
    order: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    least, most = np.zeros(len(size), dtype=np.int32), np.zeros(len(size), dtype=np.int32)
    first = 0
    while first < len(order):
        own = component[order[first]]
        low, high = min(1, size[own] - 1), 0
        last = first + size[own]
        for at in range(first, last):
            node = order[at]
            for place in range(indptr[node], indptr[node + 1]):
                other = component[indices[place]]
                if other != own:
                    low, high = max(low, least[other] + 1), max(high, most[other] + 1)
        least[own], most[own] = low, high + size[own] - 1
        first = last
    return least, most
