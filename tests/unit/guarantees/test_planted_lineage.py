"""Circles at each month end of synthetic worlds keep the identities that the truth gives them.

The truth lets the circle that was planted first survive a merger, and the half with the ring's first firm survive a
split, whichever is larger. Where that differs from the rule of `circle_history` (the greatest overlap), the truth's two
circles must still be those of the event; these are counted apart. Anything else that differs is a mistake.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.guarantees.lineage import Change, CirclesOfDay, circle_history, circles_on
from ingest.world import World
from tests.unit.groups.delivered import delivered_history
from tests.unit.world.worlds import world

KNOWN = date(2026, 1, 31)
WORLDS = ((5, 300, 96), (1, 1000, 96), (1, 3000, 96), (1, 20000, 24), (1, 20000, 96))
"""Seed, enterprises, and over how many months; the smaller ones have next to no mergers and splits."""


@dataclass(frozen=True)
class Told:
    """A world's circles by month end: as found, and the truth's id of each found identity on each day."""

    truth: World
    days: list[CirclesOfDay]
    named: list[dict[str, str]]

    @classmethod
    def of(cls, truth: World, months: int) -> "Told":
        facts = delivered_history(truth)
        ends = list(month_ends(truth.options.as_of, months))
        days = list(circle_history((day, circles_on(facts.at(AsOf(day, KNOWN)))) for day in ends))
        return cls(truth, days, [named(truth, day) for day in days])


def month_ends(last: date, months: int) -> Iterator[date]:
    """The ends of the last months, in order."""
    for back in range(months - 1, -1, -1):
        year, month = divmod(last.year * 12 + last.month - back, 12)
        yield date(year, month + 1, 1) - timedelta(1)


def named(truth: World, day: CirclesOfDay) -> dict[str, str]:
    """Identity to the truth's id; every circle of the day has one, and no other is true."""
    members: dict[str, set[str]] = {}
    for row in truth.truth["planted_circles"].to_pylist():
        if row["from"] <= day.day <= row["to"]:
            members.setdefault(row["circle_id"], set()).add(row["party_id"])
    true = {frozenset(who): circle for circle, who in members.items()}
    assert set(day.circles.values()) == set(true)
    return {identity: true[who] for identity, who in day.circles.items()}


@pytest.fixture(scope="module", params=WORLDS, ids=str)
def told(request: pytest.FixtureRequest) -> Told:
    seed, enterprises, months = request.param
    return Told.of(world(seed, enterprises), months)


def descents(told: Told, after: CirclesOfDay, before: CirclesOfDay) -> list[dict[str, Any]]:
    """The truth's mergers and splits between two month ends."""
    rows = told.truth.truth["circle_lineage"].to_pylist()
    return [row for row in rows if before.day < row["on"] <= after.day]


def test_identities_are_the_truths(told: Told, record_property: Callable[[str, object], None]) -> None:
    """Whom each circle of a month end continues: the same in the truth, but for the survivors of mergers and splits."""
    seen: Counter[str] = Counter()
    for (before, after), (was, now) in zip(pairwise(told.days), pairwise(told.named), strict=True):
        true_before = {true: identity for identity, true in was.items()}
        other_rule = {row[end] for row in descents(told, after, before) for end in ("circle_id", "other_circle_id")}
        for identity, true in now.items():
            continued, truly = identity if identity in was else None, true_before.get(true)
            seen["same" if continued == truly else "another survivor" if true in other_rule else "wrong"] += 1
    changes = Counter(event.change.value for day in told.days for event in day.events)
    pairs = {pair for now in told.named for pair in now.items()}
    one_name = sum(count == 1 for count in Counter(true for _, true in pairs).values())
    record_property("circles of a month end", str(dict(seen)))
    print(f"\n{len(told.days)} month ends, whom a circle continues: {dict(seen)}; changes: {dict(changes)}")
    print(f"planted circles: {len({true for _, true in pairs})}, under one identity throughout: {one_name}")
    assert seen["wrong"] == 0
    assert seen["same"] > 100
    assert seen["another survivor"] < 0.01 * seen["same"]


def test_mergers_and_splits_are_the_truths(told: Told) -> None:
    """Each one that shows between two month ends is told, of these two circles, and no other is."""
    expected, found = Counter[tuple[date, str, frozenset[str]]](), Counter[tuple[date, str, frozenset[str]]]()
    for (before, after), (was, now) in zip(pairwise(told.days), pairwise(told.named), strict=True):
        for row in descents(told, after, before):
            ends = frozenset((row["circle_id"], row["other_circle_id"]))
            both, one = (was, now) if row["kind"] == "merged" else (now, was)
            if ends <= set(both.values()) and ends & set(one.values()):
                expected[after.day, row["kind"], ends] += 1
        for event in after.events:
            if event.change in (Change.MERGED, Change.SPLIT):
                side = was if event.change == Change.MERGED else now
                ends = frozenset(side[who] for who in (event.identity, *event.others))
                found[after.day, event.change.value, ends] += 1
    counts = f"{expected.total()} mergers and splits planted, {found.total()} told"
    print(f"\n{len(told.days)} month ends: {counts}")
    assert found == expected


def test_the_truth_never_ends_a_circle_that_goes_on(told: Told) -> None:
    """Deaths are the truth's: no circle that died or was born shares its members with one across the month."""
    for (_, after), (was, now) in zip(pairwise(told.days), pairwise(told.named), strict=True):
        for event in after.events:
            if event.change == Change.DIED:
                assert was[event.identity] not in now.values()
            if event.change == Change.BORN:
                assert now[event.identity] not in was.values()


def test_mergers_and_splits_are_among_what_was_tried() -> None:
    kinds = {row["kind"] for row in world(*WORLDS[-1][:2]).truth["circle_lineage"].to_pylist()}
    assert kinds == {"merged", "split"}
