"""Four numbers, worked out by hand."""

import numpy as np
import pytest

from graph.errors import UsageError
from graph.guarantees.calls import Split, expected_calls
from graph.guarantees.cover import contingent, cover
from graph.guarantees.exposure import concentration, exposure, from_outside, per_guarantor, reach
from graph.guarantees.structure import arcs
from tests.unit.guarantees.books import book_of

BILLION_YUAN = 100_000_000_000
"""In fen; five of them are more than int32 holds, and so is each."""


def test_a_flow_uses_a_pool_where_nobody_else_can_pay() -> None:
    """0 secures loans 0 and 1 with one cap of 100; 1 secures loan 0 alone. All 200 can be paid, expected are 150."""
    book = book_of([(5, 100), (6, 100)], [(0, 100, [0, 1]), (1, None, [0])])
    assert cover(book).tolist() == [0, 100, 100]
    assert contingent(book, 2).tolist() == [100, 100]
    calls = expected_calls(book)
    assert (calls.paid.tolist(), calls.complete) == ([50, 50, 50], True)


def test_a_pool_goes_on_where_another_loan_is_paid() -> None:
    """Together up to 40 each: loan 0 (80) is then paid by both, and what is left of the pool goes to loan 1."""
    book = book_of([(5, 80), (6, 50)], [(0, 100, [0, 1]), (1, None, [0])])
    assert expected_calls(book).paid.tolist() == [40, 50, 40]


def test_several_contracts_of_one_guarantor_are_one_head() -> None:
    """0 has two contracts (10 and 100) and 1 one without a cap: 50 each, not 33 and 67."""
    alone = book_of([(5, 100)], [(0, 10, [0]), (0, 100, [0]), (1, None, [0])])
    assert expected_calls(alone).paid == pytest.approx([50 * 10 / 110, 50 * 100 / 110, 50])
    pooled = book_of([(5, 100), (6, 0)], [(0, 10, [0, 1]), (0, 100, [0]), (1, None, [0])])
    assert expected_calls(pooled).paid.tolist() == [10, 0, 40, 50]
    assert expected_calls(alone, Split.BY_CAP).paid == pytest.approx([100 * 10 / 210, 100 * 100 / 210, 100 * 100 / 210])


def test_a_pool_split_in_two_is_one_pool() -> None:
    whole = book_of([(5, 80), (6, 50)], [(0, 100, [0, 1]), (1, None, [0])])
    halves = book_of([(5, 80), (6, 50)], [(0, 25, [0, 1]), (0, 75, [0, 1]), (1, None, [0])])
    assert expected_calls(whole).paid.tolist() == [40, 50, 40]
    assert expected_calls(halves).paid.tolist() == [10, 12.5, 30, 37.5, 40]


def test_a_guarantor_with_two_contracts_for_a_loan_owes_it_once() -> None:
    book = book_of([(5, 100)], [(0, 60, [0]), (0, 60, [0])])
    nominal, most, called = per_guarantor(book, expected_calls(book), 1)
    assert (nominal.tolist(), most.tolist(), called.tolist()) == ([120], [100], [100])


def test_amounts_above_int32_are_exact() -> None:
    """Pools shared criss-cross, each above five billion 元: the solver counts in int64."""
    many = 7 * BILLION_YUAN
    book = book_of(
        [(9, many), (9, many + 1)], [(0, many, [0, 1]), (1, many, [0, 1]), (2, 2, [1])]
    )  # fmt: skip
    assert int(cover(book).sum()) == 2 * many + 1
    found = exposure(book, np.zeros(5, dtype=np.int32), 1)
    assert (found.nominal[0], found.covered[0], found.over_cover[0]) == (2 * many + 2, 2 * many + 1, 1)


def test_each_scope_stands_by_itself() -> None:
    """By borrower: a pool of 100 over a loan of 80 to 5 and one of 50 to 6 counts in full for either."""
    book = book_of([(5, 80), (6, 50)], [(0, 100, [0, 1])])
    found = exposure(book, book.borrower[book.loan], 7)
    for name, expected in (("outstanding", (80, 50)), ("nominal", (100, 100)), ("contingent", (80, 50)),
                           ("covered", (80, 50)), ("called", (80, 50))):  # fmt: skip
        assert tuple(getattr(found, name)[5:].tolist()) == expected, name
    whole = exposure(book, np.zeros(2, dtype=np.int32), 1)
    assert (whole.covered[0], whole.uncovered[0], whole.coverage_ratio[0]) == (100, 30, 100 / 130)
    assert np.isnan(found.coverage_ratio[0])


def test_cover_of_a_circle_from_outside() -> None:
    """0 and 1 stand for each other, 2 for 1 with 30."""
    book = book_of([(0, 100), (1, 100)], [(1, None, [0]), (0, None, [1]), (2, 30, [1])])
    assert from_outside(book, np.array([0, 1])) == 30
    network = arcs(3, book.pair_guarantor, book.borrower[book.loan])
    assert [reach(network, 2, depth).tolist() for depth in (0, 1, 2, 9)] == [[], [1], [0, 1], [0, 1]]


def test_concentration() -> None:
    assert concentration(np.array([20, 60, 60])) == pytest.approx(((1 + 9 + 9) / 49, 3 / 7))
    assert np.isnan(concentration(np.zeros(3))).all()


def test_nothing_is_something_too() -> None:
    empty = book_of([], [])
    assert len(cover(empty)) == len(expected_calls(empty).paid) == 0
    assert exposure(empty, np.zeros(0, dtype=np.int32), 2).covered.tolist() == [0, 0]
    unsecured = book_of([(0, 10)], [(1, 5, [])])
    assert per_guarantor(unsecured, expected_calls(unsecured), 2)[0].tolist() == [0, 0]


@pytest.mark.parametrize(("outstanding", "cap"), [(-1, 5), (5, -2)])
def test_amounts_below_zero_are_refused(outstanding: int, cap: int) -> None:
    with pytest.raises(UsageError, match="below zero"):
        book_of([(0, outstanding)], [(1, cap, [0])])


def test_contracts_of_one_guarantor_for_the_same_loans_are_one_whatever_the_order() -> None:
    """0 has 10 and 20 for both loans, written in either order, and 5 for one of them: heads are 0 and 1."""
    book = book_of([(5, 100), (6, 100)], [(0, 10, [0, 1]), (0, 20, [1, 0]), (0, 5, [0]), (1, None, [0])])
    paid = expected_calls(book).paid
    by_contract = np.bincount(book.contract, paid)
    assert by_contract[0] * 2 == pytest.approx(by_contract[1])
    assert by_contract[:3].sum() == pytest.approx(35)
    assert by_contract[3] + paid[book.loan == 0][:-1].sum() == pytest.approx(100)


def test_a_part_of_a_book_is_that_part() -> None:
    book = book_of([(5, 100), (6, 50), (7, 70)], [(0, 80, [0, 1]), (1, 30, [2]), (2, 90, [1, 2])])
    part = book.part(np.flatnonzero(book.loan != 0))
    assert (part.contracts.tolist(), part.loans.tolist()) == ([0, 1, 2], [1, 2])
    assert (part.book.borrower.tolist(), part.book.outstanding.tolist()) == ([6, 7], [50, 70])
    assert int(cover(part.book).sum()) == int(cover(book.of_pairs(book.loan != 0)).sum()) == 120
