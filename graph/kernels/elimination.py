"""Elimination without a subtraction: factors of I - W for weights W that are not negative.

Column j of W sums to 1 - slack[j]. Taking node k out hands on what passes through it: to W[i, j] is added
W[i, k] W[k, j] / pivot and to slack[j] slack[k] W[k, j] / pivot, where the pivot 1 - W[k, k] is the sum of what is left
of column k outside the diagonal and of its slack. Every step adds and divides numbers that are not negative, so the
factors are exact to the last few digits in each entry, however close I - W is to singular (Grassmann, Taksar, Heyman
1985; O'Cinneide 1993; with a slack: Alfa, Xue, Ye 2002). Where a slack is negative the same steps are the usual
elimination of an M-matrix. I - W has an inverse that is not negative, that is the spectral radius of W is below one, if
and only if every pivot is positive (Berman, Plemmons 1979, chapter 6).

Nodes of few connections go first (Markowitz 1957); what is left when it has become dense is eliminated as a full
matrix.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.growing_lists import Lists, Queue, empty_lists, empty_queue, first, insert, remove, room_for

CORE = 2_000
"""The largest full matrix that is eliminated: some seconds once, some milliseconds for each solution."""

ENTRIES = 12_000_000
WORK = 1_500_000_000
_SURELY_POSITIVE = 1e-12  # a pivot smaller than this part of its terms may be their rounding
_DENSE = 4  # a quarter of all entries
_GIVEN_UP, _SINGULAR = -1, -2


class Block(NamedTuple):
    """W among the nodes of a strong component, by column, without the diagonal; what each column lacks of one.

    indptr: int64, m + 1. indices: int32, the row. values: float64. slack: float64 per column.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.float64]
    slack: NDArray[np.float64]


class Factors(NamedTuple):
    """What elimination leaves: node `order[s]` is taken out at step s, then those of `core` in their order.

    pivot: float64 per node. Of step s, `left` holds column order[s] among the nodes still in, `right` its row.
    dense[j, i]: W[i, j] in the core at the time when the earlier of the two is taken out.
    """

    order: NDArray[np.int32]
    core: NDArray[np.int32]
    pivot: NDArray[np.float64]
    left_at: NDArray[np.int64]
    left: NDArray[np.int32]
    left_value: NDArray[np.float64]
    right_at: NDArray[np.int64]
    right: NDArray[np.int32]
    right_value: NDArray[np.float64]
    dense: NDArray[np.float64]

    @property
    def byte_count(self) -> int:
        """How much memory they take."""
        return sum(part.nbytes for part in self)


class Singular(ArithmeticError):
    """A pivot is not positive: the spectral radius of the weights is one or more."""


def factorised(block: Block) -> Factors | None:
    """The factors; None where they would be too large. Singular where there are none."""
    size = len(block.slack)
    if len(block.indices) > ENTRIES // 2:
        return None
    pool = min(ENTRIES, 64 * len(block.indices) + 2 * size * size + 1024)
    columns, rows = empty_lists(size, pool), empty_lists(size, pool)
    slack = np.stack([block.slack, np.abs(block.slack)])
    pivot, order = np.zeros(size), np.empty(size, dtype=np.int32)
    _fill(block.indptr, block.indices, block.values, columns, rows)
    steps = _eliminate(columns, rows, slack, pivot, order)
    if steps == _SINGULAR:
        raise Singular
    if steps == _GIVEN_UP:
        return None
    core, dense = _core(columns, order[:steps])
    if not eliminate_dense(dense, core, slack, pivot):
        raise Singular
    return Factors(
        order[:steps].copy(), core, pivot, *_flat(columns, order[:steps]), *_flat(rows, order[:steps]), dense
    )


