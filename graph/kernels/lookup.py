"""Where values stand in a column: an index of eight bytes a row."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import runs


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """The values of a column in order (int32), and the row of each (int32)."""

    values: NDArray[np.int32]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, column: NDArray[np.int32]) -> "Lookup":
        """The index of a column."""
        places = np.argsort(column, kind="stable").astype(np.int32)
        return cls(column[places], places)

    def rows(self, wanted: NDArray[np.integer]) -> NDArray[np.int64]:
        """The rows in which one of these values stands, ascending; each value is to be named once."""
        asked = wanted.astype(np.int32, copy=False)
        first = np.searchsorted(self.values, asked, "left")
        last = np.searchsorted(self.values, asked, "right")
        return np.sort(self.places[runs(first, last - first)]).astype(np.int64)
