"""The case file of a matter: what was found and on which facts, what was done about it by whom, and what stands."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from cypher import query
from graph.as_of import BEGINNING, FOREVER
from graph.signals.life.desk import day_of, utc_now, written
from graph.signals.life.history import Act
from graph.signals.life.lists import Entry, entries_in, held_back, level_on
from graph.signals.life.matter import Matter, matter_in
from graph.signals.life.states import possible
from graph.signals.rule import Rule
from graph.store import Reader, Store

FORMAT: Final = "ringfence-case-file-1"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One matter at one moment as a document: plain values only, in the order in which they are read."""

    document: dict[str, Any]

    def digest(self) -> str:
        """SHA-256 over the document without its own digest, as canonical JSON."""
        content = {name: value for name, value in self.document.items() if name != "sha256"}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def intact(self) -> bool:
        """Whether nobody has changed the document since it was made."""
        return self.document.get("sha256") == self.digest()


def case_file(
    store: Store, identifier: str, rule_of: Callable[[str], Rule | None], exported_by: str,
    clock: Callable[[], datetime] = utc_now,
) -> CaseFile:  # fmt: skip
    """The case file of a matter, by its id or that of a signal that raised it, from one reading of the store.

    rule_of: the rule of an id, None where it is no longer there. Raises NotFound.
    """
    now = clock()
    document = store.read(lambda reader: _document(reader, identifier, day_of(now)))
    rule = _rule(document["rule"], rule_of(document["rule"]))
    document |= {"rule": rule, "exported_at": written(now), "exported_by": exported_by}
    made = CaseFile(document)
    return CaseFile(document | {"sha256": made.digest()})


def matter_document(matter: Matter, entries: list[Entry], day: date) -> dict[str, Any]:
    """A matter as it stands on a day, with its history and the lists on which its party stood."""
    standing, rule = matter.standing, matter.rule
    told = {
        "matter_id": matter.matter_id, "rule": rule,
        "party": {"party_id": matter.party_id, "name": matter.name, "kind": matter.kind},
        "state": standing.state, "seq": standing.seq, "possible": possible(standing.state),
        "level": level_on(entries, rule, standing.finding.level, day), "graded_level": standing.finding.level,
        "value": standing.finding.value, "signal_id": standing.finding.signal_id, "found": standing.found,
        "change": standing.change, "assigned_to": standing.assigned_to, "snoozed_until": standing.snoozed_until,
        "held_back": held_back(entries, rule, standing.finding.level, day), "asked": standing.asked,
        "asked_by": standing.asked_by, "outcome": standing.outcome, "opened_at": standing.opened_at,
        "changed_at": standing.changed_at, "history": [_act(act) for act in matter.acts],
        "lists": [_entry(entry, rule, day) for entry in entries if entry.rule in (None, rule)],
    }  # fmt: skip
    found: dict[str, Any] = _plain(told)
    return found


def _document(reader: Reader, identifier: str, day: date) -> dict[str, Any]:
    matter = matter_in(reader, identifier)
    findings = reader.rows(query("signal/findings").text, {"matter_id": matter.matter_id})
    told = matter_document(matter, entries_in(reader, matter.party_id), day)
    read = [_plain(row | {"evidence": _evidence(row["evidence"])}) for row in findings]
    return {"format": FORMAT} | told | {"findings": read}


def _act(act: Act) -> dict[str, Any]:
    order = asdict(act.order)
    finding = act.finding
    return {
        "seq": act.seq, "kind": order.pop("kind"), "actor": act.actor, "at": act.at, "level": act.level, **order,
        "change": act.change, "signal_id": finding.signal_id if finding else None,
        "value": finding.value if finding else None, "run_id": act.run_id, "as_of": act.as_of,
    }  # fmt: skip


def _entry(entry: Entry, rule: str, day: date) -> dict[str, Any]:
    return asdict(entry) | {"holds": entry.holds(rule, day)}


def _rule(rule_id: str, rule: Rule | None) -> dict[str, Any]:
    """What the rule looks for and what to do; null where it is no longer there."""
    names = ("title", "meaning", "check", "ask")
    texts = {name: {"zh": getattr(rule, name).zh, "en": getattr(rule, name).en} if rule else None for name in names}
    return {"id": rule_id, **texts, "reference": rule.reference if rule else None}


def _evidence(stored: str | None) -> dict[str, Any]:
    """The evidence as it was stored; an open end or an unstated start of an edge is null."""
    told: dict[str, Any] = json.loads(stored or "{}")
    for edge in told.get("edges", ()):
        for name, open_day in (("valid_from", BEGINNING), ("valid_to", FOREVER)):
            if edge.get(name) == open_day.isoformat():
                edge[name] = None
    return told


def _plain(value: Any) -> Any:
    """As JSON holds it: days in ISO form, an open end as null, words as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return None if value in (BEGINNING, FOREVER) else value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
