"""What is forgotten of notices and deliveries: those long made; what was given up waits until a person decides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, Final

from cypher import query
from graph.errors import NotFound
from graph.notices.subscription import OUTBOX, Subscription, dead_queue
from graph.notices.times import written
from graph.store import Reader, Store, Writer

AT_ONCE: Final = 500
"""Deliveries or notices of one transaction."""

Find = Callable[[Reader], list[dict[str, Any]]]
Stopping = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many deliveries were forgotten, and up to which number notices are kept no more."""

    deliveries: int
    through: int


def _never() -> bool:
    return False


def clear(store: Store, before: datetime, stopping: Stopping = _never) -> Cleared:
    """Forget deliveries made before a moment and notices written before it; doing it again adds nothing.

    What was given up stays until it is replayed or dropped, and its notice with it; with a subscription that was
    removed before the moment it goes. stopping: asked between two batches.
    """
    moment = {"before": written(before)}
    queues = [dead_queue(row["subscription_id"]) for row in store.rows(query("notice/removed").text, moment)]
    made = _all(store, lambda reader: reader.rows(query("notice/ended").text, moment | {"limit": AT_ONCE}), stopping)
    if queues:
        made += _all(store, _given_up(queues), stopping)
    through = 0
    while not stopping() and (further := _further(store, moment["before"])) != through:
        through = further
    return Cleared(made, through)


def drop(store: Store, subscription: Subscription, delivery_id: str = "") -> int:
    """Forget what was given up, all or one of it; how much that was. Raises NotFound for one that is not given up."""
    dropped = _all(store, _given_up([subscription.dead], delivery_id))
    if delivery_id and not dropped:
        raise NotFound(
            f"No delivery {delivery_id} of this subscription was given up. See `ringfence notify dead`.",
            f"该订阅没有已放弃的投递 {delivery_id}。请看 `ringfence notify dead`。",
            delivery_id=delivery_id,
        )
    return dropped


def _given_up(queues: Sequence[str], delivery_id: str = "") -> Find:
    asked = {"queues": queues, "delivery_id": delivery_id, "limit": AT_ONCE}
    return lambda reader: reader.rows(query("notice/given_up").text, asked)


def _all(store: Store, find: Find, stopping: Stopping = _never) -> int:
    """Forget all deliveries that are found, a batch at a time."""
    forgotten = 0
    while not stopping() and (batch := _batch(store, find)):
        forgotten += batch
    return forgotten


def _batch(store: Store, find: Find) -> int:
    planned: list[dict[str, Any]] = []

    def confirm(reader: Reader) -> int | None:
        ids = {"delivery_ids": [row["delivery_id"] for row in planned]}
        return len(planned) if planned and not reader.columns(query("notice/there").text, ids)["there"] else None

    def work(writer: Writer) -> int:
        nonlocal planned
        writer.rows(query("notice/lock").text, OUTBOX)
        if (done := confirm(writer)) is not None:
            return done
        planned = find(writer)
        if planned:
            writer.rows(query("notice/forget").text, {"delivery_ids": [row["delivery_id"] for row in planned]})
            through = _outbox(writer)["cleared"]
            _remove(writer, {row["number"]: row["notice_id"] for row in planned
                            if row["notice_id"] and row["number"] <= through})  # fmt: skip
        return len(planned)

    return store.write(work, confirm)


def _further(store: Store, before: str) -> int:
    """Up to which number notices are kept no more, once the next of them have been looked at."""
    planned = 0

    def confirm(reader: Reader) -> int | None:
        return planned if planned and _outbox(reader)["cleared"] >= planned else None

    def work(writer: Writer) -> int:
        nonlocal planned
        writer.rows(query("notice/lock").text, OUTBOX)
        outbox = _outbox(writer)
        cleared, last = int(outbox["cleared"]), int(outbox["last"])
        asked = {"first": cleared + 1, "last": min(cleared + AT_ONCE, last)}
        rows = writer.rows(query("notice/numbered").text, asked) if cleared < last else []
        old = {row["number"]: row["notice_id"] for row in takewhile(lambda row: row["created_at"] < before, rows)}
        if not old:
            return cleared
        _remove(writer, old)
        planned = int(max(old))
        writer.rows(query("notice/cleared").text, {**OUTBOX, "cleared": planned})
        return planned

    return store.write(work, confirm)


def _remove(writer: Writer, notices: Mapping[int, str]) -> None:
    """Forget notices, by their numbers, but those of which somebody is still to be told. What they told of is marked
    as told in its history, so that nobody writes them again."""
    if not notices:
        return
    told = set(writer.columns(query("notice/told_of").text, {"numbers": list(notices)})["notice_ids"])
    gone = [notice_id for notice_id in notices.values() if notice_id not in told]
    if gone:
        writer.rows(query("notice/remove").text, {"notice_ids": gone})


def _outbox(reader: Reader) -> dict[str, Any]:
    return reader.rows(query("notice/newest").text, OUTBOX)[0]
