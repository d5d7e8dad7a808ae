"""Who may run the rules: a lease in the database, taken by one worker, renewed while it works, free once it expires.

The right to write does not hang on clocks: each taking has a number, every write of the holder begins by locking the
lease and comparing its mark, so one who was overtaken writes nothing. Clocks only decide when a lease counts as
expired: workers whose clocks differ by less than two thirds of its time do not take it from one another.
"""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.jobs.job import written
from cypher import query
from graph.errors import LeaseLost
from graph.store import Reader, Store, Writer

NAME: Final = "watch"
"""The one lease there is."""
RENEWED: Final = 3
"""So often within its time."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that was taken. holder: unlike that of any other taking. number: one more each time it is taken. due_at:
    the scheduled moment up to which all is dealt with, None before the first run."""

    holder: str
    number: int
    due_at: datetime | None


class Lease:
    """The lease of a store. lease_s: how long it is good without being renewed. Raises the store's errors."""

    def __init__(self, store: Store, lease_s: float, clock: Clock) -> None:
        self.lease_s = lease_s
        self._store, self._clock = store, clock

    def take(self) -> Held | None:
        """The lease, unless another holds it and it has not expired."""
        holder = f"{worker_name()}:{secrets.token_hex(8)}"

        def work(writer: Writer) -> tuple[Held | None]:
            stands = _locked(writer)
            if stands["holder"] is not None and stands["until"] >= written(self._clock()):
                return (None,)
            held = Held(holder, stands["number"] + 1, moment(stands["due_at"]))
            self._set(writer, holder, self._until(), held.number, stands["due_at"])
            return (held,)

        def confirm(reader: Reader) -> tuple[Held | None] | None:
            stands = reader.rows(query("lease/state").text, {"name": NAME, "limit": 1})
            if not stands or stands[0]["holder"] != holder:
                return None
            return (Held(holder, stands[0]["number"], moment(stands[0]["due_at"])),)

        return self._store.write(work, confirm)[0]

    def renew(self, held: Held) -> None:
        """Hold it for its whole time from now on. LeaseLost."""

        def work(writer: Writer) -> bool:
            due_at = check(writer, held)
            self._set(writer, held.holder, self._until(), held.number, due_at)
            return True

        self._store.write(work, confirm=lambda _: None)

    def release(self, held: Held, due_at: datetime | None = None) -> None:
        """Let others have it; with `due_at` all scheduled up to that moment is dealt with. LeaseLost."""

        def work(writer: Writer) -> bool:
            before = check(writer, held)
            self._set(writer, None, None, held.number, before if due_at is None else written(due_at))
            return True

        def confirm(reader: Reader) -> bool | None:
            stands = reader.rows(query("lease/state").text, {"name": NAME, "limit": 1})
            return True if stands and stands[0]["holder"] is None and stands[0]["number"] == held.number else None

        self._store.write(work, confirm)

    def due_at(self) -> datetime | None:
        """The scheduled moment up to which all is dealt with; None before the first run."""
        stands = self._store.rows(query("lease/state").text, {"name": NAME, "limit": 1})
        return moment(stands[0]["due_at"]) if stands else None

    def _until(self) -> str:
        return written(self._clock() + timedelta(seconds=self.lease_s))

    def _set(self, writer: Writer, holder: str | None, until: str | None, number: int, due_at: str | None) -> None:
        said = {"name": NAME, "holder": holder, "until": until, "number": number, "due_at": due_at}
        writer.run(query("lease/set").text, said)


def check(writer: Writer, held: Held) -> str | None:
    """Lock the lease for the rest of the transaction. The moment up to which all is dealt with; LeaseLost where another
    has taken it, or it was released."""
    stands = _locked(writer)
    if stands["holder"] != held.holder or stands["number"] != held.number:
        raise LeaseLost(
            f"Another worker has taken over ({stands['holder'] or 'none holds the lease now'}); this one writes no "
            "more. Nothing need be done; if it happens often, raise RINGFENCE_WATCH_LEASE_S.",
            f"另一监测进程已接管（{stands['holder'] or '当前无人持有租约'}），本进程不再写入。无需处理；"
            "如频繁发生，请调高 RINGFENCE_WATCH_LEASE_S。",
            holder=stands["holder"],
        )
    due_at: str | None = stands["due_at"]
    return due_at


def worker_name() -> str:
    """This process, as others read it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def moment(text: str | None) -> datetime | None:
    """A moment as it is stored."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _locked(writer: Writer) -> dict[str, Any]:
    return writer.rows(query("lease/lock").text, {"name": NAME})[0]
