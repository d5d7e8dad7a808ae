"""The level at which a matter stood on past days, by its history."""

from datetime import date

import pytest

from graph.as_of import FOREVER
from graph.signals.life.history import RULES, Act, Change, Finding, Kind, Order
from graph.signals.life.stood import Stood, stood


def of_rules(seq: int, kind: Kind, day: date, level: int, change: Change) -> Act:
    finding = None if kind is Kind.NO_LONGER_FOUND else Finding(f"s{level}", level, 1.0, f"f{level}")
    return Act(seq, Order(kind), RULES, "2025-12-01T00:00:00.000+00:00", level, finding, change, "run", day)


def of_officer(seq: int, kind: Kind, at: str, level: int = 4) -> Act:
    return Act(seq, Order(kind, "理由"), "wang", f"{at}T08:00:00.000+00:00", level)


FOUND = of_rules(1, Kind.FOUND, date(2025, 1, 10), 4, Change.FIRST)
GRAVER = of_rules(2, Kind.CHANGED, date(2025, 2, 10), 5, Change.LEVEL_UP)


def test_each_level_stands_until_the_next() -> None:
    assert list(stood([FOUND, GRAVER])) == [
        Stood(5, date(2025, 2, 10), FOREVER), Stood(4, date(2025, 1, 10), date(2025, 2, 10))
    ]  # fmt: skip


def test_what_is_dismissed_stands_no_more_until_it_is_reopened() -> None:
    acts = [FOUND, of_officer(2, Kind.DISMISS, "2025-03-05"), of_officer(3, Kind.REOPEN, "2025-04-05")]
    assert list(stood(acts)) == [
        Stood(4, date(2025, 4, 5), FOREVER), Stood(4, date(2025, 1, 10), date(2025, 3, 5))
    ]  # fmt: skip


def test_what_is_gone_does_not_stand() -> None:
    acts = [FOUND, of_rules(2, Kind.NO_LONGER_FOUND, date(2025, 3, 1), 4, Change.GONE)]
    assert list(stood(acts)) == [Stood(4, date(2025, 1, 10), date(2025, 3, 1))]


def test_a_run_that_looked_at_an_earlier_day_than_an_act_goes_by_that_day() -> None:
    """Runs that catch up on past months after somebody acted today."""
    changed = of_rules(3, Kind.CHANGED, date(2025, 2, 10), 5, Change.LEVEL_UP)
    assert list(stood([FOUND, of_officer(2, Kind.DISMISS, "2025-11-20"), changed])) == [
        Stood(5, date(2025, 2, 10), FOREVER), Stood(4, date(2025, 1, 10), date(2025, 2, 10))
    ]  # fmt: skip


def test_a_history_has_an_act() -> None:
    with pytest.raises(ValueError, match="at least one act"):
        list(stood([]))
