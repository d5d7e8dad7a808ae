"""How deliveries stand: claimed by one sender for a time, then made, put off or given up; what was given up may wait
again."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cypher import query
from graph.errors import NotFound
from graph.notices.subscription import DEAD, OUTBOX, PENDING, Subscription
from graph.notices.times import written
from graph.store import Reader, Store, Writer


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be told to one subscription: a notice (`kind` signal), or how many more there are of a rule and day
    (`kind` more). attempts: this one included. delivery_id: the same over all attempts. finding: found, changed or
    returned. Of a count, what belongs to a notice is None or empty."""

    delivery_id: str
    subscription_id: str
    kind: str
    notice_id: str
    number: int
    party_id: str
    name: str | None
    rule: str
    day: date
    more: int
    attempts: int
    created_at: str
    signal_id: str | None
    level: int | None
    level_reason: str | None
    as_of: date | None
    matter_id: str | None
    finding: str | None
    change: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Deliveries that one sender has; `mark` is known to it alone."""

    mark: str
    deliveries: tuple[Delivery, ...]

    @property
    def delivery_ids(self) -> list[str]:
        """Their identities."""
        return [one.delivery_id for one in self.deliveries]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, and when the next one may be made; None: it is given up."""

    reason: str
    next_attempt_at: datetime | None


def heads(store: Store, subscription: Subscription, now: datetime, limit: int) -> list[str]:
    """Of each party the first delivery that waits, where it is due and nobody has it; in the order of notices."""
    return _ids(store, "notice/heads", subscription, now, limit)


def due(store: Store, subscription: Subscription, now: datetime, limit: int) -> list[str]:
    """All deliveries that are due and that nobody has, in the order of notices."""
    return _ids(store, "notice/due", subscription, now, limit)


def claim(store: Store, delivery_ids: Sequence[str], now: datetime, until: datetime) -> Claim:
    """Those of the deliveries that are still to be made and that nobody has, claimed until then; they count as tried.

    A sender that ends without a word loses them at that moment, and another one tries again.
    """
    mark, ids = secrets.token_hex(12), sorted(delivery_ids)
    own = {"delivery_ids": ids, "mark": mark}

    def work(writer: Writer) -> list[dict[str, Any]]:
        writer.run(query("notice/touch").text, own)
        writer.run(query("notice/claim").text, own | {"now": written(now), "until": written(until)})
        return writer.rows(query("notice/claimed").text, own)

    rows = store.write(work, confirm=lambda reader: reader.rows(query("notice/claimed").text, own) or None)
    return Claim(mark, tuple(Delivery(**row) for row in rows))


def delivered(store: Store, claimed: Claim, now: datetime) -> int:
    """Write down that they have been made; how many this sender still had."""
    return _recorded(store, "notice/delivered", claimed, {"delivered_at": written(now)})


def failed(store: Store, subscription: Subscription, claimed: Claim, failure: Failure) -> int:
    """Write down that the attempt failed; how many this sender still had."""
    again = failure.next_attempt_at
    queue, state = (subscription.dead, DEAD) if again is None else (subscription.pending, PENDING)
    when = None if again is None else written(again)
    said = {"state": state, "queue": queue, "next_attempt_at": when, "last_error": failure.reason}
    return _recorded(store, "notice/failed", claimed, said)


def dead(store: Store, subscription: Subscription, limit: int) -> list[dict[str, Any]]:
    """What was given up, the oldest first, one more than the limit where there are more."""
    return store.rows(query("notice/dead").text, {"queue": subscription.dead, "limit": limit + 1})


def replay(store: Store, subscription: Subscription, now: datetime, delivery_id: str = "") -> int:
    """Let what was given up wait again, all or one of it; how much that was. Raises NotFound for one that is not
    given up."""
    mark = secrets.token_hex(12)
    again = {
        "dead": subscription.dead, "queue": subscription.pending, "delivery_id": delivery_id, "now": written(now),
        "mark": mark,
    }  # fmt: skip
    planned: list[str] = []

    def confirm(reader: Reader) -> int | None:
        own = {"delivery_ids": planned, "mark": mark}
        return len(planned) if planned and reader.columns(query("notice/replayed").text, own)["replayed"] else None

    def work(writer: Writer) -> int:
        nonlocal planned
        # After the lock a commit that was under way is seen, and what it did is not looked for in the queue.
        writer.rows(query("notice/lock").text, OUTBOX)
        if (done := confirm(writer)) is not None:
            return done
        planned = writer.columns(query("notice/replay").text, again)["replayed"]
        return len(planned)

    replayed = store.write(work, confirm)
    if delivery_id and not replayed:
        raise NotFound(
            f"No delivery {delivery_id} of this subscription was given up. See `ringfence notify dead`.",
            f"该订阅没有已放弃的投递 {delivery_id}。请看 `ringfence notify dead`。",
            delivery_id=delivery_id,
        )
    return replayed


def _ids(store: Store, name: str, subscription: Subscription, now: datetime, limit: int) -> list[str]:
    asked = {"queue": subscription.pending, "now": written(now), "limit": limit}
    return [row["delivery_id"] for row in store.rows(query(name).text, asked)]


def _recorded(store: Store, name: str, claimed: Claim, said: Mapping[str, Any]) -> int:
    if not claimed.deliveries:
        return 0
    own = {"delivery_ids": claimed.delivery_ids, "mark": claimed.mark, **said}

    def work(writer: Writer) -> int:
        writer.run(query("notice/touch").text, own | {"mark": secrets.token_hex(8)})
        return int(writer.rows(query(name).text, own)[0]["recorded"])

    return store.write(work, confirm=lambda _: None)
