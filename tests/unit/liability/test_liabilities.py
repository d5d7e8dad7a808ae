"""From facts to who can be called: dues, own things, public records, pools; and that bounds are those of the book."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.liability.defence import Sign
from graph.liability.form import Mode
from graph.liability.liabilities import Assumed, Liabilities
from graph.liability.order import LIABLE, When
from graph.liability.signs import DebtorSigns
from tests.unit.guarantees.facts import MATURITY, TODAY, Facts, edge

AFTER = date(2025, 3, 1)
"""After maturity, within six months of it."""


def lent() -> Facts:
    """L lent B 100 元; G stands generally for it since 2024-01-01."""
    facts = Facts().party("B", "G", "J", "L", "X").loan("l", "B", 100.0)
    facts.add("LENT", edge("L", "l"))
    return facts.guarantee("g", "G", ("l",), form="general", signed_on=date(2024, 1, 1))


def enforced(facts: Facts, applicant: str | None, result: str = "终结本次执行程序") -> Facts:
    facts.add("Case", {"case_no": "z", "closed_on": date(2024, 5, 1), "result": result})
    facts.add("PARTY_TO", edge("B", "z", role="enforcement_debtor"))
    if applicant:
        facts.add("PARTY_TO", edge(applicant, "z", role="enforcement_applicant"))
    return facts


def registered(facts: Facts, party: str, status: str) -> Facts:
    facts.add("Record", {"record_id": f"{party}-r", "status": status})
    facts.add("DESCRIBED_BY", edge(party, f"{party}-r"))
    return facts


def when(laws: Liabilities, row: int = 0, **supposed: list[int]) -> When:
    assumed = {
        name: np.array(supposed.get(name, []), dtype=np.int64) for name in ("defaulted", "bankrupt")
    }  # fmt: skip
    return When(int(laws.order(np.arange(len(laws.contract)), Assumed(**assumed)).when[row]))


def test_a_loan_is_due_after_its_maturity_when_past_due_or_when_its_borrower_is_bankrupt() -> None:
    assert when(Liabilities(lent().on(MATURITY))) is When.WHEN_DUE
    assert when(Liabilities(lent().on(AFTER))) is When.AFTER_DEBTORS_ASSETS
    late = lent()
    late.add("Balance", {"balance_id": "b", "outstanding_cny": 90.0, "days_past_due": 3})
    late.add("STOOD_AT", edge("l", "b"))
    assert when(Liabilities(late.on(TODAY))) is When.AFTER_DEBTORS_ASSETS
    assert when(Liabilities(registered(lent(), "B", "bankrupt").on(TODAY))) is When.NOW


def test_what_is_supposed_makes_due_and_lets_the_defence_fall() -> None:
    laws = Liabilities(lent().on(TODAY))
    assert when(laws, defaulted=[0]) is When.AFTER_DEBTORS_ASSETS
    assert when(laws, bankrupt=[0]) is When.NOW
    assert when(laws, bankrupt=[1]) is When.NOW  # the guarantor itself
    assert when(laws, defaulted=[4]) is When.WHEN_DUE


@pytest.mark.parametrize(
    ("applicant", "result", "found"),
    [
        ("L", "终结本次执行程序", When.NOW),  # its own lender's enforcement found nothing
        ("X", "裁定终结本次执行", When.AFTER_DEBTORS_ASSETS),  # somebody else's: the lender has to show it
        (None, "终本", When.AFTER_DEBTORS_ASSETS),
        ("L", "执行完毕", When.AFTER_DEBTORS_ASSETS),
    ],
)
def test_an_enforcement_without_result_counts_at_the_lenders_own_suit(
    applicant: str | None, result: str, found: When
) -> None:
    assert when(Liabilities(enforced(lent(), applicant, result).on(AFTER))) is found


def test_an_enforcement_that_ended_later_is_not_yet_known() -> None:
    facts = enforced(lent(), "L")
    facts.rows["Case"][0]["closed_on"] = date(2025, 3, 2)
    assert when(Liabilities(facts.on(AFTER))) is When.AFTER_DEBTORS_ASSETS


def test_every_record_of_a_debtor_by_strength() -> None:
    facts = registered(enforced(lent(), "L"), "B", "revoked")
    facts.add("Event", {"event_id": "e", "kind": "bankruptcy", "occurred_on": TODAY})
    facts.add("HAD", edge("B", "e", TODAY))
    for kind in ("dishonest_debtor", "tax_arrears"):
        facts.add("Listing", {"listing_id": kind, "list": kind})
        facts.add("LISTED_ON", edge("B", kind))
    signs = DebtorSigns(facts.on(TODAY).snapshot)
    assert [one.sign for one in signs.of(0, (3,))] == [
        Sign.BANKRUPTCY_ACCEPTED, Sign.OWN_ENFORCEMENT_ENDED, Sign.REVOKED, Sign.DISHONEST_DEBTOR,
    ]  # fmt: skip
    assert [one.sign for one in signs.of(0, ())][1:2] == [Sign.ENFORCEMENT_ENDED]
    assert signs.of(3, ()) == ()
    assert (signs.bankrupt.tolist(), signs.gone.tolist()) == ([True] + [False] * 4, [True] + [False] * 4)
    before = DebtorSigns(facts.on(date(2024, 6, 1)).snapshot)
    assert not before.bankrupt.any()


def test_a_mortgage_of_the_debtor_comes_first_and_one_without_known_giver_is_not_the_debtors() -> None:
    facts = lent().guarantee("m", "B", ("l",), form="mortgage").guarantee("p", "X", ("l",), form="pledge")
    facts.rows["GAVE"] = [row for row in facts.rows["GAVE"] if row["target_key"] != "p"]
    laws = Liabilities(facts.on(AFTER))
    found = laws.order(np.arange(3), Assumed.nothing())
    assert found.rank.tolist() == [3, 1, 2]
    assert found.when.tolist() == [When.AFTER_DEBTORS_ASSETS, When.NOW, When.AFTER_OWN_SECURITY]


def test_a_thing_answers_after_the_agreed_day_of_its_contract() -> None:
    facts = lent().guarantee("m", "X", ("l",), form="mortgage", ends_on=date(2025, 1, 31))
    assert when(Liabilities(facts.on(date(2025, 9, 1))), 1) is When.NOW
    assert when(Liabilities(facts.on(date(2025, 9, 1))), 0) is When.EXPIRED


def test_a_pool_is_alive_for_all_its_debts_until_the_last_has_run_out() -> None:
    facts = Facts().party("B", "G").loan("k", "B", 10.0, matures_on=date(2024, 2, 1)).loan("l", "B", 20.0)
    facts.guarantee("g", "G", ("k", "l"), maximum_amount=True, cap_cny=25.0, form="joint_and_several")
    laws = Liabilities(facts.on(date(2025, 3, 1)))
    assert [when(laws, row) for row in (0, 1)] == [When.NOW, When.NOW]
    assert laws.counted.tolist() == [False, True]  # exposures take each debt's own period
    assert laws.limit(0) == 2500
    assert [when(Liabilities(facts.on(date(2025, 7, 1))), row) for row in (0, 1)] == [When.EXPIRED] * 2


def test_a_contract_that_was_replaced_before_its_day_is_ended() -> None:
    facts = lent()
    facts.rows["SECURES_LOAN"][0]["valid_to"] = date(2024, 6, 1)
    assert when(Liabilities(facts.on(TODAY))) is When.ENDED


FORMS = st.sampled_from([None, "general", "joint_and_several", "mortgage", "pledge"])
DAYS = st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2026, 12, 31)))
CONTRACT = st.tuples(
    st.integers(0, 3), st.lists(st.integers(0, 2), unique=True, max_size=3), FORMS,
    st.one_of(st.none(), st.floats(0, 300)), st.one_of(st.none(), st.floats(0, 1)), st.booleans(), DAYS, DAYS,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(CONTRACT, min_size=1, max_size=5), st.lists(st.floats(0, 200), min_size=3, max_size=3))
def test_what_can_be_called_is_within_the_limits_of_the_book(
    contracts: list[tuple[Any, ...]], amounts: list[float]
) -> None:
    facts = Facts().party("P0", "P1", "P2", "P3")
    for number, amount in enumerate(amounts):
        facts.loan(f"l{number}", f"P{number % 2}", amount)
    for number, (giver, loans, form, cap, share, pool, claimed, ends) in enumerate(contracts):
        facts.guarantee(
            f"g{number}", f"P{giver}", tuple(f"l{one}" for one in loans), form=form, cap_cny=cap,
            agreed_share=share, maximum_amount=pool, claimed_on=claimed, ends_on=ends,
        )  # fmt: skip
    laws = Liabilities(facts.on(AFTER))
    rows, book = np.arange(len(laws.contract)), laws.portfolio.book
    found = laws.order(rows, Assumed.nothing())
    liable = np.isin(found.when, LIABLE)
    assert (found.at_most[laws.counted] <= book.limit[laws.contract[laws.counted]]).all()
    assert (found.at_most <= laws.portfolio.outstanding[laws.loan]).all()
    personal = laws.mode[laws.contract] != Mode.IN_KIND
    assert liable[laws.counted].all()  # whoever exposures count can be called by law
    single = ~laws.pool[laws.contract]
    assert (laws.counted == liable)[personal & single].all()
    for contract in range(len(contracts)):
        of_one = laws.contract == contract
        if laws.counted[of_one & liable].all():
            assert laws.limit(contract) <= book.limit[contract]
