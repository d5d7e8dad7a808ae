"""Subscriptions with all that belongs to them: checked addresses, secrets, and a trial of the way there."""

import logging
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from email.message import EmailMessage
from typing import Final

from api.notify.deliver import KEYLESS, local_now
from api.notify.event import signed, trial_event
from api.notify.outgoing import Outgoing
from api.notify.receiver import checked_url
from api.notify.secret_file import Rotated
from api.notify.webhook import Outcome, WebhookClient
from graph.errors import NotFound, SettingsError, UsageError
from graph.notices import (
    Channel,
    Schedule,
    Subscription,
    Wanted,
    subscribe,
    subscription,
    unsubscribe,
)
from graph.notices import drop as forget
from graph.portfolios import portfolio_named
from graph.store import Store

log = logging.getLogger("ringfence.notify")

EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}")
DEFAULT_HOURS: Final = 24.0
MOST_HOURS: Final = 720.0
"""How long a secret may sign beside the one that has taken its place."""
TRIAL: Final = "通知测试 · This is a test of notices"


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A new subscription; `secret` verifies its webhooks, is shown this once, and is None for e-mail."""

    subscription: Subscription
    secret: str | None


def add(
    store: Store, outgoing: Outgoing, address: str, wanted: Wanted, schedule: Schedule, actor: str
) -> Subscribed:  # fmt: skip
    """Tell an address, a URL or an e-mail address, from now on.

    Raises UsageError for an address that is neither, for a webhook that is not told immediately and for a rule that is
    not in force, NotFound for an unknown portfolio, SettingsError for e-mail while it is off.
    """
    kind = Channel.WEBHOOK if "://" in address else Channel.EMAIL
    if kind is Channel.EMAIL:
        _check_mail(outgoing, address)
    else:
        checked_url(address)
    _check(kind, schedule, wanted)
    _check_rules(outgoing, wanted)
    if wanted.portfolio:
        portfolio_named(store, wanted.portfolio)
    made = Subscription.new(kind, address, wanted, schedule, actor, local_now())
    # First the secret: a subscription without one could not be told.
    secret = outgoing.secrets.create(made.subscription_id) if kind is Channel.WEBHOOK else None
    subscribe(store, made)
    return Subscribed(made, secret)


def remove(store: Store, outgoing: Outgoing, subscription_id: str) -> int:
    """Tell it no more and forget its secret; how much waited for it, which is given up. Raises NotFound."""
    given_up = unsubscribe(store, subscription_id, local_now())
    outgoing.secrets.remove(subscription_id)
    return given_up


def drop(store: Store, one: Subscription, actor: str, delivery_id: str = "") -> int:
    """Forget what was given up, all or one of it; how much that was. The log says who did so. Raises NotFound."""
    dropped = forget(store, one, delivery_id)
    log.info("dropped", extra={"subscription": one.subscription_id, "deliveries": dropped, "actor": actor})
    return dropped


def rotate(store: Store, outgoing: Outgoing, subscription_id: str, hours: float, actor: str) -> Rotated:
    """Sign with a new secret, and for so many hours with the one before it, too: until then the receiver may verify
    with either. The log says who did so.

    Raises NotFound without the subscription, or where its secret is on another machine; UsageError for e-mail.
    """
    one = subscription(store, subscription_id)
    if one.kind is Channel.EMAIL:
        raise UsageError(
            "E-mail is not signed; only webhooks have a secret.", "电子邮件不签名，仅网络回调有密钥。",
            subscription_id=subscription_id,
        )  # fmt: skip
    rotated = outgoing.secrets.rotate(subscription_id, local_now() + timedelta(hours=hours))
    if rotated is None:
        raise NotFound(
            f"This machine has no secret for {subscription_id}. Change it on the machine that made the subscription, "
            "or subscribe anew.",
            f"本机没有订阅 {subscription_id} 的密钥。请在建立该订阅的机器上更换，或重新订阅。",
            subscription_id=subscription_id,
        )
    log.info("rotated", extra={"subscription": subscription_id, "hours": hours, "actor": actor})
    return rotated


def try_out(store: Store, outgoing: Outgoing, subscription_id: str) -> Outcome:
    """Send a test at once, past the outbox. Raises NotFound, and SettingsError for e-mail while it is off."""
    one = subscription(store, subscription_id)
    if one.kind is Channel.EMAIL:
        return _try_mail(outgoing, one)
    signing = outgoing.secrets.signing(subscription_id, local_now())
    if not signing:
        return Outcome(KEYLESS)
    event = trial_event(f"msg_{secrets.token_hex(15)}", subscription_id, outgoing.speech, local_now())
    with WebhookClient(outgoing.timeout_s, private=outgoing.private) as client:
        return client.post(one.address, lambda: signed(event, signing))


def _try_mail(outgoing: Outgoing, one: Subscription) -> Outcome:
    _check_mail(outgoing, one.address)
    assert outgoing.mail is not None  # noqa: S101 - just checked
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = outgoing.mail.sender, one.address, TRIAL
    message.set_content(TRIAL)
    return Outcome(outgoing.mail.send(message))


def _check(kind: Channel, schedule: Schedule, wanted: Wanted) -> None:
    if kind is Channel.WEBHOOK and schedule is not Schedule.IMMEDIATELY:
        raise UsageError(
            "A webhook is told immediately; a schedule is for e-mail.", "网络回调即时发送；定时仅适用于电子邮件。"
        )
    if any("," in rule or not rule.strip() for rule in wanted.rules):
        raise UsageError("A rule is named by its id.", "规则应写编号。")


def _check_rules(outgoing: Outgoing, wanted: Wanted) -> None:
    known = outgoing.speech.titles
    for rule in wanted.rules:
        if rule in known:
            continue
        near = "".join(get_close_matches(rule, known, 1))
        raise UsageError(
            f"There is no rule {rule!r}." + f" Is {near} meant?" * bool(near) + " See `ringfence rules list`.",
            f"没有规则 {rule!r}。" + f"是否指 {near}？" * bool(near) + "请看 `ringfence rules list`。",
            rule=rule,
            nearest=near or None,
        )


def _check_mail(outgoing: Outgoing, address: str) -> None:
    if not EMAIL.fullmatch(address):
        raise UsageError(
            "An address is https://HOST/PATH or an e-mail address.", "地址应为 https://主机/路径 或电子邮件地址。"
        )
    if outgoing.mail is None:
        raise SettingsError(
            "E-mail is off. Set RINGFENCE_SMTP_HOST and the other RINGFENCE_SMTP_ variables first.",
            "未启用电子邮件。请先设置 RINGFENCE_SMTP_HOST 及其他 RINGFENCE_SMTP_ 变量。",
            problem="not_installed",
        )
