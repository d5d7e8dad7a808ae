"""One hash over all facts, whatever the order they were written or are read in, equal on both databases.

Each fact is a row: its label or type, its keys and its properties. Rows are hashed one by one and the hashes added
up, so no order enters and nothing has to be sorted. Left out: what the product itself writes, the batch that brought
a fact, the version note of a description, and the day of recording where that is only the day of loading.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.errors import StoreConflict
from graph.schema import NODES, RELATIONSHIPS, DataType, Node, Property, Relationship
from graph.schema.common import (
    BATCH,
    DATED,
    DESCRIBED_ON,
    PROVENANCE,
    RECORDED_BY_LOAD,
    RECORDED_ON,
    SOURCE,
    SUPERSEDED_ON,
)
from graph.store.transaction import Reader

HASH_BYTES: Final = 16
ROWS_PER_BUCKET: Final = 10_000
ROWS_PER_READ: Final = 200_000
ATTEMPTS: Final = 3
LEFT_OUT: Final = frozenset({BATCH.name, DESCRIBED_ON.name})
VERSION: Final = 'MATCH (s:Store {store_id: "store"}) RETURN coalesce(s.version, 0) AS version'


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of fact: the pattern that finds it, the key that splits a large one, and its values in Cypher."""

    name: str
    pattern: str
    split_by: str
    values: tuple[str, ...]


def digest(reader: Reader) -> str:
    """64 hex digits. `reader` may give each read a transaction of its own: a change in between starts it again.

    Raises StoreConflict if facts keep changing.
    """
    for _ in range(ATTEMPTS):
        before = reader.rows(VERSION)
        lines = sorted(f"{kind.name} {_sum(reader, kind)}" for kind in _kinds())
        if reader.rows(VERSION) == before:
            return hashlib.sha256("\n".join(lines).encode()).hexdigest()
    raise StoreConflict(
        "The facts kept changing while they were read. Repeat when no load is running.",
        "读取期间数据不断变化。请在没有装载任务时重试。",
    )


def _sum(reader: Reader, kind: _Kind) -> str:
    """The number of facts of the kind and the sum of their hashes."""
    count = total = 0
    for endings in _parts(reader, kind):
        row = ", ".join(kind.values)
        buckets = max(1, round(endings.rows / ROWS_PER_BUCKET))
        read = reader.columns(
            f"MATCH {kind.pattern} WITH *, right({kind.split_by}, 1) AS ending WHERE ending IN $endings "
            f"WITH [{row}] AS row, toInteger(rand() * $buckets) AS bucket WITH bucket, collect(row) AS rows "
            "RETURN rows",
            {"endings": endings.characters, "buckets": buckets},
        )
        for values in read["rows"]:
            text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            total += int.from_bytes(hashlib.blake2b(text.encode(), digest_size=HASH_BYTES).digest())
            count += 1
    return f"{count} {total % 2 ** (8 * HASH_BYTES):x}"


@dataclass(frozen=True, slots=True)
class _Part:
    """Facts whose key ends in one of these characters."""

    characters: list[str]
    rows: int


def _parts(reader: Reader, kind: _Kind) -> Iterator[_Part]:
    """The kind's facts in parts that the server can collect in memory, by the last character of a key."""
    found = reader.rows(f"MATCH {kind.pattern} RETURN right({kind.split_by}, 1) AS ending, count(*) AS rows")
    characters: list[str] = []
    rows = 0
    for row in found:
        if characters and rows + row["rows"] > ROWS_PER_READ:
            yield _Part(characters, rows)
            characters, rows = [], 0
        characters.append(row["ending"])
        rows += row["rows"]
    if characters:
        yield _Part(characters, rows)


def _kinds() -> Iterator[_Kind]:
    """Every kind of fact in the schema."""
    for node in NODES.values():
        if not node.bookkeeping:
            yield _node_kind(node)
    for relationship in RELATIONSHIPS.values():
        if not relationship.bookkeeping:
            yield _relationship_kind(relationship)


def _node_kind(node: Node) -> _Kind:
    own = [n.label for n in NODES.values() if node.label in n.labels[:-1]]
    pattern = f"(n:{node.label})" + "".join(f" {'AND' if i else 'WHERE'} NOT n:{o}" for i, o in enumerate(own))
    values = tuple(_value("n", prop) for prop in (*node.properties, SOURCE) if prop.name not in LEFT_OUT)
    return _Kind(node.label, pattern, f"n.{node.key}", values)


def _relationship_kind(relationship: Relationship) -> _Kind:
    source, target = NODES[relationship.source], NODES[relationship.target]
    properties = [*relationship.properties, *(DATED if relationship.dated else ()), *PROVENANCE]
    values = [f"a.{source.key}", f"b.{target.key}"]
    for prop in properties:
        value = _value("r", prop)
        if prop.name in (RECORDED_ON.name, SUPERSEDED_ON.name):
            value = f"CASE WHEN coalesce(r.{RECORDED_BY_LOAD.name}, false) THEN null ELSE {value} END"
        if prop.name not in LEFT_OUT:
            values.append(value)
    pattern = f"(a:{source.label})-[r:{relationship.type}]->(b:{target.label})"
    return _Kind(relationship.name, pattern, f"a.{source.key}", tuple(values))


def _value(variable: str, prop: Property) -> str:
    """A date as text: both databases write it alike, and a column of text is read faster."""
    value = f"{variable}.{prop.name}"
    return f"toString({value})" if prop.type is DataType.DATE else value
