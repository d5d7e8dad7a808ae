"""A small world with its matters, and what may happen to them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graph.as_of import FOREVER, AsOf
from graph.ask import ask
from graph.errors import ActConflict
from graph.signals import Run, Signal, write_signals
from graph.signals.level import Level
from graph.signals.life import (
    Entry,
    Kind,
    ListName,
    Matter,
    Order,
    TakenUp,
    act,
    add_entry,
    read_matter,
    take_up,
)
from graph.signals.life.matter import matter_id_of, standings
from graph.store import Store
from tests.conformance.test_signals_write import RULES, evaluate, load_world

IDS = [rule.id for rule in RULES]
RING = matter_id_of("guarantee_circle", "ring1")
GRAVE = matter_id_of("dishonest_guarantor", "other")
SIGNALS = 14
WHY = "已核实"
Found = tuple[Store, list[Signal], Run]


def taken_up(store: Store, signals: list[Signal], run: Run, **more: Any) -> TakenUp:
    write_signals(store, signals, run)
    return take_up(store, signals, run, IDS, **more)


def later(run: Run, days: int = 1) -> Run:
    """The same rules on the same data, so many days later."""
    day = run.at.as_of + timedelta(days=days)
    return replace(run, run_id=f"{run.run_id}+{days}", at=AsOf(day, day))


def other(signal: Signal, level: int | None = None, value: float | None = None) -> Signal:
    """The finding with another level or value, else with other evidence."""
    print_ = f"{signal.fingerprint}:{level}:{value}"
    return replace(
        signal, signal_id=f"signal:{print_}", fingerprint=print_, value=signal.value if value is None else value,
        level=Level(level or signal.level.level, "改", "changed"),
    )  # fmt: skip


def swapped(signals: list[Signal], matter_id: str, **change: Any) -> list[Signal]:
    return [other(s, **change) if matter_id_of(s.rule, s.party_id) == matter_id else s for s in signals]


def without(signals: list[Signal], matter_id: str) -> list[Signal]:
    return [s for s in signals if matter_id_of(s.rule, s.party_id) != matter_id]


def acted(store: Store, matter_id: str, *kinds: Kind, actor: str = "wang") -> Matter:
    matter = read_matter(store, matter_id)
    for kind in kinds:
        matter = act(store, matter_id, Order(kind, WHY), actor, matter.standing.seq)
    return matter


def since(conflict: ActConflict) -> list[dict[str, Any]]:
    """What a conflict says happened meanwhile."""
    meanwhile = conflict.details["meanwhile"]
    assert isinstance(meanwhile, list)
    return meanwhile


def kinds_of(store: Store, matter_id: str) -> list[str]:
    return [one.kind.value for one in read_matter(store, matter_id).acts]


def check(store: Store) -> None:
    """What is kept beside each history is what the history tells, and every act stands once in its place."""
    ids = [row["id"] for row in store.rows("MATCH (m:Matter) RETURN m.matter_id AS id")]
    kept = store.read(lambda reader: standings(reader, ids))
    for matter_id in ids:
        matter = read_matter(store, matter_id)
        assert kept[matter_id] == matter.standing
        assert [one.seq for one in matter.acts] == list(range(1, len(matter.acts) + 1))
    acts = store.rows("MATCH (a:SignalAct) OPTIONAL MATCH (a)-[:PART_OF]->(m) RETURN a.act_id AS id, count(m) AS n")
    assert all(row["n"] == 1 for row in acts)


@pytest.fixture
def found(store: Store) -> tuple[Store, list[Signal], Run]:
    load_world(store)
    signals, run = evaluate(store)
    assert taken_up(store, signals, run) == TakenUp(opened=SIGNALS)
    return store, signals, run


def everything(store: Store) -> list[Any]:
    """All that officers' work is kept in, but for the count of turns."""
    return [
        store.rows(f"MATCH (n:{label}) RETURN properties(n) AS n ORDER BY n.{key}")
        for label, key in (("Matter", "matter_id"), ("SignalAct", "act_id"), ("ListEntry", "entry_id"))
    ] + [store.rows("MATCH (s:Signal)-[:RAISES]->(m:Matter) RETURN s.signal_id AS s, m.matter_id AS m ORDER BY s, m")]


def shown(store: Store, day: date, **wanted: Any) -> dict[str, dict[str, Any]]:
    answer = ask(store, "signal/matters", wanted, at=AsOf(day, day), limit=100)
    return {row["matter_id"]: row for row in answer.rows}


def listed(
    store: Store, name: ListName, party: str, rule: str | None = None, begins: int = 0, days: int | None = None,
    actor: str = "wang",
) -> Entry:  # fmt: skip
    today = datetime.now(UTC).date() + timedelta(days=begins)
    until = FOREVER if days is None else today + timedelta(days=days)
    return add_entry(store, Entry("", name, party, rule, WHY, actor, "", today, until))
