"""Rows grouped by a key: all loans of a borrower, all guarantees of a loan, all owners of a firm."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Row numbers in order of their group; group `g` holds `rows[starts[g]:starts[g + 1]]`."""

    rows: Ints
    starts: Ints

    @classmethod
    def by(cls, keys: npt.NDArray[np.integer], groups: int) -> "Grouping":
        """Groups the rows 0 … n-1 by their key, an integer below `groups`."""
        rows = np.argsort(keys, kind="stable")
        starts = np.zeros(groups + 1, np.int64)
        np.cumsum(np.bincount(keys, minlength=groups), out=starts[1:])
        return cls(rows, starts)

    def of(self, groups: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
        """All rows of the given groups: for each row the position in `groups` that it belongs to, and the row."""
        first = self.starts[groups]
        counts = self.starts[np.asarray(groups) + 1] - first
        which = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return which, self.rows[np.repeat(first, counts) + within]


def rank_within(keys: npt.NDArray[np.integer]) -> Ints:
    """For each row how many earlier rows have the same key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.r_[True, ordered[1:] != ordered[:-1]] if len(keys) else np.zeros(0, bool)
    first = np.maximum.accumulate(np.where(new, np.arange(len(keys)), 0))
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys)) - first
    return rank


def distinct(keys: Ints) -> Ints:
    """The different keys in ascending order (by sorting: for millions of keys faster than numpy's hashing)."""
    ordered = np.sort(keys)
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]
