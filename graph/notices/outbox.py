"""The outbox: a notice for every piece of news, numbered and written exactly once together with its deliveries."""

import logging
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from cypher import query
from graph.errors import RingfenceError, StoreError, StoreTimeout
from graph.notices.plan import Notice, Plan, Told, plan, tally, wanted_by
from graph.notices.subscription import ACTIVE, OUTBOX, Schedule, Subscription, read_subscription, subscriptions
from graph.notices.times import next_digest, written
from graph.store import Reader, Store, Writer

log = logging.getLogger("ringfence.notify")

NOTICES_PER_BATCH: Final = 500


def no_portfolio(_portfolio: str) -> Collection[str]:
    """Where nobody says who belongs to a portfolio, nobody does."""
    return ()


@dataclass(frozen=True, slots=True)
class Telling:
    """How much is told, and when. cap: notices of a rule and day that one subscription is told one by one; the gravest
    first, the rest is counted. digest_at: when digests are due. members: the parties of a portfolio."""

    cap: int = 50
    digest_at: time = time(8)
    members: Callable[[str], Collection[str]] = field(default=no_portfolio)


@dataclass(frozen=True, slots=True)
class News:
    """That the rules found, or find changed or again, what a matter is about. act_id: of the entry of its history that
    says so, by which it is told once; seq: its number there. change: how the finding differs from the one before."""

    act_id: str
    seq: int
    kind: str
    change: str
    matter_id: str
    signal_id: str
    rule: str
    party_id: str
    level: int
    level_reason: str
    run_id: str
    as_of: date


@dataclass(frozen=True, slots=True)
class EnqueueCount:
    """How many notices were written, how many were there already, and how many deliveries follow from the new ones."""

    new: int = 0
    unchanged: int = 0
    deliveries: int = 0


def enqueue(
    store: Store, news: Sequence[News], telling: Telling | None = None, now: datetime | None = None
) -> EnqueueCount:  # fmt: skip
    """Write a notice for each piece of news that has none, in that order, and what follows from it; doing it again adds
    nothing.

    `now` has a time zone (default: this machine's), whose days and digest times count. A subscription to a portfolio
    whose parties cannot be had is left out of what is new, with a warning in the log.
    """
    telling, now = telling or Telling(), now or datetime.now().astimezone()
    members = _members(store, telling) if news else {}
    new = deliveries = 0
    for start in range(0, len(news), NOTICES_PER_BATCH):
        batch = _Batch(news[start : start + NOTICES_PER_BATCH], telling, now, members)
        added, to_deliver = store.write(batch.work, batch.confirm)
        new, deliveries = new + added, deliveries + to_deliver
    return EnqueueCount(new, len(news) - new, deliveries)


