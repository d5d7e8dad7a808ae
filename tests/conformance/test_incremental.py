"""A store that is kept by what has changed alone, beside one that is evaluated in full each time: on each database."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from api.settings import Settings, read_settings
from api.warning import Outcome, Scope, evaluate
from graph.as_of import AsOf
from graph.identifiers import HashKey
from graph.notices import Channel, Schedule, Subscription, Wanted, news, subscribe
from graph.signals import write_signals
from graph.signals.incremental import Full
from graph.signals.life import Entry, Kind, ListName, Order, act, add_entry, end_entry, read_matter, take_up
from graph.store import Store
from ingest import LoadOptions, load
from tests.conformance.facts import edge, write_facts
from tests.conformance.test_signals_write import load_world, rules_folder
from tests.conformance.updates import Updates, delivered
from tests.conftest import empty

SEEDS: Final = range(7, 7 + int(os.environ.get("RINGFENCE_TEST_SEQUENCES", "2")))
"""Half a minute each on Neo4j: more of them on request."""
DELIVERIES: Final = 5
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
        monkeypatch.setattr("graph.notices.tell", partial(news.tell, now=noon))

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
    assert all(expected[label] for label in KEPT)
    assert [one.scope.full for one in kept] == [Full.FIRST] + [None] * DELIVERIES
    assert {one.scope.full for one in in_full} == {Full.ASKED}
    assert [one.count for one in kept] == [one.count for one in in_full]
    assert [list(one.signals) for one in kept] == [list(one.signals) for one in in_full]
    assert sum(one.scope.parties for one in kept[1:]) < sum(one.scope.parties for one in in_full[1:]) / 4


DAY: Final = AsOf(date(2024, 6, 30), date(2024, 6, 30))


@dataclass
class Evaluated:
    """Evaluations of a small world by rules that can be counted by hand."""

    store: Store
    folder: Path
    cache: str = "cache"

    def __call__(self, at: AsOf = DAY, *, full: bool = False) -> Outcome:
        settings = read_settings(data_folder=self.folder / "data", cache_folder=self.folder / self.cache)
        return evaluate(settings, self.store, at, self.folder / "rules", silent, full=full)


@pytest.fixture
def evaluated(store: Store, tmp_path: Path) -> Evaluated:
    load_world(store)
    rules_folder(tmp_path / "rules")
    return Evaluated(store, tmp_path)


def test_where_nothing_has_changed_nothing_is_worked_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = Updates.of(SEEDS[0])
    bring(store, tmp_path / "feed", updates.told, updates)
    run = partial(evaluate, settings_of(tmp_path), store, folder=None, moved=silent)
    first = run(updates.at)
    assert first.scope.full is Full.FIRST
    with monkeypatch.context() as nothing:
        nothing.setattr("graph.measures.day.DayMeasures.of", None)
        again = run(updates.at)
        assert (again.scope, len(again.signals)) == (Scope(None, 0), len(first.signals))
        assert (again.count.new, again.count.unchanged) == (0, len(first.signals))
    assert list(again.signals) == list(first.signals)  # worked out when they are looked at
    tomorrow = run(AsOf(updates.day + timedelta(days=1), updates.day + timedelta(days=1)))
    assert tomorrow.scope.full is None
    assert tomorrow.scope.parties < len({one.party_id for one in first.signals})


def test_only_who_is_concerned_is_looked_at(evaluated: Evaluated) -> None:
    evaluated()
    write_facts(
        evaluated.store, "listings", "b5",
        {"Listing": [{"listing_id": "n2", "list": "dishonest_debtor"}], "LISTED_ON": [edge("ring2", "n2")]},
    )  # fmt: skip
    found = evaluated()
    assert found.scope.full is None
    assert found.scope.parties == 1
    assert {(one.rule, one.level.level) for one in found.signals if one.party_id == "ring2"} == {
        ("dishonest_guarantor", 6), ("guarantee_chain_total", 6), ("guarantee_circle", 6),
    }  # fmt: skip
    assert evaluated(full=True).count.new == 0


def test_without_the_run_before_everything_is_worked_out(evaluated: Evaluated, tmp_path: Path) -> None:
    first = evaluated()
    assert evaluated(full=True).scope.full is Full.ASKED
    assert evaluated(at=AsOf(date(2024, 1, 1), date(2024, 1, 1))).scope.full is Full.EARLIER
    assert evaluated().scope.full is None
    assert Evaluated(evaluated.store, tmp_path, "elsewhere")().scope.full is Full.ELSEWHERE
    take_up(evaluated.store, list(first.signals), first.run, [rule.id for rule in first.rules])
    assert evaluated().scope.full is Full.UNSETTLED
    one = tmp_path / "rules" / "mutual_guarantee.toml"
    one.write_text(one.read_text("utf-8").replace('probability = "medium"', 'probability = "high"'), encoding="utf-8")
    assert evaluated().scope.full is Full.BASIS


def test_a_run_that_does_not_end_is_not_built_upon(evaluated: Evaluated, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated()
    with monkeypatch.context() as broken:
        broken.setattr("graph.signals.incremental.settle", None)
        with pytest.raises(TypeError):
            evaluated()
    assert evaluated().scope.full is Full.UNSETTLED
    assert evaluated().scope.full is None


def test_where_another_run_came_between_all_is_entered(
    evaluated: Evaluated, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """It found what this run does not: without entering all, that would stand until the next run."""
    first = evaluated()

    def between(*asked: Any, **named: Any) -> Any:
        ring = next(one for one in first.signals if one.rule == "guarantee_circle")
        other = replace(ring, party_id="other", fingerprint="other")
        write_signals(evaluated.store, [other], first.run)
        take_up(evaluated.store, [*first.signals, other], first.run, [rule.id for rule in first.rules])
        monkeypatch.undo()
        return take_up(*asked, **named)

    monkeypatch.setattr("graph.signals.life.take_up", between)
    assert evaluated().scope.full is None
    rows = evaluated.store.rows(
        "MATCH (m:Matter {rule: 'guarantee_circle', party_id: 'other'}) RETURN m.found AS found"
    )
    assert rows == [{"found": False}]
    assert evaluated().scope.full is Full.UNSETTLED


def test_who_is_no_longer_held_back_is_told_though_no_fact_has_changed(evaluated: Evaluated) -> None:
    def clock() -> datetime:
        return datetime.combine(DAY.as_of, time(9), UTC)

    white = Entry("", ListName.WHITE, "ring2", None, "已核实", "wang", "", DAY.as_of, date(2025, 1, 1))
    entry = add_entry(evaluated.store, white, clock)

    def told() -> list[str]:
        rows = evaluated.store.rows("MATCH (n:Notice) RETURN n.party_id AS party, n.rule AS rule ORDER BY party, rule")
        return [row["rule"] for row in rows if row["party"] == "ring2"]

    evaluated()
    held = told()
    assert evaluated().scope.full is None
    assert told() == held == []
    end_entry(evaluated.store, entry.entry_id, "wang", "已核实", clock)
    assert evaluated().scope.full is None
    assert told() == ["guarantee_chain_total", "guarantee_circle"]
