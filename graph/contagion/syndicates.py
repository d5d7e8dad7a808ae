"""Loans of several lenders, where a cascade takes each loan whole: what is lost of them is divided afterwards.

The lenders of such a loan together are one loser, a syndicate, with a position after all parties. Their parts are not
recorded, so each bears as much as the others, as in `graph.contagion.layers`.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.kernels.distinct import distinct_pairs

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Syndicates:
    """Those of a book whose first ones, up to `first`, are no syndicates and bear what they lose themselves.

    parts: sparse, which part of a loser's loss each party bears; losers × losers, and a last row, of nobody known, that
    is empty.
    """

    first: int
    parts: csr_array = field(repr=False)

    @classmethod
    def of(cls, loan: Positions, lender: Positions, loans: int, first: int) -> tuple[Positions, "Syndicates"]:
        """Per loan who loses by it (int32): its lender, the syndicate of its lenders, -1 where none is known; and the
        syndicates, a set of lenders each. loan, lender: a row each, in any order; a pair said twice counts once."""
        pairs = distinct_pairs(loan, lender)
        loser, heads = np.full(loans, -1, dtype=np.int32), np.bincount(pairs.first, minlength=loans)
        loser[pairs.first] = pairs.second
        members: list[Positions] = []
        sizes: list[int] = []
        for size in np.unique(heads[heads > 1]).tolist():
            together, sets = np.flatnonzero(heads == size), pairs.second[heads[pairs.first] == size]
            found, which = np.unique(sets.reshape(-1, size), axis=0, return_inverse=True)
            loser[together] = first + len(sizes) + which.reshape(-1)
            members.append(found.ravel())
            sizes += [size] * len(found)
        count, each = first + len(sizes), np.concatenate([np.ones(first, dtype=np.int64), sizes]).astype(np.int64)
        bears = np.concatenate([np.arange(first), *members]).astype(np.int32)
        bounds = np.concatenate([[0], np.cumsum(each), [first + sum(sizes)]]).astype(np.int64)
        parts = csr_array((np.repeat(1.0 / each, each), bears, bounds), shape=(count + 1, count))
        return loser, cls(first, parts)

    def __len__(self) -> int:
        return int(self.parts.shape[1]) - self.first

    def borne(self, amount: Floats) -> Floats:
        """Per party its part in amounts (元) per loser."""
        return np.asarray(np.append(amount, 0.0) @ self.parts, dtype=np.float64)

    def borne_in_trials(self, bounds: Places, loser: Positions, amount: Floats) -> tuple[Places, Positions, Floats]:
        """The same of amounts trial by trial, those of trial i from bounds[i] to bounds[i + 1]: bounds, parties (int32,
        ascending in each trial) and amounts. What nobody known lost (-1) is left out."""
        losers = self.parts.shape[0]
        row = np.where(loser < 0, losers - 1, loser)
        found = csr_array((amount, row, bounds), shape=(len(bounds) - 1, losers)) @ self.parts
        found.sort_indices()
        return found.indptr.astype(np.int64), found.indices.astype(np.int32), found.data
