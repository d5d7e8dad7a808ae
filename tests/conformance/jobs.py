"""Work for jobs that a test holds and lets go, and what is asked of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

from api.jobs import Asked, Job, Jobs, Title
from api.jobs.job import OnProgress
from graph.as_of import AsOf
from graph.store import Store

DAY = AsOf(date(2024, 12, 31), date(2025, 1, 31))
PATIENCE_S = 60.0
"""What never takes so long; a test that waits in vain fails instead of standing still."""


def asked(kind: str = "stress", **parameters: Any) -> Asked:
    return Asked(kind, Title("压力测试", "Stress test"), parameters, DAY)


class Held:
    """Work that begins, reports once, and goes on when it is let go; then it reports again unless it is deaf."""

    def __init__(self, result: Any = None, *, deaf: bool = False) -> None:
        self.began, self.go_on, self.ended = Event(), Event(), Event()
        self.result = {"loss_cny": 1.5} if result is None else result
        self.deaf = deaf
        self.heard: list[bool] = []

    def __call__(self, progress: OnProgress, cancelled: Callable[[], bool]) -> Any:
        try:
            progress("trials", 3, 10)
            self.began.set()
            assert self.go_on.wait(PATIENCE_S)
            self.heard.append(cancelled())
            if not self.deaf:
                progress("trials", 10, 10)
            return self.result
        finally:
            self.ended.set()

    def begun(self) -> "Held":
        assert self.began.wait(PATIENCE_S)
        return self


class Clock:
    """The time as the test sets it."""

    def __init__(self) -> None:
        self.now = datetime(2025, 1, 31, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@contextmanager
def process(store: Store, threads: int = 1, waiting: int = 10, clock: Clock | None = None) -> Iterator[Jobs]:
    """The jobs of one process over the store, closed at the end."""
    jobs = Jobs(store, threads, waiting, clock) if clock else Jobs(store, threads, waiting)
    yield jobs
    jobs.close(wait_s=0)


def ended(jobs: Jobs, job: Job) -> Job:
    found = jobs.wait(job.job_id, PATIENCE_S)
    assert not found.unfinished
    return found
