"""A job of this process while it waits or runs: what its work is given, and what others see of it."""

from dataclasses import replace
from threading import Condition, Event

from api.jobs.job import Job, Progress, Work
from graph.errors import Cancelled


class Live:
    """A job of this process that has not ended, or whose end could not be written. The lock of `Jobs` guards it."""

    def __init__(self, job: Job, work: Work, changed: Condition) -> None:
        self.job = job
        self.work = work
        self.ending = False
        self._cancel = Event()
        self._changed = changed

    def cancel(self) -> None:
        """From now on the work is told that it is cancelled; the lock is held."""
        self._cancel.set()
        self.job = replace(self.job, cancel_asked=True)

    def cancelled(self) -> bool:
        """Whether somebody asked for that."""
        return self._cancel.is_set()

    def progress(self, what: str, done: int, total: int | None) -> None:
        """The work has come so far. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled("The job was cancelled.", "任务已取消。")
        with self._changed:
            self.job = replace(self.job, progress=Progress(what, done, total))
