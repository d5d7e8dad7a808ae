"""One turn of a worker: if something is due and nobody else is at it, load, evaluate, write, and tell others."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, Final, Protocol

from api.jobs import Asked, Failure, Job, State, Title
from api.jobs.job import written
from api.jobs.kept import KeptJobs, kept_text
from api.problem import told, unforeseen
from api.settings import Settings
from api.values import shown
from api.warning import evaluate
from api.watch.deliveries import load_new
from api.watch.holding import GoingOn, holding
from api.watch.lease import Clock, Held, Lease, worker_name
from api.watch.schedule import Schedule
from graph.as_of import AsOf
from graph.errors import Cancelled, LeaseLost, RingfenceError, StoreError
from graph.signals import Run, Signal
from graph.store import Store

log = logging.getLogger("ringfence.watch")

KIND: Final = "watch"
TITLE: Final = Title("定期监测", "Watching")


class After(Protocol):
    """What follows an evaluation, such as sending what it has to tell.

    Called once matters and notices are written, still under the lease, with all signals, new or known. A run that is
    taken over calls it again. What it raises is noted and ends nothing else.
    """

    def __call__(self, store: Store, signals: Sequence[Signal], run: Run, /) -> None:
        """Do it."""


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


def no_progress(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What a worker works with. after: what follows each evaluation, in turn. rules: a folder of rules of one's own.
    moved: told how far the work has come. between: what is done every minute, whatever is due. stopping: set when the
    worker is asked to end."""

    settings: Settings
    store: Store
    after: Sequence[After] = ()
    rules: Path | None = None
    moved: Callable[[str, int, int], None] = no_progress
    clock: Clock = utc_now
    between: Callable[[Store], object] | None = None
    stopping: Event = field(default_factory=Event)

    @property
    def schedule(self) -> Schedule:
        """When it is due."""
        return Schedule(self.settings.watch_schedule, self.settings.watch_timezone)

    @property
    def lease(self) -> Lease:
        """By which one worker at a time does it."""
        return Lease(self.store, self.settings.watch_lease_s, self.clock)


@dataclass(frozen=True, slots=True)
class Turn:
    """How a turn ended. job: the run that was done; None where nothing was due, or (`busy`) another worker is at it."""

    job: Job | None
    busy: bool = False
    done: dict[str, Any] | None = None


def take_turn(watching: Watching, stopping: Event) -> Turn:
    """Do what is due, however often it was missed, once.

    A run that fails, or that a person cancels, is dealt with: it is listed so, and the next scheduled one comes. One
    that is ended by `stopping` or lost to another worker is still due. Raises the store's errors where nothing can be
    written down.
    """
    lease, schedule = watching.lease, watching.schedule
    if schedule.missed(lease.due_at(), watching.clock()) is None:
        return Turn(None)
    held = lease.take()
    if held is None:
        return Turn(None, busy=True)
    due_at = schedule.missed(held.due_at, watching.clock())  # another may have done it before the lease was taken
    if due_at is None:
        with suppress(LeaseLost):
            lease.release(held)
        return Turn(None)
    turn = _Run(watching, held, due_at).run(stopping)
    still_due = turn.busy or (stopping.is_set() and turn.done is None)
    with suppress(LeaseLost):
        lease.release(held, None if still_due else due_at)
    return turn


class _Run:
    """One run under a lease, written down like a job: asked, begun, ended."""

    def __init__(self, watching: Watching, held: Held, due_at: datetime) -> None:
        self._watching, self._held = watching, held
        self._kept = KeptJobs(watching.store)
        parameters = {"due_at": written(due_at), "lease": held.number}
        self._at = AsOf.at(watching.settings.as_of)
        self._job = Job.new(Asked(KIND, TITLE, parameters, self._at), worker_name(), self._now())

    def run(self, stopping: Event) -> Turn:
        """How it ended."""
        watching, job_id = self._watching, self._job.job_id

        def alive() -> bool:
            return bool(self._kept.alive([job_id], self._now()))

        try:
            with holding(watching.store, watching.lease, self._held, stopping, alive) as going_on:
                self._kept.asked(self._job)
                self._job = replace(self._job, state=State.RUNNING, started_at=self._now())
                self._kept.begun(self._job)
                done = self._work(going_on)
                ended = self._job.ended(State.DONE, self._now(), version=done["version"])
                self._kept.ended(ended, kept_text(done))
                return Turn(ended, done=done)
        except LeaseLost as error:
            return Turn(self._ended(State.CANCELLED, Failure(error.code, error.en, error.zh)), busy=True)
        except Cancelled:
            return Turn(self._ended(State.CANCELLED))
        except StoreError:
            raise
        except RingfenceError as error:
            # What is the operator's own to mend is told in full here alone: others see runs over the API.
            log.warning("run failed", extra={"code": error.code, "said": str(error), "job_id": job_id})
            return Turn(self._ended(State.FAILED, Failure(*told(error, "job_id"))))
        except Exception as error:
            return Turn(self._ended(State.FAILED, Failure(*unforeseen(error, "job_id"))))

    def _work(self, going_on: GoingOn) -> dict[str, Any]:
        watching = self._watching

        def moved(what: str, done: int, total: int) -> None:
            watching.moved(what, done, total)
            going_on()

        dealt = load_new(watching.store, watching.settings, watching.clock(), moved)
        going_on()
        outcome = evaluate(watching.settings, watching.store, self._at, watching.rules, moved)
        going_on()
        failed = [said for after in watching.after if (said := self._follow(after, outcome.signals, outcome.run))]
        return {
            "version": outcome.version, "deliveries": [shown(one) for one in dealt],
            "found": len(outcome.signals), "new": outcome.count.new, "unchanged": outcome.count.unchanged,
            "full_because": None if outcome.scope.full is None else outcome.scope.full.value,
            "looked_at": outcome.scope.parties, "after_failed": failed,
        }  # fmt: skip

    def _follow(self, after: After, signals: Sequence[Signal], run: Run) -> str | None:
        """Why what follows could not be done, where it could not."""
        try:
            after(self._watching.store, signals, run)
        except LeaseLost:
            raise
        except RingfenceError as error:
            return str(error)
        except Exception as error:
            code, en, zh = unforeseen(error, "job_id")
            return f"[{code}] {en} · {zh}"
        return None

    def _ended(self, state: State, failure: Failure | None = None) -> Job:
        """Written down by itself: whoever has the lease now."""
        ended = self._job.ended(state, self._now(), failure)
        try:
            self._kept.ended(ended)
        except StoreError as error:
            log.warning("the end of a run was not written", extra={"code": error.code, "job_id": ended.job_id})
        return ended

    def _now(self) -> str:
        return written(self._watching.clock())
