"""The days of a course, and the same day some months earlier."""

from datetime import date

import pytest

from graph.guarantees.over_time import month_ends, months_before


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 12, 31), 3, date(2025, 9, 30)),
        (date(2025, 11, 30), 3, date(2025, 8, 31)),  # a month's last day stays one
        (date(2025, 5, 15), 12, date(2024, 5, 15)),
        (date(2025, 5, 30), 3, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(1900, 2, 1), 12, date(1900, 1, 1)),
        (date(9999, 12, 30), 12, date(9998, 12, 30)),
    ],
)
def test_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


def test_month_ends_and_the_day_itself() -> None:
    assert month_ends(date(2025, 3, 15), 2) == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 15)]
    assert month_ends(date(2025, 3, 31), 1) == [date(2025, 2, 28), date(2025, 3, 31)]
    assert month_ends(date(1900, 2, 1), 5) == [date(1900, 1, 31), date(1900, 2, 1)]
    assert month_ends(date(1900, 1, 1), 5) == [date(1900, 1, 1)]
    assert len(month_ends(date(2025, 3, 15), 120)) == 121
