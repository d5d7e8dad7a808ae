"""Matters on each database: opened once, reopened by changes, acted on once, by one of two at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from graph.ask import ask
from graph.errors import ActConflict, ActRefused, Forbidden, NotFound, UsageError
from graph.signals import write_signals
from graph.signals.life import (
    Kind,
    ListName,
    Order,
    State,
    TakenUp,
    act,
    case_file,
    desk,
    read_matter,
    record,
    take_up,
)
from graph.signals.life.desk import turns
from graph.signals.life.history import Change
from graph.store import Store
from tests.conformance.cut import relayed
from tests.conformance.matters import (
    GRAVE,
    IDS,
    RING,
    SIGNALS,
    WHY,
    Found,
    acted,
    check,
    everything,
    found,
    kinds_of,
    later,
    listed,
    since,
    swapped,
    taken_up,
    without,
)
from tests.conformance.test_signals_write import NOW, evaluate, load_world
from tests.neo4j.server import Database

__all__ = ["found"]


def test_a_run_opens_matters_once(found: Found) -> None:
    store, signals, run = found
    first = everything(store)
    assert taken_up(store, signals, run) == TakenUp(unchanged=SIGNALS)
    assert taken_up(store, signals, later(run)) == TakenUp(unchanged=SIGNALS)
    assert everything(store) == first
    assert len(first[0]) == len(first[1]) == len(first[3]) == SIGNALS
    check(store)
    matter = read_matter(store, RING)
    assert (matter.rule, matter.party_id, matter.standing.state) == ("guarantee_circle", "ring1", State.NEW)
    assert (matter.acts[0].run_id, matter.acts[0].as_of) == (run.run_id, NOW.as_of)
    assert read_matter(store, matter.standing.finding.signal_id) == matter


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": 5}, Change.LEVEL_UP), ({"level": 2}, Change.LEVEL_DOWN), ({"value": 5.0}, Change.VALUE),
        ({}, Change.EVIDENCE),
    ],
)  # fmt: skip
def test_what_was_dismissed_is_reopened_by_a_change(found: Found, change: dict[str, Any], said: Change) -> None:
    store, signals, run = found
    acted(store, RING, Kind.DISMISS)
    assert taken_up(store, signals, later(run)) == TakenUp(unchanged=SIGNALS)  # nothing has changed
    assert read_matter(store, RING).standing.state is State.DISMISSED
    counted = taken_up(store, swapped(signals, RING, **change), later(run, 2))
    assert counted == TakenUp(changed=1, reopened=1, unchanged=SIGNALS - 1)
    matter = read_matter(store, RING)
    assert (matter.standing.state, matter.standing.change) == (State.NEW, said)
    assert kinds_of(store, RING) == ["found", "dismiss", "changed"]
    findings = case_file(store, RING, lambda _: None, "wang").document["findings"]
    assert len(findings) == 2
    check(store)


def test_a_value_that_moves_within_its_step_changes_nothing(found: Found) -> None:
    """Days past due are one more every day: what was dismissed stays so, and what waits for a second person waits."""
    store, signals, run = found
    acted(store, RING, Kind.DISMISS)
    moved = [replace(one, value=(one.value or 0) + 0.5) for one in signals]
    assert taken_up(store, moved, later(run)) == TakenUp(unchanged=SIGNALS)
    assert read_matter(store, RING).standing.state is State.DISMISSED
    check(store)


@pytest.mark.parametrize(("matter", "most"), [(RING, 90), (GRAVE, 7)])
def test_nobody_hides_a_matter_for_long(found: Found, matter: str, most: int) -> None:
    store, today = found[0], date.today()
    seen = read_matter(store, matter).standing.seq
    with pytest.raises(UsageError, match=f"sleeps {most} days at most"):
        act(store, matter, Order(Kind.SNOOZE, until=today + timedelta(most + 1)), "wang", seen)
    act(store, matter, Order(Kind.SNOOZE, until=today + timedelta(most)), "wang", seen)
    assert read_matter(store, matter).standing.snoozed_until == today + timedelta(most)


def test_what_is_gone_is_recorded_and_nothing_is_closed(found: Found) -> None:
    store, signals, run = found
    acted(store, RING, Kind.CONFIRM)
    rest = without(signals, RING)
    assert taken_up(store, rest, later(run)) == TakenUp(no_longer_found=1, unchanged=SIGNALS - 1)
    assert taken_up(store, rest, later(run, 2)) == TakenUp(unchanged=SIGNALS - 1)
    standing = read_matter(store, RING).standing
    assert (standing.state, standing.found) == (State.CONFIRMED, False)
    acted(store, RING, Kind.CLOSE)
    assert taken_up(store, signals, later(run, 3)) == TakenUp(returned=1, reopened=1, unchanged=SIGNALS - 1)
    assert kinds_of(store, RING) == ["found", "confirm", "no_longer_found", "close", "returned"]
    assert read_matter(store, RING).standing.state is State.NEW
    check(store)


def test_a_run_says_nothing_of_other_rules_and_parties(found: Found) -> None:
    store, _, run = found
    write_signals(store, [], later(run))
    assert take_up(store, [], later(run), ["mutual_guarantee"]).no_longer_found == 2
    assert take_up(store, [], later(run, 2), IDS, parties=["ring2", "ring3"]).no_longer_found == 3
    assert taken_up(store, [], later(run, 3)).no_longer_found == SIGNALS - 5
    check(store)


def test_an_earlier_run_and_one_of_a_day_to_come_are_left_out(found: Found) -> None:
    store, signals, run = found
    before = everything(store)
    assert taken_up(store, [], later(run, -30)) == TakenUp(earlier=True)
    assert taken_up(store, [], replace(run, version=run.version - 1)) == TakenUp(earlier=True)
    assert taken_up(store, [], later(run, 365 * 1000)) == TakenUp(earlier=True)
    assert everything(store) == before
    assert taken_up(store, signals, later(run)) == TakenUp(unchanged=SIGNALS)


def test_small_batches_and_a_run_that_was_cut_off_come_to_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.signals.life.taken_up.MATTERS_PER_BATCH", 3)
    load_world(store)
    signals, run = evaluate(store)
    write_signals(store, signals, run)
    first = taken_up(store, signals[:5], run)
    assert first.opened == 5
    assert taken_up(store, signals, run) == TakenUp(opened=SIGNALS - 5, unchanged=5)
    assert taken_up(store, [], later(run)).no_longer_found == SIGNALS
    check(store)


def test_two_workers_take_one_run_up_once(store: Store) -> None:
    load_world(store)
    signals, run = evaluate(store)
    write_signals(store, signals, run)
    with ThreadPoolExecutor(2) as workers:
        counts = list(workers.map(lambda _: take_up(store, signals, run, IDS), range(2)))
    assert sorted(count.opened for count in counts) == [0, SIGNALS]
    assert len(store.rows("MATCH (a:SignalAct) RETURN a.act_id AS id")) == SIGNALS
    check(store)


def test_an_act_names_what_was_seen(found: Found) -> None:
    store, signals, run = found
    act(store, RING, Order(Kind.SEE), "li", 1)
    with pytest.raises(ActConflict) as raised:
        act(store, RING, Order(Kind.CONFIRM), "wang", 1)
    (meanwhile,) = since(raised.value)
    assert (meanwhile["seq"], meanwhile["kind"], meanwhile["actor"]) == (2, "see", "li")
    assert "2 see li" in raised.value.en
    with pytest.raises(ActConflict):  # nor what is still to come
        act(store, RING, Order(Kind.CONFIRM), "wang", 3)
    taken_up(store, swapped(signals, RING, level=5), later(run))
    with pytest.raises(ActConflict, match="3 changed"):  # what the rules found meanwhile counts, too
        act(store, RING, Order(Kind.DISMISS, WHY), "wang", 2)
    assert kinds_of(store, RING) == ["found", "see", "changed"]
    with pytest.raises(NotFound, match="matter:0"):
        act(store, "matter:0", Order(Kind.SEE), "wang", 1)


def test_of_two_at_once_one_acts_and_the_other_hears_of_it(found: Found) -> None:
    store, _, _ = found

    def confirm(actor: str) -> str:
        try:
            return act(store, RING, Order(Kind.CONFIRM), actor, 1).acts[-1].actor
        except ActConflict as conflict:
            (meanwhile,) = since(conflict)
            return f"after {meanwhile['actor']}"

    with ThreadPoolExecutor(4) as officers:
        told = set(officers.map(confirm, ("wang", "li", "zhao", "sun")))
    (winner,) = [one for one in told if not one.startswith("after")]
    assert told == {winner, f"after {winner}"}
    assert kinds_of(store, RING) == ["found", "confirm"]
    check(store)


def test_many_notes_at_once_are_all_there_in_some_order(found: Found) -> None:
    store, _, _ = found

    def write_down(number: int) -> None:
        while True:
            try:
                act(
                    store,
                    RING,
                    Order(Kind.NOTE, note=f"n{number}"),
                    f"a{number}",
                    read_matter(store, RING).standing.seq,
                )
            except ActConflict:
                continue
            return

    with ThreadPoolExecutor(3) as officers:
        list(officers.map(write_down, range(9)))
    assert sorted(str(one.order.note) for one in read_matter(store, RING).acts[1:]) == [f"n{n}" for n in range(9)]
    check(store)


@pytest.mark.parametrize(("cut", "attempts"), [("after", 1), ("before", 2)])
def test_an_act_whose_commit_lost_its_answer_stands_once(
    database: Database, cut: str, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relayed(database) as (store, relay):
        load_world(store)
        signals, run = evaluate(store)
        taken_up(store, signals, run)
        tries: list[int] = []
        really = desk.enter

        def enter(*arguments: Any) -> None:
            really(*arguments)
            tries.append(1)
            relay.cut = cut if len(tries) == 1 else ""

        monkeypatch.setattr(record, "enter", enter)
        assert act(store, RING, Order(Kind.CONFIRM), "wang", 1).standing.state is State.CONFIRMED
        assert len(tries) == attempts
        assert kinds_of(store, RING) == ["found", "confirm"]
        check(store)


def test_a_grave_matter_needs_two(found: Found) -> None:
    store, _, _ = found
    asked = acted(store, GRAVE, Kind.CONFIRM, Kind.DISMISS)
    assert (asked.standing.state, asked.standing.asked_by) == (State.CLOSING, "wang")
    with pytest.raises(Forbidden, match="another person"):
        acted(store, GRAVE, Kind.APPROVE)
    with pytest.raises(Forbidden, match="nobody in particular"):
        acted(store, GRAVE, Kind.APPROVE, actor="anonymous@local")
    assert acted(store, GRAVE, Kind.APPROVE, actor="li").standing.state is State.DISMISSED
    assert kinds_of(store, GRAVE) == ["found", "confirm", "dismiss", "approve"]
    with pytest.raises(ActRefused, match="reopen, note"):
        acted(store, GRAVE, Kind.APPROVE, actor="li")
    check(store)


def test_the_work_of_officers_is_no_fact(found: Found) -> None:
    store, _, _ = found
    before, version, written = store.digest(), store.version(), turns(store)
    acted(store, RING, Kind.SEE)
    listed(store, ListName.BLACK, "ring1")
    assert (store.digest(), store.version()) == (before, version)
    assert turns(store) == written + 2


def test_a_signal_has_the_status_of_its_matter(found: Found) -> None:
    store, _, _ = found
    acted(store, RING, Kind.CONFIRM)
    (row,) = ask(store, "signal/list", {"status": "confirmed"}, at=NOW, limit=10).rows
    assert (row["matter_id"], row["party_id"]) == (RING, "ring1")
