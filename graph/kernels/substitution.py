"""Solutions from factors: (I - W) x = b and, transposed, x (I - W) = b; nothing is subtracted where b has no minus."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.elimination import Factors


@compiled
def substitute(factors: Factors, b: NDArray[np.float64], transposed: bool) -> NDArray[np.float64]:
    """The solution, one number per node of the block."""
    x = b.copy()
    if transposed:
        _forward(x, factors.order, factors.pivot, factors.right_at, factors.right, factors.right_value)
    else:
        _forward(x, factors.order, factors.pivot, factors.left_at, factors.left, factors.left_value)
    core = x[factors.core]
    substitute_dense(factors.dense, factors.pivot[factors.core], core, transposed)
    x[factors.core] = core
    if transposed:
        _backward(x, factors.order, factors.pivot, factors.left_at, factors.left, factors.left_value)
    else:
        _backward(x, factors.order, factors.pivot, factors.right_at, factors.right, factors.right_value)
    return x


@compiled
def _forward(
    x: NDArray[np.float64],
    order: NDArray[np.int32],
    pivot: NDArray[np.float64],
    at: NDArray[np.int64],
    index: NDArray[np.int32],
    value: NDArray[np.float64],
) -> None:
    """Hand on what each node holds when it is taken out."""
    for step in range(len(order)):
        held = x[order[step]] / pivot[order[step]]
        if held != 0:
            for place in range(at[step], at[step + 1]):
                x[index[place]] += value[place] * held


@compiled
def _backward(
    x: NDArray[np.float64],
    order: NDArray[np.int32],
    pivot: NDArray[np.float64],
    at: NDArray[np.int64],
    index: NDArray[np.int32],
    value: NDArray[np.float64],
) -> None:
    """The solution at each node from those of the nodes taken out later."""
    for step in range(len(order) - 1, -1, -1):
        total = x[order[step]]
        for place in range(at[step], at[step + 1]):
            total += value[place] * x[index[place]]
        x[order[step]] = total / pivot[order[step]]


@compiled
def substitute_dense(
    dense: NDArray[np.float64], pivot: NDArray[np.float64], x: NDArray[np.float64], transposed: bool
) -> None:
    """The solution in place, from factors as `eliminate_dense` leaves them, each row of them read once and in order."""
    if transposed:
        _rows_by_products(dense, pivot, x)
    else:
        _rows_by_additions(dense, pivot, x)


@compiled
def _rows_by_additions(dense: NDArray[np.float64], pivot: NDArray[np.float64], x: NDArray[np.float64]) -> None:
    size = len(x)
    for k in range(size):
        held = x[k] / pivot[k]
        if held != 0:
            for i in range(k + 1, size):
                x[i] += dense[k, i] * held
    for j in range(size - 1, -1, -1):
        x[j] /= pivot[j]
        for k in range(j):
            x[k] += dense[j, k] * x[j]


@compiled
def _rows_by_products(dense: NDArray[np.float64], pivot: NDArray[np.float64], x: NDArray[np.float64]) -> None:
    size = len(x)
    for j in range(size):
        total = x[j]
        for k in range(j):
            total += dense[j, k] * x[k]
        x[j] = total / pivot[j]
    for k in range(size - 1, -1, -1):
        total = 0.0
        for i in range(k + 1, size):
            total += dense[k, i] * x[i]
        x[k] += total / pivot[k]
