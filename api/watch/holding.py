"""Holding the lease while the work lasts: renewed beside it, and every write of the work under it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

from api.watch.lease import RENEWED, Held, Lease, check
from graph.errors import Cancelled, LeaseLost, StoreError
from graph.store import Store

log = logging.getLogger("ringfence.watch")

GoingOn = Callable[[], None]
"""To be called again and again by the work. Raises LeaseLost, or Cancelled where the process is to end."""


@contextmanager
def holding(
    store: Store, lease: Lease, held: Held, stopping: Event, alive: Callable[[], bool]
) -> Iterator[GoingOn]:  # fmt: skip
    """Renew the lease and say `alive` until the end, which tells whether somebody asked to end the work; in between,
    what this thread writes is written only under the lease."""
    ended, cancelled, lost = Event(), Event(), list[LeaseLost]()

    def renew() -> None:
        while not ended.wait(lease.lease_s / RENEWED):
            try:
                lease.renew(held)
                if alive():
                    cancelled.set()
            except LeaseLost as error:
                lost.append(error)
                return
            except StoreError as error:  # once more in a while; whether it was in time the next write finds out
                log.warning("lease not renewed", extra={"code": error.code})

    def going_on() -> None:
        if lost:
            raise lost[0]
        if stopping.is_set() or cancelled.is_set():
            raise Cancelled("The run was asked to end.", "本次监测被要求结束。")

    renewing = Thread(target=renew, name="watch-lease", daemon=True)
    renewing.start()
    try:
        with store.checked(partial(check, held=held)):
            yield going_on
    finally:
        ended.set()
        renewing.join()
