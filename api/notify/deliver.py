"""Sends what is due: to each subscription by itself, for each party in the order of notices."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final

from api.notify.backoff import failure
from api.notify.digest import compose
from api.notify.event import event_of, signed
from api.notify.outgoing import Outgoing
from api.notify.webhook import WebhookClient
from api.problem import unforeseen
from api.settings import Settings
from graph.errors import RingfenceError
from graph.notices import (
    Channel,
    Cleared,
    Delivery,
    Subscription,
    claim,
    clear,
    delivered,
    due,
    failed,
    heads,
    subscriptions,
)
from graph.store import Store

log = logging.getLogger("ringfence.notify")

AT_ONCE: Final = 500
IN_ONE_MAIL: Final = 500
SUBSCRIPTIONS_AT_ONCE: Final = 8
FAILURES_IN_A_ROW: Final = 3
"""After so many a receiver is left alone until the next call: what was not tried then has lost no attempt."""
LEASE_FACTOR: Final = 6.0
LEASE_MAIL_S: Final = 600.0
KEYLESS: Final = "this machine has no secret for the subscription · 本机没有该订阅的密钥"


@dataclass(frozen=True, slots=True)
class SendCount:
    """What became of deliveries: made, put off, given up; `lost` ones took so long that another sender had them by
    then, and `waiting` ones are for e-mail that is off or for webhooks whose secret is on another machine."""

    delivered: int = 0
    retried: int = 0
    dead: int = 0
    lost: int = 0
    waiting: int = 0

    def __add__(self, other: "SendCount") -> "SendCount":
        return SendCount(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def local_now() -> datetime:
    """This moment in this machine's time zone."""
    return datetime.now().astimezone()


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Sender:
    store: Store
    outgoing: Outgoing
    clock: Callable[[], datetime]
    stopping: Callable[[], bool]


def deliver_due(
    store: Store,
    outgoing: Outgoing,
    clock: Callable[[], datetime] = local_now,
    stopping: Callable[[], bool] = _never,
) -> SendCount:
    """Send all that is due, until nothing is or `stopping`. Several may send at the same time, also in other processes.

    Each delivery is claimed for a time before it is sent. A sender that ends between sending and writing that down
    leaves it to be sent once more, under the same `webhook-id`: receivers get everything at least once.
    """
    sender, told = _Sender(store, outgoing, clock, stopping), subscriptions(store)
    by_address: dict[str, list[Subscription]] = {}
    for one in told:
        if one.kind is Channel.EMAIL:
            by_address.setdefault(one.address, []).append(one)
    with ThreadPoolExecutor(SUBSCRIPTIONS_AT_ONCE, thread_name_prefix="notify") as threads:
        works = [threads.submit(_webhooks, sender, one) for one in told if one.kind is Channel.WEBHOOK]
        works += [threads.submit(_mails, sender, of_officer) for of_officer in by_address.values()]
        return sum((_count(work) for work in works), SendCount())


def sending(settings: Settings, stopping: Callable[[], bool] = _never) -> Callable[[Store], SendCount]:
    """`deliver_due` as the settings have it, until `stopping`."""
    outgoing = Outgoing.of(settings)
    return lambda store: deliver_due(store, outgoing, stopping=stopping)


def clearing(settings: Settings, stopping: Callable[[], bool] = _never) -> Callable[[Store], Cleared]:
    """`clear` as the settings have it, until `stopping`."""
    kept = timedelta(days=settings.keep_notices_days)
    return lambda store: clear(store, local_now() - kept, stopping)


def _count(work: Future[SendCount]) -> SendCount:
    """What became of one subscription; a mistake of ours there is logged and ends nothing else."""
    try:
        return work.result()
    except RingfenceError:
        raise
    except Exception as error:
        unforeseen(error)
        return SendCount()


