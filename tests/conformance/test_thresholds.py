"""Thresholds on each database: moved once, by a person, on what was seen; taken back by another act."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from graph.errors import Forbidden, NotFound, ThresholdConflict, UsageError
from graph.signals import Rule
from graph.signals.learning import Judgement, read_judgements
from graph.signals.life import Kind as Act
from graph.signals.rule import Threshold
from graph.signals.thresholds import (
    Kind,
    Wanted,
    accept,
    adjusted,
    moved,
    read_adjustments,
    record,
    revert,
    standing_of,
)
from graph.store import Store
from tests.conformance.cut import relayed
from tests.conformance.matters import GRAVE, RING, WHY, Found, acted, found, later, swapped, taken_up
from tests.conformance.test_signals_write import NOW, RULES, load_world
from tests.neo4j.server import Database

__all__ = ["found"]

CIRCLE = next(rule for rule in RULES if rule.id == "guarantee_circle")


def wanted(value: float, seen: float | None = None, **more: Any) -> Wanted:
    return Wanted("members", value, WHY, seen, **more)


def value(store: Store, rule: Rule = CIRCLE) -> float:
    (one,) = adjusted(store, [rule])
    return one.thresholds["members"].value


def test_a_threshold_is_moved_and_moved_back(store: Store) -> None:
    assert value(store) == 3
    basis = {"confirmed": 31, "proposal": {"gain": 0.625}, "说明": "依据"}
    first = accept(store, CIRCLE, wanted(4, 3, basis=basis), "wang")
    assert (first.kind, first.from_value, first.to_value, first.unit) == (Kind.ACCEPT, 3, 4, "count")
    second = accept(store, CIRCLE, wanted(6), "li")
    assert (second.from_value, second.seq, value(store)) == (4, 2, 6)
    third = revert(store, second.adjustment_id, "漏掉了两家", "wang")
    assert (third.kind, third.from_value, third.to_value, third.reverts) == (Kind.REVERT, 6, 4, second.adjustment_id)
    assert value(store) == 4
    assert read_adjustments(store) == [first, second, third]  # nothing is ever removed
    assert read_adjustments(store)[0].basis == basis
    assert standing_of(store, "guarantee_circle", "members") == first
    revert(store, first.adjustment_id, WHY, "wang")
    assert value(store) == 3
    with pytest.raises(NotFound):
        standing_of(store, "guarantee_circle", "members")


def test_only_what_was_seen_can_be_moved(store: Store) -> None:
    first = accept(store, CIRCLE, wanted(4, 3), "wang")
    with pytest.raises(ThresholdConflict, match="is 4 now, not 3; last: accept to 4 by wang") as raised:
        accept(store, CIRCLE, wanted(5, 3), "li")
    assert raised.value.details["adjustment_id"] == first.adjustment_id
    second = accept(store, CIRCLE, wanted(5, 4), "li")
    with pytest.raises(ThresholdConflict, match="does not stand"):
        revert(store, first.adjustment_id, WHY, "wang")
    undone = revert(store, second.adjustment_id, WHY, "wang")
    with pytest.raises(ThresholdConflict, match="does not stand"):
        revert(store, second.adjustment_id, WHY, "wang")
    with pytest.raises(NotFound):  # what takes back is not taken back; accept again
        revert(store, undone.adjustment_id, WHY, "wang")
    with pytest.raises(NotFound):
        revert(store, "adjustment:0", WHY, "wang")
    assert len(read_adjustments(store)) == 3


@pytest.mark.parametrize("nobody", ["anonymous@local", "command@local", "Rules@Ringfence"])
def test_nobody_in_particular_moves_nothing(store: Store, nobody: str) -> None:
    with pytest.raises(Forbidden, match="nobody in particular"):
        accept(store, CIRCLE, wanted(4), nobody)
    first = accept(store, CIRCLE, wanted(4), "wang")
    with pytest.raises(Forbidden):
        revert(store, first.adjustment_id, WHY, nobody)
    assert value(store) == 4


def test_what_makes_no_sense_is_refused(store: Store) -> None:
    for refused in (wanted(2), wanted(21), wanted(3), replace(wanted(4), threshold="share"),
                    replace(wanted(4), reason=" "), replace(wanted(4), reason="x" * 4_001)):  # fmt: skip
        with pytest.raises(UsageError):
            accept(store, CIRCLE, refused, "wang")
    first = accept(store, CIRCLE, wanted(4), "wang")
    with pytest.raises(UsageError, match="Say why"):
        revert(store, first.adjustment_id, "", "wang")
    assert read_adjustments(store) == [first]


def test_a_file_that_has_changed_since_is_not_overruled(store: Store) -> None:
    first = accept(store, CIRCLE, wanted(4), "wang")
    changed = replace(CIRCLE, thresholds={"members": Threshold(5, "count", 3, 20)})
    assert value(store, changed) == 5
    (one,) = moved(read_adjustments(store), [changed])
    assert (one.adjustment, one.stale) == (first, True)
    with pytest.raises(ThresholdConflict, match="is 5 now"):
        accept(store, changed, wanted(6, 4), "wang")
    accept(store, changed, wanted(6, 5), "wang")
    assert (value(store, changed), value(store)) == (6, 3)
    assert value(store, replace(changed, title=CIRCLE.meaning)) == 6  # words decide nothing


def test_of_two_at_once_one_moves_it(store: Store) -> None:
    def move(actor: str) -> str:
        try:
            return accept(store, CIRCLE, wanted(4, 3), actor).actor
        except ThresholdConflict:
            return "late"

    with ThreadPoolExecutor(4) as officers:
        done = sorted(officers.map(move, ("wang", "li", "zhao", "sun")))
    assert done.count("late") == 3
    (one,) = read_adjustments(store)
    assert one.actor in done


@pytest.mark.parametrize(("cut", "attempts"), [("after", 1), ("before", 2)])
def test_an_acceptance_whose_commit_lost_its_answer_stands_once(
    database: Database, cut: str, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relayed(database) as (store, relay):
        tries: list[int] = []
        really = record.append

        def append(*arguments: Any) -> None:
            really(*arguments)
            tries.append(1)
            relay.cut = cut if len(tries) == 1 else ""

        monkeypatch.setattr(record, "append", append)
        done = accept(store, CIRCLE, wanted(4, 3), "wang")
        assert len(tries) == attempts
        assert read_adjustments(store) == [done]
        assert value(store) == 4


def test_moved_thresholds_are_no_facts(store: Store) -> None:
    load_world(store)
    before = (store.digest(), store.version())
    accept(store, CIRCLE, wanted(4), "wang")
    assert (store.digest(), store.version()) == before


def test_judgements_are_read_with_the_dates_of_the_run(found: Found) -> None:
    store, signals, run = found
    assert read_judgements(store) == []
    acted(store, RING, Act.DISMISS)
    acted(store, GRAVE, Act.CONFIRM, Act.DISMISS)
    assert read_judgements(store) == [Judgement("guarantee_circle", "ring1", False, 4.0, NOW)]  # the other one waits
    acted(store, GRAVE, Act.APPROVE, actor="li")
    grave = Judgement("dishonest_guarantor", "other", False, 1.0, NOW)
    assert grave in read_judgements(store)
    after = later(run)
    taken_up(store, swapped(signals, RING, value=5.0), after)
    ring = Judgement("guarantee_circle", "ring1", False, 4.0, NOW)
    assert sorted(read_judgements(store), key=lambda one: one.rule) == [grave, ring]
    acted(store, RING, Act.CONFIRM)
    assert Judgement("guarantee_circle", "ring1", True, 5.0, after.at) in read_judgements(store)
    acted(store, GRAVE, Act.REOPEN)
    assert [one.party_id for one in read_judgements(store)] == ["ring1"]
