"""Texts of every type: what they become and why they are refused."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from graph.schema import Column, table
from ingest.typed import NO_DAY, day_of
from ingest.values import Context, parse

PLAIN = Context("firm", None, frozenset({"loan_id"}))
LOANS, GUARANTEES = table("loans"), table("guarantees")


def one(column: Column, text: str, factor: float = 1.0, context: Context = PLAIN) -> Any:
    """The value, or the reason's code with a question mark."""
    parsed = parse(column, pa.array([text]), factor, context)
    value, problem = parsed.values[0], parsed.problems[0]
    if problem is not None:
        return f"{problem}?"
    if parsed.values.dtype == "int64":
        return None if value == NO_DAY else day_of(int(value)).isoformat()
    return value


@pytest.mark.parametrize(
    "text",
    ["2023-06-20", "2023/6/20", "20230620", "2023.6.20", "2023年6月20日", "2023-06-20 00:00:00", "２０２３-06-20"],
)
def test_dates_in_every_usual_form(text: str) -> None:
    assert one(LOANS.column("drawn_on"), text) == "2023-06-20"


@pytest.mark.parametrize("text", ["2023-02-30", "20231301", "June 2023", "45097", "0023-01-01"])
def test_what_is_no_date(text: str) -> None:
    assert one(LOANS.column("drawn_on"), text) == "date?"


def test_excel_serials_count_in_workbooks_only() -> None:
    context = Context("firm", None, excel=True)
    assert one(LOANS.column("matures_on"), "45097", context=context) == dt.date(2023, 6, 20).isoformat()


def test_the_largest_date_is_an_open_end() -> None:
    assert one(GUARANTEES.column("ends_on"), "9999-12-31") is None


def test_money() -> None:
    principal, profit = LOANS.column("principal"), table("statements").column("profit_cny")
    assert one(principal, "1,200.57", 1e4) == 12005700.0
    assert one(principal, "８００") == 800.0
    assert one(principal, "-1") == "negative?"
    assert one(profit, "-1") == -1.0
    assert one(principal, "8万") == "number?"
    assert one(principal, "nan") == "number?"
    assert one(principal, "1e14") == "too_large?"
    assert one(principal, "1000000", 1e8) == "too_large?"


def test_ratios() -> None:
    share = table("stakes").column("share_ratio")
    assert one(share, "0.35") == 0.35
    assert one(share, "35", 0.01) == 0.35
    assert one(share, "35%") == 0.35
    assert one(share, "35") == "ratio?"
    assert one(share, "-0.1") == "ratio?"


@pytest.mark.parametrize("text", ["joint_and_several", "连带责任保证", "Joint and several guarantee"])
def test_choices_by_value_and_by_both_titles(text: str) -> None:
    assert one(GUARANTEES.column("form"), text) == "joint_and_several"
    assert one(GUARANTEES.column("form"), "口头") == "choice?"


def test_booleans_integers_and_lists() -> None:
    assert one(GUARANTEES.column("maximum_amount"), "是") is True
    assert one(GUARANTEES.column("maximum_amount"), "no") is False
    assert one(GUARANTEES.column("maximum_amount"), "maybe") == "boolean?"
    days = table("balances").column("days_past_due")
    assert one(days, "15.0") == 15
    assert one(days, "-1") == one(days, "1.5") == "integer?"
    assert one(GUARANTEES.column("secured_loans"), "JJ1； other:2;JJ1") == ("firm:JJ1", "other:2")


def test_keys_carry_their_source_and_required_ones_must_be_there() -> None:
    assert one(LOANS.column("loan_id"), "JJ1") == "firm:JJ1"
    assert one(LOANS.column("loan_id"), "bank9:JJ1") == "bank9:JJ1"
    assert one(LOANS.column("loan_id"), "  ") == "required?"
    assert one(table("cases").column("case_no"), "（2024）浙0106民初1号") == "(2024)浙0106民初1号"


def test_keys_that_lost_digits_are_refused() -> None:
    for column in (LOANS.column("loan_id"), GUARANTEES.column("secured_loans"), table("balances").column("loan_id")):
        assert one(column, "2.02306200000012e+17") == "number_cell?"
        assert one(column, "JJ11**************2X") == "masked?"
    assert one(LOANS.column("principal"), "1.5e+6") == 1.5e6
