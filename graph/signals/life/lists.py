"""White and black lists: who stands on them, from when until when, and why. Entries are added and ended only."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from cypher import query
from graph.as_of import FOREVER
from graph.errors import ActRefused, Forbidden, NotFound, UsageError
from graph.signals.life.desk import day_of, take_turn, utc_now, written
from graph.signals.life.history import NOBODY
from graph.signals.life.states import FOUR_EYES_LEVEL
from graph.store import Reader, Store, Writer

BLACK_FLOOR: Final = FOUR_EYES_LEVEL
"""No matter of a party on a black list stands below this level, and none from it on is held back by a white list."""


class ListName(StrEnum):
    """Which list: white holds warnings back, black lifts them and vetoes white."""

    WHITE = "white"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class Entry:
    """A party on a list, for one rule or for all. It holds from `begins_on` up to the day before `expires_on`, or
    before `ended_on` where somebody ended it."""

    entry_id: str
    list: ListName
    party_id: str
    rule: str | None
    reason: str
    actor: str
    at: str
    begins_on: date
    expires_on: date
    ended_on: date | None = None
    ended_by: str | None = None
    ended_at: str | None = None
    end_reason: str | None = None

    def holds(self, rule: str, day: date) -> bool:
        """Whether it is in force for a rule on a day."""
        ended = self.ended_on is not None and self.ended_on <= day
        return self.begins_on <= day < self.expires_on and not ended and self.rule in (None, rule)


def level_on(entries: Iterable[Entry], rule: str, level: int, day: date) -> int:
    """The level of a matter of that rule on a day: that of its finding, or the floor of a black list."""
    return max(level, BLACK_FLOOR) if is_black(entries, rule, day) else level


def is_black(entries: Iterable[Entry], rule: str, day: date) -> bool:
    """Whether a black list holds for a matter of that rule on a day."""
    return any(entry.list is ListName.BLACK and entry.holds(rule, day) for entry in entries)


def held_back(entries: Iterable[Entry], rule: str, level: int, day: date) -> bool:
    """Whether a white list holds the matter back on a day; never from level 6 on, however it came to that."""
    in_force = [entry for entry in entries if entry.holds(rule, day)]
    white = any(entry.list is ListName.WHITE for entry in in_force)
    return white and level_on(in_force, rule, level, day) < BLACK_FLOOR


def in_force(reader: Reader, day: date) -> dict[str, list[Entry]]:
    """The entries that hold on a day by party: by every identity of it, under whichever it was put on a list."""
    found: dict[str, list[Entry]] = {}
    for row in reader.rows(query("signal/in_force").text, {"day": day}):
        found.setdefault(row.pop("same_id"), []).append(_entry(row))
    return found


def entries_in(reader: Reader, party_id: str) -> list[Entry]:
    """All that ever stood of a party on the lists, under any of its identities, within a transaction."""
    return [_entry(row) for row in reader.rows(query("signal/entries_of").text, {"party_id": party_id})]


def entry_of(row: Mapping[str, Any]) -> Entry:
    """An entry as `signal/entries` tells it."""
    return _entry({name: value for name, value in row.items() if name not in ("name", "end_writing")})


def add_entry(store: Store, asked: Entry, clock: Callable[[], datetime] = utc_now) -> Entry:
    """The entry as it was written, once: with an identity and the moment, on the party as it is analysed.

    Raises NotFound for the party, UsageError for dates or reason that do not fit, Forbidden for nobody.
    """
    _check_person(asked.actor)
    _check_entry(asked, day_of(clock()))
    entry_id = f"entry:{secrets.token_hex(12)}"
    entry = replace(asked, entry_id=entry_id, at=written(clock()), reason=asked.reason.strip())
    same = ("entry_id", "party_id", "rule", "reason", "actor", "at", "begins_on", "expires_on")

    def work(writer: Writer) -> Entry:
        take_turn(writer)
        given = {"list": entry.list.value} | {name: getattr(entry, name) for name in same}
        rows = writer.rows(query("signal/add_entry").text, given)
        if not rows:
            raise NotFound(
                f"There is no party {entry.party_id}. Search by name first.",
                f"没有主体 {entry.party_id}。请先按名称搜索。",
                party_id=entry.party_id,
            )
        return replace(entry, party_id=rows[0]["party_id"])

    def confirm(reader: Reader) -> Entry | None:
        return next((one for one in entries_in(reader, entry.party_id) if one.entry_id == entry_id), None)

    return store.write(work, confirm)


def end_entry(
    store: Store, entry_id: str, actor: str, reason: str, clock: Callable[[], datetime] = utc_now
) -> Entry:  # fmt: skip
    """The entry, ended from today on. Of a black list another person than who put the party there has to end it.

    Raises NotFound, Forbidden, ActRefused where it has ended, UsageError without a reason.
    """
    _check_person(actor)
    if not reason.strip():
        raise _wrong("reason", "Say why the entry ends.", "请填写移出理由。")
    writing = secrets.token_hex(12)

    def work(writer: Writer) -> Entry:
        take_turn(writer)
        entry, _ = _found(writer, entry_id)
        _check_end(entry, actor, day_of(clock()))
        now, why = clock(), reason.strip()
        told = {"reason": why, "actor": actor, "at": written(now), "ended_on": day_of(now)}
        writer.run(query("signal/end_entry").text, {"entry_id": entry_id, "writing": writing, **told})
        return replace(entry, ended_on=day_of(now), ended_by=actor, ended_at=written(now), end_reason=why)

    def confirm(reader: Reader) -> Entry | None:
        entry, ended_by_writing = _found(reader, entry_id)
        return entry if ended_by_writing == writing else None

    return store.write(work, confirm)


def _found(reader: Reader, entry_id: str) -> tuple[Entry, str | None]:
    """The entry, and which writing ended it."""
    asked = {"entry_id": entry_id, "party_id": None, "list": None, "in_force_on": None, "limit": 1}
    rows = reader.rows(query("signal/entries").text, asked)
    if not rows:
        raise NotFound(
            f"No list has an entry {entry_id}. See `ringfence signals lists show`.",
            f"名单中没有记录 {entry_id}。请看 `ringfence signals lists show`。",
            entry_id=entry_id,
        )
    return entry_of(rows[0]), rows[0]["end_writing"]


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(**{**row, "list": ListName(row["list"])})


def _check_person(actor: str) -> None:
    if actor.casefold() in NOBODY:
        raise Forbidden(
            f"{actor} is nobody in particular and cannot change a list. Act with a key of your own.",
            f"{actor} 不代表具体个人，不能变更名单。请使用本人的密钥。",
        )


def _check_entry(entry: Entry, today: date) -> None:
    if not entry.reason.strip():
        raise _wrong("reason", "Say why the party is put on the list.", "请填写列入理由。")
    if entry.begins_on < today:
        raise _wrong("begins_on", "An entry begins today or later.", "起始日不得早于今天。")
    if entry.expires_on <= entry.begins_on:
        raise _wrong("expires_on", "An entry expires after the day it begins.", "失效日应晚于起始日。")
    if entry.list is ListName.WHITE and entry.expires_on == FOREVER:
        raise _wrong("expires_on", "An entry of a white list needs a day on which it expires.", "白名单须填写失效日。")


def _check_end(entry: Entry, actor: str, today: date) -> None:
    if entry.ended_on is not None or entry.expires_on <= today:
        raise ActRefused(
            "The entry has ended already.", "该记录已失效或已移出。", entry_id=entry.entry_id
        )  # fmt: skip
    if entry.list is ListName.BLACK and actor.casefold() == entry.actor.casefold():
        raise Forbidden(
            f"{actor} put the party on the black list; another person has to take it off.",
            f"{actor} 为列入人；移出黑名单须由另一人办理。",
            actor=entry.actor,
        )


def _wrong(parameter: str, en: str, zh: str) -> UsageError:
    return UsageError(en, zh, parameter=parameter)
