"""What a lender loses with a guarantee: nothing where others cover the loan anyway."""

import numpy as np
import pytest

from graph.guarantees import replacement
from graph.guarantees.replacement import covered, lost_cover
from tests.unit.guarantees.books import book_of


def test_only_what_nobody_else_covers_is_lost() -> None:
    book = book_of([(0, 100), (1, 50)], [(2, 60, [0]), (3, 70, [0]), (4, None, [1]), (5, 10, [])])
    lost, worked_out = lost_cover(book, np.array([0, 1, 2, 3]))
    assert (lost.tolist(), worked_out) == ([30, 40, 50, 0], True)


def test_a_pool_goes_where_it_is_needed() -> None:
    book = book_of([(0, 100), (1, 100)], [(2, 120, [0, 1]), (3, 100, [0])])
    assert lost_cover(book, np.array([0, 1]))[0].tolist() == [100, 80]
    assert covered(book, np.arange(3)) == 200


def test_of_too_many_the_most_that_can_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacement, "MOST_LOOKED_AT", 1)
    lost, worked_out = lost_cover(book_of([(0, 100)], [(1, 60, [0]), (2, 60, [0])]), np.array([0, 1]))
    assert (lost.tolist(), worked_out) == ([40, 60], False)
