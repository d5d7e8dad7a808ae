"""One table of cases per rule: law and form, period, defence, resolution."""

from datetime import date

import numpy as np
import pytest

from graph.guarantees.active import Days, active, period_end
from graph.liability.defence import DebtorState, Defence, defence
from graph.liability.form import UNSTATED, Mode, mode_of
from graph.liability.law import Law, governing_law
from graph.liability.period import Pairs, Standing, barred_after, last_day, standing
from graph.liability.resolution import Finding, Giver, Needed, resolution

GENERAL, JOINT, THING = Mode.GENERAL, Mode.JOINT, Mode.IN_KIND


def days(*texts: str | None) -> Days:
    return np.array([text or "NaT" for text in texts], dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("signed", "starts", "law", "assumed"),
    [
        ("2021-01-01", None, Law.CIVIL_CODE, False),
        ("2020-12-31", "2021-02-01", Law.GUARANTEE_LAW, False),
        ("2007-10-01", None, Law.GUARANTEE_LAW, False),
        ("2007-09-30", None, Law.BEFORE_PROPERTY_LAW, False),
        (None, "2020-06-01", Law.GUARANTEE_LAW, True),
        (None, "2022-06-01", Law.CIVIL_CODE, True),
        (None, None, Law.CIVIL_CODE, True),
    ],
)
def test_the_day_of_signing_decides_the_law(signed: str | None, starts: str | None, law: Law, *, assumed: bool) -> None:
    found = governing_law(days(signed), days(starts))
    assert (int(found.law[0]), bool(found.assumed[0])) == (law, assumed)


@pytest.mark.parametrize(
    ("stated", "law", "mode"),
    [
        (UNSTATED, Law.CIVIL_CODE, GENERAL),  # art. 686(2)
        (UNSTATED, Law.GUARANTEE_LAW, JOINT),  # Guarantee Law art. 19
        (UNSTATED, Law.BEFORE_PROPERTY_LAW, JOINT),
        (GENERAL, Law.GUARANTEE_LAW, GENERAL),
        (JOINT, Law.CIVIL_CODE, JOINT),
        (THING, Law.CIVIL_CODE, THING),
    ],
)
def test_a_missing_form_is_what_its_law_presumes(stated: int, law: Law, mode: Mode) -> None:
    assert mode_of(np.array([stated], np.int8), np.array([law], np.int8))[0] == mode


def pairs(
    *maturities: str | None, agreed: str | None = None, claimed: str | None = None, start: str | None = "2024-01-01",
    pool: bool = False, thing: bool = False, withdrawn: bool = False,
) -> Pairs:  # fmt: skip
    """One contract with a debt of each maturity."""
    many = len(maturities)
    return Pairs(
        np.zeros(many, np.int32), days(*[start] * many), days(*[agreed] * many), days(*maturities),
        days(*[claimed] * many), np.full(many, pool), np.full(many, thing), np.full(many, withdrawn),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "last"),
    [
        (pairs("2024-12-31"), ["2025-06-30"]),
        (pairs("2024-08-31"), ["2025-02-28"]),
        (pairs("2024-12-31", agreed="2026-12-31"), ["2026-12-31"]),
        (pairs("2024-12-31", agreed="2024-12-31"), ["2025-06-30"]),  # ends with the debt: counts as none
        (pairs(None), [None]),
        (pairs("2024-12-31", thing=True), [None]),
        # Interpretation 2020 art. 30: one period for all debts of a pool, from the maturity of the last
        (pairs("2024-03-31", "2024-12-31", pool=True), ["2025-06-30", "2025-06-30"]),
        (pairs("2024-03-31", "2024-12-31"), ["2024-09-30", "2025-06-30"]),
        (pairs("2024-03-31", None, pool=True), [None, None]),
        (pairs("2024-03-31", "2024-12-31", pool=True, agreed="2024-10-01"), ["2024-10-01", "2025-06-30"]),
    ],
)
def test_the_last_day_of_the_guarantee_period(given: Pairs, last: list[str | None]) -> None:
    assert last_day(given).astype(object).tolist() == days(*last).astype(object).tolist()


@pytest.mark.parametrize(
    ("given", "on", "stands"),
    [
        (pairs("2024-12-31"), date(2025, 6, 30), Standing.WITHIN),  # the last day is included
        (pairs("2024-12-31"), date(2025, 7, 1), Standing.EXPIRED),
        (pairs("2024-12-31", claimed="2025-06-30"), date(2026, 1, 1), Standing.CLAIMED),
        (pairs("2024-12-31", claimed="2025-07-01"), date(2026, 1, 1), Standing.EXPIRED),
        (pairs("2024-12-31", claimed="2025-03-01"), date(2025, 1, 31), Standing.WITHIN),  # not yet claimed then
        (pairs("2024-12-31"), date(2023, 12, 31), Standing.NOT_BEGUN),
        (pairs("2024-12-31", withdrawn=True), date(2024, 6, 1), Standing.ENDED),
        (pairs("2024-12-31", thing=True), date(2030, 1, 1), Standing.WITHIN),  # a thing has no guarantee period
        (pairs(None), date(2030, 1, 1), Standing.WITHIN),
    ],
)
def test_where_a_contract_stands_on_a_day(given: Pairs, on: date, stands: Standing) -> None:
    assert standing(on, given, last_day(given))[0] == stands


