"""Loans of several lenders that stand in a book as one loser: sets of lenders, and each one's part, by hand."""

import numpy as np
import pytest

from graph.contagion.syndicates import Syndicates

PARTIES = 5


@pytest.fixture
def found() -> tuple[list[int], Syndicates]:
    """Loan 0 is lent by 2; 1 and 4 by 1 and 3; 2 by nobody known; 3 by 0, 1 and 3; 5 by 1, said twice."""
    pairs = ((4, 3), (0, 2), (1, 1), (1, 3), (3, 3), (3, 0), (3, 1), (4, 1), (5, 1), (5, 1))
    loan, lender = np.array(pairs, dtype=np.int32).T
    loser, syndicates = Syndicates.of(loan, lender, 6, PARTIES)
    return loser.tolist(), syndicates


def test_the_same_lenders_are_one_syndicate(found: tuple[list[int], Syndicates]) -> None:
    loser, syndicates = found
    assert loser == [2, 5, -1, 6, 5, 1]
    assert len(syndicates) == 2


def test_each_bears_as_much_of_a_loss_and_nothing_of_others(found: tuple[list[int], Syndicates]) -> None:
    borne = found[1].borne(np.array([1.0, 2.0, 4.0, 0.0, 0.0, 10.0, 30.0]))
    assert borne.tolist() == [1 + 10, 2 + 5 + 10, 4, 5 + 10, 0, 0, 0]


def test_trial_by_trial_each_party_stands_once_in_order(found: tuple[list[int], Syndicates]) -> None:
    """In the first trial the two syndicates lose, party 1 and nobody known; in the second nobody; then party 4."""
    bounds, party, amount = found[1].borne_in_trials(
        np.array([0, 4, 4, 5]), np.array([-1, 1, 5, 6, 4], dtype=np.int32), np.array([8.0, 2.0, 10.0, 30.0, 7.0])
    )
    assert (bounds.tolist(), party.tolist(), amount.tolist()) == ([0, 3, 3, 4], [0, 1, 3, 4], [10, 17, 15, 7])


def test_without_several_lenders_there_is_none() -> None:
    nobody = np.zeros(0, dtype=np.int32)
    loser, syndicates = Syndicates.of(nobody, nobody, 2, PARTIES)
    assert (loser.tolist(), len(syndicates)) == ([-1, -1], 0)
    assert syndicates.borne(np.arange(5.0)).tolist() == [0, 1, 2, 3, 4]
