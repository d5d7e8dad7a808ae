"""Who wants to be told of what: made, listed and removed, without its secret, which is not for the database."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from cypher import query
from graph.errors import NotFound
from graph.notices.times import written
from graph.store import Store, Writer

PENDING: Final = "pending"
DEAD: Final = "dead"
OUTBOX: Final = {"outbox_id": "outbox"}
"""There is one; who locks it writes alone."""
ACTIVE: Final = {"active": True}
REMOVED: Final = "the subscription was removed · 订阅已取消"


class Channel(StrEnum):
    """By which way somebody is told."""

    WEBHOOK = "webhook"
    EMAIL = "email"


class Schedule(StrEnum):
    """When: webhooks at once, e-mail also as a digest."""

    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted: signals at least so grave, of these rules (none: all), about the parties of a portfolio (none
    named: about all)."""

    minimum_level: int = 1
    rules: tuple[str, ...] = ()
    portfolio: str = ""

    def covers(self, rule: str, level: int, party_id: str, members: Collection[str]) -> bool:
        """Whether a signal is wanted. members: of the portfolio, where one is named."""
        asked_for = level >= self.minimum_level and (not self.rules or rule in self.rules)
        return asked_for and (not self.portfolio or party_id in members)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody who is told. address: a URL or an e-mail address. Times are UTC in ISO 8601."""

    subscription_id: str
    kind: Channel
    address: str
    wanted: Wanted
    schedule: Schedule
    actor: str
    created_at: str

    @classmethod
    def new(
        cls, kind: Channel, address: str, wanted: Wanted, schedule: Schedule, actor: str, now: datetime
    ) -> "Subscription":  # fmt: skip
        """One with an identity of its own."""
        return cls(f"sub_{secrets.token_hex(8)}", kind, address, wanted, schedule, actor, written(now))

    @property
    def pending(self) -> str:
        """The queue of what waits to be told."""
        return f"{PENDING}:{self.subscription_id}"

    @property
    def dead(self) -> str:
        """The queue of what was given up."""
        return dead_queue(self.subscription_id)


def dead_queue(subscription_id: str) -> str:
    """The queue of what was given up for a subscription, which may be removed by now."""
    return f"{DEAD}:{subscription_id}"


def subscribe(store: Store, subscription: Subscription) -> None:
    """Write it down; whatever is found from now on is told. Doing it again changes nothing."""
    wanted = subscription.wanted
    parameters = {
        "subscription_id": subscription.subscription_id, "kind": subscription.kind.value,
        "address": subscription.address, "minimum_level": wanted.minimum_level, "rules": ",".join(wanted.rules),
        "portfolio": wanted.portfolio, "schedule": subscription.schedule.value, "actor": subscription.actor,
        "created_at": subscription.created_at,
    }  # fmt: skip
    store.write(lambda writer: bool(writer.rows(query("notice/subscribe").text, parameters)), confirm=lambda _: None)


def unsubscribe(store: Store, subscription_id: str, now: datetime) -> int:
    """Tell it no more, and give up what waits for it; how many that were. Raises NotFound."""
    gone = subscription(store, subscription_id)

    def work(writer: Writer) -> int:
        writer.run(query("notice/lock").text, OUTBOX)  # nothing is put into its queue any more
        writer.rows(
            query("notice/unsubscribe").text, {"subscription_id": subscription_id, "removed_at": written(now)}
        )  # fmt: skip
        given_up = {"queue": gone.pending, "dead": gone.dead, "reason": REMOVED}
        return int(writer.rows(query("notice/abandon").text, given_up)[0]["abandoned"])

    return store.write(work, confirm=lambda _: None)


def subscriptions(store: Store) -> list[Subscription]:
    """All that are told, the oldest first."""
    return [read_subscription(row) for row in store.rows(query("notice/subscriptions").text, ACTIVE)]


def subscription(store: Store, subscription_id: str) -> Subscription:
    """One of them. Raises NotFound."""
    found = next((one for one in subscriptions(store) if one.subscription_id == subscription_id), None)
    if found is None:
        raise NotFound(
            f"There is no subscription {subscription_id}. See `ringfence notify subscriptions`.",
            f"没有订阅 {subscription_id}。请看 `ringfence notify subscriptions`。",
            subscription_id=subscription_id,
        )
    return found


def standing(store: Store, told: Collection[Subscription]) -> Mapping[str, int]:
    """How much stands in each queue (`pending`, `dead`) of subscriptions; a queue not named is empty."""
    queues = [queue for one in told for queue in (one.pending, one.dead)]
    rows = store.rows(query("notice/standing").text, {"queues": queues}) if queues else []
    return {row["queue"]: row["deliveries"] for row in rows}


def read_subscription(row: Mapping[str, Any]) -> Subscription:
    """A row of `notice/subscriptions`."""
    rules = tuple(rule for rule in row["rules"].split(",") if rule)
    wanted = Wanted(row["minimum_level"], rules, row["portfolio"])
    return Subscription(
        row["subscription_id"], Channel(row["kind"]), row["address"], wanted, Schedule(row["schedule"]),
        row["actor"], row["created_at"],
    )  # fmt: skip
