"""Which items fall below their cuts, trial by trial, when they share a common factor.

Item i has the value load_i * M + rest_i * e_i with M and e_i standard normal; instead of e_i a uniform draw is compared
with the probability that e_i is small enough given M. Items that stand together with one load and rising cuts have a
common bound on that probability, so that nearly all of them cost one draw and one comparison.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.counter_random import OF_ITEMS, OF_TRIALS, Marks, pairs_of_units
from graph.kernels.normal import cumulative, quantile

Floats = NDArray[np.float64]

BLOCK: Final = 256
"""Items that share a bound: their draws fit into the first cache."""


class Cuts(NamedTuple):
    """Items by load, then by cut: their number (int32), mark, load and rest of the factor, cut, and the probability
    (float64) of falling below it, which is what counts without a load."""

    item: NDArray[np.int32]
    mark: Marks
    load: Floats
    rest: Floats
    cut: Floats
    probability: Floats


@compiled
def chance_below(cuts: Cuts, at: int, factor: float) -> float:
    """The probability that an item falls below its cut given the factor; exact without a load and without a rest."""
    if cuts.load[at] == 0.0:
        return float(cuts.probability[at])
    above = cuts.cut[at] - cuts.load[at] * factor
    if cuts.rest[at] == 0.0:
        return 1.0 if above > 0.0 else 0.0
    return cumulative(above / cuts.rest[at])


@compiled
def draws_below(cuts: Cuts, key: np.uint64, first: int, trials: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The items (int32, ascending) below their cuts in the trials from `first` on, an even number, and where those of
    each trial begin (int64, trials + 1)."""
    start = np.zeros(trials + 1, dtype=np.int64)
    kept = np.empty(1024, dtype=np.int32)
    fallen = np.empty((2, len(cuts.item)), dtype=np.int32)
    for trial in range(0, trials, 2):
        counts = _fallen(cuts, key, (first + trial) // 2, fallen)
        for half in range(min(2, trials - trial)):
            begin = start[trial + half]
            end = begin + counts[half]
            if end > len(kept):
                wider = np.empty(2 * end, dtype=np.int32)
                wider[:begin] = kept[:begin]
                kept = wider
            kept[begin:end] = np.sort(fallen[half, : counts[half]])
            start[trial + half + 1] = end
    return start, kept[: start[trials]].copy()


@compiled
def _fallen(cuts: Cuts, key: np.uint64, pair: int, fallen: NDArray[np.int32]) -> NDArray[np.int64]:
    """Note who falls in the two trials of a pair, in no order; how many in each."""
    words, draws, counts = np.empty((4, BLOCK), dtype=np.uint64), np.empty((2, BLOCK)), np.zeros(2, dtype=np.int64)
    pairs_of_units(key, pair, np.zeros(1, dtype=np.uint64), OF_TRIALS, words, draws)
    factor = (quantile(draws[0, 0]), quantile(draws[1, 0]))
    for begin in range(0, len(cuts.item), BLOCK):
        end = min(begin + BLOCK, len(cuts.item))
        pairs_of_units(key, pair, cuts.mark[begin:end], OF_ITEMS, words, draws)
        for half in range(2):
            bound = chance_below(cuts, end - 1, factor[half]) if cuts.load[begin] == cuts.load[end - 1] else 1.0
            for at in range(begin, end):
                draw = draws[half, at - begin]
                if draw < bound and draw < chance_below(cuts, at, factor[half]):
                    fallen[half, counts[half]] = cuts.item[at]
                    counts[half] += 1
    return counts
