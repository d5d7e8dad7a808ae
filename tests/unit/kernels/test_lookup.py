"""Where values stand in a column."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.lookup import Lookup

VALUES = st.lists(st.integers(-1, 6), max_size=12)


@given(VALUES, st.sets(st.integers(-1, 8)))
def test_rows_are_those_a_scan_finds(column: list[int], wanted: set[int]) -> None:
    values = np.array(column, dtype=np.int32)
    found = Lookup.of(values).rows(np.array(sorted(wanted), dtype=np.int64))
    assert found.tolist() == [row for row, value in enumerate(column) if value in wanted]
