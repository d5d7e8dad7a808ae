"""Which deliveries follow from new notices: who wants them, how many of a rule a day, and the count of the rest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Final

from graph.notices.subscription import Subscription

SIGNAL: Final = "signal"
MORE: Final = "more"


@dataclass(frozen=True, slots=True)
class Notice:
    """That a signal was found, or is found changed or again. `number` is its place among all notices of the store."""

    notice_id: str
    number: int
    kind: str
    change: str
    matter_id: str
    signal_id: str
    rule: str
    level: int
    level_reason: str
    party_id: str
    run_id: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Told:
    """What a subscription was told of a rule on a day: `told` one by one, `counts` messages of how many more; `open` is
    such a message that may still count on."""

    told: int = 0
    counts: int = 0
    open: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery that is to be made: of a notice, or of the number of those not told one by one."""

    delivery_id: str
    subscription: Subscription
    kind: str
    number: int
    rule: str
    tally: str
    notice_id: str = ""
    party_id: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class CountOn:
    """A message that nobody has tried to deliver yet counts so many more."""

    delivery_id: str
    more: int
    number: int


@dataclass(slots=True)
class Plan:
    """All of it."""

    deliveries: list[Planned] = field(default_factory=list)
    counted_on: list[CountOn] = field(default_factory=list)


def tally(subscription: Subscription, rule: str, day: date) -> str:
    """By what deliveries are counted."""
    return f"{subscription.subscription_id}|{rule}|{day.isoformat()}"


def wanted_by(
    subscriptions: Sequence[Subscription], notices: Sequence[Notice], members: Mapping[str, Collection[str]]
) -> list[tuple[Subscription, str, list[Notice]]]:
    """Who wants which notices, rule by rule; members: the parties of each portfolio."""
    found: dict[tuple[int, str], list[Notice]] = {}
    for place, subscription in enumerate(subscriptions):
        of_portfolio = members.get(subscription.wanted.portfolio, ())
        for notice in notices:
            if subscription.wanted.covers(notice.rule, notice.level, notice.party_id, of_portfolio):
                found.setdefault((place, notice.rule), []).append(notice)
    return [(subscriptions[place], rule, wanted) for (place, rule), wanted in found.items()]


def plan(
    wanted: Sequence[tuple[Subscription, str, list[Notice]]], told: Mapping[str, Told], day: date, cap: int
) -> Plan:
    """Deliveries of the first notices up to the cap, in the order given, and of the number of the others."""
    made = Plan()
    for subscription, rule, notices in wanted:
        key = tally(subscription, rule, day)
        before = told.get(key, Told())
        room = max(0, cap - before.told)
        made.deliveries += [
            Planned(
                _identity(subscription.subscription_id, one.notice_id), subscription, SIGNAL, one.number, rule, key,
                notice_id=one.notice_id, party_id=one.party_id,
            )
            for one in notices[:room]
        ]  # fmt: skip
        _count_rest(made, subscription, rule, key, (before, notices[room:]))
    return made


def _count_rest(
    made: Plan, subscription: Subscription, rule: str, key: str, rest: tuple[Told, Sequence[Notice]]
) -> None:
    before, notices = rest
    if not notices:
        return
    more, number = len(notices), max(one.number for one in notices)
    if before.open is not None:
        made.counted_on.append(CountOn(before.open, more, number))
        return
    identity = _identity(key, str(before.counts + 1))
    made.deliveries.append(Planned(identity, subscription, MORE, number, rule, key, more=more))


def _identity(*parts: str) -> str:
    """The same for the same parts: a delivery planned twice is one."""
    return f"msg_{blake2b('|'.join(parts).encode(), digest_size=15).hexdigest()}"
