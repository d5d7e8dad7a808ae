"""Columns as a network takes them: around zero, about one wide, long tails drawn in, missing values flagged."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NORMAL_SPREAD: Final = 1.4826
"""Standard deviations of a normal distribution in its median absolute deviation."""


AT_ONCE: Final = 1 << 14
"""Rows scaled at a time, so that a million take no more memory than what comes out."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """Per column: asinh((value - centre) / spread), less its mean, by its deviation; all float64, fitted once.

    asinh is straight near the centre and a logarithm far from it, so that capital from 1 to 10^6 keeps its order and no
    single value rules the others. flagged: the columns of which some value was missing where this was fitted; each
    brings a further column, 1 where it is missing. A missing value itself stands at the mean.
    """

    centre: Floats
    spread: Floats
    mean: Floats
    deviation: Floats
    flagged: NDArray[np.bool_]

    @classmethod
    def fitted(cls, values: Floats) -> "Scaling":
        """From the rows of training only; a column that is missing altogether or never differs becomes zeros."""
        known = ~np.isnan(values)
        centre, spread, mean, deviation = (np.zeros(values.shape[1]) for _ in range(4))
        spread[:], deviation[:] = 1, 1
        for column in range(values.shape[1]):
            # Sums depend on the order of what is added, and the order of rows must not matter.
            given = np.sort(values[known[:, column], column])
            if not len(given) or given[0] == given[-1]:
                centre[column] = given[0] if len(given) else 0
                continue
            centre[column] = np.median(given)
            spread[column] = NORMAL_SPREAD * np.median(np.abs(given - centre[column])) or given.std()
            drawn_in = np.arcsinh((given - centre[column]) / spread[column])
            mean[column], deviation[column] = drawn_in.mean(), drawn_in.std() or 1
        return cls(centre, spread, mean, deviation, np.asarray(~known.all(axis=0)))

    @property
    def width(self) -> int:
        """How many columns come out."""
        return len(self.centre) + int(self.flagged.sum())

    def __call__(self, values: Floats, rows: NDArray[np.integer] | None = None) -> NDArray[np.float32]:
        """The columns and, after them, the flags: finite, float32. rows: which, and in which order; None for all."""
        count = len(values) if rows is None else len(rows)
        found = np.empty((count, self.width), dtype=np.float32)
        for first in range(0, count, AT_ONCE):
            part = slice(first, first + AT_ONCE)
            some = values[part] if rows is None else values[rows[part]]
            missing = np.isnan(some)
            scaled = (np.arcsinh((some - self.centre) / self.spread) - self.mean) / self.deviation
            scaled[missing] = 0
            found[part, : len(self.centre)] = scaled
            found[part, len(self.centre) :] = missing[:, self.flagged]
        return found

    def unforeseen(self, values: Floats) -> NDArray[np.int64]:
        """Columns of which some value is missing now, though none was when this was fitted."""
        return np.flatnonzero(np.isnan(values).any(axis=0) & ~self.flagged)

    def told(self) -> dict[str, Any]:
        """As JSON takes it; numbers come back to the last bit."""
        return {name: getattr(self, name).tolist() for name in NUMBERS} | {"flagged": self.flagged.tolist()}

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Scaling":
        """What `told` has said."""
        centre, spread, mean, deviation = (np.asarray(told[name], dtype=np.float64) for name in NUMBERS)
        return cls(centre, spread, mean, deviation, np.asarray(told["flagged"], dtype=np.bool_))


NUMBERS: Final = ("centre", "spread", "mean", "deviation")
