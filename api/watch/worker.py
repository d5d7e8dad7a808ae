"""The process that watches: turns at the scheduled moments, and looks in between whether a run was left behind."""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from types import FrameType
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from api.watch.turn import Turn, Watching, take_turn
from graph.errors import RingfenceError
from graph.store import Store

log = logging.getLogger("ringfence.watch")

LOOKS: Final = 2
"""So often within the time of a lease a worker looks whether something is due that nobody does."""

SENDS_EVERY_S: Final = 60
"""So often what waits to be told again is looked at, whatever the schedule of evaluations."""

OnTurn = Callable[[Turn], None]


def work(watching: Watching, on_turn: OnTurn, *, once: bool = False) -> None:
    """Take turns until SIGTERM or Ctrl-C; with `once` take one and end. `on_turn` is told how each went.

    The first turn is at the start, so what was missed while no worker ran is caught up then, once. A run that is under
    way when the process is asked to end stops at its next step and stays due.
    """
    stopping = watching.stopping
    if once:
        with _ending(stopping.set):
            on_turn(take_turn(watching, stopping))
        return
    scheduler = BlockingScheduler(
        timezone=UTC, executors={name: ThreadPoolExecutor(1) for name in ("default", "between")}
    )
    looks = IntervalTrigger(seconds=watching.settings.watch_lease_s / LOOKS)
    how = {"args": (watching, stopping, on_turn), "coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    scheduler.add_job(_turn, watching.schedule.trigger, name="scheduled", **how)
    scheduler.add_job(_turn, looks, name="left behind", next_run_time=datetime.now(UTC), **how)

    if watching.between is not None:
        each = IntervalTrigger(seconds=SENDS_EVERY_S)
        scheduler.add_job(
            _between, each, name="between", executor="between", args=(watching, watching.between), coalesce=True,
            misfire_grace_time=None, max_instances=1,
        )  # fmt: skip

    def stop() -> None:
        stopping.set()
        # From a thread of its own: it waits for the turn under way, and the handler must not.
        Thread(target=scheduler.shutdown, name="watch-stop").start()

    with _ending(stop):
        scheduler.start()


def _turn(watching: Watching, stopping: Event, on_turn: OnTurn) -> None:
    if stopping.is_set():
        return
    try:
        on_turn(take_turn(watching, stopping))
    except RingfenceError as error:  # the database may be back next time
        log.warning("turn failed", extra={"code": error.code, "said": str(error)})


def _between(watching: Watching, work: Callable[[Store], object]) -> None:
    try:
        work(watching.store)
    except RingfenceError as error:  # the database may be back next time
        log.warning("sending failed", extra={"code": error.code, "said": str(error)})


@contextmanager
def _ending(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and Ctrl-C do this once instead of ending the process; a second one ends it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def asked(_number: int, _frame: FrameType | None) -> None:
        restore()
        stop()

    for number in before:
        signal.signal(number, asked)
    try:
        yield
    finally:
        restore()
