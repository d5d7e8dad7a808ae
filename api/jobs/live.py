"""A job of this process while it waits or runs: what its work is given, and what others see of it."""

from dataclasses import replace
from threading import Condition, Event
from typing import Any

from api.jobs.job import Job, Progress, Work
from api.values import shown
from graph.errors import Cancelled


class Live:
    """A job of this process that has not ended, or whose end could not be written. The lock of `Jobs` guards it."""

    def __init__(self, job: Job, work: Work, changed: Condition) -> None:
        self.job = job
        self._work = work
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
            raise _cancelled()
        with self._changed:
            self.job = replace(self.job, progress=Progress(what, done, total))

    def run(self) -> dict[str, Any]:
        """Do the work; its result as a document. Raises Cancelled, and whatever the work does."""
        found = self._work(self.progress, self.cancelled)
        if found is None and self.cancelled():
            raise _cancelled()
        return shown(found)


def _cancelled() -> Cancelled:
    return Cancelled("The job was cancelled.", "任务已取消。")
