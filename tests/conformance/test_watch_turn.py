"""One turn of a worker on each database: what follows it, what overtakes it, and what a person may do about it."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from api.jobs.kept import KeptJobs
from api.notify.deliver import sending
from api.notify.outgoing import Outgoing
from api.settings import read_settings
from api.watch import Turn, Watching, work
from api.watch.lease import Lease
from api.watch.turn import take_turn, utc_now
from graph.errors import FeedError, LeaseLost
from graph.notices import notices_after, standing
from graph.signals import Run, Signal
from graph.signals import write as writing
from graph.store import Store
from tests.conformance.telling import receiving, told
from tests.conformance.test_signals_write import evaluate, load_world, rules_folder, stored
from tests.conformance.watching import DAY


@pytest.fixture
def watching(store: Store, tmp_path: Path) -> Callable[..., Watching]:
    load_world(store)

    def made(lease_s: float = 60.0, **more: Any) -> Watching:
        settings = read_settings(
            data_folder=tmp_path / "data", cache_folder=tmp_path / "cache", as_of=date.fromisoformat(DAY),
            watch_lease_s=lease_s,
        )  # fmt: skip
        return Watching(settings, store, rules=rules_folder(tmp_path / "rules"), **more)

    return made


def test_what_follows_gets_all_signals_and_may_fail(store: Store, watching: Callable[..., Watching]) -> None:
    told: list[tuple[list[str], str]] = []

    def note(_: Store, signals: Sequence[Signal], run: Run) -> None:
        told.append(([one.signal_id for one in signals], run.run_id))

    def fail(_: Store, signals: Sequence[Signal], run: Run) -> None:
        raise FeedError(f"{len(signals)} {run.kind}", "失败")

    def stumble(_store: Store, _signals: Sequence[Signal], _run: Run) -> None:
        raise ZeroDivisionError

    turn = take_turn(watching(after=(fail, stumble, note)), Event())
    expected, _ = evaluate(store)
    runs = {row["run"]["run_id"] for row in stored(store)}
    assert [ids for ids, _ in told] == [[one.signal_id for one in expected]]
    assert {run_id for _, run_id in told} == runs
    assert turn.done is not None
    assert turn.done["new"] == len(expected)
    assert turn.done["after_failed"][0] == "14 warn · 失败"
    assert len(turn.done["after_failed"]) == 2
    assert take_turn(watching(after=(note,)), Event()) == Turn(None)
    assert len(told) == 1


def test_asked_to_end_it_sends_no_further(store: Store, tmp_path: Path, watching: Callable[..., Watching]) -> None:
    stopping = Event()

    def ask_to_end(_headers: dict[str, str], _body: bytes) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopping.wait(10)
        return 204

    with receiving(ask_to_end) as receiver:
        settings = watching().settings
        one = told(store, Outgoing.of(settings), receiver)
        send = sending(settings, stopping.is_set)
        work(watching(after=(lambda behind, *_: send(behind),), stopping=stopping), lambda _: None, once=True)
    left = standing(store, [one])[one.pending]
    assert left > 0
    assert left + 1 == len(notices_after(store, 0).rows)


def test_overtaken_it_writes_nothing_more_and_the_other_ends_it(
    store: Store, watching: Callable[..., Watching], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SIGNALS_PER_BATCH", 4)
    followed: list[int] = []

    def other() -> None:
        store.run("MATCH (l:Lease) SET l.until = '2000-01-01T00:00:00.000+00:00'")
        held = Lease(store, 60, utc_now).take()
        assert held is not None
        Lease(store, 60, utc_now).release(held)

    def overtake(what: str, done: int, _: int) -> None:
        if what == "signals" and done == 4:
            with ThreadPoolExecutor(1) as others:  # what this thread writes is written under its own lease
                others.submit(other).result()

    first = take_turn(watching(moved=overtake, after=(lambda *_: followed.append(1),)), Event())
    assert first.busy
    assert first.job is not None
    assert first.job.failure is not None
    assert first.job.failure.code == LeaseLost.code
    assert len(stored(store)) == 4
    assert followed == []
    second = take_turn(watching(), Event())
    assert second.done is not None
    assert (second.done["new"], second.done["unchanged"]) == (10, 4)
    assert len(stored(store)) == 14


def test_a_person_may_cancel_it_and_it_is_not_repeated(store: Store, watching: Callable[..., Watching]) -> None:
    def cancel(_what: str, _done: int, _total: int) -> None:
        (run,) = store.rows("MATCH (r:Run {kind: 'watch'}) RETURN r.run_id AS run_id")
        KeptJobs(store).cancel(run["run_id"])
        time.sleep(1.2)  # a sign of life later

    turn = take_turn(watching(lease_s=1.0, moved=cancel), Event())
    assert turn.job is not None
    assert (turn.job.state, turn.job.failure) == ("cancelled", None)
    assert take_turn(watching(), Event()) == Turn(None)


def test_asked_to_end_it_is_still_due(store: Store, watching: Callable[..., Watching]) -> None:
    stopping = Event()
    turn = take_turn(watching(moved=lambda *_: stopping.set()), stopping)
    assert turn.job is not None
    assert turn.job.state == "cancelled"
    assert take_turn(watching(), Event()).done is not None
    assert len(stored(store)) == 14


def test_another_at_it_is_left_alone(store: Store, watching: Callable[..., Watching]) -> None:
    assert Lease(store, 60, utc_now).take() is not None
    assert take_turn(watching(), Event()) == Turn(None, busy=True)
