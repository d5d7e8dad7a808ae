"""Matters on each database: opened once, reopened by changes, acted on once, by one of two at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graph.as_of import FOREVER, AsOf
from graph.ask import ask
from graph.errors import ActConflict, ActRefused, Forbidden, NotFound, UsageError
from graph.signals import Run, Signal, write_signals
from graph.signals.level import Level
from graph.signals.life import (
    Entry,
    Kind,
    ListName,
    Matter,
    Order,
    State,
    TakenUp,
    act,
    add_entry,
    case_file,
    desk,
    end_entry,
    read_matter,
    record,
    take_up,
)
from graph.signals.life.desk import turns
from graph.signals.life.history import Change
from graph.signals.life.lists import entries_in, held_back, level_on
from graph.signals.life.matter import matter_id_of, standings
from graph.store import Store
from tests.conformance.cut import relayed
from tests.conformance.test_signals_write import NOW, RULES, evaluate, load_world
from tests.neo4j.server import Database

IDS = [rule.id for rule in RULES]
RING = matter_id_of("guarantee_circle", "ring1")
GRAVE = matter_id_of("dishonest_guarantor", "other")
SIGNALS = 14
WHY = "已核实"


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


Found = tuple[Store, list[Signal], Run]


def everything(store: Store) -> list[Any]:
    """All that officers' work is kept in, but for the count of turns."""
    return [
        store.rows(f"MATCH (n:{label}) RETURN properties(n) AS n ORDER BY n.{key}")
        for label, key in (("Matter", "matter_id"), ("SignalAct", "act_id"), ("ListEntry", "entry_id"))
    ] + [store.rows("MATCH (s:Signal)-[:RAISES]->(m:Matter) RETURN s.signal_id AS s, m.matter_id AS m ORDER BY s, m")]


def test_a_run_opens_matters_once(found: Found) -> None:
    store, signals, run = found
    first = everything(store)
    assert taken_up(store, signals, run) == TakenUp(unchanged=SIGNALS)
    assert taken_up(store, signals, later(run)) == TakenUp(unchanged=SIGNALS)
    assert everything(store) == first
    assert len(first[0]) == len(first[1]) == len(first[3]) == SIGNALS
    check(store)
    matter = read_matter(store, RING)
    assert (matter.rule, matter.party_id, matter.standing.state) == ("guarantee_circle", "ring1", State.NEW)
    assert (matter.acts[0].run_id, matter.acts[0].as_of) == (run.run_id, NOW.as_of)
    assert read_matter(store, matter.standing.finding.signal_id) == matter


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": 5}, Change.LEVEL_UP), ({"level": 2}, Change.LEVEL_DOWN), ({"value": 5.0}, Change.VALUE),
        ({}, Change.EVIDENCE),
    ],
)  # fmt: skip
def test_what_was_dismissed_is_reopened_by_a_change(found: Found, change: dict[str, Any], said: Change) -> None:
    store, signals, run = found
    acted(store, RING, Kind.DISMISS)
    assert taken_up(store, signals, later(run)) == TakenUp(unchanged=SIGNALS)  # nothing has changed
    assert read_matter(store, RING).standing.state is State.DISMISSED
    counted = taken_up(store, swapped(signals, RING, **change), later(run, 2))
    assert counted == TakenUp(changed=1, reopened=1, unchanged=SIGNALS - 1)
    matter = read_matter(store, RING)
    assert (matter.standing.state, matter.standing.change) == (State.NEW, said)
    assert kinds_of(store, RING) == ["found", "dismiss", "changed"]
    findings = case_file(store, RING, lambda _: None, "wang").document["findings"]
    assert len(findings) == 2
    check(store)


def test_what_is_gone_is_recorded_and_nothing_is_closed(found: Found) -> None:
    store, signals, run = found
    acted(store, RING, Kind.CONFIRM)
    rest = without(signals, RING)
    assert taken_up(store, rest, later(run)) == TakenUp(no_longer_found=1, unchanged=SIGNALS - 1)
    assert taken_up(store, rest, later(run, 2)) == TakenUp(unchanged=SIGNALS - 1)
    standing = read_matter(store, RING).standing
    assert (standing.state, standing.found) == (State.CONFIRMED, False)
    acted(store, RING, Kind.CLOSE)
    assert taken_up(store, signals, later(run, 3)) == TakenUp(returned=1, reopened=1, unchanged=SIGNALS - 1)
    assert kinds_of(store, RING) == ["found", "confirm", "no_longer_found", "close", "returned"]
    assert read_matter(store, RING).standing.state is State.NEW
    check(store)


