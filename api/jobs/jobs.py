"""The jobs of this process: a bounded queue before a few threads, watched over the store that keeps them."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Condition, Event, Semaphore, Thread
from typing import Final

from api.jobs.job import Asked, Failure, Job, State, Work, written
from api.jobs.kept import KeptJobs, kept_text
from api.jobs.live import Live
from api.observe.request_id import begin_job
from api.problem import told, unforeseen
from graph.errors import Cancelled, NoResult, QueueFull, RingfenceError, StoreError
from graph.store import Store

log = logging.getLogger("ringfence.jobs")

ALIVE_EVERY_S: Final = 15.0
LOST_AFTER: Final = timedelta(seconds=90)
"""Of a job of which nothing has been heard for so long the process has ended: several signs of life were missed."""
WAITING_AT_ONCE: Final = 8
"""Requests that may wait for jobs to end: a fifth of the threads that answer requests."""


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


class Jobs:
    """Runs jobs and tells of them, also of those that other processes run over the same store. Thread-safe.

    threads: jobs that run at a time; waiting: jobs that may wait for a thread. Nothing is started before the first one.
    """

    def __init__(self, store: Store, threads: int, waiting: int, clock: Callable[[], datetime] = utc_now) -> None:
        self._kept = KeptJobs(store)
        self._most_threads, self._most = threads, threads + waiting
        self._clock = clock
        self._changed = Condition()
        self._live: dict[str, Live] = {}
        self._queue: deque[Live] = deque()
        self._threads: list[Thread] = []
        self._closing = Event()
        self._places_to_wait = Semaphore(WAITING_AT_ONCE)

    def submit(self, asked: Asked, work: Work, actor: str) -> Job:
        """The new job, written down and waiting for a thread. QueueFull where too many wait, or the server stops."""
        job = Job.new(asked, actor, self._now())
        live = Live(job, work, self._changed)
        with self._changed:
            self._check_room()
            self._live[job.job_id] = live
        try:
            self._kept.asked(job)
        except BaseException:
            with self._changed:
                del self._live[job.job_id]
            raise
        with self._changed:
            stops = self._closing.is_set()
            if not live.ending and not stops:  # else somebody has cancelled it already
                self._queue.append(live)
                self._start_threads()
                self._changed.notify_all()
        if stops:
            self._end(live, State.CANCELLED)
        return job

    def jobs(self, kind: str | None = None, limit: int = 100) -> tuple[list[Job], bool]:
        """The newest jobs, and whether there are more."""
        found, more = self._kept.jobs(kind, limit, self._lost_before())
        with self._changed:
            return [self._live[job.job_id].job if job.job_id in self._live else job for job in found], more

    def job(self, job_id: str) -> Job:
        """One job as it stands. Raises NotFound."""
        with self._changed:
            if job_id in self._live:
                return self._live[job_id].job
        return self._kept.job(job_id, self._lost_before())

    def wait(self, job_id: str, seconds: float) -> Job:
        """The job once it has ended, or as it stands after so long. One of another process is told as it stands now; so
        is any where enough others wait, since each of them takes a thread that answers requests."""
        if self._places_to_wait.acquire(blocking=False):
            try:
                with self._changed:
                    self._changed.wait_for(lambda: not self._goes_on(job_id), seconds)
            finally:
                self._places_to_wait.release()
        return self.job(job_id)

    def _goes_on(self, job_id: str) -> bool:
        return job_id in self._live and self._live[job_id].job.unfinished

    def result(self, job_id: str) -> str:
        """The result of a job that is done, as JSON. Raises NotFound; NoResult where it waits, runs or has none."""
        job = self.job(job_id)
        found = self._kept.result(job_id) if job.state is State.DONE else None
        if found is None:
            raise NoResult(
                f"The job is {job.state}: there is no result. See /v1/jobs/{job_id}.",
                f"任务状态为 {job.state}，没有结果。请看 /v1/jobs/{job_id}。",
                job_id=job_id,
                state=job.state.value,
            )
        return found

    def cancel(self, job_id: str) -> Job:
        """Cancel a job that waits, ask one that runs to end, and the job after that; what has ended stays as it is.

        One that another process runs hears of it with its next sign of life. Raises NotFound.
        """
        if not self._cancel_here(job_id) and self.job(job_id).unfinished:
            self._kept.cancel(job_id)
        return self.job(job_id)

    def say_alive(self) -> None:
        """Write down that the jobs of this process go on, and hear which of them others asked to cancel."""
        with self._changed:
            going_on = [job_id for job_id, live in self._live.items() if live.job.unfinished]
        if going_on:
            for job_id in self._kept.alive(going_on, self._now()):
                self._cancel_here(job_id)

    def close(self, wait_s: float = 5.0) -> None:
        """Cancel everything and wait for it so long; what still runs then is written down as cancelled."""
        with self._changed:
            self._closing.set()
            for live in self._live.values():
                live.cancel()
            waiting = list(self._queue)
            self._queue.clear()
            self._changed.notify_all()
        for live in waiting:
            self._end(live, State.CANCELLED)
        with self._changed:
            self._changed.wait_for(lambda: not any(live.job.unfinished for live in self._live.values()), wait_s)
            running = list(self._live.values())
        for live in running:
            self._end(live, State.CANCELLED)

    def _check_room(self) -> None:
        unfinished = sum(live.job.unfinished for live in self._live.values())
        if self._closing.is_set():
            raise QueueFull("The server is stopping. Ask again when it is back.", "服务正在停止。请稍后重新提交。")
        if unfinished >= self._most:
            raise QueueFull(
                f"{unfinished} jobs run or wait, and no more may. Wait, cancel one, or raise RINGFENCE_JOB_QUEUE.",
                f"已有 {unfinished} 个任务在运行或排队，达到上限。请等待、取消其中之一，或调高 RINGFENCE_JOB_QUEUE。",
                unfinished=unfinished,
            )

    def _start_threads(self) -> None:
        """One more thread where all are busy, and the one that gives signs of life; the lock is held.

        Daemons: work that does not listen must not keep the process from ending.
        """
        running = sum(live.job.state is State.RUNNING for live in self._live.values())
        if not self._threads:
            Thread(target=self._stay_alive, name="jobs-alive", daemon=True).start()
        if len(self._threads) < min(self._most_threads, running + len(self._queue)):
            thread = Thread(target=self._take_turns, name=f"job-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _stay_alive(self) -> None:
        while not self._closing.wait(ALIVE_EVERY_S):
            try:
                self.say_alive()
            except StoreError as error:
                log.warning("no sign of life", extra={"code": error.code})

    def _take_turns(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._queue) or self._closing.is_set())
                if self._closing.is_set():
                    return
                live = self._queue.popleft()
                live.job = replace(live.job, state=State.RUNNING, started_at=self._now())
            self._run(live)

    def _run(self, live: Live) -> None:
        begin_job(live.job.job_id)
        try:
            self._kept.begun(live.job)
            document = live.run()
            self._end(live, State.DONE, result=kept_text(document), version=document.get("version"))
        except Cancelled:
            self._end(live, State.CANCELLED)
        except RingfenceError as error:
            self._end(live, State.FAILED, Failure(*told(error, "job_id")))
        except Exception as error:
            self._end(live, State.FAILED, Failure(*unforeseen(error, "job_id")))

    def _end(
        self, live: Live, state: State, failure: Failure | None = None, result: str | None = None,
        version: int | None = None,
    ) -> None:  # fmt: skip
        """The job has ended so: first written down, so that whoever hears of it finds its result."""
        with self._changed:
            if live.ending:
                return
            live.ending = True
        ended = live.job.ended(state, self._now(), failure, version)
        try:
            self._kept.ended(ended, result)
        except Exception as error:
            # It stays with this process, which alone knows how it ended; a result that nobody can read is none.
            said = told(error, "job_id") if isinstance(error, RingfenceError) else unforeseen(error, "job_id")
            with self._changed:
                live.job = ended if state is not State.DONE else ended.ended(State.FAILED, self._now(), Failure(*said))
                self._changed.notify_all()
        else:
            with self._changed:
                del self._live[live.job.job_id]
                self._changed.notify_all()

    def _cancel_here(self, job_id: str) -> bool:
        """Whether the job is one of this process that had not ended."""
        with self._changed:
            live = self._live.get(job_id)
            if live is None or not live.job.unfinished:
                return False
            live.cancel()
            waits = live.job.state is State.QUEUED
            if live in self._queue:
                self._queue.remove(live)
        if waits:
            self._end(live, State.CANCELLED)
        return True

    def _now(self) -> str:
        return written(self._clock())

    def _lost_before(self) -> str:
        return written(self._clock() - LOST_AFTER)
