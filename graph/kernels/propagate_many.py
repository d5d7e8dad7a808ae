"""Clipped propagation from many seeds at once: one column per seed, so that the weights are read once for all of them.

Column by column the same sums in the same order as `Propagation.settle`, and so the same bits.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.propagate import Propagation, Real, Rule, Settled, ends
from graph.kernels.tiles import Sources


class _Block(NamedTuple):
    """Per node and seed what is passed on and what there is (the same array where nodes always pass their all), what
    is computed; per node whether it is marked; per seed its changes in the last two rounds, and whether it goes on."""

    passed: Real
    value: Real
    now: Real
    marked: NDArray[np.bool_]
    residual: Real
    before: Real
    is_open: NDArray[np.bool_]


def settle_many(network: Propagation, given: Real, seeds: NDArray[np.integer], rule: Rule) -> Settled:
    """`settle` once per seed, of which 1 is given besides: `value` is (nodes, seeds); rounds and residual are those of
    the slowest. Holds no lock of the interpreter."""
    count, width, dtype = network.node_count, len(seeds), network.dtype
    ours = np.minimum(given, 1).astype(dtype)
    passed = np.repeat(ours[:, None], width, axis=1)
    passed[seeds, np.arange(width)] = 1
    block = _Block(
        passed, passed.copy() if rule.once else passed, np.empty((count, width), dtype=dtype),
        np.zeros(count, dtype=np.bool_), np.ones(width, dtype=dtype), np.ones(width, dtype=dtype),
        np.ones(width, dtype=np.bool_),
    )  # fmt: skip
    column = np.full(count, -1, dtype=np.int64)
    column[seeds] = np.arange(width)
    starts, receiver = network.receivers.indptr, network.receivers.indices
    changed = np.flatnonzero((ours > 0) | (column >= 0))
    rounds = 0
    while True:
        rows = _receivers(starts, receiver, changed, block.marked)
        is_over = not len(rows) or not block.is_open.any()
        if is_over or rounds == rule.rounds:
            break
        _pulled(network.sources, rows, ours, column, block)
        changed = _kept(rows, block, rule.once, rule.tolerance)
        rounds += 1
    residual = float(block.residual[block.is_open].max(initial=0)) if len(rows) else 0.0
    return Settled(block.value, rounds, residual, is_over)


@compiled
def _receivers(
    starts: NDArray[np.int64], receiver: NDArray[np.int32], changed: NDArray[np.int64], marked: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Who receives from these nodes, in order; `marked` is clear before and after."""
    for node in changed:
        for at in range(starts[node], starts[node + 1]):
            marked[receiver[at]] = True
    found = np.flatnonzero(marked)
    marked[:] = False
    return found


@compiled
def _pulled(sources: Sources, rows: NDArray[np.int64], given: Real, column: NDArray[np.int64], block: Any) -> None:
    """What these nodes come to in each column, not above one, to the first rows of `now`."""
    width = block.passed.shape[1]
    one = given.dtype.type(1)
    total = np.empty(width, dtype=given.dtype)
    for number in range(len(rows)):
        row = rows[number]
        total[:] = given[row]
        if column[row] >= 0:
            total[column[row]] = one
        for at in range(sources.indptr[row], sources.indptr[row + 1]):
            weight, source = sources.weight[at], block.passed[sources.source[at]]
            for seed in range(width):
                total[seed] += weight * source[seed]
        for seed in range(width):
            block.now[number, seed] = min(total[seed], one)


@compiled
def _kept(rows: NDArray[np.int64], block: Any, once: bool, tolerance: float) -> NDArray[np.int64]:
    """Take over what was computed, but for columns that have ended; the nodes of which something new is passed on."""
    width = block.passed.shape[1]
    block.before[:] = block.residual
    block.residual[:] = 0
    changes = np.zeros(len(rows), dtype=np.bool_)
    for number in range(len(rows)):
        row = rows[number]
        now, value, passed = block.now[number], block.value[row], block.passed[row]
        for seed in range(width):
            if block.is_open[seed]:
                block.residual[seed] = max(block.residual[seed], now[seed] - value[seed])
                passes = now[seed] > 0 and passed[seed] == 0 if once else now[seed] > passed[seed]
                value[seed] = now[seed]
                if passes:
                    passed[seed] = now[seed]
                    changes[number] = True
    for seed in range(width):
        if not once and ends(block.residual[seed], block.before[seed], tolerance):
            block.is_open[seed] = False
    return rows[changes]
