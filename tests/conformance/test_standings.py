"""Parties by all their open matters together, the worklist, and lists of parties with two identities; each database."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.ask import ask, resolve_party
from graph.errors import NotFound
from graph.notices import notices_after, tell
from graph.signals import Signal
from graph.signals.life import (
    Kind,
    ListName,
    Order,
    State,
    act,
    end_entry,
    read_matter,
)
from graph.signals.life.lists import entries_in
from graph.signals.life.together import PartyStanding, of_party, together, told
from graph.signals.life.worklist import WantedMatters, matter_rows, worklist
from graph.signals.standing import Why, standings
from graph.store import Store
from tests.conformance.facts import party, write_facts
from tests.conformance.matters import (
    GRAVE,
    RING,
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
from tests.conformance.test_signals_write import RULES

__all__ = ["found"]

FAMILY = {rule.id: rule.family for rule in RULES}
SPLIT = {rule.id: ("data", "guarantees", "contagion", "behaviour")[n % 4] for n, rule in enumerate(RULES)}
"""Other families than the rules have, so that warnings of one party are of several."""


def today() -> date:
    return datetime.now(UTC).date()


def now(store: Store, family: dict[str, str] = FAMILY, **more: Any) -> list[PartyStanding]:
    return told(store, together(store, family, today(), **more), family)


def as_evaluated(signals: list[Signal], family: dict[str, str]) -> list[Any]:
    rules = [replace(rule, family=family[rule.id]) for rule in RULES]
    return [
        (one.party_id, one.level, one.reason, [w.rule for w in one.warnings], len(one.counted))
        for one in standings(signals, rules)
    ]


def as_stored(found: list[PartyStanding]) -> list[Any]:
    return [
        (one.party_id, one.level, one.reason, [m.row["rule"] for m in one.matters], sum(m.counts for m in one.matters))
        for one in found
    ]


@pytest.mark.parametrize("family", [FAMILY, SPLIT])
def test_what_is_stored_gives_what_the_evaluation_gave(found: Found, family: dict[str, str]) -> None:
    store, signals, _ = found
    assert as_stored(now(store, family)) == as_evaluated(signals, family)


def test_each_warning_says_why_it_does_not_count(found: Found) -> None:
    store, _, _ = found
    for one in now(store):
        counted = {m.row["matter_id"] for m in one.matters if m.counts}
        assert counted
        for matter in one.matters:
            assert matter.counts is (matter.covered is None)
            if matter.covered and matter.covered.why in (Why.SAME_FACTS, Why.SAME_FAMILY):
                assert matter.covered.by in {m.row["matter_id"] for m in one.matters}
    alike = [m.covered.why for one in now(store) for m in one.matters if m.covered]
    assert Why.SAME_FACTS in alike or Why.SAME_FAMILY in alike


def test_three_families_on_other_facts_raise_a_party_by_one(found: Found) -> None:
    store, signals, _ = found
    rules = [rule.id for rule in RULES if any(s.rule == rule.id and s.party_id == "ring1" for s in signals)][:3]
    family = FAMILY | dict(zip(rules, ("data", "contagion", "behaviour"), strict=True))
    # The same findings, each on a contract of its own.
    store.write(
        lambda writer: writer.rows(
            "UNWIND range(0, size($ids) - 1) AS i MATCH (s:Signal {signal_id: $ids[i]}) SET s.evidence = $evidence[i] "
            "RETURN count(s) AS n",
            {
                "ids": [s.signal_id for s in signals if s.party_id == "ring1"],
                "evidence": [
                    json.dumps({"nodes": [], "edges": [{"type": "G", "id": str(n), "source": "a", "target": "b"}]})
                    for n, s in enumerate(s for s in signals if s.party_id == "ring1")
                ],
            },
        )
    )
    one = of_party(store, "ring1", family, today())
    gravest = max(m.row["level"] for m in one.matters)
    grave = {family[m.row["rule"]] for m in one.matters if m.row["level"] >= max(3, gravest - 2)}
    assert len(grave) >= 3
    assert one.level == gravest + 1
    assert one.reason is not None
    assert "one level up" in one.reason.en
    assert [p.level for p in now(store, family) if p.party_id == "ring1"] == [gravest + 1]


def test_what_has_ended_sleeps_or_is_gone_does_not_count(found: Found) -> None:
    store, signals, run = found
    before = {one.party_id: len(one.matters) for one in now(store)}
    acted(store, RING, Kind.DISMISS)
    assert {one.party_id: len(one.matters) for one in now(store)} == before | {"ring1": before["ring1"] - 1}
    taken_up(store, without(signals, GRAVE), later(run))
    gone = {one.party_id: len(one.matters) for one in now(store)}
    assert gone["other"] == before["other"] - 1
    taken_up(store, swapped(signals, RING, level=5), later(run, 2))
    assert {one.party_id: len(one.matters) for one in now(store)} == before
    act(store, RING, Order(Kind.SNOOZE, until=today() + timedelta(3)), "wang", read_matter(store, RING).standing.seq)
    asleep = of_party(store, "ring1", FAMILY, today())
    assert len(asleep.matters) == before["ring1"] - 1
    assert len(of_party(store, "ring1", FAMILY, today(), waiting=True).matters) == before["ring1"]
    assert len(of_party(store, "ring1", FAMILY, today() + timedelta(3)).matters) == before["ring1"]


def test_lists_lift_and_hold_back_as_in_the_worklist(found: Found) -> None:
    store, _, _ = found
    listed(store, ListName.WHITE, "ring2", days=9)
    listed(store, ListName.BLACK, "ring3")
    of = {one.party_id: one for one in now(store)}
    assert "ring2" not in of
    assert (of["ring3"].level, of["ring3"].reason is not None and "on a black list" in of["ring3"].reason.en) == (
        6,
        True,
    )
    none = of_party(store, "ring2", FAMILY, today())
    assert (none.level, none.reason, none.matters, none.kind) == (None, None, (), "company")
    assert of_party(store, "ring2", FAMILY, today(), waiting=True).level
    with pytest.raises(NotFound):
        of_party(store, "nobody", FAMILY, today())


@pytest.mark.parametrize(
    "wanted",
    [
        WantedMatters(), WantedMatters(waiting=True), WantedMatters(ended=True), WantedMatters(4),
        WantedMatters(state=State.DISMISSED), WantedMatters(rule="guarantee_circle"), WantedMatters(party_id="ring3"),
        WantedMatters(assigned_to="li"), WantedMatters(minimum_level=6, waiting=True),
    ],
    ids=str,
)  # fmt: skip
def test_the_worklist_is_what_the_query_tells(found: Found, wanted: WantedMatters) -> None:
    """Two tellings of one definition: with lists, sleep, ends and assignment."""
    store, _, _ = found
    acted(store, RING, Kind.DISMISS)
    listed(store, ListName.WHITE, "ring2", "guarantee_circle", days=2)
    listed(store, ListName.WHITE, "mutual", begins=1, days=2)
    listed(store, ListName.BLACK, "ring3", begins=1)
    act(store, GRAVE, Order(Kind.ASSIGN, to="li"), "wang", 1)
    act(store, GRAVE, Order(Kind.SNOOZE, until=today() + timedelta(2)), "wang", 2)
    asked = {
        "minimum_level": wanted.minimum_level, "state": wanted.state and wanted.state.value, "rule": wanted.rule,
        "party_id": wanted.party_id, "assigned_to": wanted.assigned_to, "waiting": wanted.waiting,
        "ended": wanted.ended or wanted.state is not None,
    }  # fmt: skip
    for day in (today() + timedelta(days) for days in range(4)):
        rows = ask(store, "signal/matters", asked, at=AsOf(day, day), limit=100).rows
        assert matter_rows(store, worklist(store, wanted, day)) == rows


def merged(store: Store, second: str, into: str) -> None:
    """Party resolution finds that two are one."""
    store.write(
        lambda writer: writer.rows(
            "MATCH (p:Party {party_id: $second}) SET p.canonical_id = $into RETURN p.party_id AS id",
            {"second": second, "into": into},
        )
    )


@pytest.mark.parametrize("merged_first", [False, True])
def test_an_entry_of_a_second_identity_holds_for_the_party(found: Found, merged_first: bool) -> None:
    store, signals, _ = found
    write_facts(store, "enterprises", "b9", {"Enterprise": [party("ring1-b", kind="company")]})
    if merged_first:
        merged(store, "ring1-b", "ring1")
    white = listed(store, ListName.WHITE, "ring1-b", days=5)
    assert white.party_id == ("ring1" if merged_first else "ring1-b")
    if not merged_first:
        assert "ring1" in {one.party_id for one in now(store)}
        merged(store, "ring1-b", "ring1")
    mine = {s.signal_id for s in signals if s.party_id == "ring1" and s.level.level < 6}
    assert mine
    tell(store, today())
    assert mine.isdisjoint(row["signal_id"] for row in notices_after(store, 0).rows)
    assert {row["party_id"] for row in matter_rows(store, worklist(store, WantedMatters(), today()))}.isdisjoint(
        {"ring1"}
    )
    shown = ask(store, "signal/matters", {"waiting": True, "party_id": "ring1-b"}, at=AsOf(today(), today())).rows
    assert {(row["party_id"], row["held_back"]) for row in shown if row["graded_level"] < 6} == {("ring1", True)}
    for identity in ("ring1", "ring1-b"):
        entries = store.read(lambda reader, one=identity: entries_in(reader, one))  # type: ignore[misc]
        assert [one.entry_id for one in entries] == [white.entry_id]
        rows = ask(store, "signal/entries", {"party_id": identity}, at=AsOf(today(), today())).rows
        assert [row["entry_id"] for row in rows] == [white.entry_id]
    assert of_party(store, resolve_party(store, "ring1-b"), FAMILY, today(), waiting=True).party_id == "ring1"
    end_entry(store, white.entry_id, "wang", WHY)
    listed(store, ListName.BLACK, "ring1-b")
    asked = acted(store, RING, Kind.DISMISS)
    assert (asked.standing.state, asked.acts[-1].level) == (State.CLOSING, 6)
