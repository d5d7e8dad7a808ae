"""Relationships of a batch: the stored rectangles become those of everything said so far.

Most keys of a feed are new to the store; their rectangles are computed and written as columns. Keys that the store
knows, or that the batch states twice, go through records, and only the difference is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import StoreConflict
from graph.schema import NODES, RELATIONSHIPS, DataType, Relationship, upsert
from graph.schema.common import STATED, STATED_DATES
from graph.store import Writer
from ingest.facts import RelationshipFacts
from ingest.new_versions import NewVersions, creation, versions_of
from ingest.news import news
from ingest.options import LoadOptions
from ingest.parameters import Days, Statement
from ingest.typed import NO_DAY, Array, empty
from ingest.versions import DATES, Carried, Part, Said, Stored, absence, parts, properties_at, stored_versions


@dataclass(frozen=True, slots=True)
class Merge:
    """What merging the relationships of one batch shares: the keys of nodes just created, by label; the rows that have
    changed something; and the groups of which a derived relationship has news, which makes news of all that the row
    says.
    """

    batch_id: str
    options: LoadOptions
    created: Mapping[str, set[str]]
    changed: NDArray[np.bool_]
    renewed: set[str] = field(default_factory=set)


def note_renewed(writer: Writer, facts: RelationshipFacts, merge: Merge) -> None:
    """Add to `renewed` the groups of which a derived relationship has news that is dated by the load.

    To be asked before anything is written: that such a relationship ends is remembered only by what stands beside it.
    """
    if facts.relationship.derived and facts.recorded_by_load.any():
        stored = _stored(writer, facts, merge.created)
        at = np.flatnonzero(facts.recorded_by_load)
        merge.renewed.update(said.group for said in news(facts, at, stored, merge.options.source, set()))


def write_versions(writer: Writer, new: NewVersions, merge: Merge) -> int:
    """Make the stored versions follow from what the store and the batch say; the number of relationships touched."""
    facts = new.facts
    silent = _silent(facts, merge.created)
    if not (len(facts.row) or silent):
        return 0
    stored = _stored(writer, facts, merge.created)
    known = {said.group for said in (*stored.carried, *stored.words)}
    held = np.fromiter((group in known for group in facts.group.tolist()), dtype=bool, count=len(facts.row))
    slow = held | new.twice
    touched = 0
    if not slow.all():
        source = merge.options.source
        create = versions_of(facts, np.flatnonzero(~slow), merge.batch_id, source) if held.any() else new.create
        touched += _create(writer, facts.relationship, create) if create else 0
        merge.changed[facts.row[~slow & ~facts.nothing]] = True
    if slow.any() or silent:
        touched += _write_difference(writer, facts, np.flatnonzero(slow), stored, merge)
    return touched


def _silent(facts: RelationshipFacts, created: Mapping[str, set[str]]) -> set[str]:
    """Groups of which a row says nothing, where something was stated before or is in this batch."""
    if not facts.silent:
        return set()
    new = set[str]().union(*(created.get(label, set()) for label, _ in _decisive(facts)))
    return set(facts.silent - (new - set(facts.group.tolist())))


def _stored(writer: Writer, facts: RelationshipFacts, created: Mapping[str, set[str]]) -> Stored:
    """The versions stored of the batch's groups; a group of which a node was created just now can have none."""
    relationship = facts.relationship
    old = np.ones(len(facts.row), dtype=bool)
    for label, keys in _decisive(facts):
        new = created.get(label)
        if new:
            old &= np.fromiter((key not in new for key in keys.tolist()), dtype=bool, count=len(keys))
    silent = _silent(facts, created)
    if not (old.any() or silent):
        return Stored({}, {})
    wanted = {*facts.group[old].tolist(), *silent}
    beside = _beside(writer, _stated_beside(relationship), wanted) if relationship.derived else []
    anchors = facts.source_key if relationship.anchor == "source" else facts.target_key
    asked = sorted({*anchors[old].tolist(), *silent, *(_anchor(relationship, said) for said in beside)})
    rows = writer.columns(upsert.versions_read(relationship), {"anchor": asked}).get("row", [])
    stored = stored_versions(relationship, rows, wanted) if rows else Stored({}, {})
    _add_absences(beside, stored)
    stated = wanted & {*(said.group for said in stored.carried), *facts.group.tolist()}
    if relationship.carried_by and stated:
        stored.words.extend(_beside(writer, RELATIONSHIPS[relationship.carried_by], stated))
    return stored


def _decisive(facts: RelationshipFacts) -> Iterable[tuple[str, Array]]:
    """The nodes, by label and column of keys, without which no version of the group can exist."""
    relationship = facts.relationship
    ends = {"source": (relationship.source, facts.source_key), "target": (relationship.target, facts.target_key)}
    key_of = {node.key: node.label for node in NODES.values() if len(node.labels) == 1 and not node.bookkeeping}
    for name in relationship.restated_by or (relationship.anchor, *relationship.natural_key):
        if name in ends:
            yield ends[name]
        elif name in key_of and name in facts.columns:
            yield key_of[name], facts.columns[name]


def _stated_beside(derived: Relationship) -> Relationship:
    """The relationship that every row of a guarantee states beside the derived one.

    A correction may name another guarantor or debtor: this tells at whose node the earlier short cut stands.
    """
    return RELATIONSHIPS["GAVE" if derived.anchor == "source" else "FOR"]


def _beside(writer: Writer, beside: Relationship, keys: set[str]) -> list[Said]:
    """What is stored of a relationship that every row states. It is written before those that need it."""
    rows = writer.columns(upsert.versions_read(beside), {"anchor": sorted(keys)}).get("row", [])
    return list(stored_versions(beside, rows, keys).carried) if rows else []


