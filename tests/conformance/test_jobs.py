"""Long runs on each database: what becomes of them, who sees what, and what is left of them after a restart."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from api.jobs import Failure, Jobs, Progress, State
from api.jobs import jobs as running
from api.jobs.kept import LOST, RESULT_BYTES
from graph.errors import NoResult, NotFound, QueueFull, UsageError
from graph.store import Store, open_store
from tests.conformance.jobs import DAY, PATIENCE_S, Clock, Held, asked, ended, process
from tests.neo4j.server import Database


def test_a_job_waits_runs_and_is_done(store: Store) -> None:
    first, second = Held(), Held({"loss_cny": float("nan"), "version": 7})
    with process(store) as jobs:
        one = jobs.submit(asked(lgd=0.45), first, "wang")
        assert (one.state, one.actor, one.kind, one.parameters) == (State.QUEUED, "wang", "stress", {"lgd": 0.45})
        assert (one.as_of, one.known_at) == (DAY.as_of, DAY.known_at)
        first.begun()
        two = jobs.submit(asked("score"), second, "li")
        runs = jobs.job(one.job_id)
        assert (runs.state, runs.progress) == (State.RUNNING, Progress("trials", 3, 10))
        assert runs.started_at is not None
        assert runs.asked_at <= runs.started_at
        assert jobs.job(two.job_id).state is State.QUEUED
        for job in (one, two):
            with pytest.raises(NoResult, match="there is no result"):
                jobs.result(job.job_id)
        first.go_on.set()
        done = ended(jobs, one)
        assert (done.state, done.progress, done.failure, done.version) == (State.DONE, None, None, None)
        assert json.loads(jobs.result(one.job_id)) == {"loss_cny": 1.5}
        second.go_on.set()
        assert ended(jobs, two).version == 7
        assert json.loads(jobs.result(two.job_id)) == {"loss_cny": None, "version": 7}


def test_what_was_found_survives_a_restart(store: Store) -> None:
    work = Held({"loss_cny": 12.5, "party": "杭州临江机械有限公司", "quote": "'\"\\\n"})
    work.go_on.set()
    with process(store) as before:
        done = ended(before, before.submit(asked(lgd=0.45, of=["甲"]), work, "wang"))
    with process(store) as after:
        assert after.job(done.job_id) == done
        assert json.loads(after.result(done.job_id)) == work.result
        assert after.jobs() == ([done], False)
        assert after.jobs(kind="score") == ([], False)
        with pytest.raises(NotFound, match="no job job:0"):
            after.job("job:0")
        with pytest.raises(NotFound):
            after.cancel("job:0")


def test_the_newest_come_first_and_more_are_told(store: Store) -> None:
    clock = Clock()
    with process(store, clock=clock) as jobs:
        made = []
        for _ in range(3):
            clock.pass_by(1)
            work = Held()
            work.go_on.set()
            made.append(ended(jobs, jobs.submit(asked(), work, "wang")))
        assert jobs.jobs(limit=2) == ([made[2], made[1]], True)
        assert jobs.jobs(limit=3) == (made[::-1], False)


def test_no_more_wait_than_may(store: Store) -> None:
    works = [Held() for _ in range(4)]
    with process(store, threads=1, waiting=1) as jobs:
        one = jobs.submit(asked(), works[0], "wang")
        two = jobs.submit(asked(), works[1], "wang")
        with pytest.raises(QueueFull, match="2 jobs run or wait") as raised:
            jobs.submit(asked(), works[2], "wang")
        assert "RINGFENCE_JOB_QUEUE" in raised.value.zh
        works[0].go_on.set()
        assert ended(jobs, one).state is State.DONE
        three = jobs.submit(asked(), works[3], "wang")
        for work in works:
            work.go_on.set()
        assert [ended(jobs, job).state for job in (two, three)] == [State.DONE, State.DONE]
        assert len(jobs.jobs()[0]) == 3  # the refused one left nothing behind
        assert not works[2].began.is_set()


def test_as_many_run_together_as_there_are_threads(store: Store) -> None:
    together = Barrier(2, timeout=PATIENCE_S)

    def meet(*_: Any) -> dict[str, int]:
        return {"place": together.wait()}

    with process(store, threads=2) as jobs:
        made = [jobs.submit(asked(), meet, "wang") for _ in range(4)]
        assert [ended(jobs, job).state for job in made] == [State.DONE] * 4
        assert sorted(json.loads(jobs.result(job.job_id))["place"] for job in made) == [0, 0, 1, 1]


def test_many_who_ask_at_once_get_their_own(store: Store) -> None:
    with process(store, threads=3, waiting=100) as jobs, ThreadPoolExecutor(8) as askers:

        def ask(number: int) -> tuple[int, str]:
            return number, jobs.submit(asked(number=number), lambda *_: {"number": number}, "wang").job_id

        made = dict(askers.map(ask, range(30)))
        assert len(set(made.values())) == 30
        for number, job_id in made.items():
            assert jobs.wait(job_id, PATIENCE_S).parameters == {"number": number}
            assert json.loads(jobs.result(job_id)) == {"number": number}


def _refuse(*_: Any) -> Any:
    raise UsageError("No such circle. See circles.", "没有该担保圈。请看担保圈列表。")


def _break(*_: Any) -> Any:
    raise ValueError("王建国")


def _no_document(*_: Any) -> Any:
    return [1, 2]


@pytest.mark.parametrize(
    ("work", "failure"),
    [
        (_refuse, Failure("usage", "No such circle. See circles.", "没有该担保圈。请看担保圈列表。")),
        (
            _break,
            Failure(
                "error",
                "The server made a mistake. The server's log has the place under this job_id.",
                "服务器内部出错。服务器日志中以该 job_id 记录了出错位置。",
            ),
        ),
        (
            _no_document,
            Failure(
                "error",
                "The server made a mistake. The server's log has the place under this job_id.",
                "服务器内部出错。服务器日志中以该 job_id 记录了出错位置。",
            ),
        ),
    ],
)
def test_a_failure_says_why_and_quotes_nothing(store: Store, work: Any, failure: Failure) -> None:
    with process(store) as jobs:
        job = ended(jobs, jobs.submit(asked(), work, "wang"))
        assert (job.state, job.failure) == (State.FAILED, failure)
        well = Held()
        well.go_on.set()
        assert ended(jobs, jobs.submit(asked(), well, "wang")).state is State.DONE  # the thread goes on
    with process(store) as after:
        assert after.job(job.job_id) == job


def test_a_result_as_large_as_may_be_is_kept_and_a_larger_one_refused(store: Store) -> None:
    room = RESULT_BYTES - len('{"text": ""}')
    with process(store) as jobs:
        fits = jobs.submit(asked(), lambda *_: {"text": "a" * room}, "wang")
        more = jobs.submit(asked(), lambda *_: {"text": "a" * (room + 1)}, "wang")
        assert ended(jobs, fits).state is State.DONE
        assert len(jobs.result(fits.job_id)) == RESULT_BYTES
        failure = ended(jobs, more).failure
        assert failure is not None
        assert (failure.code, "8,000,001 bytes" in failure.en) == ("limit", True)


def test_a_job_whose_process_is_gone_is_told_as_lost(store: Store) -> None:
    clock, work = Clock(), Held()
    with process(store, clock=clock) as gone, process(store, clock=clock) as other:
        job = gone.submit(asked(), work, "wang")
        work.begun()
        waits = gone.submit(asked(), Held(), "wang")
        clock.pass_by(80)
        assert other.job(job.job_id).state is State.RUNNING
        gone.say_alive()
        clock.pass_by(80)
        assert {one.state for one in other.jobs()[0]} == {State.QUEUED, State.RUNNING}
        clock.pass_by(11)
        lost = other.job(job.job_id)
        assert (lost.state, lost.failure, lost.progress) == (State.LOST, LOST, None)
        assert lost.ended_at == "2025-01-31T09:01:20.000+00:00"
        assert other.job(waits.job_id).state is State.LOST
        with pytest.raises(NoResult, match="lost"):
            other.result(job.job_id)
        work.go_on.set()
        assert ended(gone, job).state is State.DONE
        assert other.job(job.job_id).state is State.DONE  # it was only silent


def test_of_many_who_wait_the_rest_are_answered_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "WAITING_AT_ONCE", 1)
    work = Held()
    with process(store) as jobs, ThreadPoolExecutor(1) as other:
        job = jobs.submit(asked(), work, "wang")
        work.begun()
        assert jobs.wait(job.job_id, 0.01).state is State.RUNNING  # its time is over
        first = other.submit(jobs.wait, job.job_id, PATIENCE_S)
        while not first.running() or jobs._places_to_wait._value:  # until it has the only place
            pass
        assert jobs.wait(job.job_id, PATIENCE_S).state is State.RUNNING
        work.go_on.set()
        assert first.result(PATIENCE_S).state is State.DONE


def test_an_end_that_cannot_be_written_is_told_by_the_process_itself(database: Database) -> None:
    done = Held()
    with open_store(database.address, user=database.user, password=database.password) as own:
        jobs = Jobs(own, 1, 10)
        job = jobs.submit(asked(), done, "wang")
        done.begun()
    done.go_on.set()
    told = ended(jobs, job)
    assert told.state is State.FAILED
    assert told.failure is not None
    assert "job_id" in told.failure.en
    with pytest.raises(NoResult):
        jobs.result(job.job_id)
    jobs.close(wait_s=0)