def test_standing_of_single_debts_is_what_active_says() -> None:
    rng = np.random.default_rng(3)

    def some(missing: float) -> Days:
        found = np.datetime64("2023-01-01") + rng.integers(0, 900, 400)
        return np.where(rng.random(400) < missing, np.datetime64("NaT"), found).astype("datetime64[D]")

    start, agreed, maturity, claimed = some(0.1), some(0.5), some(0.1), some(0.6)
    no = np.zeros(400, np.bool_)
    given = Pairs(np.arange(400, dtype=np.int32), start, agreed, maturity, claimed, no, no, no)
    found = standing(date(2024, 9, 1), given, last_day(given))
    alive = active(date(2024, 9, 1), start, period_end(agreed, maturity), claimed)
    assert np.array_equal(np.isin(found, (Standing.WITHIN, Standing.CLAIMED)), alive)


def test_a_claim_is_barred_three_years_later() -> None:
    assert barred_after(days("2025-06-30"))[0] == np.datetime64("2028-06-30")


FALLEN, DOUBTFUL, STANDS, NONE = Defence.FALLEN, Defence.DOUBTFUL, Defence.STANDS, Defence.NONE


@pytest.mark.parametrize(
    ("sign", "law", "found"),
    [
        ("", Law.CIVIL_CODE, STANDS),
        ("bankrupt", Law.CIVIL_CODE, FALLEN),  # art. 687(2)(2)
        ("bankrupt", Law.GUARANTEE_LAW, FALLEN),  # Guarantee Law art. 17(3)(2)
        ("exhausted", Law.GUARANTEE_LAW, FALLEN),
        ("insufficient", Law.CIVIL_CODE, DOUBTFUL),  # art. 687(2)(3): for the creditor to show
        ("insufficient", Law.GUARANTEE_LAW, STANDS),  # the Guarantee Law knows no such case
        ("gone", Law.GUARANTEE_LAW, DOUBTFUL),
        ("guarantor", Law.CIVIL_CODE, FALLEN),  # Bankruptcy Provisions III art. 4
    ],
)
def test_when_the_defence_of_a_general_guarantor_falls(sign: str, law: Law, found: Defence) -> None:
    flags = [np.array([sign == one] * 3) for one in ("bankrupt", "exhausted", "insufficient", "gone")]
    modes = np.array([GENERAL, JOINT, THING], np.int8)
    judged = defence(modes, np.full(3, law, np.int8), DebtorState(*flags), np.array([sign == "guarantor"] * 3))
    assert judged.tolist() == [found, NONE, NONE]


COMPANY, HOLDER = Giver("company"), Giver("company", debtor_holds=True)
OTHERS, HOLDERS = Needed.BOARD_OR_SHAREHOLDERS, Needed.SHAREHOLDERS


@pytest.mark.parametrize(
    ("giver", "stated", "needed", "finding"),
    [
        (COMPANY, "board", OTHERS, Finding.MET),
        (COMPANY, "shareholders", OTHERS, Finding.MET),
        (COMPANY, "none", OTHERS, Finding.LACKING),
        (COMPANY, "unknown", OTHERS, Finding.UNKNOWN),
        (COMPANY, None, OTHERS, Finding.UNKNOWN),
        (HOLDER, "board", HOLDERS, Finding.LACKING),  # for a shareholder the board is not enough
        (HOLDER, "shareholders", HOLDERS, Finding.MET),
        (Giver("company", debtor_holds=True, sole_holder=True), "none", Needed.EXEMPT_ONE_PERSON, Finding.MET),
        (Giver("company", holds_all=True), "none", Needed.EXEMPT_SUBSIDIARY, Finding.MET),
        (Giver("guarantee_firm"), "none", Needed.EXEMPT_INSTITUTION, Finding.MET),
        (Giver("bank"), None, Needed.EXEMPT_INSTITUTION, Finding.MET),
        (Giver("person"), None, Needed.NOTHING, Finding.MET),
        (Giver("partnership"), "none", Needed.NOTHING, Finding.MET),
        (Giver(None), "none", Needed.UNKNOWN, Finding.UNKNOWN),
        (Giver("government"), "none", Needed.FORBIDDEN, Finding.LACKING),
        (Giver("government", personal=False), None, Needed.NOTHING, Finding.MET),
    ],
)
def test_which_resolution_is_needed_and_whether_it_is_there(
    giver: Giver, stated: str | None, needed: Needed, finding: Finding
) -> None:
    found = resolution(giver, stated)
    assert (found.needed, found.finding) == (needed, finding)
