"""Relationships of a batch: the stored rectangles become those of everything said so far.

Most keys of a feed are new to the store; their rectangles are computed and written as columns. Keys that the store
knows, or that the batch states twice, go through records, and only the difference is written.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.errors import RingfenceError
from graph.schema import NODES, RELATIONSHIPS, DataType, Relationship, upsert
from graph.schema.common import STATED
from graph.store import Writer
from ingest.facts import RelationshipFacts
from ingest.options import LoadOptions
from ingest.parameters import Days, parameter
from ingest.timeline import FOREVER, IN_FORCE, Assertions, Rectangles, rectangles
from ingest.typed import NO_DAY, Array, empty
from ingest.versions import Carried, Part, Said, Stored, properties_at, said_at, stored_versions

DATES: Final = ("valid_from", "valid_to", "recorded_on", "superseded_on")


def write_versions(
    writer: Writer, facts: RelationshipFacts, batch_id: str, options: LoadOptions, created: dict[str, set[str]],
    changed: NDArray[np.bool_],
) -> int:  # fmt: skip
    """Make the stored versions follow from what the store and the batch say; the number of relationships touched."""
    if not len(facts.row):
        return 0
    stored = _stored(writer, facts, created)
    known = {said.natural_key for said in stored.carried}
    held = np.fromiter((key in known for key in facts.natural_key.tolist()), dtype=bool, count=len(facts.row))
    slow = held | _said_twice(facts)
    fast = np.flatnonzero(~slow & ~facts.nothing)
    touched = 0
    if len(fast):
        touched += _write_new(writer, facts, fast, batch_id, options.source)
        changed[facts.row[fast]] = True
    if slow.any():
        touched += _write_difference(writer, facts, np.flatnonzero(slow), stored, batch_id, options, changed)
    return touched


def _stored(writer: Writer, facts: RelationshipFacts, created: Mapping[str, set[str]]) -> Stored:
    """The versions stored under the batch's natural keys; a key with an end created just now can have none."""
    relationship = facts.relationship
    old = np.ones(len(facts.row), dtype=bool)
    for label, keys in _decisive(facts):
        new = created.get(label)
        if new:
            old &= np.fromiter((key not in new for key in keys.tolist()), dtype=bool, count=len(keys))
    if not old.any():
        return Stored({}, {})
    wanted = set(facts.natural_key[old].tolist())
    beside = _beside(writer, relationship, wanted) if relationship.derived else []
    anchors = facts.source_key if relationship.anchor == "source" else facts.target_key
    asked = sorted({*anchors[old].tolist(), *(_anchor(relationship, said) for said in beside)})
    rows = writer.columns(upsert.versions_read(relationship), {"anchor": asked}).get("row", [])
    stored = stored_versions(relationship, rows, wanted) if rows else Stored({}, {})
    _add_absences(beside, stored)
    return stored


def _decisive(facts: RelationshipFacts) -> Iterable[tuple[str, Array]]:
    """The nodes, by label and column of keys, without which no version of the natural key can exist."""
    relationship = facts.relationship
    ends = {"source": (relationship.source, facts.source_key), "target": (relationship.target, facts.target_key)}
    key_of = {node.key: node.label for node in NODES.values() if len(node.labels) == 1 and not node.bookkeeping}
    yield ends[relationship.anchor]
    for name in relationship.natural_key:
        if name in ends:
            yield ends[name]
        elif name in key_of and name in facts.columns:
            yield key_of[name], facts.columns[name]


def _beside(writer: Writer, relationship: Relationship, keys: set[str]) -> list[Said]:
    """What is stored of the relationship that every row of a guarantee states beside the derived one.

    A correction may name another guarantor or debtor: this tells at whose node the earlier short cut stands.
    """
    beside = RELATIONSHIPS["GAVE" if relationship.anchor == "source" else "FOR"]
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
            stored.carried[Said(key, source, start, start, known, "", "", "")] = Carried({}, "", False)


def _said_twice(facts: RelationshipFacts) -> NDArray[np.bool_]:
    """Which natural keys stand under the same dates more than once in the batch."""
    frame = pd.DataFrame({"key": facts.natural_key, "start": facts.valid_from, "known": facts.recorded_on})
    twice = frame.duplicated(keep=False)
    return frame["key"].isin(frame["key"][twice]).to_numpy() if twice.any() else twice.to_numpy()


# Keys new to the store: columns


def _write_new(writer: Writer, facts: RelationshipFacts, at: NDArray[np.int64], batch_id: str, source: str) -> int:
    codes = pd.factorize(facts.natural_key[at])[0].astype(np.int64)
    zeros = np.zeros(len(at), dtype=np.int64)
    said = Assertions(codes, zeros, facts.valid_from[at], facts.valid_to[at], facts.recorded_on[at], zeros)
    parts = rectangles(said)
    rows = at[parts.assertion]
    columns: dict[str, Array] = {name: values[rows] for name, values in facts.columns.items()}
    columns |= {name: getattr(parts, name) for name in DATES}
    columns["source"] = np.full(len(rows), source, dtype=object)
    columns["batch"] = np.full(len(rows), batch_id, dtype=object)
    by_load = facts.recorded_by_load[rows].tolist()
    columns["recorded_by_load"] = np.array([known or None for known in by_load], dtype=object)
    columns |= _stated(parts, said)
    return _create(writer, facts.relationship, facts.source_key[rows], facts.target_key[rows], columns)


