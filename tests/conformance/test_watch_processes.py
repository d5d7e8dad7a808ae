"""Workers as real processes over one database: killed, overtaking one another, catching up, asked to end."""

import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.jobs.job import written
from api.watch.lease import Lease
from api.watch.schedule import Schedule
from api.watch.status import Status, status
from api.watch.turn import utc_now
from graph.store import Store, connect
from tests.conformance.test_signals_write import evaluate, load_world
from tests.conformance.watching import SCHEDULE, line_of, started
from tests.neo4j.server import Database

DAILY = "30 6 * * *"


def watched(store: Store, schedule: str = SCHEDULE) -> Status:
    return status(store, Schedule(schedule, "Asia/Shanghai"), utc_now(), 20)


def written_signals(store: Store) -> Counter[str]:
    return Counter(row["id"] for row in store.rows("MATCH (s:Signal) RETURN s.signal_id AS id"))


def last_dealt_with(store: Store, at: datetime) -> None:
    """As if a worker had last run then."""
    lease = Lease(store, 60, utc_now)
    held = lease.take()
    assert held is not None
    lease.release(held, at)


def test_killed_in_the_middle_another_takes_over_and_every_signal_is_there_once(
    database: Database, tmp_path: Path
) -> None:
    with connect(database.address, user=database.user, password=database.password) as store:
        load_world(store)
        expected, _ = evaluate(store)
        with started(database, tmp_path / "a", schedule=DAILY) as first:
            line_of(first, "moved signals 4 ")
            second = started(database, tmp_path / "b", schedule=DAILY)
            first.send_signal(signal.SIGKILL)
            assert first.wait() == -signal.SIGKILL
        before = len(written_signals(store))
        assert 4 <= before < len(expected)
        with second:
            turn = line_of(second, "turn").split()
            assert (turn[1], int(turn[3])) == ("done", len(expected))
            assert before + int(turn[2]) == len(expected)
            second.send_signal(signal.SIGTERM)
            assert second.wait(30) == 0
        assert written_signals(store) == Counter(one.signal_id for one in expected)
        found = watched(store, DAILY)
        assert (found.taken, found.holder, found.due) == (2, None, False)
        assert [one.state for one in found.runs] == ["done", "running"]  # of the killed one nothing has been heard yet
        late = status(store, Schedule(DAILY, "Asia/Shanghai"), utc_now() + timedelta(seconds=91), 20)
        assert [one.state for one in late.runs] == ["done", "lost"]


def test_two_at_once_do_it_once(database: Database, tmp_path: Path) -> None:
    with connect(database.address, user=database.user, password=database.password) as store:
        load_world(store)
        expected, _ = evaluate(store)
        with (
            started(database, tmp_path / "a", schedule=DAILY) as one,
            started(database, tmp_path / "b", schedule=DAILY) as two,
        ):
            for process in (one, two):
                line_of(process, "ready")
            _until_dealt_with(store)
            for process in (one, two):
                process.send_signal(signal.SIGTERM)
                assert process.wait(30) == 0
        assert written_signals(store) == Counter(one.signal_id for one in expected)
        assert [run.new for run in watched(store, DAILY).runs] == [len(expected)]


def test_many_missed_runs_are_caught_up_once(database: Database, tmp_path: Path) -> None:
    with connect(database.address, user=database.user, password=database.password) as store:
        load_world(store)
        last_dealt_with(store, utc_now() - timedelta(days=30))
        assert watched(store, DAILY).due
        ends = []
        for _ in range(2):
            with started(database, tmp_path, schedule=DAILY, once=True) as process:
                assert process.stdout is not None
                ends.append(process.stdout.read().splitlines()[-1])
                assert process.wait() == 0
        assert ends == ["turn done 14 14", "nothing"]
        found = watched(store, DAILY)
        assert (len(found.runs), found.due) == (1, False)
        assert (
            found.runs[0].due_at
            == found.due_at
            == written(Schedule(DAILY, "Asia/Shanghai").latest(utc_now()) or utc_now())
        )


def test_asked_to_end_it_stops_at_the_next_step_and_stays_due(database: Database, tmp_path: Path) -> None:
    with connect(database.address, user=database.user, password=database.password) as store:
        load_world(store)
        with started(database, tmp_path, lease_s=60, schedule=DAILY) as process:
            line_of(process, "moved signals 2 ")
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        written_so_far = len(written_signals(store))
        assert 0 < written_so_far <= 14
        found = watched(store, DAILY)
        assert found.holder is None, "the lease is given back"
        if found.runs[0].state == "cancelled":  # it may have written its last batch before it heard
            assert found.due
            with started(database, tmp_path, schedule=DAILY, once=True) as process:
                assert line_of(process, "turn") == f"turn done {14 - written_so_far} 14"
        assert sum(written_signals(store).values()) == 14


@pytest.mark.parametrize(
    ("crontab", "now", "latest"),
    [
        ("30 6 * * *", "2025-03-10T06:29:59+08:00", "2025-03-09T06:30:00+08:00"),
        ("30 6 * * *", "2025-03-10T06:30:00+08:00", "2025-03-10T06:30:00+08:00"),
        ("* * * * *", "2025-03-10T06:30:59+08:00", "2025-03-10T06:30:00+08:00"),
        ("0 6 * * mon", "2025-03-16T12:00:00+08:00", "2025-03-10T06:00:00+08:00"),
        ("0 6 29 feb *", "2025-03-16T12:00:00+08:00", "2024-02-29T06:00:00+08:00"),
    ],
)
def test_the_latest_moment_of_a_schedule(crontab: str, now: str, latest: str) -> None:
    schedule, at = Schedule(crontab, "Asia/Shanghai"), datetime.fromisoformat(now).astimezone(UTC)
    assert schedule.latest(at) == datetime.fromisoformat(latest)
    assert schedule.missed(datetime.fromisoformat(latest), at) is None
    assert schedule.missed(datetime.fromisoformat(latest) - timedelta(days=900), at) == datetime.fromisoformat(latest)
    assert schedule.missed(None, at) is not None


def _until_dealt_with(store: Store) -> None:
    deadline = utc_now() + timedelta(seconds=60)
    while Lease(store, 60, utc_now).due_at() is None:
        assert utc_now() < deadline, "nobody did it"
