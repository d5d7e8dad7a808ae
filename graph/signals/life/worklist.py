"""The worklist: what officers have to look at on a day, the gravest first, by how matters and lists stand now.

Matters are read in brief, column by column, and put in order here; whole rows are read for those that are shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from cypher import query
from graph.signals.life.lists import Entry, held_back, in_force, is_black, level_on
from graph.signals.life.states import ENDED, State
from graph.store import Reader, Store
from graph.text import Text

ROWS_AT_ONCE: Final = 1_000
"""Matters whose rows are read together: some hundred KB, far below a message's 16 MB."""


@dataclass(frozen=True, slots=True)
class WantedMatters:
    """Which matters are wanted. party_id: any identity of the party. found: None for those no longer found, too.
    ended: also those dismissed and closed. waiting: also those asleep and those held back by a white list."""

    minimum_level: int = 1
    state: State | None = None
    rule: str | None = None
    party_id: str | None = None
    assigned_to: str | None = None
    found: bool | None = None
    ended: bool = False
    waiting: bool = False

    @property
    def states(self) -> list[str]:
        """The states that are wanted; one that is asked for by name is wanted whether it has ended or not."""
        if self.state is not None:
            return [self.state.value]
        return [state.value for state in State if self.ended or state not in ENDED]


class Listed(NamedTuple):
    """A matter in brief. level: with the floor of a black list; graded_level: of the finding alone.

    A tuple, because all of them are made to show a hundred.
    """

    matter_id: str
    rule: str
    party_id: str
    level: int
    graded_level: int
    changed_at: str
    snoozed: bool
    blacklisted: bool
    held_back: bool


def worklist(reader: Reader, wanted: WantedMatters, day: date) -> list[Listed]:
    """All that are wanted, the gravest first, then those that changed longest ago; asleep or held back on that day."""
    found = list(_listed(reader, wanted, day))
    found.sort(key=attrgetter("changed_at", "matter_id"))
    found.sort(key=attrgetter("level"), reverse=True)
    return found


def matter_rows(store: Store, listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """Those matters as `signal/matters` tells them, in that order; one that is gone meanwhile is left out."""
    rows: dict[str, dict[str, Any]] = {}
    for start in range(0, len(listed), ROWS_AT_ONCE):
        ids = [one.matter_id for one in listed[start : start + ROWS_AT_ONCE]]
        rows |= {row["matter_id"]: row for row in store.rows(query("signal/matter_rows").text, {"matter_ids": ids})}
    names = [column.name for column in query("signal/matters").columns]
    whole = (
        rows[one.matter_id]
        | {"level": one.level, "graded_level": one.graded_level, "snoozed": one.snoozed,
           "blacklisted": one.blacklisted, "held_back": one.held_back}
        for one in listed if one.matter_id in rows
    )  # fmt: skip
    return [{name: row[name] for name in names} for row in whole]


def level_reasons(store: Store, listed: Sequence[Listed]) -> dict[str, Text]:
    """Why the findings of those matters have their level, by matter; without the floor of a black list."""
    reasons: dict[str, Text] = {}
    for start in range(0, len(listed), ROWS_AT_ONCE):
        ids = [one.matter_id for one in listed[start : start + ROWS_AT_ONCE]]
        for row in store.rows(query("signal/reasons").text, {"matter_ids": ids}):
            zh, _, en = row["level_reason"].partition(" · ")
            reasons[row["matter_id"]] = Text(zh, en)
    return reasons


def _listed(reader: Reader, wanted: WantedMatters, day: date) -> Iterator[Listed]:
    entries = in_force(reader, day)
    for row in reader.rows(query("signal/worklist").text, _asked(reader, wanted, day)):
        rule = row["rule"]
        columns = (row[name] for name in ("matter_id", "party_id", "level", "changed_at", "snoozed"))
        for matter_id, party_id, graded, changed_at, asleep in zip(*columns, strict=True):
            own: Sequence[Entry] = entries.get(party_id, ())
            level = level_on(own, rule, graded, day) if own else graded
            held = bool(own) and held_back(own, rule, graded, day)
            if level >= wanted.minimum_level and (wanted.waiting or not (held or asleep)):
                black = bool(own) and is_black(own, rule, day)
                yield Listed(matter_id, rule, party_id, level, graded, changed_at, asleep, black, held)


def _asked(reader: Reader, wanted: WantedMatters, day: date) -> dict[str, Any]:
    party_ids = None
    if wanted.party_id is not None:
        rows = reader.rows(query("signal/identities").text, {"party_id": wanted.party_id})
        party_ids = rows[0]["party_ids"] if rows else []
    return {
        "states": wanted.states, "found": wanted.found, "rule": wanted.rule, "party_ids": party_ids,
        "assigned_to": wanted.assigned_to, "day": day,
    }  # fmt: skip