@dataclass(slots=True)
class _Batch:
    """News whose notices are written in one transaction."""

    news: Sequence[News]
    telling: Telling
    now: datetime
    members: Mapping[str, Collection[str]]
    mark: str = field(default_factory=lambda: secrets.token_hex(8))
    planned: tuple[int, int] = (0, 0)

    def work(self, writer: Writer) -> tuple[int, int]:
        """New notices and deliveries."""
        # The lock comes first: numbers then become visible in their order, and nobody who reads on misses one.
        last = int(writer.rows(query("notice/lock").text, OUTBOX)[0]["last"])
        known = set(self._written(writer)["known"])
        fresh = {one.act_id: one for one in self.news if _notice_id(one) not in known}
        notices = [_notice(one, last + place) for place, one in enumerate(fresh.values(), start=1)]
        made = self._plan(writer, notices) if notices else Plan()
        self.planned = len(notices), len(made.deliveries)
        if notices:
            writer.run(query("notice/write").text, self._notice_columns(notices))
            writer.run(query("notice/advance").text, {**OUTBOX, "last": notices[-1].number})
        writer.run(query("notice/news_told").text, {"act_ids": [one.act_id for one in self.news]})
        if made.deliveries:
            writer.run(query("notice/write_deliveries").text, self._delivery_columns(made))
        if made.counted_on:
            columns = {name: [getattr(one, name) for one in made.counted_on] for name in COUNTED_ON}
            writer.run(query("notice/count_on").text, columns)
        return self.planned

    def confirm(self, reader: Reader) -> tuple[int, int] | None:
        """After a commit of unknown outcome: what was planned, where it is there under the mark of this writing."""
        return self.planned if self._written(reader)["own"] else None

    def _written(self, reader: Reader) -> dict[str, list[Any]]:
        ids = [_notice_id(one) for one in self.news]
        return reader.columns(query("notice/known").text, {"notice_ids": ids, "mark": self.mark})

    def _plan(self, writer: Writer, notices: list[Notice]) -> Plan:
        told = [read_subscription(row) for row in writer.rows(query("notice/subscriptions").text, ACTIVE)]
        wanted = wanted_by(told, notices, self.members)
        day = self.now.date()
        keys = sorted({tally(subscription, rule, day) for subscription, rule, _ in wanted})
        return plan(wanted, _told(writer, keys), day, self.telling.cap)

    def _notice_columns(self, notices: Sequence[Notice]) -> dict[str, Any]:
        return {"mark": self.mark, **self._when()} | {
            name: [getattr(one, name) for one in notices] for name in Notice.__slots__
        }

    def _delivery_columns(self, made: Plan) -> dict[str, Any]:
        columns = {name: [getattr(one, name) for one in made.deliveries] for name in DELIVERY_COLUMNS}
        told = [one.subscription for one in made.deliveries]
        return self._when() | columns | {
            "subscription_id": [one.subscription_id for one in told],
            "queue": [one.pending for one in told],
            "next_attempt_at": [written(self._due(one)) for one in told],
        }  # fmt: skip

    def _due(self, subscription: Subscription) -> datetime:
        if subscription.schedule is Schedule.IMMEDIATELY:
            return self.now
        return next_digest(self.now, self.telling.digest_at, weekly=subscription.schedule is Schedule.WEEKLY)

    def _when(self) -> dict[str, Any]:
        return {"day": self.now.date(), "created_at": written(self.now)}


COUNTED_ON: Final = ("delivery_id", "more", "number")
DELIVERY_COLUMNS: Final = ("delivery_id", "kind", "notice_id", "number", "party_id", "rule", "tally", "more")


def _members(store: Store, telling: Telling) -> dict[str, Collection[str]]:
    """The parties of each portfolio that is subscribed to, where they can be had.

    Read before the outbox is locked, which portfolios that are found by a query would hold for long.
    """
    found: dict[str, Collection[str]] = {}
    for portfolio in sorted({one.wanted.portfolio for one in subscriptions(store) if one.wanted.portfolio}):
        try:
            found[portfolio] = frozenset(telling.members(portfolio))
        except RingfenceError as error:
            if isinstance(error, StoreError) and not isinstance(error, StoreTimeout):
                raise  # the database is away for all, and nothing is to be lost by that
            log.warning(
                "subscribers to a portfolio are not told",
                extra={"portfolio": portfolio, "code": error.code, "said": str(error)},
            )
    return found


def _told(writer: Writer, keys: Sequence[str]) -> Mapping[str, Told]:
    """What was told under each tally; messages that may still count on are locked before they are read."""
    if not keys:
        return {}
    writer.run(query("notice/lock_counts").text, {"tally": list(keys), "mark": secrets.token_hex(8)})
    rows = writer.rows(query("notice/told").text, {"tally": list(keys)})
    return {row["tally"]: Told(row["told"], row["counts"], next(iter(row["open"]), None)) for row in rows}


def _notice(news: News, number: int) -> Notice:
    same = {name: getattr(news, name) for name in Notice.__slots__ if name not in ("notice_id", "number")}
    return Notice(notice_id=_notice_id(news), number=number, **same)


def _notice_id(news: News) -> str:
    """Follows from the act, so that there is one."""
    return f"notice:{news.act_id}"
