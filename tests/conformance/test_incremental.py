"""A store that is kept by what has changed alone, beside one that is evaluated in full each time: on each database."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from api.settings import Settings, read_settings
from api.warning import Outcome, evaluate
from graph.as_of import AsOf
from graph.identifiers import HashKey
from graph.notices import Channel, Schedule, Subscription, Wanted, outbox, subscribe
from graph.signals.incremental import Full
from graph.signals.life import Entry, Kind, ListName, Order, act, add_entry, read_matter
from graph.store import Store
from ingest import LoadOptions, load
from tests.conformance.updates import Updates, delivered
from tests.conftest import empty

SEEDS: Final = (7, 8)
DELIVERIES: Final = 6
SEQUENCES: Final = 50
START: Final = datetime(2025, 3, 1, 8, tzinfo=UTC)
TOLD: Final = Subscription.new(Channel.EMAIL, "officer@bank.example", Wanted(), Schedule.DAILY, "wang", START)
KEPT: Final = {
    "Signal": "signal_id, rule, party_id, level, level_reason, measure, value, fingerprint, evidence, as_of, "
    "first_seen_on, status",
    "Matter": "matter_id, seq, state, level, value, fingerprint, signal_id, found, change, as_of, outcome",
    "SignalAct": "act_id, matter_id, seq, kind, actor, level, value, fingerprint, signal_id, change, as_of",
    "Notice": "notice_id, number, signal_id, rule, level, level_reason, party_id, as_of",
    "Delivery": "delivery_id, kind, notice_id, number, party_id, rule, tally, more, state",
}
"""What evaluations leave behind, but for moments and random marks."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def left_behind(store: Store) -> dict[str, list[list[Any]]]:
    found = {}
    for label, names in KEPT.items():
        values = ", ".join(f"n.{name}" for name in names.split(", "))
        rows = store.rows(f"MATCH (n:{label}) RETURN [{values}] AS row")
        found[label] = sorted((row["row"] for row in rows), key=repr)
    return found


def settings_of(folder: Path) -> Settings:
    return read_settings(data_folder=folder / "data", cache_folder=folder / "cache", notice_cap=2)


@pytest.fixture
def told_at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[AsOf], None]:
    """Notices are written on the day of the run."""

    def now(at: AsOf) -> None:
        noon = datetime.combine(at.as_of, time(12), UTC)
        monkeypatch.setattr("graph.notices.enqueue", partial(outbox.enqueue, now=noon))

    return now


def sequence(
    store: Store, folder: Path, seed: int, told_at_noon: Callable[[AsOf], None], *, full: bool
) -> list[Outcome]:
    """Deliveries, each followed by an evaluation, with officers at work in between."""
    empty(store)
    subscribe(store, TOLD)
    updates, random, outcomes = Updates.of(seed), Random(seed), []  # noqa: S311 - draws a test
    for number in range(DELIVERIES + 1):
        rows = updates.step() if number else updates.told
        bring(store, folder / str(number), rows, updates)
        told_at_noon(updates.at)
        outcomes.append(evaluate(settings_of(folder), store, updates.at, None, silent, full=full))
        officers_act(store, random, updates)
    return outcomes


def bring(store: Store, folder: Path, rows: Any, updates: Updates) -> None:
    if rows:
        options = LoadOptions(source="bank", hash_key=HashKey(b"a key for tests alone"), loaded_on=updates.day)
        load(store, [delivered(folder, rows)], options=options)


def officers_act(store: Store, random: Random, updates: Updates) -> None:
    """Somebody dismisses a matter, and holds the warnings about a party back for a while."""

    def clock() -> datetime:
        return datetime.combine(updates.day, time(15), UTC)

    rows = store.rows("MATCH (m:Matter) WHERE m.level < 6 RETURN m.matter_id AS id, m.party_id AS party ORDER BY id")
    one, two = random.choice(rows), random.choice(rows)
    matter = read_matter(store, one["id"])
    kind = Kind.DISMISS if matter.standing.state in ("new", "seen") else Kind.NOTE
    act(store, one["id"], Order(kind, "已核实", "已核实"), "wang", matter.standing.seq, clock)
    until = updates.day + timedelta(days=random.choice((2, 40)))
    add_entry(store, Entry("", ListName.WHITE, two["party"], None, "已核实", "wang", "", updates.day, until), clock)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_leaves_behind_what_full_runs_do(
    store: Store, tmp_path: Path, seed: int, told_at_noon: Callable[[AsOf], None]
) -> None:
    in_full = sequence(store, tmp_path / "full", seed, told_at_noon, full=True)
    expected = left_behind(store)
    kept = sequence(store, tmp_path / "kept", seed, told_at_noon, full=False)
    assert left_behind(store) == expected
    assert [one.scope.full for one in kept] == [Full.FIRST] + [None] * DELIVERIES
    assert {one.scope.full for one in in_full} == {Full.ASKED}
    assert [one.count for one in kept] == [one.count for one in in_full]
    assert [list(one.signals) for one in kept] == [list(one.signals) for one in in_full]
    assert sum(one.scope.parties for one in kept[1:]) < sum(one.scope.parties for one in in_full[1:]) / 4
