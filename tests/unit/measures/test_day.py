"""Measures of a day by name: worked out when read, changes over months, and nothing that was told later."""

from datetime import date

import numpy as np
import pytest

from graph.as_of import AsOf
from graph.errors import UsageError
from graph.measures.catalogue import every_measure
from graph.measures.changes import changing, months_before, split_change
from graph.measures.day import DayMeasures
from graph.measures.measure import Columns
from graph.snapshot import Snapshot
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by
from tests.unit.measures.village import CUT_OFF, event, guarantee, history

WORLD = told_by(build_world(WorldOptions(seed=2, enterprises=400)))
DAY = date(2024, 6, 30)


def on(day: date, known_at: date | None = None) -> DayMeasures:
    return DayMeasures.of(WORLD, AsOf(day, known_at or day))


def of(day: DayMeasures, name: str, party: str) -> float:
    ids = day.facts.snapshot.parties.table.column("party_id").to_pylist()
    return float(day.column(name)[ids.index(party)])


def test_every_measure_has_a_value_per_party() -> None:
    day = on(DAY)
    empty = []
    for name in every_measure():
        column = day.column(name)
        assert column.shape == (day.facts.count,), name
        assert not np.isinf(column).any(), name
        if np.isnan(column).all():
            empty.append(name)
    assert {name.split(".")[0] for name in empty} == {"score", "data"}, "nobody is scored, and no dispute is known"


def test_there_are_at_least_three_hundred_each_described_once_in_both_languages() -> None:
    measures = every_measure()
    assert len(measures) >= 300
    for titles in ([one.title_zh for one in measures.values()], [one.title_en for one in measures.values()]):
        assert len(set(titles)) == len(titles)


def test_a_change_is_the_value_less_that_of_months_ago_as_both_are_known_now() -> None:
    now, before = on(DAY), on(date(2024, 3, 30), DAY)
    for name in ("guarantees.guarantors", "loans.outstanding_cny", "structure.circle_size"):
        change = now.column(f"{name}.change_3m")
        assert np.array_equal(change, now.column(name) - before.column(name), equal_nan=True), name
        assert name == "structure.circle_size" or np.nanmax(np.abs(change)) > 0, name


def test_a_fact_that_is_told_late_is_no_change() -> None:
    late = guarantee("Z", "e", "a", "La", recorded_on=CUT_OFF)
    day = DayMeasures.of(history(guarantees=[late]), AsOf(CUT_OFF, CUT_OFF))
    assert of(day, "guarantees.guarantors.change_1m", "a") == 0


def test_given_columns_are_the_score() -> None:
    plain = DayMeasures.of(history(), AsOf(CUT_OFF, CUT_OFF))

    def given(day: date, snapshot: Snapshot) -> Columns:
        return {"score.probability": np.full(snapshot.node_count("Party"), 0.2)}

    scored = DayMeasures(plain.facts, given)
    assert np.isnan(plain.column("score.probability")).all()
    assert (scored.column("score.probability") == 0.2).all()


def test_what_is_told_later_changes_nothing() -> None:
    later = date(2023, 12, 1)
    told = history(events=[event("E", "c", "default", later)])
    day, without = (DayMeasures.of(one, AsOf(CUT_OFF, CUT_OFF)) for one in (told, history()))
    for name in every_measure():
        assert np.array_equal(day.column(name), without.column(name), equal_nan=True), name


def test_a_name_that_is_no_measure_is_refused() -> None:
    day = DayMeasures.of(history(), AsOf(CUT_OFF, CUT_OFF))
    for name in ("structure.height", "height", "own.height.change_3m"):
        with pytest.raises(UsageError, match="no measure"):
            day.column(name)


def test_months_are_those_of_the_calendar() -> None:
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2023, 3, 31), 1) == date(2023, 2, 28)
    assert months_before(date(2024, 1, 15), 12) == date(2023, 1, 15)
    assert months_before(date(2024, 5, 31), 6) == date(2023, 11, 30)
    assert split_change("own.net_assets_cny.change_12m") == ("own.net_assets_cny", 12)
    assert split_change("own.net_assets_cny") == ("own.net_assets_cny", 0)
    assert set(changing()) <= set(every_measure())