def test_a_run_says_nothing_of_other_rules_and_parties(found: Found) -> None:
    store, _, run = found
    write_signals(store, [], later(run))
    assert take_up(store, [], later(run), ["mutual_guarantee"]).no_longer_found == 2
    assert take_up(store, [], later(run, 2), IDS, parties=["ring2", "ring3"]).no_longer_found == 3
    assert taken_up(store, [], later(run, 3)).no_longer_found == SIGNALS - 5
    check(store)


def test_an_earlier_run_and_one_of_a_day_to_come_are_left_out(found: Found) -> None:
    store, signals, run = found
    before = everything(store)
    assert taken_up(store, [], later(run, -30)) == TakenUp(earlier=True)
    assert taken_up(store, [], replace(run, version=run.version - 1)) == TakenUp(earlier=True)
    assert taken_up(store, [], later(run, 365 * 1000)) == TakenUp(earlier=True)
    assert everything(store) == before
    assert taken_up(store, signals, later(run)) == TakenUp(unchanged=SIGNALS)


def test_small_batches_and_a_run_that_was_cut_off_come_to_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.signals.life.taken_up.MATTERS_PER_BATCH", 3)
    load_world(store)
    signals, run = evaluate(store)
    write_signals(store, signals, run)
    first = taken_up(store, signals[:5], run)
    assert first.opened == 5
    assert taken_up(store, signals, run) == TakenUp(opened=SIGNALS - 5, unchanged=5)
    assert taken_up(store, [], later(run)).no_longer_found == SIGNALS
    check(store)


def test_two_workers_take_one_run_up_once(store: Store) -> None:
    load_world(store)
    signals, run = evaluate(store)
    write_signals(store, signals, run)
    with ThreadPoolExecutor(2) as workers:
        counts = list(workers.map(lambda _: take_up(store, signals, run, IDS), range(2)))
    assert sorted(count.opened for count in counts) == [0, SIGNALS]
    assert len(store.rows("MATCH (a:SignalAct) RETURN a.act_id AS id")) == SIGNALS
    check(store)


def test_an_act_names_what_was_seen(found: Found) -> None:
    store, signals, run = found
    act(store, RING, Order(Kind.SEE), "li", 1)
    with pytest.raises(ActConflict) as raised:
        act(store, RING, Order(Kind.CONFIRM), "wang", 1)
    (meanwhile,) = since(raised.value)
    assert (meanwhile["seq"], meanwhile["kind"], meanwhile["actor"]) == (2, "see", "li")
    assert "2 see li" in raised.value.en
    with pytest.raises(ActConflict):  # nor what is still to come
        act(store, RING, Order(Kind.CONFIRM), "wang", 3)
    taken_up(store, swapped(signals, RING, level=5), later(run))
    with pytest.raises(ActConflict, match="3 changed"):  # what the rules found meanwhile counts, too
        act(store, RING, Order(Kind.DISMISS, WHY), "wang", 2)
    assert kinds_of(store, RING) == ["found", "see", "changed"]
    with pytest.raises(NotFound, match="matter:0"):
        act(store, "matter:0", Order(Kind.SEE), "wang", 1)


def test_of_two_at_once_one_acts_and_the_other_hears_of_it(found: Found) -> None:
    store, _, _ = found

    def confirm(actor: str) -> str:
        try:
            return act(store, RING, Order(Kind.CONFIRM), actor, 1).acts[-1].actor
        except ActConflict as conflict:
            (meanwhile,) = since(conflict)
            return f"after {meanwhile['actor']}"

    with ThreadPoolExecutor(4) as officers:
        told = set(officers.map(confirm, ("wang", "li", "zhao", "sun")))
    (winner,) = [one for one in told if not one.startswith("after")]
    assert told == {winner, f"after {winner}"}
    assert kinds_of(store, RING) == ["found", "confirm"]
    check(store)


