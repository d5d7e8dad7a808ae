"""Which of many sets add nothing to the others."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR, build_csr


def adding_sets(sets: CSR, optional: NDArray[np.bool_], item_count: int) -> NDArray[np.bool_]:
    """Per set of items (each sorted) whether it stays: all but the optional ones that another that stays contains.

    Of equal optional sets the first stays; an empty optional one never does.
    """
    if not optional.any():
        return ~optional
    of_item = build_csr(sets.indices, sets.sources(), max(item_count, sets.node_count))
    # From the largest down, so that whatever may contain a set is settled before it.
    order = np.argsort(-np.diff(sets.indptr), kind="stable")
    return _adding_sets(sets.indptr, sets.indices, of_item.indptr, of_item.indices, optional, order)


@compiled
def _adding_sets(
    indptr: NDArray[np.int64],
    items: NDArray[np.int32],
    item_indptr: NDArray[np.int64],
    sets_of: NDArray[np.int32],
    optional: NDArray[np.bool_],
    order: NDArray[np.int64],
) -> NDArray[np.bool_]:
    stays = ~optional
    hint = np.full(len(item_indptr) - 1, -1, dtype=np.int32)  # what contained the last set of this rarest item
    for one in order:
        if not optional[one] or indptr[one] == indptr[one + 1]:
            continue
        rarest = items[indptr[one]]
        for place in range(indptr[one], indptr[one + 1]):
            item = items[place]
            if item_indptr[item + 1] - item_indptr[item] < item_indptr[rarest + 1] - item_indptr[rarest]:
                rarest = item
        contained = hint[rarest] >= 0 and _contains(indptr, items, hint[rarest], one)
        for place in range(item_indptr[rarest], item_indptr[rarest + 1]):
            if contained:
                break
            other = sets_of[place]
            if other != one and stays[other] and _contains(indptr, items, other, one):
                contained = True
                hint[rarest] = other
        stays[one] = not contained
    return stays


@compiled
def _contains(indptr: NDArray[np.int64], items: NDArray[np.int32], large: int, small: int) -> bool:
    """Whether the one set holds all of the other."""
    at, end = indptr[large], indptr[large + 1]
    if end - at < indptr[small + 1] - indptr[small]:
        return False
    for place in range(indptr[small], indptr[small + 1]):
        at += np.searchsorted(items[at:end], items[place])
        if at == end or items[at] != items[place]:
            return False
    return True
