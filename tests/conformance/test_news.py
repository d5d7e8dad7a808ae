"""What the rules say of matters is told by its act: once, in order, also when it comes back; on each database."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graph.notices import Channel, EnqueueCount, Schedule, Subscription, Telling, Wanted, notices_after, subscribe, tell
from graph.signals.life import Kind, ListName, end_entry, read_matter
from graph.store import Store
from tests.conformance.matters import (
    RING,
    SIGNALS,
    WHY,
    Found,
    acted,
    found,
    later,
    listed,
    swapped,
    taken_up,
    without,
)
from tests.conformance.telling import START

__all__ = ["found"]


def today() -> date:
    return datetime.now(UTC).date()


def news(store: Store, after: int = SIGNALS) -> list[tuple[str, str, str, int]]:
    """Kind, change, signal and level of the notices after a number."""
    return [(row["kind"], row["change"], row["signal_id"], row["level"]) for row in notices_after(store, after).rows]


def test_what_is_found_is_told_once_the_gravest_first(found: Found) -> None:
    store, signals, run = found
    assert tell(store, today()) == EnqueueCount(SIGNALS, 0, 0)
    assert tell(store, today()) == EnqueueCount()
    taken_up(store, signals, later(run))
    assert tell(store, today()) == EnqueueCount()
    rows = notices_after(store, 0).rows
    assert [row["level"] for row in rows] == sorted((s.level.level for s in signals), reverse=True)
    assert {row["signal_id"] for row in rows} == {s.signal_id for s in signals}
    assert {(row["kind"], row["change"]) for row in rows} == {("found", "first")}
    assert {row["matter_id"] for row in rows if row["rule"] == "guarantee_circle" and row["party_id"] == "ring1"} == {
        RING
    }


def test_a_closed_matter_that_returns_with_its_old_finding_is_told(found: Found) -> None:
    store, signals, run = found
    tell(store, today())
    taken_up(store, without(signals, RING), later(run))
    acted(store, RING, Kind.CONFIRM, Kind.CLOSE)
    assert tell(store, today()) == EnqueueCount()  # that it is gone stands in the history alone
    taken_up(store, signals, later(run, 2))
    standing = read_matter(store, RING).standing
    tell(store, today())
    assert news(store) == [("returned", "again", standing.finding.signal_id, standing.finding.level)]


def test_a_level_that_rises_again_to_an_earlier_finding_is_told_again(found: Found) -> None:
    store, signals, run = found
    tell(store, today())
    up = swapped(signals, RING, level=5)
    for days, some in enumerate((up, signals, up), start=1):
        taken_up(store, some, later(run, days))
        tell(store, today())
    assert [(kind, change, level) for kind, change, _, level in news(store)] == [
        ("changed", "level_up", 5), ("changed", "level_down", 4), ("changed", "level_up", 5)
    ]  # fmt: skip
    assert news(store)[0][2] == news(store)[2][2]


def test_what_was_dismissed_is_told_when_it_is_another_thing_only(found: Found) -> None:
    store, signals, run = found
    tell(store, today())
    acted(store, RING, Kind.DISMISS)
    taken_up(store, without(signals, RING), later(run))
    taken_up(store, signals, later(run, 2))
    assert tell(store, today()) == EnqueueCount()
    taken_up(store, swapped(signals, RING, level=5), later(run, 3))
    acted(store, RING, Kind.DISMISS)
    assert tell(store, today()) == EnqueueCount()  # somebody has seen and dismissed it before it was told
    taken_up(store, signals, later(run, 4))
    tell(store, today())
    assert [(kind, change) for kind, change, _, _ in news(store)] == [("changed", "level_down")]


def test_nothing_is_lost_between_a_run_and_its_notices(found: Found) -> None:
    """The worker ended before it told of two runs: the third tells of each matter once, as it stands by now."""
    store, signals, run = found
    taken_up(store, swapped(signals, RING, level=5), later(run))
    assert tell(store, today()).new == SIGNALS
    mine = [row for row in notices_after(store, 0).rows if row["matter_id"] == RING]
    assert [(row["kind"], row["change"], row["level"]) for row in mine] == [("found", "first", 5)]
    assert tell(store, today()) == EnqueueCount()


def test_what_is_found_no_longer_before_it_was_told_is_not_told(found: Found) -> None:
    store, signals, run = found
    taken_up(store, without(signals, RING), later(run))
    assert tell(store, today()).new == SIGNALS - 1
    assert RING not in {row["matter_id"] for row in notices_after(store, 0).rows}
    taken_up(store, signals, later(run, 2))
    assert tell(store, today()).new == 1
    assert news(store, SIGNALS - 1)[0][:2] == ("returned", "again")


def test_a_matter_held_back_at_first_is_told_once_and_as_it_stands(found: Found) -> None:
    """On a white list until its level rises to what no list holds back; earlier news of it is not told afterwards."""
    store, signals, run = found
    entry = listed(store, ListName.WHITE, "ring1", days=9)
    tell(store, today())
    told = notices_after(store, 0).rows[-1]["number"]
    taken_up(store, swapped(signals, RING, level=7), later(run))
    tell(store, today())
    assert [one for one in news(store, told) if one[3] == 7] == [("found", "first", news(store, told)[0][2], 7)]
    end_entry(store, entry.entry_id, "wang", WHY)
    tell(store, today())
    assert [row["level"] for row in notices_after(store, 0).rows if row["matter_id"] == RING] == [7]


def test_what_a_white_list_holds_back_is_told_when_that_ends(found: Found) -> None:
    store, _, _ = found
    mine = {
        row["s"] for row in store.rows("MATCH (m:Matter {party_id: 'ring1'}) WHERE m.level < 6 RETURN m.signal_id AS s")
    }
    entry = listed(store, ListName.WHITE, "ring1", days=9)
    assert tell(store, today()).new == SIGNALS - len(mine)
    assert mine.isdisjoint({row["signal_id"] for row in notices_after(store, 0).rows})
    assert tell(store, today()) == EnqueueCount()
    end_entry(store, entry.entry_id, "wang", WHY)
    assert tell(store, today()).new == len(mine)
    assert {row["signal_id"] for row in notices_after(store, SIGNALS - len(mine)).rows} == mine


def test_the_cap_of_a_rule_and_day_holds_for_what_returns(found: Found) -> None:
    store, signals, run = found
    one = Subscription.new(
        Channel.WEBHOOK, "https://bank.example/x", Wanted(rules=("guarantee_circle",)), Schedule.IMMEDIATELY, "wang",
        START,
    )  # fmt: skip
    circle = [s for s in signals if s.rule == "guarantee_circle"]
    subscribe(store, one)
    assert tell(store, today(), Telling(cap=2), START).deliveries == 3
    taken_up(store, [s for s in signals if s not in circle], later(run))
    taken_up(store, signals, later(run, 2))
    tell(store, today(), Telling(cap=2), START)
    rows = store.rows("MATCH (d:Delivery) RETURN d.kind AS kind, d.more AS more ORDER BY d.number, d.kind")
    assert sorted((row["kind"], row["more"]) for row in rows) == [
        ("more", 2 * len(circle) - 2), ("signal", 0), ("signal", 0)
    ]  # fmt: skip


@pytest.mark.parametrize("cut", [1, 3])
def test_small_batches_come_to_the_same(found: Found, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    store, signals, run = found
    monkeypatch.setattr("graph.notices.outbox.NOTICES_PER_BATCH", cut)
    assert tell(store, today()).new == SIGNALS
    taken_up(
        store, [replace(s, fingerprint=f"{s.fingerprint}x", signal_id=f"{s.signal_id}x") for s in signals], later(run)
    )
    assert tell(store, today()).new == SIGNALS
    assert [row["number"] for row in notices_after(store, 0).rows] == list(range(1, 2 * SIGNALS + 1))
