"""The warnings about a party as they stood on a day, by the histories of its matters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from api.values import evidence
from cypher import query
from graph.as_of import AsOf
from graph.profile.beside import SignalSeen, WarningTold
from graph.regimes.provision import Wording
from graph.signals import Rule
from graph.signals.life.desk import day_of
from graph.signals.life.history import Act
from graph.signals.life.lists import Entry, entries_in, held_back, level_on
from graph.signals.life.matter import read_act
from graph.signals.life.states import ENDED, Standing, after
from graph.signals.standing import Warned, ranked, stored_facts_of
from graph.store import Reader
from graph.text import Text

MOST_SIGNALS: Final = 500
"""So many findings of a party are looked at, the gravest first."""


@dataclass(frozen=True, slots=True)
class WarningsOn:
    """level: of the party by all open warnings together, None without one. warnings: the open ones, the gravest first;
    seen: every finding up to the day."""

    level: int | None
    reason: Wording | None
    warnings: tuple[WarningTold, ...]
    seen: tuple[SignalSeen, ...]


def warnings_on(reader: Reader, party_id: str, rules: Mapping[str, Rule], at: AsOf) -> WarningsOn:
    """Of the party with this canonical id, as the histories tell it: what the rules found up to `as_of`, and what
    officers did, with the lists in force, up to `known_at`."""
    asked = {
        "minimum_level": 1, "rule": None, "party_id": None, "party_ids": [party_id], "status": None,
        "as_of": min(at.as_of, at.known_at),
        "limit": MOST_SIGNALS,
    }  # fmt: skip
    signals = {row["signal_id"]: row for row in reader.rows(query("signal/list").text, asked)}
    open_ones = [one for one in _stood(reader, party_id, at) if one.signal_id in signals]
    open_ones = [one for one in open_ones if signals[one.signal_id]["rule"] in rules]
    found = reader.rows(query("signal/evidence").text, {"signal_ids": [one.signal_id for one in open_ones]})
    proof = {row["signal_id"]: row["evidence"] for row in found}
    entries = entries_in(reader, party_id) if open_ones else []
    told = [
        _told(one, signals[one.signal_id], rules, (proof.get(one.signal_id), entries, at.known_at)) for one in open_ones
    ]
    level, reason, counted = _together(party_id, told, rules)
    warnings = sorted((_counting(one, counted) for one in told), key=lambda one: (-one.level, one.rule, one.signal_id))
    seen = (
        SignalSeen(row["signal_id"], row["rule"], _title(rules.get(row["rule"])), row["level"], row["first_seen_on"])
        for row in signals.values()
    )
    return WarningsOn(level, reason, tuple(warnings), tuple(seen))


@dataclass(frozen=True, slots=True)
class _Open:
    """A matter that stood open on the day."""

    matter_id: str
    signal_id: str
    standing: Standing


def _stood(reader: Reader, party_id: str, at: AsOf) -> Iterator[_Open]:
    histories: dict[str, list[Act]] = {}
    for row in reader.rows(query("signal/acts_about").text, {"party_ids": [party_id]}):
        act = read_act(row)
        if _done_on(act) <= (at.known_at if act.as_of is None else min(at.as_of, at.known_at)):
            histories.setdefault(row["matter_id"], []).append(act)
    for matter_id, acts in histories.items():
        standing: Standing | None = None
        for act in acts:
            if act.seq != (standing.seq + 1 if standing else 1):
                break  # an act of a later day stands between: the history of the day ends here
            standing = after(standing, act)
        if standing is not None and standing.found and standing.state not in ENDED:
            yield _Open(matter_id, standing.finding.signal_id, standing)


def _done_on(act: Act) -> date:
    """An act of the rules is of the day that they looked at, an officer's of the day on which it was done."""
    return act.as_of or day_of(datetime.fromisoformat(act.at))


def _told(
    one: _Open, row: Mapping[str, Any], rules: Mapping[str, Rule], beside: tuple[str | None, Sequence[Entry], date]
) -> WarningTold:  # fmt: skip
    stored, entries, day = beside
    rule, graded, until = row["rule"], one.standing.finding.level, one.standing.snoozed_until
    zh, _, en = row["level_reason"].partition(" · ")
    return WarningTold(
        one.matter_id, one.signal_id, rule, _title(rules.get(rule)), rules[rule].family,
        level_on(entries, rule, graded, day), Wording(zh=zh, en=en or zh), one.standing.state.value,
        one.standing.finding.value, row["first_seen_on"], False, None,
        held_back(entries, rule, graded, day) or (until is not None and until > day), evidence(stored),
    )  # fmt: skip


def _together(
    party_id: str, told: Sequence[WarningTold], rules: Mapping[str, Rule]
) -> tuple[int | None, Wording | None, Mapping[str, str | None]]:
    """The level by all that do not wait; and per finding why it does not count, None where it does."""
    warned = [
        Warned(
            one.signal_id, one.rule, party_id, one.level, Text(one.level_reason.zh, one.level_reason.en),
            stored_facts_of(one.evidence) if one.evidence else frozenset(),
        )
        for one in told
        if not one.waiting
    ]  # fmt: skip
    if not warned:
        return None, None, {}
    (standing,) = ranked(warned, {rule.id: rule.family for rule in rules.values()})
    why: dict[str, str | None] = {one.id: one.why.value for one in standing.covered}
    why |= dict.fromkeys(standing.counted)
    return standing.level, Wording(zh=standing.reason.zh, en=standing.reason.en), why


def _counting(one: WarningTold, why: Mapping[str, str | None]) -> WarningTold:
    return replace(one, counts=why.get(one.signal_id, "") is None, covered=why.get(one.signal_id))


def _title(rule: Rule | None) -> Wording | None:
    return Wording(zh=rule.title.zh, en=rule.title.en) if rule else None
