"""Sums and shares per party that come out the same, to the last bit, in whatever order the facts stand.

Floating-point sums depend on their order. Amounts are therefore added in whole fen, which is exact below 9×10¹³ 元, and
other numbers in ascending order.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.integer]
Flags = NDArray[np.bool_]

FEN: Final = 100.0


def counted(place: Places, count: int) -> Floats:
    """How many rows each place below `count` has."""
    return np.bincount(place, minlength=count).astype(np.float64)


def distinct(place: Places, other: Places, count: int) -> Floats:
    """How many different others each place has."""
    if not len(place):
        return np.zeros(count)
    keys = unique(place.astype(np.int64) * (int(other.max()) + 1) + other)
    return counted(keys // (int(other.max()) + 1), count)


def unique(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The different keys, ascending; by sorting, which for millions of keys takes a tenth of the time of hashing."""
    ordered = np.sort(keys)
    found: NDArray[np.int64] = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found


def is_among(keys: NDArray[np.int64], others: NDArray[np.int64]) -> Flags:
    """Per key whether it is one of the others; by sorting, as above."""
    if not len(others):
        return np.zeros(len(keys), dtype=np.bool_)
    ordered = np.sort(others)
    return np.asarray(ordered[np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)] == keys)


def numbered(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different keys, ascending, and per row the place of its key among them."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    row = np.empty(len(keys), dtype=np.int64)
    row[order] = np.cumsum(new) - 1
    return ordered[new], row


def total_cny(place: Places, amount_cny: Floats, count: int) -> Floats:
    """Per place the sum of its known amounts (元); 0 without rows, NaN where there are rows and no amount is known."""
    known = ~np.isnan(amount_cny)
    found = np.bincount(place[known], np.rint(amount_cny[known] * FEN), count) / FEN
    unknown = (np.bincount(place, minlength=count) > 0) & (np.bincount(place[known], minlength=count) == 0)
    return np.where(unknown, np.nan, found)


def total(place: Places, value: Floats, count: int) -> Floats:
    """Per place the sum of its values (no NaN among them)."""
    order = np.argsort(value)  # of a place ascending too, and places are added apart
    return np.bincount(place[order], value[order], count).astype(np.float64)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part of a whole; NaN where one is not known or the whole is not above zero."""
    found: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found


def weighted_mean(place: Places, value: Floats, weight: Floats, count: int) -> Floats:
    """Per place the mean of its known values by their weights; an unknown weight is the mean of the known ones of its
    place, or one where none is. NaN where no value is known or nothing has weight."""
    known = ~np.isnan(value)
    at, of = place[known], value[known]
    heavy = weights_filled(at, weight[known], count)
    return ratio_any(total(at, heavy * of, count), total(at, heavy, count))


def weights_filled(place: Places, weight: Floats, count: int) -> Floats:
    """The weights without gaps: an unknown one is the mean of those of its place, one where none is known."""
    known = ~np.isnan(weight)
    mean = ratio_any(total(place[known], weight[known], count), counted(place[known], count))
    return np.where(known, weight, np.nan_to_num(mean, nan=1.0)[place])


def ratio_any(part: Floats, whole: Floats) -> Floats:
    """Part by whole, NaN where the whole is zero."""
    found: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole != 0)
    return found


def concentration(place: Places, amount: Floats, count: int) -> tuple[Floats, Floats]:
    """Per place the Herfindahl-Hirschman index of its amounts (0 to 1) and the largest share; NaN where none is above
    zero."""
    known = amount > 0
    place, amount = place[known], amount[known]
    whole = total(place, amount, count)
    share = amount / whole[place]
    largest = np.full(count, np.nan)
    np.fmax.at(largest, place, share)
    return np.where(whole > 0, total(place, share**2, count), np.nan), largest


def latest(place: Places, day: Floats, count: int) -> Floats:
    """Per place the greatest of its days; NaN without one."""
    found = np.full(count, np.nan)
    np.fmax.at(found, place, day)
    return found
