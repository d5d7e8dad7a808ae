"""Distress that comes over several steps, by hand on the village: c fails, and a owns nearly all of it."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from graph.measures.contagion import FINEST, LossWeb
from tests.unit.measures.values import Values
from tests.unit.measures.village import CUT_OFF, Row, balance, event, history, statement

LGD, NET, OWED = 0.45, 4e6, 8e5


class Distress(Values):
    """Contagion measures of the village with more rows, by enterprise and name."""

    def __init__(self, **more: list[Row]) -> None:
        super().__init__(history(**more), CUT_OFF)

    def __call__(self, enterprise: str, name: str) -> float:
        return super().__call__(enterprise, f"contagion.{name}")

    def each(self, enterprises: str, name: str) -> list[float]:
        return [self(one, name) for one in enterprises]


def near(*values: float) -> Any:
    """To the last part that distress is told in."""
    return pytest.approx(list(values), abs=1 / FINEST, nan_ok=True)


@pytest.fixture(scope="module")
def c_fails() -> Distress:
    return Distress(events=[event("E", "c", "default", CUT_OFF - timedelta(5))])


CALL = LGD * OWED / NET
"""What its only guarantor loses by the loan of one who fails."""
OF_A = 0.9 + CALL * CALL
"""a writes off its nine tenths of c, and stands for b, who is called for c."""


def test_nothing_comes_where_nobody_is_in_distress() -> None:
    plain = Distress()
    for name in ("distress_of_failed", "distress_of_lately_failed", "distress_of_strained", "expected_calls_to_liquid"):
        assert plain.each("abcde", name) == near(*[0.0] * 5), name
    assert plain.each("abcde", "buffer_after_failed") == near(*[0.4] * 5)


def test_distress_goes_on_from_those_whom_it_has_reached(c_fails: Distress) -> None:
    of_d = LGD * 300_000 / NET  # its cap; c stands for the rest of a's loan
    assert c_fails.each("abde", "distress_of_failed") == near(OF_A, CALL, of_d * OF_A, 0.4 * OF_A)
    assert np.isnan(c_fails("bank", "distress_of_failed")), "nobody knows what a bank without a statement can bear"


def test_an_old_failure_says_less() -> None:
    half = Distress(events=[event("E", "c", "default", CUT_OFF - timedelta(365))])
    assert half("b", "distress_of_lately_failed") == pytest.approx(CALL / 4, abs=1 / FINEST)
    assert half("b", "distress_of_failed") == pytest.approx(CALL, abs=1 / FINEST)


def test_a_loan_past_due_is_a_part_of_a_failure() -> None:
    late = Distress(balances=[balance("Lc", date(2023, 5, 31), OWED, days_past_due=30)])
    assert late.each("ab", "distress_of_failed") == near(0.0, 0.0)
    # c has a buffer still, which a takes some of in turn: it stands for a beside d, who is capped.
    back = LGD * (OWED - 300_000) / NET
    assert late("b", "distress_of_strained") == pytest.approx(CALL / 4 / (1 - back * OF_A), abs=1 / FINEST)


def test_a_common_shock_comes_by_leverage() -> None:
    shock = 0.05 * 1e7 / NET
    found = Distress()
    # e has a stake in a alone; a has one in c, and stands for b, in a circle.
    assert found("e", "distress_of_shock") == pytest.approx(0.4 * (shock + found("a", "distress_of_shock")), abs=1e-5)
    assert found("b", "distress_of_shock") > CALL * shock


def test_buffers_are_what_is_left(c_fails: Distress) -> None:
    assert c_fails("b", "buffer_after_failed") == pytest.approx((NET - LGD * OWED) / 1e7)
    assert c_fails("a", "buffer_after_failed") == pytest.approx((NET - 0.9 * NET) / 1e7)
    assert c_fails("b", "expected_calls_to_liquid") == pytest.approx(LGD * OWED / 2.5e6)
    assert c_fails("a", "expected_calls_to_liquid") == pytest.approx(LGD * OWED / 2.5e6 * CALL, rel=1e-4)
    assert c_fails("a", "buffer_after_strained") < c_fails("a", "buffer_after_failed")


def test_neighbours_are_as_distressed_as_what_has_come_to_them(c_fails: Distress) -> None:
    assert c_fails.each("be", "debtors_distress") == near(1.0, np.nan)
    assert c_fails("d", "debtors_distress") == pytest.approx(OF_A, abs=1 / FINEST)
    assert c_fails("c", "guarantors_distress") == pytest.approx(CALL, abs=1 / FINEST)
    assert c_fails.each("ae", "group_distress") == near((1 + CALL) / 2, np.nan)


def test_what_its_own_failure_would_do() -> None:
    plain = Distress()
    assert plain("c", "failure_costs_others_cny") == pytest.approx(LGD * OWED + 0.9 * NET)
    assert plain("c", "failure_takes_buffers") == pytest.approx(CALL + 0.9)
    # Persons own b, and nobody knows what they have; a is called for its loan.
    assert plain("b", "failure_takes_buffers") == pytest.approx(CALL)
    assert plain("d", "failure_costs_others_cny") == pytest.approx(LGD * OWED), "its lender's, for want of a guarantor"


def test_without_net_assets_no_share_of_them_is_told() -> None:
    broke = Distress(statements=[statement("b", 2022, 1e7, 1.1e7, recorded_on=date(2023, 5, 1))],
                   events=[event("E", "c", "default", CUT_OFF - timedelta(5))])  # fmt: skip
    assert np.isnan(broke("b", "distress_of_failed"))
    assert broke("b", "buffer_after_failed") == pytest.approx((-1e6 - LGD * OWED) / 1e7)


def test_what_has_come_never_exceeds_all_there_is() -> None:
    """A circle in which every loss is more than what is left."""
    thin = [statement(name, 2022, 1e7, 1e7 - 1e5, recorded_on=date(2023, 5, 1)) for name in "abcde"]
    found = Distress(statements=thin, events=[event("E", "c", "default", CUT_OFF - timedelta(5))])
    assert found.each("ab", "distress_of_failed") == near(1.0, 1.0)


def test_losses_are_shared_out_once_between_guarantors_and_lender() -> None:
    facts = Distress().facts
    web = LossWeb(facts)
    owed = np.bincount(web.exposures.debtor, web.exposures.amount, facts.count)
    names = facts.snapshot.parties.table.column("party_id").to_pylist()
    for name, stakes in (("a", 0.4 * NET + 0.6 * NET), ("b", 0.8 * NET), ("c", 0.9 * NET), ("d", 0.0), ("e", 0.0)):
        assert owed[names.index(name)] == pytest.approx(LGD * OWED + stakes), name
