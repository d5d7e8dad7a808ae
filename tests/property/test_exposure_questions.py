"""What a party is told of itself is what the portfolio says of it, on random facts."""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.explain.day import Day
from graph.explain.exposure.of_party import ExposureAsked, exposure
from graph.explain.exposure.of_portfolio import By, PortfolioFound, portfolio_exposure
from graph.explain.exposure.scope import Role
from graph.explain.exposure.weighted_call import Probabilities
from graph.explain.four_numbers import FourNumbers
from graph.guarantees.calls import Split
from tests.unit.guarantees.facts import TODAY, Facts, edge

PARTIES = ("A", "B", "C", "D", "E")
PARTY = st.sampled_from(PARTIES)
LOANS = st.lists(
    st.tuples(PARTY, st.one_of(st.none(), st.integers(0, 200)), st.sets(PARTY, max_size=2)), min_size=1, max_size=5
)
CAPS = st.one_of(st.none(), st.integers(0, 300))
PD = 0.1


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Five parties that owe, lend and stand for one another; some amounts and loans are missing."""
    facts, loans = Facts().party(*PARTIES), draw(LOANS)
    for place, (borrower, amount, lenders) in enumerate(loans):
        facts.loan(f"l{place}", borrower, amount)
        for lender in sorted(lenders):
            facts.add("LENT", edge(lender, f"l{place}"))
    some = st.sets(st.integers(0, len(loans) - 1), max_size=3)
    for place, (guarantor, cap, secured) in enumerate(draw(st.lists(st.tuples(PARTY, CAPS, some), max_size=6))):
        terms: dict[str, Any] = {} if cap is None else {"cap_cny": float(cap)}
        facts.guarantee(f"g{place}", guarantor, tuple(f"l{loan}" for loan in sorted(secured)), **terms)
    return Day(facts.on(TODAY).snapshot)


def agree(one: FourNumbers, other: FourNumbers) -> None:
    assert asdict(one) == pytest.approx(asdict(other), abs=1e-6)


def told(found: PortfolioFound, role: Role) -> dict[str, FourNumbers]:
    listed = {
        Role.BORROWER: found.answer.borrowers, Role.GUARANTOR: found.answer.guarantors,
        Role.LENDER: found.answer.lenders,
    }  # fmt: skip
    return {one.party.party_id: one.numbers for one in listed[role]}


@settings(max_examples=60, deadline=None)
@given(days(), st.sampled_from(list(Split)))
def test_the_portfolio_and_its_parties_say_the_same(day: Day, split: Split) -> None:
    whole = portfolio_exposure(day, By.NOMINAL, split, 100, Probabilities(PD))
    weighted = 0.0
    for party in PARTIES:
        for role in (Role.BORROWER, Role.LENDER):
            own = exposure(day, party, ExposureAsked(role, split, probabilities=Probabilities(PD))).answer
            if party in told(whole, role):
                agree(told(whole, role)[party], own.numbers)
            else:
                assert own.numbers.nominal_cny == own.numbers.covered_cny == 0
            weighted += (own.weighted.weighted_call_cny or 0.0) if role is Role.BORROWER else 0.0
            by_party = sum(one.expected_call_cny for one in own.shares)
            assert by_party == pytest.approx(own.numbers.expected_call_cny, abs=1e-6)
        as_guarantor = exposure(day, party, ExposureAsked(Role.GUARANTOR, split)).answer
        listed = told(whole, Role.GUARANTOR).get(party)
        assert as_guarantor.numbers.nominal_cny == (listed.nominal_cny if listed else 0)
        assert as_guarantor.numbers.contingent_cny == (listed.contingent_cny if listed else 0)
        assert as_guarantor.numbers.outstanding_cny == (listed.outstanding_cny if listed else 0)
    assert weighted == pytest.approx(whole.answer.weighted.weighted_call_cny or 0.0, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(days())
def test_numbers_keep_their_order(day: Day) -> None:
    for party in PARTIES:
        for role in (Role.BORROWER, Role.GUARANTOR, Role.LENDER):
            found = exposure(day, party, ExposureAsked(role))
            one = found.answer.numbers
            assert one.expected_call_cny <= one.covered_cny + 1e-6
            assert one.covered_cny <= min(one.contingent_cny, one.outstanding_cny) + 1e-6
            assert one.contingent_cny <= one.nominal_cny + 1e-6
            assert found.answer.unguaranteed_cny >= -1e-6
            for change in found.changes:
                most = {"loan_repaid": one.expected_call_cny, "largest_guarantor_released": one.covered_cny}
                assert (change.amount_cny or 0.0) <= most.get(change.what, one.nominal_cny + one.outstanding_cny) + 1e-6
