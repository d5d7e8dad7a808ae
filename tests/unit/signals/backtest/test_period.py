"""The dates of a back-test."""

from datetime import date

import pytest

from graph.errors import UsageError
from graph.signals.backtest import Period, Step


def test_months_end_where_they_end() -> None:
    period = Period(date(2023, 11, 15), date(2024, 3, 31))
    assert period.days == (
        date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)
    )  # fmt: skip
    assert period.run_in == date(2023, 10, 31)


def test_weeks_and_days() -> None:
    period = Period(date(2024, 1, 1), date(2024, 1, 29), Step.parse("2w"))
    assert period.days == (date(2024, 1, 1), date(2024, 1, 15), date(2024, 1, 29))
    assert (period.run_in, period.weeks) == (date(2023, 12, 18), 6)


@pytest.mark.parametrize("text", ["1m", "3m", "10d"])
def test_a_step_is_written_as_it_was_read(text: str) -> None:
    assert str(Step.parse(text)) == text


@pytest.mark.parametrize("text", ["", "m", "0m", "1y", "-1m", "1.5m", "1000m"])
def test_what_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no step"):
        Step.parse(text)


def test_too_many_dates_are_refused() -> None:
    with pytest.raises(UsageError, match="at most"):
        Period(date(2000, 1, 1), date(2024, 1, 1), Step.parse("1d"))