def _webhooks(sender: _Sender, subscription: Subscription) -> SendCount:
    """The deliveries of one subscription. The next of a party comes up once the one before is made or given up."""
    secrets = sender.outgoing.secrets.signing(subscription.subscription_id, sender.clock())
    if not secrets:  # left for the machine that has it: an attempt here would only use one up
        return _keyless(sender, subscription)
    count, failures = SendCount(), 0
    with WebhookClient(sender.outgoing.timeout_s, private=sender.outgoing.private) as client:
        while ids := heads(sender.store, subscription, sender.clock(), AT_ONCE):
            before = count
            for delivery_id in ids:
                if sender.stopping():
                    return count
                one = _one_webhook(sender, subscription, client, secrets, delivery_id)
                count += one
                failures = 0 if one.delivered else failures + one.retried + one.dead
                if failures >= FAILURES_IN_A_ROW:
                    return count
            if count == before:  # another sender has them all
                break
    return count


def _keyless(sender: _Sender, subscription: Subscription) -> SendCount:
    waiting = len(due(sender.store, subscription, sender.clock(), AT_ONCE))
    if waiting:
        log.warning(
            "not sent from here",
            extra={"subscription": subscription.subscription_id, "reason": KEYLESS, "deliveries": waiting},
        )
    return SendCount(waiting=waiting)


def _one_webhook(
    sender: _Sender, subscription: Subscription, client: WebhookClient, secrets: Sequence[str], delivery_id: str
) -> SendCount:  # fmt: skip
    now, outgoing = sender.clock(), sender.outgoing
    claimed = claim(sender.store, [delivery_id], now, now + timedelta(seconds=outgoing.timeout_s * LEASE_FACTOR))
    if not claimed.deliveries:
        return SendCount()
    (delivery,) = claimed.deliveries
    event = event_of(delivery, outgoing.speech)
    outcome = client.post(subscription.address, lambda: signed(event, secrets))
    if outcome.is_delivered:
        return _made(1, delivered(sender.store, claimed, sender.clock()))
    most = delivery.attempts if outcome.hopeless else outgoing.attempts
    what = failure(outcome.reason, delivery.attempts, most, sender.clock(), outcome.retry_after_s)
    recorded = failed(sender.store, subscription, claimed, what)
    return _put_off(subscription, [delivery], recorded, outcome.reason, given_up=what.next_attempt_at is None)


def _mails(sender: _Sender, of_officer: Sequence[Subscription]) -> SendCount:
    """The digest of one officer: all that is due to one address in one message."""
    count, mail = SendCount(), sender.outgoing.mail
    while not sender.stopping():
        now = sender.clock()
        waiting = [(one, due(sender.store, one, now, IN_ONE_MAIL)) for one in of_officer]
        if mail is None:
            return SendCount(waiting=sum(len(ids) for _, ids in waiting))
        until = now + timedelta(seconds=LEASE_MAIL_S)
        claims = [(one, claim(sender.store, ids, now, until)) for one, ids in waiting if ids]
        told = [delivery for _, claimed in claims for delivery in claimed.deliveries]
        if not told:
            break
        message = compose(told, sender.outgoing.speech, mail.sender, of_officer[0].address, now)
        reason = mail.send(message)
        for one, claimed in claims:
            if not reason:
                count += _made(len(claimed.deliveries), delivered(sender.store, claimed, sender.clock()))
                continue
            tried = max((delivery.attempts for delivery in claimed.deliveries), default=0)
            what = failure(reason, tried, sender.outgoing.attempts, sender.clock())
            recorded = failed(sender.store, one, claimed, what)
            count += _put_off(one, claimed.deliveries, recorded, reason, given_up=what.next_attempt_at is None)
        if reason:
            break
    return count


def _made(sent: int, recorded: int) -> SendCount:
    return SendCount(delivered=recorded, lost=sent - recorded)


def _put_off(
    subscription: Subscription, tried: Sequence[Delivery], recorded: int, reason: str, *, given_up: bool
) -> SendCount:
    log.warning(
        "not delivered",
        extra={"subscription": subscription.subscription_id, "reason": reason, "deliveries": len(tried),
               "given_up": given_up},
    )  # fmt: skip
    lost = len(tried) - recorded
    return SendCount(dead=recorded, lost=lost) if given_up else SendCount(retried=recorded, lost=lost)
