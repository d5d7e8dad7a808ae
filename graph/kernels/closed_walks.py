"""The diagonal of a matrix exponential, less one: weighted closed walks through each node, a walk of n steps over n!.

A closed walk stays within a strong component, so each is taken by itself.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import expm_multiply

DENSE: Final = 400
"""Components up to this size are exponentiated whole (scaling and squaring); larger ones against unit vectors."""
COLUMNS: Final = 64


def closed_walks(matrix: csr_array[Any, tuple[int, int]]) -> NDArray[np.float64]:
    """float64 per node; zero where no cycle of two nodes or more leads through it. At worst cubic in the size of
    the largest strong component."""
    _, component = connected_components(matrix, directed=True, connection="strong")
    found = np.zeros(matrix.shape[0])
    cyclic = np.flatnonzero(np.bincount(component)[component] > 1)
    cyclic = cyclic[np.argsort(component[cyclic], kind="stable")]
    for members in np.split(cyclic, np.flatnonzero(np.diff(component[cyclic])) + 1):
        if len(members):
            found[members] = _diagonal(matrix[members][:, members]) - 1
    return found


def _diagonal(inner: csr_array[Any, tuple[int, int]]) -> NDArray[np.float64]:
    size = inner.shape[0]
    if size <= DENSE:
        return np.asarray(np.diag(expm(inner.toarray())))
    found = np.empty(size)
    for first in range(0, size, COLUMNS):
        width = min(COLUMNS, size - first)
        units = np.zeros((size, width))
        units[first + np.arange(width), np.arange(width)] = 1.0
        product = expm_multiply(inner, units, traceA=0.0)
        found[first : first + width] = product[first + np.arange(width), np.arange(width)]
    return found
