"""The book of two parties with one contract more, against the whole book written anew."""

import numpy as np
import pytest

from graph.guarantees.book import UNLIMITED, GuaranteeBook
from graph.guarantees.one_more import NewContract, one_more


def positions(*values: int) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array(values, dtype=np.int32)


def whole() -> GuaranteeBook:
    """Loans of 100, 50, 30, 20 owed by 0, 0, 1, 2. Party 5 stands for the first two up to 60, 6 for the third."""
    return GuaranteeBook(
        positions(0, 0, 1, 2), np.array([100, 50, 30, 20]), positions(5, 6, 7), np.array([60, UNLIMITED, 10]),
        positions(0, 0, 1, 2), positions(0, 1, 2, 3),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cap", "share", "liability"), [(40, None, 40), (UNLIMITED, None, 80), (200, None, 80), (40, 0.25, 20)]
)
def test_the_new_contract_is_for_its_cap_its_share_or_its_loans(cap: int, share: float | None, liability: int) -> None:
    found = one_more(whole(), np.array([0, 1, 2]), NewContract(6, cap, share, positions(1, 2)))
    assert (found.liability, found.secured) == (liability, 80)
    assert found.contracts.tolist() == [0, 1]
    assert found.loans.tolist() == [0, 1, 2]


def test_what_is_not_touched_is_left_out_and_what_is_not_guaranteed_yet_comes_in() -> None:
    found = one_more(whole(), np.array([0, 1]), NewContract(6, 15, None, positions(3)))
    assert found.loans.tolist() == [0, 1, 3]
    assert found.before.nominal.tolist() == [60]
    assert found.after.nominal.tolist() == [60, 15]
    assert found.after.outstanding.tolist() == [100, 50, 20]


def test_another_cap_changes_only_the_new_contract() -> None:
    found = one_more(whole(), np.array([0, 1, 2]), NewContract(6, 40, None, positions(2)))
    other = found.with_cap(7)
    assert (other.liability, found.liability) == (7, 30)
    assert other.before is found.before


def test_a_pool_without_loans_can_be_called_for_nothing() -> None:
    found = one_more(whole(), np.array([2]), NewContract(6, 500, None, positions()))
    assert (found.liability, found.secured) == (0, 0)
