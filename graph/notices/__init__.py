"""Who must be told of which signals: the outbox, the subscriptions and how each delivery stands."""

from graph.notices.clearing import Cleared, clear, drop
from graph.notices.deliveries import Claim, Delivery, Failure, claim, dead, delivered, due, failed, heads, replay
from graph.notices.news import tell
from graph.notices.outbox import EnqueueCount, News, Telling, enqueue
from graph.notices.read import Page, check_kept, newest, notices_after
from graph.notices.subscription import (
    Channel,
    Schedule,
    Subscription,
    Wanted,
    standing,
    subscribe,
    subscription,
    subscriptions,
    unsubscribe,
)
from graph.notices.times import next_digest, written

__all__ = [
    "Channel",
    "Claim",
    "Cleared",
    "Delivery",
    "EnqueueCount",
    "Failure",
    "News",
    "Page",
    "Schedule",
    "Subscription",
    "Telling",
    "Wanted",
    "check_kept",
    "claim",
    "clear",
    "dead",
    "delivered",
    "drop",
    "due",
    "enqueue",
    "failed",
    "heads",
    "newest",
    "next_digest",
    "notices_after",
    "replay",
    "standing",
    "subscribe",
    "subscription",
    "subscriptions",
    "tell",
    "unsubscribe",
    "written",
]
