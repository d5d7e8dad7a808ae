"""What is forgotten of notices on each database, and what is not before a person has decided."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.notify.deliver import SendCount, clearing, deliver_due
from api.settings import read_settings
from graph.errors import NoLongerKept, NotFound
from graph.notices import (
    Cleared,
    EnqueueCount,
    clear,
    dead,
    drop,
    notices_after,
    replay,
    standing,
    unsubscribe,
)
from graph.notices import clearing as forgetting
from graph.store import Reader, Store, Writer
from tests.conformance.cut import relayed
from tests.conformance.telling import START, Clock, enqueue, found, outgoing, receiving, told
from tests.neo4j.server import Database

LATER = START + timedelta(days=100)
KEPT = timedelta(days=90)


def test_what_was_told_is_forgotten_and_not_told_again(store: Store, tmp_path: Path) -> None:
    old, new = [found(number) for number in range(5)], [found(number) for number in range(5, 8)]
    with receiving() as receiver:
        out, clock = outgoing(tmp_path), Clock()
        one = told(store, out, receiver)
        enqueue(store, old, now=START)
        assert deliver_due(store, out, clock) == SendCount(delivered=5)
        assert clear(store, START) == Cleared(0, 0)
        enqueue(store, new, now=LATER)
        assert clear(store, LATER - KEPT) == Cleared(5, 5)
        assert clear(store, LATER - KEPT) == Cleared(0, 5)
        assert enqueue(store, new, now=LATER) == EnqueueCount(0, 3, 0)
        clock.now = LATER
        assert deliver_due(store, out, clock) == SendCount(delivered=3)
        assert len(set(receiver.ids())) == 8
    assert [row["number"] for row in notices_after(store, 0).rows] == [6, 7, 8]
    assert [row["number"] for row in notices_after(store, 5).rows] == [6, 7, 8]
    assert [row["number"] for row in notices_after(store, 99).rows] == [6, 7, 8]
    with pytest.raises(NoLongerKept, match="after=5"):
        notices_after(store, 4)
    held = json.dumps(store.rows("MATCH (n) WHERE n:Notice OR n:Delivery RETURN properties(n) AS p"), default=str)
    assert "party:5" in held
    assert "party:4" not in held
    assert len(store.rows("MATCH (n:Notice) RETURN n.number AS number")) == 3
    assert standing(store, [one]) == {}


def test_dead_letters_wait_for_a_person(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    with receiving() as receiver:
        out, clock = outgoing(tmp_path, attempts=1), Clock()
        one = told(store, out, receiver)
        enqueue(store, [found(number) for number in range(7)], now=START)
        receiver.status = 410
        while standing(store, [one]) != {one.dead: 7}:
            deliver_due(store, out, clock)
            clock.pass_by(hours=1)
        assert clear(store, LATER - KEPT) == Cleared(0, 7)
        assert len(dead(store, one, 10)) == 7
        first, second, *_ = (row["delivery_id"] for row in dead(store, one, 10))
        receiver.status = 204
        clock.now = LATER
        assert replay(store, one, LATER, first) == 1
        assert deliver_due(store, out, clock) == SendCount(delivered=1)
        assert receiver.accepted[0][1]["data"]["party_id"] == "party:0"
        assert (drop(store, one, second), drop(store, one), drop(store, one)) == (1, 5, 0)
        with pytest.raises(NotFound, match="was given up"):
            drop(store, one, second)
        assert clear(store, LATER + KEPT) == Cleared(1, 7)
    left = store.rows("MATCH (n) WHERE n:Notice OR n:Delivery RETURN n.number AS number, n.party_id AS party_id")
    assert left == []


def test_with_a_subscription_what_it_gave_up_goes_in_time(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        out = outgoing(tmp_path)
        gone, kept = told(store, out, receiver), told(store, out, receiver)
        enqueue(store, [found(1)], now=START)
        unsubscribe(store, gone.subscription_id, START)
        settings = read_settings(data_folder=tmp_path / "data", keep_notices_days=10_000)
        assert clearing(settings)(store) == Cleared(0, 0)
        assert clearing(settings.model_copy(update={"keep_notices_days": 1}))(store) == Cleared(1, 1)
    assert standing(store, [gone, kept]) == {kept.pending: 1}
    assert notices_after(store, 0).rows == []


@pytest.mark.parametrize(("cut", "attempts"), [("after", 1), ("before", 2)])
def test_a_drop_whose_commit_lost_its_answer_counts_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str, attempts: int
) -> None:
    with receiving() as receiver, relayed(database) as (store, relay):
        out, clock = outgoing(tmp_path), Clock()
        one = told(store, out, receiver)
        enqueue(store, [found(1)], now=START)
        receiver.status = 410
        assert deliver_due(store, out, clock) == SendCount(dead=1)
        tries: list[int] = []
        really = store.write

        def write(work: Callable[[Writer], Any], confirm: Callable[[Reader], Any]) -> Any:
            def last_statement(writer: Writer) -> Any:
                done = work(writer)
                tries.append(1)
                relay.cut = cut if len(tries) == 1 else ""
                return done

            return really(last_statement, confirm)

        monkeypatch.setattr(store, "write", write)
        assert drop(store, one, dead(store, one, 1)[0]["delivery_id"]) == 1
        assert len(tries) == attempts + 1  # and one that finds no more
        assert standing(store, [one]) == {}
