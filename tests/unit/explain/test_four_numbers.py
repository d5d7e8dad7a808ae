"""The four numbers in 元, by pairs."""

import numpy as np

from graph.explain.four_numbers import FourNumbers, numbers_of_pairs
from tests.unit.guarantees.books import book_of

BOOK = book_of([(0, 10_000), (1, 5_000)], [(2, 6_000, [0]), (3, None, [0, 1])])


def test_all_pairs() -> None:
    found = numbers_of_pairs(BOOK, np.ones(3, dtype=np.bool_))
    assert found == FourNumbers(150.0, 210.0, 210.0, 150.0, 150.0, 0.0, 60.0, 1.4, complete=True)


def test_some_pairs_and_none() -> None:
    assert numbers_of_pairs(BOOK, np.array([True, False, False])) == FourNumbers(
        100.0, 60.0, 60.0, 60.0, 60.0, 40.0, 0.0, 0.6, complete=True
    )
    assert numbers_of_pairs(BOOK, np.zeros(3, dtype=np.bool_)).coverage_ratio is None
