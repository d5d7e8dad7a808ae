"""Sets that add nothing to others, against Python's own sets."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.csr import CSR
from graph.kernels.subsets import adding_sets

ITEMS = 7
SETS = st.lists(st.tuples(st.frozensets(st.integers(0, ITEMS - 1)), st.booleans()), max_size=10)


def csr_of(sets: list[frozenset[int]]) -> CSR:
    indptr = np.concatenate([[0], np.cumsum([len(one) for one in sets])]).astype(np.int64)
    items = np.array([item for one in sets for item in sorted(one)], dtype=np.int32)
    return CSR(indptr, items, np.arange(len(items)))


@given(SETS)
@settings(max_examples=500, deadline=None)
def test_the_optional_sets_that_stay_are_the_largest_of_their_kind(
    given_sets: list[tuple[frozenset[int], bool]],
) -> None:
    sets = [one for one, _ in given_sets]
    optional = [may_go for _, may_go in given_sets]
    expected = [
        not may_go
        or (
            bool(one)
            and not any(one < other for other in sets)
            and not any(one == other and (not optional[j] or j < i) for j, other in enumerate(sets) if j != i)
        )
        for i, (one, may_go) in enumerate(given_sets)
    ]
    assert adding_sets(csr_of(sets), np.array(optional, dtype=np.bool_), ITEMS).tolist() == expected


def test_a_hub_in_very_many_sets_costs_little() -> None:
    """Each of 200,000 sets holds the hub alone; comparing them all in pairs would never end."""
    count = 200_000
    sets = CSR(np.arange(count + 1, dtype=np.int64), np.zeros(count, dtype=np.int32), np.arange(count))
    assert np.flatnonzero(adding_sets(sets, np.ones(count, dtype=np.bool_), 1)).tolist() == [0]