@compiled
def _fill(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], values: NDArray[np.float64], columns: Lists, rows: Lists
) -> None:
    """Enter the weights, by column with their values and by row."""
    size = len(indptr) - 1
    for i in range(len(indices)):
        rows.room[indices[i]] += 1
    for node in range(size):
        columns.start[node], columns.room[node] = columns.end[0], indptr[node + 1] - indptr[node]
        rows.start[node] = rows.end[0]
        columns.end[0] += columns.room[node]
        rows.end[0] += rows.room[node]
    for j in range(size):
        for place in range(indptr[j], indptr[j + 1]):
            i = indices[place]
            at = columns.start[j] + columns.length[j]
            columns.entry[at], columns.value[at] = i, values[place]
            columns.length[j] += 1
            rows.entry[rows.start[i] + rows.length[i]] = j
            rows.length[i] += 1


class _State(NamedTuple):
    """Per node: its entries in columns still in, whether it was taken out, where the column at hand holds it."""

    out_degree: NDArray[np.int64]
    done: NDArray[np.bool_]
    mark: NDArray[np.int64]


@compiled
def _eliminate(
    columns: Lists, rows: Lists, slack: NDArray[np.float64], pivot: NDArray[np.float64], order: NDArray[np.int32]
) -> int:
    """Take nodes out until the rest is dense and small; how many, or why not."""
    size = len(pivot)
    state = _State(rows.length.copy(), np.zeros(size, dtype=np.bool_), np.full(size, -1, dtype=np.int64))
    queue = empty_queue(size)
    entries, work = 0, 0
    for node in range(size):
        entries += columns.length[node]
        insert(queue, node, columns.length[node] * state.out_degree[node])
    for step in range(size):
        left = size - step
        if left <= CORE and entries * _DENSE >= left * left:
            return step
        node = first(queue)
        remove(queue, node)
        order[step], state.done[node] = node, True
        work += columns.length[node] * state.out_degree[node]
        if work > WORK:
            return _GIVEN_UP
        pivot[node] = _pivot(columns, slack, node)
        if pivot[node] <= 0:
            return _SINGULAR
        fresh = _hand_on(columns, rows, slack, pivot[node], node, state)
        if fresh < 0:
            return _GIVEN_UP
        entries += fresh - columns.length[node] - rows.length[node]
        _requeue(queue, columns, node, columns, state.out_degree)
        _requeue(queue, rows, node, columns, state.out_degree)
    return size


@compiled
def _requeue(queue: Queue, lists: Lists, node: int, columns: Lists, out_degree: NDArray[np.int64]) -> None:
    """Give the nodes of a node's list the place that their degrees now ask for."""
    for place in range(lists.start[node], lists.start[node] + lists.length[node]):
        other = lists.entry[place]
        remove(queue, other)
        insert(queue, other, columns.length[other] * out_degree[other])


@compiled
def _pivot(columns: Lists, slack: NDArray[np.float64], node: int) -> float:
    """One less the node's diagonal; 0 where it is not positive beyond rounding."""
    total = 0.0
    for place in range(columns.start[node], columns.start[node] + columns.length[node]):
        total += columns.value[place]
    return _surely_positive(total, slack[:, node])


@compiled
def _surely_positive(total: float, slack: NDArray[np.float64]) -> float:
    pivot = total + slack[0]
    return pivot if pivot > _SURELY_POSITIVE * (total + slack[1]) else 0.0


@compiled
def _hand_on(columns: Lists, rows: Lists, slack: NDArray[np.float64], pivot: float, node: int, state: _State) -> int:
    """Enter what passes through the node into the columns that it has a part of; the new entries, -1 if no room.

    Its row is left holding those columns and its parts of them.
    """
    added, kept = 0, 0
    for place in range(rows.start[node], rows.start[node] + rows.length[node]):
        j = rows.entry[place]
        if state.done[j]:
            continue
        weight = _take(columns, j, node, state.mark)
        slack[0, j] += slack[0, node] * (weight / pivot)
        slack[1, j] += slack[1, node] * (weight / pivot)
        rows.entry[rows.start[node] + kept], rows.value[rows.start[node] + kept] = j, weight
        kept += 1
        fresh = _add_column(columns, rows, node, j, weight / pivot, state)
        if fresh < 0:
            return -1
        added += fresh
    rows.length[node] = kept
    for place in range(columns.start[node], columns.start[node] + columns.length[node]):
        state.out_degree[columns.entry[place]] -= 1
    return added


