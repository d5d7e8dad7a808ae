"""Where keys stand in a column of them: some looked up one by one, many by hashing the column."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

FEW: Final = 64
ONE_BY_ONE: Final = 400
"""Finding one key takes as long as hashing a few hundred."""
MOST_RUNS: Final = 8


@dataclass(frozen=True, eq=False)
class KeyColumn:
    """A column of distinct keys. Tables are read in the order of their keys, so a key is found by halving."""

    keys: pa.Array

    def find(self, wanted: pa.Array) -> NDArray[np.int32]:
        """The place of each wanted key (int32); -1 where it is not there."""
        if len(wanted) > max(FEW, len(self.keys) // ONE_BY_ONE):
            found: NDArray[np.int32] = pc.fill_null(pc.index_in(wanted, value_set=self.keys), -1).to_numpy()
            return found
        return np.array([self._place(key) for key in wanted.to_pylist()], dtype=np.int32)

    def _place(self, key: str | None) -> int:
        if key is None:
            return -1
        for first, last in self._runs:
            place = bisect_left(range(first, last), key, key=lambda at: str(self.keys[at])) + first
            if place < last and str(self.keys[place]) == key:
                return place
        return -1 if self._runs else int(pc.index(self.keys, key).as_py())

    @cached_property
    def _runs(self) -> tuple[tuple[int, int], ...]:
        """The ascending stretches of the column; none where it is in no order."""
        if not len(self.keys):
            return ((0, 0),)
        falls = pc.less(self.keys[1:], self.keys[:-1]).to_numpy(zero_copy_only=False)
        breaks = (np.flatnonzero(falls) + 1).tolist()
        return tuple(pairwise([0, *breaks, len(self.keys)])) if len(breaks) < MOST_RUNS else ()
