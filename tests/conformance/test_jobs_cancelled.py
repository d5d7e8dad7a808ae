"""Long runs that somebody cancels, here or from another process, and those of a server that stops; on each database."""

from collections.abc import Callable
from threading import Event

import pytest

from api.jobs import Jobs, State
from api.jobs.job import OnProgress
from graph.errors import NoResult, QueueFull
from graph.store import Store
from tests.conformance.jobs import PATIENCE_S, Held, asked, ended, process


def test_one_that_waits_is_cancelled_at_once(store: Store) -> None:
    first, second = Held(), Held()
    with process(store) as jobs:
        jobs.submit(asked(), first, "wang")
        waits = jobs.submit(asked(), second, "wang")
        first.begun()
        gone = jobs.cancel(waits.job_id)
        assert (gone.state, gone.started_at, gone.cancel_asked) == (State.CANCELLED, None, False)
        first.go_on.set()
        after = Held()
        after.go_on.set()
        assert ended(jobs, jobs.submit(asked(), after, "wang")).state is State.DONE
        assert not second.began.is_set()


def test_one_that_runs_ends_with_its_next_report(store: Store) -> None:
    work = Held()
    with process(store) as jobs:
        job = jobs.submit(asked(), work, "wang")
        work.begun()
        asked_to = jobs.cancel(job.job_id)
        assert (asked_to.state, asked_to.cancel_asked) == (State.RUNNING, True)
        work.go_on.set()
        gone = ended(jobs, job)
        assert (gone.state, gone.failure, work.heard) == (State.CANCELLED, None, [True])
        assert jobs.cancel(job.job_id) == gone  # what has ended stays as it ended
        with pytest.raises(NoResult, match="cancelled"):
            jobs.result(job.job_id)


def test_a_result_that_came_in_spite_of_a_cancellation_is_kept(store: Store) -> None:
    work = Held(deaf=True)
    with process(store) as jobs:
        job = jobs.submit(asked(), work, "wang")
        work.begun()
        jobs.cancel(job.job_id)
        work.go_on.set()
        assert ended(jobs, job).state is State.DONE


def test_work_that_ends_without_a_result_when_it_is_cancelled_is_cancelled(store: Store) -> None:
    began = Event()

    def listens(_: OnProgress, cancelled: Callable[[], bool]) -> None:
        began.set()
        while not cancelled():
            began.wait(0.01)

    with process(store) as jobs:
        job = jobs.submit(asked(), listens, "wang")
        assert began.wait(PATIENCE_S)
        jobs.cancel(job.job_id)
        assert ended(jobs, job).state is State.CANCELLED


def test_another_process_may_cancel(store: Store) -> None:
    running_work, waiting_work = Held(), Held()
    with process(store) as own, process(store) as other:
        runs = own.submit(asked(), running_work, "wang")
        running_work.begun()
        waits = own.submit(asked(), waiting_work, "wang")
        for job in (runs, waits):
            told = other.cancel(job.job_id)
            assert (told.unfinished, told.cancel_asked) == (True, True)
        own.say_alive()
        assert own.job(waits.job_id).state is State.CANCELLED
        running_work.go_on.set()
        assert ended(own, runs).state is State.CANCELLED
        assert other.job(runs.job_id).state is State.CANCELLED


def test_closing_cancels_what_waits_and_what_runs(store: Store) -> None:
    listens, deaf, waits = Held(), Held(deaf=True), Held()
    with process(store, threads=2) as jobs:
        made = [jobs.submit(asked(), work, "wang") for work in (listens, deaf)]
        listens.begun(), deaf.begun()
        made.append(jobs.submit(asked(), waits, "wang"))
        listens.go_on.set()
        jobs.close(wait_s=0.2)
        with pytest.raises(QueueFull, match="stopping"):
            jobs.submit(asked(), Held(), "wang")
        after = Jobs(store, 1, 1)
        assert [after.job(job.job_id).state for job in made] == [State.CANCELLED] * 3
        deaf.go_on.set()
        assert deaf.ended.wait(PATIENCE_S)
        assert after.job(made[1].job_id).state is State.CANCELLED
    assert not waits.began.is_set()
