"""The guarantee period: agreed, by law, and what a claim does."""

from datetime import date

import numpy as np
import pytest

from graph.guarantees.active import active, add_months, period_end


def days(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.array([text or "NaT" for text in texts], dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2025-03-31", 6, "2025-09-30"), ("2025-08-31", 6, "2026-02-28"), ("2023-08-31", 6, "2024-02-29"),
        ("2024-10-31", 6, "2025-04-30"), ("2025-12-15", 1, "2026-01-15"), ("", 6, ""),
    ],
)  # fmt: skip
def test_months_end_on_the_last_day_where_there_is_no_same_one(day: str, months: int, then: str) -> None:
    np.testing.assert_array_equal(add_months(days(day), months), days(then))


@pytest.mark.parametrize(
    ("agreed", "maturity", "last"),
    [
        ("2026-06-30", "2025-12-31", "2026-06-30"),  # agreed, after maturity
        ("", "2025-12-31", "2026-06-30"),  # nothing agreed: six months
        ("2025-12-31", "2025-12-31", "2026-06-30"),  # agreed to end with the loan: no agreement
        ("2025-01-01", "2025-12-31", "2026-06-30"),  # or before it
        ("2026-06-30", "", "2026-06-30"),  # maturity unknown
        ("", "", ""),
    ],
)
def test_the_period_is_agreed_or_six_months_from_maturity(agreed: str, maturity: str, last: str) -> None:
    np.testing.assert_array_equal(period_end(days(agreed), days(maturity)), days(last))


def test_first_and_last_day_count_and_unknown_days_exclude_nobody() -> None:
    start, end = days("2025-01-01", "2025-01-02", "2024-01-01", ""), days("2025-12-31", "", "2025-01-01", "2024-12-31")
    assert active(date(2025, 1, 1), start, end).tolist() == [True, False, True, False]


def test_a_claim_in_time_outlives_the_period() -> None:
    start, end = days(*[""] * 4), days(*["2024-12-31"] * 4)
    claimed = days("2024-12-31", "2025-01-01", "", "2024-06-01")
    assert active(date(2025, 6, 1), start, end, claimed).tolist() == [True, False, False, True]
    assert active(date(2024, 5, 1), start, end, claimed).tolist() == [True] * 4