def _anchor(relationship: Relationship, beside: Said) -> str:
    return beside.source_key if relationship.anchor == "source" else beside.target_key


def _add_absences(beside: list[Said], stored: Stored) -> None:
    """A row that says a derived relationship is not there leaves no version of it and still ends earlier ones.

    It is known by its version of the relationship beside.
    """
    present = {said.dates() for said in stored.carried}
    for other in beside:
        if other.dates() not in present:
            key, source, start, known = other.dates()
            stored.carried[absence(key, key, source, start, known)] = Carried({}, "", False)


def _create(writer: Writer, relationship: Relationship, create: Statement) -> int:
    """Write versions; raises StoreConflict, and so begins the batch anew, if an end was missing.

    Validation has excluded that, but another writer may be at work on the same nodes.
    """
    missing = create.facts - int(writer.rows(create.text, create.parameters)[0]["rows"])
    if missing:
        raise StoreConflict(
            f"{missing} relationships {relationship.type} miss an end that was there when the delivery was checked. "
            "Load it again.",
            f"{missing} 条 {relationship.type} 关系缺少端点（校验时存在）。请重新装载。",
        )
    return create.facts


# Groups that the store knows: records and differences


def _write_difference(
    writer: Writer, facts: RelationshipFacts, at: NDArray[np.int64], stored: Stored, merge: Merge
) -> int:
    rows_of = news(facts, at, stored, merge.options.source, merge.renewed)
    # All groups of the batch, news or not: the order of precedence may be another than when they were written.
    groups = {*facts.group[at].tolist(), *_silent(facts, merge.created)}
    together = {said: carried for said, carried in stored.carried.items() if said.group in groups}
    for said, rows in rows_of.items():
        by_load = bool(facts.recorded_by_load[rows[0]])
        together[said] = Carried(properties_at(facts, rows[0]), merge.batch_id, by_load)
    words = [word for word in stored.words if word.group in groups]
    after = set(parts(together, facts.relationship, merge.options, words))
    before = {part for part in stored.elements if part.said.group in groups}
    opened = {part.opening(): part for part in before - after}
    closing = [(opened.pop(p.opening()), p) for p in sorted(after - before, key=_sortable) if p.opening() in opened]
    closed = {new for _, new in closing}
    add = [p for p in sorted(after - before, key=_sortable) if p not in closed]
    drop = list(opened.values())
    _close(writer, facts.relationship, [(stored.elements[old], new) for old, new in closing])
    _delete(writer, facts.relationship, [stored.elements[part] for part in drop])
    if add:
        _create_parts(writer, facts.relationship, add, together)
    differing = {part.said.group for part in before ^ after}
    told = {said.group for said in rows_of}
    changing = [i for said, rows in rows_of.items() if said.group in differing for i in rows]
    changing += [i for i in at.tolist() if facts.group[i] in differing and facts.group[i] not in told]
    merge.changed[facts.row[changing]] = True
    return len(closing) + len(add) + len(drop)


def _sortable(part: Part) -> tuple[str, int, int, int, str]:
    return part.said.natural_key, part.valid_from, part.recorded_on, part.valid_to, part.said.source


def _stated_of(part: Part) -> dict[str, int]:
    return {
        stated: NO_DAY if getattr(part.said, plain) == getattr(part, plain) else getattr(part.said, plain)
        for stated, plain in STATED_DATES
    }


def _close(writer: Writer, relationship: Relationship, found: list[tuple[tuple[str, str], Part]]) -> None:
    if not found:
        return
    days = Days()
    parameters: dict[str, Any] = {
        "anchor": [anchor for (anchor, _), _ in found],
        "element": [element for (_, element), _ in found],
        "valid_to": days.positions(part.valid_to for _, part in found),
        "superseded_on": days.positions(part.superseded_on for _, part in found),
        "outranked_by": [part.outranked_by for _, part in found],
    }
    stated = [_stated_of(part) for _, part in found]
    parameters |= {p.name: days.positions(row[p.name] for row in stated) for p in STATED}
    writer.run(upsert.relationships_close(relationship), parameters | {"days": days.texts()})


def _delete(writer: Writer, relationship: Relationship, found: list[tuple[str, str]]) -> None:
    if found:
        parameters = {"anchor": [anchor for anchor, _ in found], "element": [element for _, element in found]}
        writer.run(upsert.relationships_delete(relationship), parameters)


def _create_parts(
    writer: Writer, relationship: Relationship, parts: list[Part], carried: Mapping[Said, Carried]
) -> None:
    columns: dict[str, Array] = {}
    for prop in relationship.properties:
        values = [carried[part.said].properties.get(prop.name) for part in parts]
        figures = prop.type in (DataType.MONEY, DataType.RATIO, DataType.FLOAT)
        columns[prop.name] = np.array(values, dtype=np.float64 if figures else object)
        if prop.type is DataType.DATE:
            columns[prop.name] = empty(DataType.DATE, len(parts))
    for name in DATES:
        columns[name] = np.array([getattr(part, name) for part in parts], dtype=np.int64)
    columns["source"] = np.array([part.said.source for part in parts], dtype=object)
    columns["batch"] = np.array([carried[part.said].batch for part in parts], dtype=object)
    columns["outranked_by"] = np.array([part.outranked_by for part in parts], dtype=object)
    by_load = [True if carried[part.said].recorded_by_load else None for part in parts]
    columns["recorded_by_load"] = np.array(by_load, dtype=object)
    stated = [_stated_of(part) for part in parts]
    columns |= {p.name: np.array([row[p.name] for row in stated], dtype=np.int64) for p in STATED}
    sources = np.array([part.said.source_key for part in parts], dtype=object)
    targets = np.array([part.said.target_key for part in parts], dtype=object)
    _create(writer, relationship, creation(relationship, sources, targets, columns))