def _stated(parts: Rectangles, said: Assertions) -> dict[str, Array]:
    """The dates as stated, where a rectangle's own differ."""
    pairs = (("stated_from", "valid_from"), ("stated_to", "valid_to"), ("stated_on", "recorded_on"))
    found = {}
    for stated, plain in pairs:
        given = getattr(said, plain)[parts.assertion]
        found[stated] = np.where(given == getattr(parts, plain), NO_DAY, given)
    return found


def _create(
    writer: Writer, relationship: Relationship, sources: Array, targets: Array, columns: Mapping[str, Array]
) -> int:
    """Write versions; raises RingfenceError if an end was missing, which validation has excluded."""
    days = Days()
    parameters = {name: parameter(values, days) for name, values in columns.items()}
    filled = {name: values for name, values in parameters.items() if any(v is not None for v in values)}
    ends = {"source_key": sources.tolist(), "target_key": targets.tolist(), "days": days.dates()}
    rows = writer.rows(upsert.relationships_create(relationship, tuple(sorted(filled))), filled | ends)
    if rows[0]["rows"] != len(sources):
        raise RingfenceError(
            f"{len(sources) - rows[0]['rows']} relationships {relationship.type} miss an end that was there when the "
            "delivery was checked. Load it again.",
            f"{len(sources) - rows[0]['rows']} 条 {relationship.type} 关系缺少端点（校验时存在）。请重新装载。",
        )
    return len(sources)


# Keys that the store knows: records and differences


def _write_difference(  # noqa: PLR0913 - the transaction, the facts, and what the batch keeps
    writer: Writer, facts: RelationshipFacts, at: NDArray[np.int64], stored: Stored, batch_id: str,
    options: LoadOptions, changed: NDArray[np.bool_],
) -> int:  # fmt: skip
    carried, row_of = _new_assertions(facts, at, stored, batch_id, options)
    keys = {said.natural_key for said in carried}
    together = {s: c for s, c in stored.carried.items() if s.natural_key in keys} | carried
    if not carried:
        return 0
    after = set(_parts(list(together), options))
    before = {part for part in stored.elements if part.said.natural_key in keys}
    opened = {part.opening(): part for part in before - after}
    closing = [(opened.pop(p.opening()), p) for p in sorted(after - before, key=_sortable) if p.opening() in opened]
    closed = {new for _, new in closing}
    add = [p for p in sorted(after - before, key=_sortable) if p not in closed]
    drop = list(opened.values())
    _close(writer, facts.relationship, [(stored.elements[old], new) for old, new in closing])
    _delete(writer, facts.relationship, [stored.elements[part] for part in drop])
    if add:
        _create_parts(writer, facts.relationship, add, together)
    differing = {part.said.natural_key for part in before ^ after}
    for said, rows in row_of.items():
        if said.natural_key in differing:
            changed[rows] = True
    return len(closing) + len(add) + len(drop)


def _new_assertions(
    facts: RelationshipFacts, at: NDArray[np.int64], stored: Stored, batch_id: str, options: LoadOptions
) -> tuple[dict[Said, Carried], dict[Said, list[int]]]:
    """What the batch says that the store does not hold yet, and the rows that say it."""
    latest: dict[tuple[str, str, int], Said] = {}
    for said in stored.carried:
        held = latest.setdefault(said.start(), said)
        latest[said.start()] = max(held, said, key=lambda s: (s.recorded_on, s.order()))
    current = {part.said.start() for part in stored.elements if part.superseded_on == FOREVER}
    carried: dict[Said, Carried] = {}
    row_of: dict[Said, list[int]] = {}
    for i in at.tolist():
        said = said_at(facts, i, options.source)
        if facts.nothing[i]:
            unchanged = said.start() not in current
        else:
            unchanged = said.start() in latest and latest[said.start()].order() == said.order()
        again = facts.recorded_by_load[i] and unchanged
        if said not in stored.carried and not again:
            by_load = bool(facts.recorded_by_load[i])
            carried.setdefault(said, Carried(properties_at(facts, i), batch_id, by_load))
            row_of.setdefault(said, []).append(int(facts.row[i]))
    return carried, row_of


def _parts(together: list[Said], options: LoadOptions) -> Iterable[Part]:
    """The rectangles of assertions, as records."""
    together = sorted(together, key=lambda s: s.order())
    key_of = {key: i for i, key in enumerate(dict.fromkeys(s.natural_key for s in together))}
    sources = sorted({s.source for s in together}, key=options.rank)
    columns = [
        (key_of[s.natural_key], sources.index(s.source), s.valid_from, s.valid_to, s.recorded_on, order)
        for order, s in enumerate(together)
    ]
    found = rectangles(Assertions(*np.array(columns, dtype=np.int64).reshape(-1, 6).T))
    for i in range(len(found)):
        by = int(found.outranked_by[i])
        start, end, known, until = (int(getattr(found, name)[i]) for name in DATES)
        source = None if by == IN_FORCE else sources[by]
        yield Part(together[int(found.assertion[i])], start, end, known, until, source)


def _sortable(part: Part) -> tuple[str, int, int, int, str]:
    return part.said.natural_key, part.valid_from, part.recorded_on, part.valid_to, part.said.source


def _stated_of(part: Part) -> dict[str, int]:
    pairs = (("stated_from", "valid_from"), ("stated_to", "valid_to"), ("stated_on", "recorded_on"))
    return {
        stated: NO_DAY if getattr(part.said, plain) == getattr(part, plain) else getattr(part.said, plain)
        for stated, plain in pairs
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
    writer.run(upsert.relationships_close(relationship), parameters | {"days": days.dates()})


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
    _create(writer, relationship, sources, targets, columns)