def test_many_notes_at_once_are_all_there_in_some_order(found: Found) -> None:
    store, _, _ = found

    def write_down(number: int) -> None:
        while True:
            try:
                act(
                    store,
                    RING,
                    Order(Kind.NOTE, note=f"n{number}"),
                    f"a{number}",
                    read_matter(store, RING).standing.seq,
                )
            except ActConflict:
                continue
            return

    with ThreadPoolExecutor(3) as officers:
        list(officers.map(write_down, range(9)))
    assert sorted(str(one.order.note) for one in read_matter(store, RING).acts[1:]) == [f"n{n}" for n in range(9)]
    check(store)


@pytest.mark.parametrize(("cut", "attempts"), [("after", 1), ("before", 2)])
def test_an_act_whose_commit_lost_its_answer_stands_once(
    database: Database, cut: str, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relayed(database) as (store, relay):
        load_world(store)
        signals, run = evaluate(store)
        taken_up(store, signals, run)
        tries: list[int] = []
        really = desk.enter

        def enter(*arguments: Any) -> None:
            really(*arguments)
            tries.append(1)
            relay.cut = cut if len(tries) == 1 else ""

        monkeypatch.setattr(record, "enter", enter)
        assert act(store, RING, Order(Kind.CONFIRM), "wang", 1).standing.state is State.CONFIRMED
        assert len(tries) == attempts
        assert kinds_of(store, RING) == ["found", "confirm"]
        check(store)


def test_a_grave_matter_needs_two(found: Found) -> None:
    store, _, _ = found
    asked = acted(store, GRAVE, Kind.CONFIRM, Kind.DISMISS)
    assert (asked.standing.state, asked.standing.asked_by) == (State.CLOSING, "wang")
    with pytest.raises(Forbidden, match="another person"):
        acted(store, GRAVE, Kind.APPROVE)
    with pytest.raises(Forbidden, match="nobody in particular"):
        acted(store, GRAVE, Kind.APPROVE, actor="anonymous@local")
    assert acted(store, GRAVE, Kind.APPROVE, actor="li").standing.state is State.DISMISSED
    assert kinds_of(store, GRAVE) == ["found", "confirm", "dismiss", "approve"]
    with pytest.raises(ActRefused, match="reopen, note"):
        acted(store, GRAVE, Kind.APPROVE, actor="li")
    check(store)


def test_a_party_on_the_black_list_needs_two_at_any_level(found: Found) -> None:
    store, _, _ = found
    assert read_matter(store, RING).standing.finding.level < 6
    entry = listed(store, ListName.BLACK, "ring1")
    asked = acted(store, RING, Kind.DISMISS)
    assert (asked.standing.state, asked.acts[-1].level) == (State.CLOSING, 6)
    acted(store, RING, Kind.REJECT, actor="li")
    with pytest.raises(Forbidden, match="another person has to take it off"):
        end_entry(store, entry.entry_id, "wang", WHY)
    assert end_entry(store, entry.entry_id, "li", WHY).ended_by == "li"
    assert acted(store, RING, Kind.DISMISS).standing.state is State.DISMISSED


def test_sleep_is_of_days_to_come(found: Found) -> None:
    store, _, _ = found
    with pytest.raises(UsageError, match="day to come"):
        act(store, RING, Order(Kind.SNOOZE, until=datetime.now(UTC).date()), "wang", 1)
    act(store, RING, Order(Kind.SNOOZE, until=date(2999, 1, 1)), "wang", 1)
    assert RING not in shown(store, date(2998, 12, 31))
    assert RING in shown(store, date(2999, 1, 1))
    assert shown(store, date(2998, 12, 31), waiting=True)[RING]["snoozed"]


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


def test_lists_hold_back_and_lift_as_the_rules_of_lists_say(found: Found) -> None:
    """The query and the functions are two tellings of one definition: compared day by day, matter by matter."""
    store, _, _ = found
    today = datetime.now(UTC).date()
    listed(store, ListName.WHITE, "ring1", days=3)
    listed(store, ListName.WHITE, "ring2", "guarantee_circle", begins=1, days=2)
    listed(store, ListName.WHITE, "other", days=9)  # of level 6: not held back
    listed(store, ListName.WHITE, "mutual", days=9)
    listed(store, ListName.BLACK, "mutual", "mutual_guarantee", begins=1, days=1)
    ended = listed(store, ListName.WHITE, "ring3", days=9)
    end_entry(store, ended.entry_id, "li", WHY)
    seen = set()
    for day in (today + timedelta(days=number) for number in range(-1, 5)):
        rows = shown(store, day, waiting=True)
        assert len(rows) == SIGNALS
        visible = shown(store, day)
        for matter_id, row in rows.items():
            entries = store.read(lambda reader, party=row["party_id"]: entries_in(reader, party))  # type: ignore[misc]
            rule, graded = row["rule"], row["graded_level"]
            assert row["level"] == level_on(entries, rule, graded, day)
            assert row["held_back"] is held_back(entries, rule, graded, day)
            assert row["blacklisted"] is any(e.list is ListName.BLACK and e.holds(rule, day) for e in entries)
            assert (matter_id in visible) is not row["held_back"]
            seen.add((row["held_back"], row["blacklisted"], row["level"] > graded))
    assert seen == {(False, False, False), (True, False, False), (False, True, True)}


def test_entries_of_lists_are_kept_with_how_they_ended(found: Found) -> None:
    store, _, _ = found
    entry = listed(store, ListName.WHITE, "ring1", days=3)
    ended = end_entry(store, entry.entry_id, "wang", "不再适用")
    assert store.read(lambda reader: entries_in(reader, "ring1")) == [ended]
    assert (ended.reason, ended.end_reason, ended.ended_by) == (WHY, "不再适用", "wang")
    with pytest.raises(ActRefused, match="ended already"):
        end_entry(store, entry.entry_id, "li", WHY)
    with pytest.raises(NotFound):
        end_entry(store, "entry:0", "li", WHY)
    with pytest.raises(NotFound):
        listed(store, ListName.BLACK, "nobody")
    for wrong in ({"days": None}, {"begins": -1, "days": 2}, {"days": 0}):
        with pytest.raises(UsageError):
            listed(store, ListName.WHITE, "ring1", **wrong)
    with pytest.raises(Forbidden, match="nobody in particular"):
        listed(store, ListName.WHITE, "ring1", days=3, actor="anonymous@local")
    assert len(store.rows("MATCH (e:ListEntry) RETURN e.entry_id AS id")) == 1


def test_of_two_who_end_an_entry_one_does(found: Found) -> None:
    store, _, _ = found
    entry = listed(store, ListName.WHITE, "ring1", days=3)

    def end(actor: str) -> str:
        try:
            return str(end_entry(store, entry.entry_id, actor, WHY).ended_by)
        except ActRefused:
            return "late"

    with ThreadPoolExecutor(2) as officers:
        told = sorted(officers.map(end, ("li", "zhao")))
    assert told[0] == "late" or told[1] == "late"
    assert len(store.rows("MATCH (x:ListEnd) RETURN x.entry_id AS id")) == 1


def test_the_work_of_officers_is_no_fact(found: Found) -> None:
    store, _, _ = found
    before, version, written = store.digest(), store.version(), turns(store)
    acted(store, RING, Kind.SEE)
    listed(store, ListName.BLACK, "ring1")
    assert (store.digest(), store.version()) == (before, version)
    assert turns(store) == written + 2


def test_a_signal_has_the_status_of_its_matter(found: Found) -> None:
    store, _, _ = found
    acted(store, RING, Kind.CONFIRM)
    (row,) = ask(store, "signal/list", {"status": "confirmed"}, at=NOW, limit=10).rows
    assert (row["matter_id"], row["party_id"]) == (RING, "ring1")


def test_a_case_file_is_whole_and_tells_whether_it_was_changed(found: Found) -> None:
    store, signals, run = found
    rules = {rule.id: rule for rule in RULES}
    acted(store, GRAVE, Kind.CONFIRM, Kind.CLOSE)
    listed(store, ListName.BLACK, "other")
    taken_up(store, swapped(signals, GRAVE, level=7), later(run))
    file = case_file(store, GRAVE, rules.get, "li")
    told = file.document
    assert [one["kind"] for one in told["history"]] == ["found", "confirm", "close", "changed"]
    assert [one["level"] for one in told["findings"]] == [6, 7]
    assert [edge["id"] for edge in told["findings"][0]["evidence"]["edges"]] == ["g4", "n1"]
    assert told["lists"][0]["expires_on"] is None
    assert (told["exported_by"], told["rule"]["title"]["zh"]) == ("li", "失信担保人")
    assert file.intact()
    told["history"][2]["actor"] = "zhao"
    assert not file.intact()
