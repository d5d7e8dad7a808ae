"""White and black lists, sleep and the case file on each database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from graph.errors import ActRefused, Forbidden, NotFound, UsageError
from graph.signals.life import (
    Kind,
    ListName,
    Order,
    State,
    act,
    case_file,
    end_entry,
    read_matter,
)
from graph.signals.life.lists import entries_in, held_back, level_on
from tests.conformance.matters import (
    GRAVE,
    RING,
    SIGNALS,
    WHY,
    Found,
    acted,
    found,
    later,
    listed,
    shown,
    swapped,
    taken_up,
)
from tests.conformance.test_signals_write import RULES

__all__ = ["found"]


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
    today = datetime.now(UTC).date()
    with pytest.raises(UsageError, match="90 days at most"):
        act(store, RING, Order(Kind.SNOOZE, until=date(2999, 1, 1)), "wang", 1)
    act(store, RING, Order(Kind.SNOOZE, until=today + timedelta(days=80)), "wang", 1)
    assert RING not in shown(store, today + timedelta(days=79))
    assert RING in shown(store, today + timedelta(days=80))
    assert shown(store, today + timedelta(days=79), waiting=True)[RING]["snoozed"]


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
