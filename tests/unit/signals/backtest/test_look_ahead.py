"""Nothing that was told after a date changes what a rule says at it; where the future is planted, it is not seen."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.as_of import FOREVER, AsOf
from graph.measures.day import DayMeasures
from graph.measures.facts import Facts
from graph.measures.measure import Columns
from graph.schema import RELATIONSHIPS
from graph.signals import find_signals, load_rules
from graph.signals.backtest import Period, replay
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import int32_days
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by
from tests.unit.signals.backtest.rules import ALL, DEBTORS, SCORED

EPOCH = date(1970, 1, 1)
FIRST, LAST = date(2022, 1, 15), date(2025, 12, 31)
RULES = (*load_rules(), *ALL)
WORLD = told_by(build_world(WorldOptions(seed=11, enterprises=300, contagion=1.0, years=4)))


def told_by_then(history: History, day: date) -> History:
    """The history without a row that was recorded later: cut by hand, not by the product."""
    tables, number = dict(history.tables), (day - EPOCH).days
    for name in history.tables:
        if name in RELATIONSHIPS and RELATIONSHIPS[name].dated:
            table = history.tables[name]
            known = int32_days(table, "recorded_on") <= number
            until = int32_days(table, "superseded_on").copy()
            until[until > number] = (FOREVER - EPOCH).days
            at = table.column_names.index("superseded_on")
            tables[name] = table.set_column(at, "superseded_on", pa.array(until).view(pa.date32())).filter(
                pa.array(known)
            )
    return History.of(tables)


def firing(history: History, day: date) -> list[set[str]]:
    """Per rule the ids of those for whom it fires; and, last, of those at risk."""
    found = replay(history, RULES, Period(day, day))
    names = np.asarray(history.parties.table.column("party_id").to_pylist())
    places = [*found.fired[0], np.flatnonzero(found.at_risk[0]).astype(np.int32)]
    return [set(names[parties].tolist()) for parties in places]


@settings(max_examples=12, deadline=None)
@given(day=st.dates(FIRST, LAST))
def test_what_was_told_later_changes_nothing(day: date) -> None:
    assert firing(told_by_then(WORLD, day), day) == firing(WORLD, day)


def test_rules_of_the_world_have_something_to_say() -> None:
    """Else the comparison would hold of nothing."""
    found = firing(WORLD, date(2024, 12, 31))
    speaking = [rule.id for rule, parties in zip(RULES, found, strict=False) if parties]
    assert len(speaking) > len(RULES) / 2


def test_at_each_date_the_same_rules_fire_for_the_same_parties_as_warnings_say() -> None:
    """Columns that a replay leaves out are read by no rule."""
    day = date(2024, 12, 31)
    rules = load_rules()
    said = find_signals(WORLD.at(AsOf(day, day)), rules)
    for rule, parties in zip(rules, firing(WORLD, day), strict=False):  # which come first in RULES
        assert {one.party_id for one in said if one.rule == rule.id} == parties, rule.id


def test_a_future_that_is_planted_is_not_seen() -> None:
    """Everybody is told to default tomorrow, and what everybody owes is told anew, dated back to today."""
    day = date(2024, 6, 30)
    planted = dict(WORLD.tables)
    tomorrow = (day + timedelta(1) - EPOCH).days
    for name in ("HAD", "STOOD_AT", "GUARANTEES", "OWNS"):
        table = WORLD.tables[name]
        rows = table.take(pa.array(np.arange(len(table))))
        for column, number in (("recorded_on", tomorrow), ("valid_from", tomorrow - 30)):
            days = np.full(len(rows), number, dtype=np.int32)
            rows = rows.set_column(rows.column_names.index(column), column, pa.array(days).view(pa.date32()))
        planted[name] = pa.concat_tables([table, rows]).unify_dictionaries().combine_chunks()
    history = History.of(planted)
    assert firing(history, day) == firing(WORLD, day)
    assert firing(history, day + timedelta(1)) != firing(WORLD, day + timedelta(1)), "but is once it is told"


def test_a_back_test_that_looks_ahead_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """With measures that know what was told later the comparison above fails."""

    def looks_ahead(history: History, at: AsOf, _given: object) -> DayMeasures:
        return DayMeasures(Facts(history.at(AsOf(at.as_of, LAST))))

    day = date(2024, 6, 30)
    honest = firing(WORLD, day)
    monkeypatch.setattr(DayMeasures, "of", looks_ahead)
    assert firing(WORLD, day) != honest


def test_the_later_dates_of_a_period_change_nothing_of_the_earlier_ones() -> None:
    short = replay(WORLD, RULES, Period(date(2024, 1, 31), date(2024, 3, 31)))
    long = replay(WORLD, RULES, Period(date(2024, 1, 31), date(2024, 5, 31)))
    assert short.period.days == long.period.days[:3]
    for one, other in zip(short.fired, long.fired, strict=False):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert np.array_equal(short.at_risk, long.at_risk[:3])


def test_scores_are_asked_for_by_date_and_missing_without_one() -> None:
    asked: list[date] = []

    def scores(day: date, snapshot: Snapshot) -> Columns:
        asked.append(day)
        found = np.full(snapshot.node_count("Party"), np.nan)
        if day >= date(2024, 2, 29):
            found[:5] = (0.1, 0.2, 0.3, np.nan, 0.9)
        return {"score.probability": found}

    period = Period(date(2024, 1, 31), date(2024, 3, 31))
    found = replay(WORLD, [SCORED, DEBTORS], period, scores)
    assert sorted(asked) == [period.run_in, *period.days]
    assert [len(fired[0]) for fired in found.fired] == [0, 3, 3]
    assert [len(fired[0]) for fired in replay(WORLD, [SCORED], period).fired] == [0, 0, 0]