@compiled
def _take(columns: Lists, j: int, node: int, mark: NDArray[np.int64]) -> float:
    """Take the node's entry out of column j and mark where the others are."""
    start, last, own = columns.start[j], columns.length[j] - 1, 0
    for at in range(last + 1):
        mark[columns.entry[start + at]] = at
        if columns.entry[start + at] == node:
            own = at
    weight: float = columns.value[start + own]
    columns.entry[start + own], columns.value[start + own] = columns.entry[start + last], columns.value[start + last]
    mark[columns.entry[start + last]] = own
    mark[node] = -1
    columns.length[j] -= 1
    return weight


@compiled
def _add_column(columns: Lists, rows: Lists, node: int, j: int, through: float, state: _State) -> int:
    """Add a multiple of the node's column to column j off the diagonal; how many entries are new, -1 if no room."""
    fresh = 0
    for place in range(columns.start[node], columns.start[node] + columns.length[node]):
        i = columns.entry[place]
        if i == j:
            continue
        if state.mark[i] >= 0:
            columns.value[columns.start[j] + state.mark[i]] += columns.value[place] * through
            continue
        at, of_row = room_for(columns, j), room_for(rows, i)
        if at < 0 or of_row < 0:
            return -1
        columns.entry[at], columns.value[at] = i, columns.value[place] * through
        rows.entry[of_row] = j
        state.out_degree[i] += 1
        fresh += 1
    for at in range(columns.start[j], columns.start[j] + columns.length[j]):
        state.mark[columns.entry[at]] = -1
    return fresh


@compiled
def _core(columns: Lists, order: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The nodes not taken out, and what is left of their columns: dense[j, i] is row i of column j."""
    number = np.zeros(len(columns.start), dtype=np.int32)
    number[order] = -1
    core = np.flatnonzero(number == 0).astype(np.int32)
    for place in range(len(core)):
        number[core[place]] = place
    dense = np.zeros((len(core), len(core)))
    for place in range(len(core)):
        start = columns.start[core[place]]
        for at in range(start, start + columns.length[core[place]]):
            dense[place, number[columns.entry[at]]] = columns.value[at]
    return core, dense


@compiled
def eliminate_dense(
    dense: NDArray[np.float64], nodes: NDArray[np.int32], slack: NDArray[np.float64], pivot: NDArray[np.float64]
) -> bool:
    """Eliminate a full matrix in place, dense[j, i] being row i of column j; pivot is by `nodes`.

    slack: 2 × nodes, the slack and the sizes of what was added up to it. False where a pivot is not positive.
    """
    size = len(nodes)
    for k in range(size):
        positive = _surely_positive(dense[k, k + 1 :].sum(), slack[:, nodes[k]])
        pivot[nodes[k]] = positive
        if positive <= 0:
            return False
        for j in range(k + 1, size):
            through = dense[j, k] / positive
            if through != 0:
                slack[0, nodes[j]] += slack[0, nodes[k]] * through
                slack[1, nodes[j]] += slack[1, nodes[k]] * through
                dense[j, k + 1 :] += dense[k, k + 1 :] * through
    return True


@compiled
def _flat(lists: Lists, order: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """The lists of the nodes taken out, one after the other."""
    at = np.zeros(len(order) + 1, dtype=np.int64)
    for step in range(len(order)):
        at[step + 1] = at[step] + lists.length[order[step]]
    index, value = np.empty(at[-1], dtype=np.int32), np.empty(at[-1], dtype=np.float64)
    for step in range(len(order)):
        start, length = lists.start[order[step]], lists.length[order[step]]
        index[at[step] : at[step + 1]] = lists.entry[start : start + length]
        value[at[step] : at[step + 1]] = lists.value[start : start + length]
    return at, index, value
