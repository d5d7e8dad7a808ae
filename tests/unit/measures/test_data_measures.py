"""What is missing, stale or contradictory, by hand on the village."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from graph.as_of import BEGINNING
from graph.measures.measure import described
from tests.unit.measures.told import told
from tests.unit.measures.values import PartyValues
from tests.unit.measures.village import (
    CUT_OFF,
    balance,
    firm,
    guarantee,
    history,
    loan,
    said_too,
    statement,
    unheard,
)  # fmt: skip

NAN = float("nan")
CODE = "91330106MA2CFM2X53"


def village(day: date = CUT_OFF, **more: Any) -> PartyValues:
    return PartyValues(history(**more), day)


@pytest.fixture(scope="module")
def plain() -> PartyValues:
    return village()


def near(*values: float) -> Any:
    return pytest.approx(list(values), nan_ok=True)


def test_what_is_not_known_at_all(plain: PartyValues) -> None:
    names = ("no_code", "no_record", "no_statement", "gaps")
    assert plain.of("a", "data", *names) == near(1, 0, 0, 1)
    assert plain.of("bank", "data", *names) == near(1, 0, 1, 4)  # no statement, owner and officer either
    assert plain.of("wang", "data", *names) == near(NAN, NAN, NAN, NAN)
    found = village(enterprises=[firm(CODE), firm("cn.uscc:91330100MA27X3D990"), unheard("f")])
    assert found.of(CODE, "data", *names) == near(0, 0, 1, 3)
    assert found("cn.uscc:91330100MA27X3D990", "data.no_code") == 0
    assert found.of("f", "data", *names) == near(1, 1, 1, 5)


def test_the_latest_word_is_the_last_one_recorded(plain: PartyValues) -> None:
    assert plain("a", "data.latest_fact_days") == (CUT_OFF - date(2023, 4, 30)).days  # its statement
    assert plain("bank", "data.latest_fact_days") == (CUT_OFF - date(2022, 1, 1)).days  # its loans
    assert village(balances=[balance("La", date(2023, 6, 15), 1.0)])("a", "data.latest_fact_days") == 15


def test_parties_that_may_be_one() -> None:
    def same(party: str, other: str, probability: float) -> dict[str, Any]:
        return {"party": party, "other": other, "probability": probability, "recorded_on": date(2022, 1, 1)}

    found = village(same_as=[same("a", "e", 0.8), same("a", "d", 0.0), same("c", "a", 0.6)])
    assert [found(party, "data.identity_doubts") for party in "aecd"] == [2, 1, 1, 0]


def test_loans_without_a_balance(plain: PartyValues) -> None:
    names = (
        "loans_without_balance",
        "loans_without_balance_cny",
        "oldest_unbalanced_days",
        "matured_without_balance_cny",
    )
    assert plain.of("a", "data", *names) == near(0, 0, NAN, 0)
    found = village(loans=[
        loan("M", "a", drawn_on=date(2023, 2, 1), principal=200_000.0),
        loan("N", "a", drawn_on=date(2022, 6, 30), matures_on=date(2023, 5, 31), principal=300_000.0),
    ])  # fmt: skip
    assert found.of("a", "data", *names) == near(2, 500_000, 365, 300_000)


def test_balances_grow_stale(plain: PartyValues) -> None:
    assert plain.of("a", "data", "oldest_balance_days", "stale_balances_cny") == near(91, 0)
    later = village(date(2023, 3, 31) + timedelta(184))
    assert later.of("a", "data", "oldest_balance_days", "stale_balances_cny") == near(184, 800_000)
    paid = village(balances=[balance("La", date(2023, 5, 31), 0.0)])
    assert paid.of("a", "data", "oldest_balance_days", "stale_balances_cny") == near(NAN, 0)


def test_a_balance_of_no_stated_day_has_no_age() -> None:
    found = village(loans=[loan("M", "bank")], balances=[balance("M", BEGINNING, 1e5, recorded_on=CUT_OFF)])
    assert found.of("bank", "data", "oldest_balance_days", "stale_balances_cny") == near(NAN, 0)


def test_balances_that_cannot_be_as_told(plain: PartyValues) -> None:
    names = ("balance_above_principal_cny", "matured_not_overdue_cny")
    assert plain.of("a", "data", *names) == near(0, 0)
    due = date(2023, 5, 31)
    found = village(
        loans=[loan("M", "a", principal=1e5, matures_on=due), loan("N", "a", matures_on=due),
               loan("O", "a", matures_on=CUT_OFF)],
        balances=[balance("M", due, 150_000.0), balance("N", due, 70_000.0, days_past_due=30),
                  balance("O", due, 60_000.0)],
    )  # fmt: skip
    assert found.of("a", "data", *names) == near(50_000, 150_000)  # due today is not past its maturity
    eve = village(loans=[loan("M", "a", matures_on=due)], balances=[balance("M", due - timedelta(1), 1e5)])
    assert eve("a", "data.matured_not_overdue_cny") == 0  # it could not be overdue yet


def test_who_is_struck_off_and_owes(plain: PartyValues) -> None:
    gone = firm("e", status="deregistered", valid_from=date(2023, 6, 1), recorded_on=date(2023, 6, 2))
    assert village(enterprises=[gone])("e", "data.gone_outstanding_cny") == 800_000
    assert plain("e", "data.gone_outstanding_cny") == 0
    assert np.isnan(plain("wang", "data.gone_outstanding_cny"))


def test_guarantees_with_gaps(plain: PartyValues) -> None:
    assert plain.of("a", "data", "given_without_cap", "received_without_amount") == near(1, 0)
    found = village(guarantees=[
        guarantee("X", "e", "d", None), guarantee("Y", "e", "d", None, cap=5e5), guarantee("Z", "e", "d", "Ld"),
    ])  # fmt: skip
    assert found.of("e", "data", "given_without_amount", "given_without_cap") == near(1, 2)
    assert found.of("d", "data", "received_without_amount", "received_without_loan_cny") == near(1, 5e5)
    assert found.of("a", "data", "given_without_amount", "received_without_loan_cny") == near(0, 0)


def test_a_guarantor_who_was_not_there_yet() -> None:
    young = firm("f", established_on=date(2022, 6, 1))
    july = date(2022, 7, 1)
    given = [
        guarantee("X", "f", "d", "Ld", cap=1e5), guarantee("Y", "f", "d", "Ld", cap=2e5, starts_on=july),
        guarantee("Z", "f", "d", "Ld", cap=4e5, signed_on=date(2022, 5, 31), starts_on=july),
    ]  # fmt: skip
    found = village(enterprises=[young], guarantees=given)
    assert found("f", "data.given_before_founding") == 2
    assert found("d", "data.received_before_founding_cny") == 5e5
    assert found("d", "data.given_before_founding") == 0


def test_guarantors_and_debtors_nobody_has_heard_of() -> None:
    found = village(enterprises=[unheard("f")], guarantees=[
        guarantee("X", "f", "d", "Ld", cap=1e5), guarantee("Y", "d", "f", None, cap=2e5),
        guarantee("Z", "wang", "d", "Ld", cap=4e5),
    ])  # fmt: skip
    assert found.of("d", "data", "unknown_guarantors", "received_from_unknown_cny", "unknown_debtors") == near(
        1, 1e5, 1
    )
    assert found.of("a", "data", "unknown_guarantors", "received_from_unknown_cny", "unknown_debtors") == near(0, 0, 0)


def test_one_contract_entered_twice() -> None:
    entered = (("X", "e", "BZ-1"), ("Y", "e", "BZ-1"), ("Z", "e", "BZ-2"), ("W", "b", "BZ-1"))
    found = village(guarantees=[guarantee(at, by, "d", "Ld", cap=1e5, contract_no=no) for at, by, no in entered])
    assert found("d", "data.received_twice_cny") == 1e5
    assert found("a", "data.received_twice_cny") == 0


def test_guarantees_for_oneself() -> None:
    found = village(guarantees=[guarantee("X", "e", "e", "Le"), guarantee("Y", "d", "d", "Ld", form="mortgage")])
    assert found.of("e", "data", "self_guarantees", "self_guaranteed_cny") == near(1, 800_000)
    assert found.of("d", "data", "self_guarantees", "self_guaranteed_cny") == near(0, 0)


def test_stakes_that_two_sources_tell_differently(plain: PartyValues) -> None:
    names = ("stakes_disputed", "disputed_share")
    assert plain.of("a", "data", *names) == near(0, 0)
    since = date(2020, 1, 1)
    assert PartyValues(said_too(history(), since, 0.5), CUT_OFF).of("a", "data", *names) == near(1, 0.1)
    assert PartyValues(said_too(history(), since, 0.6), CUT_OFF).of("a", "data", *names) == near(0, 0)
    later = CUT_OFF + timedelta(1)
    assert PartyValues(said_too(history(), later, 0.5), CUT_OFF).of("a", "data", *names) == near(0, 0)
    again = said_too(said_too(history(), since, 0.5), date(2021, 1, 1), 0.6)
    assert PartyValues(again, CUT_OFF).of("a", "data", *names) == near(0, 0)  # its later word agrees
    other = said_too(history(), since, 0.2, stake_id="own", superseded_on=date(9999, 12, 31))
    assert PartyValues(other, CUT_OFF).of("a", "data", *names) == near(1, 0.4)


def test_statements_of_one_period_told_differently() -> None:
    corrected = [statement("a", 2022, 1e7, 7e6, recorded_on=date(2023, 5, 20))]
    names = ("net_assets_disputed_cny", "net_assets_disputed_to_assets")
    assert village(statements=corrected).of("a", "data", *names) == near(1e6, 0.1)
    assert village(date(2023, 5, 19), statements=corrected).of("a", "data", *names) == near(0, 0)
    assert village(statements=corrected).of("bank", "data", *names) == near(NAN, NAN)


def test_shares_above_the_whole(plain: PartyValues) -> None:
    more = {
        "owner": "d",
        "owned": "a",
        "share_ratio": 0.25,
        "valid_from": date(2020, 1, 1),
        "recorded_on": date(2020, 1, 1),
    }
    assert village(stakes=[more])("a", "data.shares_above_whole") == pytest.approx(0.25)
    assert [plain(party, "data.shares_above_whole") for party in "ad"] == near(0, NAN)


def test_a_balance_sheet_that_does_not_add_up(plain: PartyValues) -> None:
    names = ("balance_sheet_gap_cny", "balance_sheet_gap_to_assets")
    odd = statement("a", 2022, 1e7, 6e6, net_assets_cny=4.5e6, recorded_on=date(2023, 5, 1))
    assert village(statements=[odd]).of("a", "data", *names) == near(5e5, 0.05)
    assert plain.of("a", "data", *names) == near(0, 0)
    assert plain.of("bank", "data", *names) == near(NAN, NAN)


def test_where_a_kind_of_fact_is_not_delivered_nothing_is_known() -> None:
    values = PartyValues(told({"enterprises": [firm("a")]}), CUT_OFF)
    known = {one.name for one in described("data") if not np.isnan(values("a", one.name))}
    assert known == {"data.no_code", "data.no_record", "data.gaps", "data.latest_fact_days", "data.identity_doubts"}
    assert PartyValues(told({}), CUT_OFF).day.column("data.gaps").shape == (0,)
