"""Judged findings measured again by what was known then, and what a proposal would have changed at past dates."""

from datetime import date, timedelta

import numpy as np
import pytest

from graph.as_of import AsOf
from graph.bootstrap import Bootstrap
from graph.signals import Rule, find_signals
from graph.signals.backtest import Asked, Awaited, Period, backtest
from graph.signals.learning import Criteria, Judgement, Sample, effects, propose, samples
from graph.snapshot import History
from tests.unit.measures.village import balance, event, firm, history, loan
from tests.unit.signals.learning.rules import OVERDUE

NAMES = [f"f{number:02}" for number in range(40)]
DUE = {name: 5 + number for number, name in enumerate(NAMES)}
"""Days past due on the last of March 2023."""
MARCH, APRIL = date(2023, 3, 31), date(2023, 4, 30)
THEN = AsOf(APRIL, APRIL)
LINE = 25
"""Officers confirm from here on, and so many fail later."""


def world(*more: dict[str, object]) -> History:
    return history(
        enterprises=[firm(name) for name in NAMES],
        loans=[loan(f"L{name}", name) for name in NAMES],
        balances=[*(balance(f"L{name}", MARCH, 8e5, days_past_due=DUE[name]) for name in NAMES), *more],
        events=[event("E0", "e", "overdue", date(2022, 2, 1))]
        + [event(f"E{name}", name, "default", date(2023, 8, 1)) for name in NAMES if DUE[name] >= LINE],
    )


def judged(at: AsOf | None = THEN, **values: float) -> list[Judgement]:
    """What officers said of all of them; values: of findings that were otherwise."""
    found = {name: float(days) for name, days in DUE.items()} | values
    return [Judgement(OVERDUE.id, name, found[name] >= LINE, found[name], at) for name in found]


def of(history_: History, judgements: list[Judgement], rule: Rule = OVERDUE, least: int = 1) -> Sample:
    (found,) = samples(history_, [rule], judgements, least)
    return found


def test_what_was_judged_is_what_the_rule_found_then() -> None:
    found = of(world(), judged())
    signals = find_signals(world().at(THEN), [OVERDUE])
    assert found.columns["events.days_past_due"].tolist() == [float(one) for one in DUE.values()]
    assert sorted(found.columns["events.days_past_due"]) == sorted(one.value or 0.0 for one in signals)
    assert (found.judged, found.outside, found.unlike) == (40, 0, 0)
    assert found.confirmed.tolist() == [days >= LINE for days in DUE.values()]


def test_what_was_told_later_does_not_change_what_was_judged() -> None:
    corrected = balance("Lf00", MARCH, 8e5, days_past_due=80, recorded_on=date(2023, 6, 1))
    found = of(world(corrected), judged())
    assert (found.judged, found.unlike) == (40, 0)
    assert found.columns["events.days_past_due"].max() == max(DUE.values())
    later = AsOf(APRIL, date(2023, 6, 30))
    assert of(world(corrected), judged(later)).unlike == 1  # a run that knew of it would have found another value


def test_findings_that_cannot_be_measured_again_are_counted_apart() -> None:
    assert of(world(), judged(f00=6.0, nobody=30.0)).unlike == 2
    lost = of(world(), judged(None))
    assert (lost.judged, lost.unlike) == (0, 40)


def test_findings_that_a_stricter_rule_does_not_make_are_counted_apart() -> None:
    found = of(world(), judged(), OVERDUE.moved({"days": 30}))
    assert (found.judged, found.outside, found.unlike) == (15, 25, 0)


def test_days_are_measured_one_by_one() -> None:
    may = AsOf(date(2023, 5, 31), date(2023, 5, 31))
    cured = [balance(f"L{name}", date(2023, 5, 15), 8e5, days_past_due=DUE[name] + 20) for name in NAMES[:10]]
    halves = [*judged()[10:], *(Judgement(OVERDUE.id, n, True, DUE[n] + 20.0, may) for n in NAMES[:10])]
    told: list[tuple[int, int]] = []
    (found,) = samples(world(*cured), [OVERDUE], halves, 1, on_day=lambda done, total: told.append((done, total)))
    assert (found.judged, found.unlike) == (40, 0)
    assert told == [(1, 2), (2, 2)]


def test_with_too_few_judgements_nothing_is_measured() -> None:
    days: list[tuple[int, int]] = []
    (found,) = samples(world(), [OVERDUE], judged()[:14], 20, on_day=lambda *one: days.append(one))
    assert (found.judged, days) == (14, [])
    assert propose([found])[0].why.en == "14 judged, 20 are needed"
    assert of(world(), [Judgement("another", "f00", True, 5.0, THEN)]).judged == 0


def test_the_effect_is_that_of_the_back_test() -> None:
    facts = world()
    learned = propose([of(facts, judged())], Criteria(draws=499))
    assert learned[0].proposal is not None
    assert learned[0].proposal.to_value == LINE
    period = Period(date(2023, 2, 28), date(2023, 8, 31))
    asked = Asked(period, date(2024, 12, 31), Awaited(180), Bootstrap(50))
    found = effects(facts, learned, asked)[OVERDUE.id]
    alone = [backtest(facts, [rule], asked).rules[0] for rule in (OVERDUE, learned[0].moved)]
    assert [(one.alarms, one.precision, one.recall, one.lift) for one in (found.before, found.after)] == [
        (one.alarms, one.precision, one.recall, one.lift) for one in alone
    ]
    assert (found.before.alarms, found.after.alarms) == (40, 20)
    assert (found.before.precision.value, found.after.precision.value) == (0.5, 1.0)
    assert found.before.recall.value == found.after.recall.value == pytest.approx(1.0)
    assert found.after.workload_per_week < found.before.workload_per_week
    assert found.after.lift.value == pytest.approx(2 * found.before.lift.value)


def test_without_a_proposal_nothing_is_replayed() -> None:
    facts, said = world(), np.random.default_rng(0).permutation([True, False] * 20)
    judgements = [
        Judgement(OVERDUE.id, name, bool(said[place]), float(DUE[name]), THEN) for place, name in enumerate(NAMES)
    ]
    learned = propose([of(facts, judgements)], Criteria(draws=499))
    assert learned[0].proposal is None
    asked = Asked(Period(MARCH, APRIL), APRIL + timedelta(900))
    dates: list[tuple[int, int]] = []
    assert effects(facts, learned, asked, on_date=lambda *one: dates.append(one)) == {}
    assert dates == []
