"""Precision, recall, lift and lead time of a world worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from api.backtest_run import told as document
from graph.errors import UsageError
from graph.signals import Rule
from graph.signals.backtest import Asked, Awaited, Backtest, Period, RuleFigures, backtest
from graph.snapshot import History
from tests.unit.measures.told import told
from tests.unit.measures.village import Row, event, firm, loan
from tests.unit.signals.backtest.rules import OVERDUE, STALE, at_least

FIRST, LAST, KNOWN = date(2023, 1, 31), date(2023, 12, 31), date(2024, 5, 31)
ASKED = Asked(Period(FIRST, LAST), KNOWN, Awaited(180, 30))

EVENTS = [
    event("a1", "a", "overdue", date(2023, 2, 10)), event("a2", "a", "default", date(2023, 5, 20)),
    event("b1", "b", "overdue", date(2023, 3, 10)),
    event("c2", "c", "default", date(2023, 6, 15)),
    event("d1", "d", "overdue", date(2023, 4, 5)), event("d2", "d", "default", date(2023, 4, 20), date(2023, 6, 1)),
    event("e1", "e", "overdue", date(2023, 11, 10)),
    event("f1", "f", "overdue", date(2023, 5, 10)),
    event("g1", "g", "overdue", date(2022, 12, 10)), event("g2", "g", "default", date(2023, 3, 15)),
]  # fmt: skip
"""a is warned of and fails, b is warned of and stands, c fails without warning, d has failed when it is warned of,
which is told later, e is warned of too late to be judged, f owes nothing, g was warned of before the first date."""


def history(events: Sequence[Row] = EVENTS) -> History:
    firms = [firm("bank", kind="bank"), *(firm(name) for name in "abcdefg")]
    return told({"enterprises": firms, "loans": [loan(f"L{one}", one) for one in "abcdeg"], "events": list(events)})


def figures(rule: Rule = OVERDUE, asked: Asked = ASKED, **more: Any) -> RuleFigures:
    return backtest(history(**more), [rule], asked).rules[0]


def test_alarms_are_counted_once_each_and_divided() -> None:
    found = figures()
    assert (found.alarms, found.judged, found.censored, found.outside, found.true) == (5, 2, 1, 2, 1)
    assert found.workload_per_week == pytest.approx(5 / ((LAST - date(2022, 12, 31)).days / 7))


def test_precision_recall_and_lead_time() -> None:
    found = figures()
    assert found.precision.value == 1 / 2
    assert (found.defaults, found.foreseen, found.recall.value) == (4, 1, 1 / 4)
    lead = (date(2023, 5, 20) - date(2023, 2, 28)).days
    assert (found.lead_time_days.value, found.quartiles_days) == (lead, (lead, lead))


def test_lift_is_over_the_rate_of_everybody_at_the_dates_of_the_alarms() -> None:
    """At the end of February a, c, d and g of six fail within the horizon, a month later a, c and d of five."""
    found = figures()
    assert found.expected == pytest.approx(4 / 6 + 3 / 5, rel=1e-6)
    assert found.lift.value == pytest.approx(1 / (4 / 6 + 3 / 5), rel=1e-6)


def test_whoever_is_still_warned_of_counts_as_standing() -> None:
    """g in January and February; a from February to May, when it is known to have failed; b from March on; d is known
    to have failed in June only, but had in April, so that it is not at risk when it is warned of; e comes in November,
    too late. Dates up to the end of October are judged."""
    found = figures()
    of = {"g": 2, "a": 3, "b": 8}
    assert found.standing == sum(of.values())
    rate = {1: 4 / 6, 2: 4 / 6, 3: 3 / 5, 4: 2 / 4, 5: 1 / 3}
    expected = rate[1] + rate[2] * 2 + 2 * rate[3] + 2 * rate[4] + rate[5]
    assert found.lift_standing.value == pytest.approx((2 + 3) / expected, rel=1e-6)


def test_bounds_hold_the_figure() -> None:
    found = figures()
    for figure in (found.precision, found.recall, found.lift, found.lift_standing, found.lead_time_days):
        assert figure.low <= figure.value <= figure.high


def test_where_nothing_came_true_bounds_are_exact() -> None:
    found = figures(events=[event(f"{one}1", one, "overdue", date(2023, 2, 10)) for one in "ab"])
    assert (found.precision.value, found.precision.low) == (0, 0)
    assert found.precision.high == pytest.approx(1 - 0.025**0.5)
    assert np.isnan(found.lift.value), "nobody failed"
    assert np.isnan(found.recall.value)
    assert np.isnan(found.lead_time_days.value)


def test_a_window_that_has_not_passed_says_nothing() -> None:
    """Not even of a default that is known already: those who will fail later are not known yet."""
    asked = replace(ASKED, known_at=LAST)
    found = figures(asked=asked, events=[
        event("a1", "a", "overdue", date(2023, 9, 10)), event("a2", "a", "default", date(2023, 10, 20)),
    ])  # fmt: skip
    assert (found.alarms, found.censored, found.judged) == (1, 1, 0)
    assert np.isnan(found.precision.value)
    assert (found.defaults, found.foreseen) == (1, 1)


def test_a_default_told_after_the_end_is_not_known() -> None:
    late = [event("a1", "a", "overdue", date(2023, 2, 10)),
            event("a2", "a", "default", date(2023, 5, 20), date(2024, 6, 1))]  # fmt: skip
    assert figures(events=late).true == 0
    assert figures(events=late, asked=replace(ASKED, known_at=date(2024, 6, 1))).true == 1


def test_who_fires_again_after_a_pause_is_warned_of_again() -> None:
    rule = at_least("lately", "events.overdue_3m", 1)
    events = [event(f"b{month}", "b", "overdue", date(2023, month, 10)) for month in (2, 3, 8)]
    assert figures(rule, events=events).alarms == 2


def test_a_rule_on_data_claims_nothing_of_defaults() -> None:
    found = backtest(history(), [replace(STALE, condition=OVERDUE.condition, thresholds=OVERDUE.thresholds)], ASKED)
    one = found.rules[0]
    assert not one.foretells
    assert one.alarms == 5
    assert all(np.isnan(figure.value) for figure in (one.precision, one.recall, one.lift, one.lead_time_days))


def test_a_rule_that_names_a_kind_is_compared_with_that_kind() -> None:
    named = at_least("banks", "events.overdue_ever", 1, applies_to='["bank"]')
    found = figures(named, events=[
        event("x1", "bank", "overdue", date(2023, 2, 10)), event("x2", "bank", "default", date(2023, 5, 20))
    ])  # fmt: skip
    assert (found.alarms, found.outside) == (1, 1), "the bank owes nothing"
    assert found.defaults == 0


def test_overlap_is_of_the_alarms_for_which_the_other_fires() -> None:
    other = at_least("twice", "events.overdue_ever", 2)
    events = [*EVENTS, event("b0", "b", "overdue", date(2023, 3, 5)), event("e0", "e", "overdue", date(2023, 12, 5))]
    first, second = backtest(history(events), [OVERDUE, other], ASKED).rules
    assert first.overlap == {"twice": 1 / 5}
    assert second.overlap == {"overdue": 1}


def test_order_of_facts_is_immaterial() -> None:
    whole, chance = history(), np.random.default_rng(7)
    shuffled = {name: table.take(pa.array(chance.permutation(len(table)))) for name, table in whole.tables.items()}
    rules = [OVERDUE, at_least("twice", "events.overdue_ever", 2)]
    assert str(_told(backtest(History.of(shuffled), rules, ASKED))) == str(_told(backtest(whole, rules, ASKED)))


def test_without_events_nothing_is_known() -> None:
    found = backtest(history([]), [OVERDUE], ASKED)
    assert found.rules[0].alarms == 0
    assert found.default_rate == 0


@pytest.mark.parametrize(("words", "make"), [
    ("no rule", lambda: backtest(history(), [], ASKED)),
    ("ends before it begins", lambda: Period(LAST, FIRST)),
    ("cannot tell", lambda: replace(ASKED, known_at=FIRST)),
    ("at least one day", lambda: Awaited(0)),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused(words: str, make: Any) -> None:
    with pytest.raises(UsageError, match=words):
        make()


def _told(found: Backtest) -> dict[str, Any]:
    return document(found, [one.rule for one in found.rules])
