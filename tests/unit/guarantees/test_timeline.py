"""Circles keep their identity whenever they are asked for, by the month ends since the first guarantee."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from graph.as_of import BEGINNING, FOREVER
from graph.guarantees.lineage import Change, circle_history, circles_on
from graph.guarantees.timeline import CircleTimeline, circle_timeline
from tests.unit.groups.snapshots import enterprise, snapshot_of, tie

Row = dict[str, Any]
DAYS = [date(2025, month, 1) - timedelta(1) for month in range(2, 13)] + [date(2025, 12, 31)]


def stands(pairs: str, since: date = BEGINNING, until: date = FOREVER) -> list[Row]:
    """Pairs as `ab bc`: a stands for b, b for c."""
    return [tie(one[0], one[1], since, until, guarantee_id=f"{one}{since}") for one in pairs.split()]


def on(day: date, *rows: list[Row]) -> CircleTimeline:
    parties = [enterprise(name) for name in "abcdef"]
    return circle_timeline(snapshot_of(day, Enterprise=parties, GUARANTEES=[row for part in rows for row in part]))


def test_a_circle_is_the_same_at_any_day_of_its_life() -> None:
    rows = (
        stands("ab bc ca", date(2025, 2, 10)) + stands("cd da", date(2025, 4, 20)) + stands("de ed", date(2025, 7, 1))
    )
    days = (date(2025, 2, 10), date(2025, 3, 31), date(2025, 4, 20), date(2025, 7, 2), date(2025, 12, 31))
    found = [on(day, rows) for day in days]
    assert {tuple(one.circles) for one in found} == {tuple(found[0].circles)}
    assert ["".join(sorted(*one.circles.values())) for one in found] == ["abc", "abc", "abcd", "abcde", "abcde"]
    assert {tuple(one.since.values()) for one in found} == {(date(2025, 2, 28),)}
    assert [(event.day, event.change) for event in found[-1].events] == [
        (date(2025, 2, 28), Change.BORN), (date(2025, 4, 30), Change.GREW), (date(2025, 7, 31), Change.GREW),
    ]  # fmt: skip
    assert found[2].events[-1].day == date(2025, 4, 20), "no event lies after the day"
    assert [event.change for event in found[-1].events_of(5)] == []
    assert [event.change for event in found[-1].events_of(9)] == [Change.GREW, Change.GREW]


def test_a_start_that_nobody_knows_is_no_birth() -> None:
    found = on(date(2025, 6, 30), stands("ab ba"), stands("cd dc", date(2025, 1, 5)))
    assert [(event.change, event.joined) for event in found.events] == [
        (Change.FOUND, ("a", "b")), (Change.BORN, ("c", "d")),
    ]  # fmt: skip
    assert sorted(found.since.values()) == [BEGINNING, date(2025, 1, 31)]


def test_a_circle_that_ended_and_one_that_never_closed() -> None:
    rows = stands("ab ba", date(2025, 1, 5), date(2025, 3, 31)), stands("cd", date(2025, 1, 5), date(2025, 2, 1))
    found = on(date(2025, 6, 30), *rows, stands("dc", date(2025, 3, 1)))
    assert found.circles == {}
    assert [(event.day, event.change) for event in found.events] == [
        (date(2025, 1, 31), Change.BORN), (date(2025, 3, 31), Change.DIED),
    ]  # fmt: skip


def test_too_many_guarantees_to_follow() -> None:
    parties = [enterprise(name) for name in "ab"]
    facts = snapshot_of(date(2025, 6, 30), Enterprise=parties, GUARANTEES=stands("ab ba", date(2025, 1, 5)))
    assert circle_timeline(facts, most=4).lasting
    cut = circle_timeline(facts, most=3)
    assert (cut.lasting, list(cut.circles.values()), cut.events) == (False, [frozenset("ab")], ())


def test_without_guarantees() -> None:
    found = on(date(2025, 6, 30))
    assert (found.circles, found.events, found.lasting) == ({}, (), True)


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_history_over_all_month_ends(seed: int) -> None:
    """Passing over quiet months, and asking on any earlier day, changes no identity."""
    random, rows = np.random.default_rng(seed), []
    for number in range(36):
        since = date(2025, 1, 1) + timedelta(int(random.integers(330)))
        until = since + timedelta(int(random.integers(1, 200)))
        ends = random.choice(list("abcdef"), 2, replace=False)
        rows.append(tie(str(ends[0]), str(ends[1]), since, until, guarantee_id=str(number)))
    parties = [enterprise(name) for name in "abcdef"]
    facts = {"Enterprise": parties, "GUARANTEES": rows}
    days = [
        (date(2024, 12, 31), list[frozenset[str]]()),
        *((day, circles_on(snapshot_of(day, **facts))) for day in DAYS),
    ]
    expected = list(circle_history(days))
    assert any(len(day.circles) for day in expected)
    for number, day in enumerate(DAYS, 1):
        found = circle_timeline(snapshot_of(day, **facts))
        assert found.circles == expected[number].circles
        assert list(found.events) == [event for before in expected[: number + 1] for event in before.events]
    assert all(a.day < b.day for a, b in pairwise(expected))
