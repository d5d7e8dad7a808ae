"""Assertions and rectangles of relationships as records: what a source said, and the parts of it that are stored."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from graph.schema import Relationship, upsert
from graph.schema.common import STATED_DATES
from ingest.facts import RelationshipFacts
from ingest.options import LoadOptions
from ingest.parameters import plain_value
from ingest.timeline import IN_FORCE, Assertions, rectangles, restatements
from ingest.typed import day_number

DATES: Final = ("valid_from", "valid_to", "recorded_on", "superseded_on")


@dataclass(frozen=True, slots=True)
class Said:
    """One assertion: who said what of which relationship, from when to when, known since when."""

    natural_key: str
    group: str
    source: str
    valid_from: int
    valid_to: int
    recorded_on: int
    source_key: str
    target_key: str
    content: str
    """The properties as text, for comparing and ordering."""

    def start(self) -> tuple[str, str, int]:
        """What a correction has in common with what it corrects."""
        return self.natural_key, self.source, self.valid_from

    def dates(self) -> tuple[str, str, int, int]:
        """The start and the day of knowledge: under these one assertion holds."""
        return self.natural_key, self.source, self.valid_from, self.recorded_on

    def order(self) -> tuple[str, str, str, int]:
        """What decides between two assertions of the same dates."""
        return self.content, self.source_key, self.target_key, self.valid_to


@dataclass(frozen=True, slots=True)
class Carried:
    """What an assertion's stored parts carry beside its dates."""

    properties: Mapping[str, Any]
    batch: str
    recorded_by_load: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A stored rectangle of an assertion; `outranked_by` names a source, `element` where it is stored."""

    said: Said
    valid_from: int
    valid_to: int
    recorded_on: int
    superseded_on: int
    outranked_by: str | None

    def opening(self) -> tuple[Said, int, int]:
        """What stays when a version is closed."""
        return self.said, self.valid_from, self.recorded_on


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds of a set of natural keys."""

    carried: dict[Said, Carried]
    elements: dict[Part, tuple[str, str]]
    """Anchor key and element id of every part."""
    words: list[Said] = field(default_factory=list)
    """What was said beside of groups that a word may leave as they were."""


def said_at(facts: RelationshipFacts, at: int, source: str) -> Said:
    """The assertion at a position of a batch's facts."""
    whose = (facts.natural_key[at], facts.group[at], source)
    start, end, known = (int(getattr(facts, name)[at]) for name in DATES[:3])
    if facts.nothing[at]:
        return absence(*whose, start, known)
    return Said(*whose, start, end, known, facts.source_key[at], facts.target_key[at], _text(properties_at(facts, at)))


def absence(natural_key: str, group: str, source: str, start: int, known: int) -> Said:
    """The assertion that the relationship is not there: of no days, and outweighed by any other of these dates."""
    return Said(natural_key, group, source, start, start, known, "", "", "")


def properties_at(facts: RelationshipFacts, at: int) -> dict[str, Any]:
    """The properties of the assertion at a position."""
    return {name: plain_value(values[at]) for name, values in facts.columns.items()}


def stored_versions(relationship: Relationship, rows: list[list[Any]], wanted: set[str]) -> Stored:
    """The versions that `upsert.versions_read` gave, of the wanted groups."""
    fields = upsert.version_fields(relationship)
    anchor = fields[0]
    carried: dict[Said, Carried] = {}
    elements: dict[Part, tuple[str, str]] = {}
    for values in rows:
        row = dict(zip(fields, values, strict=True))
        group = _key(relationship.group_key, row)
        if group not in wanted:
            continue
        key = _key(relationship.natural_key, row)
        own = {p.name: row[p.name] for p in relationship.properties}
        start, finish, known = (day_number(row[stated] or row[plain]) for stated, plain in STATED_DATES)
        ends = row["source_key"], row["target_key"]
        said = Said(key, group, row["source"], start, finish, known, *ends, _text(own))
        first, end, since, until = (
            day_number(row[n]) for n in ("valid_from", "valid_to", "recorded_on", "superseded_on")
        )
        elements[Part(said, first, end, since, until, row["outranked_by"])] = (row[anchor], row["element"])
        carried[said] = Carried(own, row["batch"], bool(row["recorded_by_load"]))
    return Stored(carried, elements)


def parts(
    said: Iterable[Said], relationship: Relationship, options: LoadOptions, words: Iterable[Said] = ()
) -> Iterable[Part]:
    """The rectangles of assertions, as records; `words` on their groups leave what was stated before."""
    stated = list(said)
    spoken = [(one, one) for one in stated] + list(carried_on(stated, words))
    spoken.sort(key=lambda pair: pair[1].order())
    together = [dated for _, dated in spoken]
    key_of = {key: i for i, key in enumerate(dict.fromkeys(s.natural_key for s in together))}
    sources = sorted({s.source for s in together}, key=options.rank)
    columns = [
        (key_of[s.natural_key], sources.index(s.source), s.valid_from, s.valid_to, s.recorded_on, order)
        for order, s in enumerate(together)
    ]
    assertions = Assertions(*np.array(columns, dtype=np.int64).reshape(-1, 6).T)
    if relationship.restated_by:
        number = {group: i for i, group in enumerate(dict.fromkeys(s.group for s in together))}
        found = restatements(assertions, np.array([number[s.group] for s in together], dtype=np.int64))
    else:
        found = rectangles(assertions)
    for i in range(len(found)):
        by = int(found.outranked_by[i])
        start, end, known, until = (int(getattr(found, name)[i]) for name in DATES)
        yield Part(
            spoken[int(found.assertion[i])][0], start, end, known, until, None if by == IN_FORCE else sources[by]
        )


def carried_on(said: Iterable[Said], words: Iterable[Said]) -> Iterator[tuple[Said, Said]]:
    """What words that name none of a group leave in force: what its source had stated last, and the same with the days
    of the word. A word of the same days as before changes nothing.
    """
    stated, spoken = _by_day(said), _by_day(words)
    for whose, days in spoken.items():
        named = stated.get(whose, {})
        last: list[Said] = []
        left: list[Said] = []
        for day in sorted({*days, *named}):
            if day in named:
                last = left = named[day]
                continue
            word = max(days[day], key=lambda w: (w.valid_from, *w.order()))
            dates = {name: getattr(word, name) for name in DATES[:3]}
            if any((one.valid_from, one.valid_to) != (word.valid_from, word.valid_to) for one in left):
                left = [replace(one, **dates) for one in last]
                yield from zip(last, left, strict=True)


def _by_day(said: Iterable[Said]) -> dict[tuple[str, str], dict[int, list[Said]]]:
    """What each source said of each group, by the day of knowledge."""
    found: dict[tuple[str, str], dict[int, list[Said]]] = {}
    for one in said:
        found.setdefault((one.group, one.source), {}).setdefault(one.recorded_on, []).append(one)
    return found


def _key(names: tuple[str, ...], row: Mapping[str, Any]) -> str:
    """The natural key or group of a stored version, as `facts` writes it."""
    ends = {"source": "source_key", "target": "target_key"}
    return "\x1f".join(str(row[ends.get(name, name)]) for name in names)


def _text(properties: Mapping[str, Any]) -> str:
    return json.dumps(properties, default=str, ensure_ascii=False, sort_keys=True)
