"""What guarantors outside a circle can pay of its loans, of all circles at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import GuaranteeBook, Ints
from graph.guarantees.exposure import ScopedBook


@dataclass(frozen=True, slots=True, eq=False)
class CircleCover:
    """Per strong component (its number): how many members, and of their guaranteed loans what is outstanding, and what
    is covered by others than members, as if nothing else were called (fen)."""

    component: NDArray[np.int32]
    size: Ints
    outstanding: Ints
    covered: Ints

    @classmethod
    def of(cls, book: GuaranteeBook, component: NDArray[np.int32]) -> "CircleCover":
        """component: per party. A party that stands in no circle is a component by itself, of which nothing is said."""
        size = np.bincount(component)
        around = component[book.borrower[book.loan]]
        in_circle = size[around] > 1
        outside = in_circle & (component[book.pair_guarantor] != around)
        guaranteed = ScopedBook.of(book.of_pairs(in_circle), around[in_circle], len(size))
        covered = ScopedBook.of(book.of_pairs(outside), around[outside], len(size))
        return cls(component, size, guaranteed.outstanding, covered.covered)
