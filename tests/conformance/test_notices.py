"""The outbox on each database: written once, numbered without gaps, counted beyond the cap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest

from graph.errors import LimitExceeded, NotFound, StoreUnavailable
from graph.notices import (
    Channel,
    EnqueueCount,
    Failure,
    Schedule,
    Subscription,
    Telling,
    Wanted,
    claim,
    dead,
    delivered,
    due,
    failed,
    heads,
    newest,
    notices_after,
    standing,
    subscribe,
    subscriptions,
    unsubscribe,
    written,
)
from graph.notices import outbox as writing
from graph.store import Store
from tests.conformance.telling import START, Clock, enqueue, found


def subscriber(store: Store, wanted: Wanted | None = None, schedule: Schedule = Schedule.IMMEDIATELY) -> Subscription:
    one = Subscription.new(Channel.WEBHOOK, "https://bank.example/x", wanted or Wanted(), schedule, "wang", START)
    subscribe(store, one)
    return one


def rows(store: Store, subscription: Subscription) -> list[tuple[str, int, int]]:
    """Kind, number and count of all deliveries."""
    told = store.rows(
        "MATCH (d:Delivery {subscription_id: $id}) RETURN d.kind AS kind, d.number AS number, d.more AS more "
        "ORDER BY d.number, d.kind",
        {"id": subscription.subscription_id},
    )
    return [(row["kind"], row["number"], row["more"]) for row in told]


def test_each_signal_is_noticed_once_the_gravest_first(store: Store) -> None:
    assert newest(store) == 0
    assert notices_after(store, 0).rows == []
    first = [found(1), found(2, level=7), found(3)]
    assert enqueue(store, first, now=START) == EnqueueCount(3, 0, 0)
    assert enqueue(store, [*first, found(4)], now=START) == EnqueueCount(1, 3, 0)
    assert enqueue(store, first, now=START) == EnqueueCount(0, 3, 0)
    page = notices_after(store, 0)
    assert [(row["number"], row["signal_id"], row["level"]) for row in page.rows] == [
        (1, "signal:guarantee_circle:2", 7), (2, "signal:guarantee_circle:1", 4), (3, "signal:guarantee_circle:3", 4),
        (4, "signal:guarantee_circle:4", 4),
    ]  # fmt: skip
    assert (page.through, page.newest, newest(store)) == (4, 4, 4)
    assert page.rows[0]["created_at"] == "2024-07-01T09:00:00.000+00:00"


def test_reading_goes_on_where_it_ended_and_filters(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.notices.read.NUMBERS_AT_ONCE", 3)
    enqueue(store, [found(n, level=n % 2 + 3, rule="a" if n < 4 else "b") for n in range(8)], now=START)
    first = notices_after(store, 0, minimum_level=4, rule="b")
    assert (len(first.rows), first.through, first.newest) == (1, 3, 8)
    seen, after = [], 0
    while True:
        page = notices_after(store, after, minimum_level=4, rule="b")
        seen += [row["signal_id"] for row in page.rows]
        after = page.through
        if after == page.newest:
            break
    assert sorted(seen) == ["signal:b:5", "signal:b:7"]
    assert len(notices_after(store, 99).rows) == 3  # a number of another store: from the beginning


def test_writers_at_the_same_time_leave_no_gap_and_no_double(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "NOTICES_PER_BATCH", 5)
    one = subscriber(store)
    signals = [found(n) for n in range(30)]
    with ThreadPoolExecutor(4) as threads:
        parts = [signals[:20], signals[10:], signals, signals[5:25]]
        counts = list(threads.map(lambda part: enqueue(store, part, now=START), parts))
    assert sum(count.new for count in counts) == 30
    numbers = [row["number"] for row in notices_after(store, 0).rows]
    assert numbers == list(range(1, 31))
    assert len(rows(store, one)) == 30


def test_a_subscription_gets_what_it_wants_from_now_on(store: Store) -> None:
    enqueue(store, [found(0)], now=START)
    everything = subscriber(store)
    grave = subscriber(store, Wanted(minimum_level=6))
    one_rule = subscriber(store, Wanted(rules=("a", "c")))
    mine = subscriber(store, Wanted(portfolio="portfolio:7"))
    signals = [found(1, rule="a"), found(2, rule="b", level=6), found(3, rule="c"), found(4, rule="b", party="p")]
    telling = Telling(members=lambda portfolio: {"p"} if portfolio == "portfolio:7" else ())
    assert enqueue(store, signals, telling, START).deliveries == 4 + 1 + 2 + 1
    assert [len(rows(store, one)) for one in (everything, grave, one_rule, mine)] == [4, 1, 2, 1]
    unsubscribe(store, everything.subscription_id, START)
    assert enqueue(store, [found(5, rule="d")], telling, START).deliveries == 0
    assert {one.subscription_id: one for one in subscriptions(store)} == {
        one.subscription_id: one for one in (grave, one_rule, mine)
    }
    assert standing(store, [everything, grave]) == {everything.dead: 4, grave.pending: 1}
    assert {row["last_error"] for row in dead(store, everything, 10)} == {"the subscription was removed · 订阅已取消"}


def test_a_portfolio_that_cannot_be_had_keeps_nobody_else_from_being_told(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def members(portfolio: str) -> list[str]:
        asked.append(portfolio)
        if portfolio == "gone":
            raise NotFound("There is no portfolio 'gone'.", "没有组合。")
        if portfolio == "large":
            raise LimitExceeded("It has too many parties.", "主体过多。")
        return ["party:1"]

    told = [subscriber(store, Wanted(portfolio=name)) for name in ("gone", "mine", "large", "mine", "")]
    signals = [found(number) for number in range(writing.NOTICES_PER_BATCH + 1)]
    telling = Telling(cap=1000, members=members)
    assert enqueue(store, signals, telling, START).deliveries == len(signals) + 2
    assert [len(rows(store, one)) for one in told] == [0, 1, 0, 1, len(signals)]
    assert sorted(asked) == ["gone", "large", "mine"]  # once, however many are written
    left_out = [vars(one)["portfolio"] for one in caplog.records if one.name == "ringfence.notify"]
    assert left_out == ["gone", "large"]


def test_nothing_is_lost_where_the_database_is_away(store: Store) -> None:
    def away(_: str) -> list[str]:
        raise StoreUnavailable("No server answers.", "没有响应。")

    one = subscriber(store, Wanted(portfolio="mine"))
    with pytest.raises(StoreUnavailable):
        enqueue(store, [found(1)], Telling(members=away), START)
    assert newest(store) == 0
    enqueue(store, [found(1)], Telling(members=lambda _: ["party:1"]), START)
    assert len(rows(store, one)) == 1


def test_beyond_the_cap_the_rest_is_counted(store: Store) -> None:
    one, telling = subscriber(store), Telling(cap=2)
    enqueue(store, [found(n, level=n) for n in range(1, 6)], telling, START)
    # Numbers 1 and 2 are levels 5 and 4.
    assert rows(store, one) == [("signal", 1, 0), ("signal", 2, 0), ("more", 5, 3)]
    enqueue(store, [found(6), found(7, rule="other")], telling, START)
    assert rows(store, one) == [("signal", 1, 0), ("signal", 2, 0), ("more", 6, 4), ("signal", 7, 0)]
    clock = Clock()
    (count,) = [
        delivery
        for delivery in claim(store, due(store, one, clock(), 10), clock(), clock.now.replace(hour=10)).deliveries
        if delivery.kind == "more"
    ]
    assert (count.more, count.rule, count.level, count.party_id) == (4, "guarantee_circle", None, "")
    enqueue(store, [found(8)], telling, START)  # what somebody has claimed counts on no more
    assert rows(store, one)[-1] == ("more", 8, 1)
    tomorrow = START.replace(day=2)
    enqueue(store, [found(9)], telling, tomorrow)
    assert rows(store, one)[-1] == ("signal", 9, 0)


def test_a_digest_waits_for_its_time(store: Store) -> None:
    daily, weekly = subscriber(store, schedule=Schedule.DAILY), subscriber(store, schedule=Schedule.WEEKLY)
    enqueue(store, [found(1)], Telling(digest_at=time(8, 30)), START)  # a Monday at 9
    when = {
        row["id"]: row["at"]
        for row in store.rows("MATCH (d:Delivery) RETURN d.subscription_id AS id, d.next_attempt_at AS at")
    }
    assert when == {
        daily.subscription_id: "2024-07-02T08:30:00.000+00:00", weekly.subscription_id: "2024-07-08T08:30:00.000+00:00",
    }  # fmt: skip
    assert due(store, daily, START, 9) == []
    assert len(due(store, daily, START.replace(day=2), 9)) == 1


def test_of_each_party_only_the_first_is_up(store: Store) -> None:
    one = subscriber(store)
    for number, party in enumerate(["a", "b", "a", "c", "b"]):
        enqueue(store, [found(number, party=party)], now=START)
    up = heads(store, one, START, 10)
    assert len(up) == 3
    clock = Clock()
    claimed = claim(store, up, clock(), clock.now.replace(hour=10))
    assert [(delivery.party_id, delivery.number, delivery.attempts) for delivery in claimed.deliveries] == [
        ("a", 1, 1), ("b", 2, 1), ("c", 4, 1)
    ]  # fmt: skip
    assert heads(store, one, START, 10) == []
    assert claim(store, up, clock(), clock.now.replace(hour=10)).deliveries == ()


def test_of_senders_at_the_same_time_one_gets_each(store: Store) -> None:
    one = subscriber(store)
    enqueue(store, [found(number) for number in range(12)], now=START)
    ids = heads(store, one, START, 100)
    assert len(ids) == 12
    with ThreadPoolExecutor(4) as threads:
        got = list(threads.map(lambda part: claim(store, part, START, START.replace(hour=10)), [ids] * 4))
    assert sorted(delivery.delivery_id for each in got for delivery in each.deliveries) == sorted(ids)


def test_a_sender_that_took_too_long_does_not_write_over_the_next(store: Store) -> None:
    one, clock = subscriber(store), Clock()
    enqueue(store, [found(1)], now=START)
    ids = heads(store, one, clock(), 10)
    slow = claim(store, ids, clock(), clock() + timedelta(seconds=60))
    clock.pass_by(seconds=60)
    fast = claim(store, ids, clock(), clock() + timedelta(seconds=60))
    assert [delivery.attempts for delivery in fast.deliveries] == [2]
    assert failed(store, one, slow, Failure("HTTP 503", clock())) == 0
    assert delivered(store, slow, clock()) == 0
    assert delivered(store, fast, clock()) == 1
    assert delivered(store, fast, clock()) == 1  # as after a commit of unknown outcome
    assert standing(store, [one]) == {}


def test_what_fails_after_its_subscription_was_removed_stays_given_up(store: Store) -> None:
    one = subscriber(store)
    enqueue(store, [found(1)], now=START)
    claimed = claim(store, heads(store, one, START, 10), START, START + timedelta(seconds=60))
    assert unsubscribe(store, one.subscription_id, START) == 1
    assert failed(store, one, claimed, Failure("HTTP 503", START)) == 0
    assert standing(store, [one]) == {one.dead: 1}
    with pytest.raises(NotFound, match="no subscription"):
        unsubscribe(store, one.subscription_id, START)


def test_times_are_written_as_texts_that_compare() -> None:
    assert written(START) < written(START.replace(microsecond=1000)) < written(START.replace(hour=10))
