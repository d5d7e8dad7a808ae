"""Guarantors of many, and many who guarantee the same."""

import numpy as np

from graph.guarantees.stars import joint_guarantees, stars
from tests.unit.guarantees.networks import network


def test_the_largest_stars_first_and_of_equal_ones_the_first_party() -> None:
    found = stars(network(6, (3, 0), (3, 1), (1, 0), (1, 2), (1, 2), (5, 4), (0, 0)), 9)
    assert list(zip(found.guarantors.tolist(), found.debtors.tolist(), strict=True)) == [(1, 2), (3, 2), (5, 1)]
    assert stars(network(6, (5, 4), (3, 0)), 1).guarantors.tolist() == [3]


def test_who_stands_for_a_loan_together() -> None:
    """Loan 0 has two contracts of one guarantor, loan 2 has two guarantors, loan 7 one."""
    guarantor, loan = np.array([4, 4, 9, 1, 9], dtype=np.int32), np.array([0, 0, 2, 2, 7], dtype=np.int32)
    joint = joint_guarantees(guarantor, loan)
    assert joint.items.tolist() == [2]
    assert joint.of(2).tolist() == [1, 9]


def test_nothing_is_guaranteed() -> None:
    nothing = np.zeros(0, dtype=np.int32)
    assert joint_guarantees(nothing, nothing).items.tolist() == []
    assert stars(network(2), 1).guarantors.tolist() == []
