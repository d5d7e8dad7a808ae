"""From the facts of a day to the layers through which losses spread."""

import numpy as np
import pytest

from graph.contagion.balance_sheets import BalanceSheets
from graph.contagion.layers import Layers
from graph.errors import UsageError
from tests.unit.guarantees.facts import TODAY, Facts, edge


def facts() -> Facts:
    """B owes 100 to K and L together and 30 to nobody known; G guarantees the first up to 60; P holds 70 % of G."""
    told = Facts().party("B", "G", "K", "L", "P").loan("l1", "B", 100.0).loan("l2", "B", 30.0)
    for lender in ("K", "L"):
        told.add("LENT", edge(lender, "l1"))
    told.guarantee("unrelated", "P").guarantee("g", "G", ("l1",), cap_cny=60.0)
    told.add("OWNS", edge("P", "G", share_ratio=0.7, stake_id="s"))
    return told


def test_a_loan_of_two_lenders_is_two_of_half() -> None:
    found = Layers.of(facts().on(TODAY), 0.5)
    assert found.outstanding.tolist() == [50.0, 50.0, 30.0]
    assert found.book.due.tolist() == [25.0, 25.0, 15.0]
    assert found.book.lender.tolist() == [2, 3, -1]
    assert found.loan.tolist() == [0, 0, 1]
    assert found.exposures.amount.tolist() == [50.0, 50.0]


def test_contracts_that_can_be_called_and_stakes() -> None:
    found = Layers.of(facts().on(TODAY))
    assert found.contract.tolist() == [1]
    assert (found.book.guarantor.tolist(), found.book.cap.tolist()) == ([1], [60.0])
    assert (found.book.contract.tolist(), found.book.loan.tolist()) == ([0, 0], [0, 1])
    assert (found.holdings.owner.tolist(), found.holdings.owned.tolist()) == ([4], [1])


def test_the_most_that_each_can_lose() -> None:
    day = facts()
    day.add("Statement", {"statement_id": "G-s", "net_assets_cny": 40.0})
    day.add("REPORTED", edge("G", "G-s"))
    portfolio = day.on(TODAY)
    stake = Layers.of(portfolio).at_stake_cny(BalanceSheets.of(portfolio.snapshot))
    np.testing.assert_allclose(stake, [0.0, 60.0, 50.0, 50.0, 28.0])


def test_a_loss_given_default_per_loan_and_none_above_one() -> None:
    portfolio = facts().on(TODAY)
    assert Layers.of(portfolio, np.array([1.0, 0.2])).book.due.tolist() == [50.0, 50.0, 6.0]
    with pytest.raises(UsageError):
        Layers.of(portfolio, 1.2)
