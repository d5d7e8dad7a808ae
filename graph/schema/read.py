"""The texts that read everything of one kind, or what some keys name, in columns and without a sort on the server.

Rows are spread over random buckets and each bucket is one record of lists, so no message grows with the data; a range
of keys bounds what one statement holds. Lists cannot hold nulls, so a missing value is sent as a mark of its type.
"""

from dataclasses import dataclass
from typing import Final

from graph.schema.common import DATED, PROVENANCE
from graph.schema.model import DataType, Node, Property, Relationship

NO_TEXT: Final = ""
NO_INTEGER: Final = -(2**63)
NO_DATE: Final = 0
NO_BOOLEAN: Final = -1

MISSING: Final = {"no_number": float("nan"), "no_integer": NO_INTEGER}
"""Parameters of every text: the marks of a missing number and a missing integer."""

SOURCE_KEY, TARGET_KEY = "source_key", "target_key"
"""The columns with the keys of a relationship's two ends."""

NUMBERS = (DataType.MONEY, DataType.RATIO, DataType.FLOAT)


@dataclass(frozen=True, slots=True)
class KeyedRead:
    """How what some keys name is read: `columns` takes `$keys`, `$buckets` and `MISSING` and returns as `BulkRead`."""

    name: str
    properties: tuple[Property, ...]
    columns: str


@dataclass(frozen=True, slots=True)
class BulkRead:
    """How everything of one kind is read.

    `count` returns `n`. `sample` takes `$chance` and returns `keys`, the keys of that share of the rows. `columns`
    takes `$low`, `$high` (a range of keys, the upper bound excluded), `$buckets` and `MISSING`, and returns one list
    for each of `properties`, in their order. A date comes as year × 1000 + day of the year.
    """

    name: str
    properties: tuple[Property, ...]
    count: str
    sample: str
    columns: str


def read_node(node: Node, properties: tuple[Property, ...] = ()) -> BulkRead:
    """How all nodes of a kind are read: the given properties, or all that the schema names."""
    chosen = properties or node.properties
    columns = [(prop, f"n.{prop.name}") for prop in chosen]
    return _bulk_read(node.label, f"MATCH (n:{node.label})", "n", f"n.{node.key}", columns)


def read_relationship(relationship: Relationship, source: Node, target: Node) -> BulkRead:
    """How all relationships of a kind are read: the keys of both ends, the properties, the dates and the source."""
    pattern = f"MATCH (a:{source.label})-[r:{relationship.type}]->(b:{target.label})"
    return _bulk_read(relationship.name, pattern, "r", f"a.{source.key}", _edge_columns(relationship, source, target))


def keyed_node(node: Node) -> KeyedRead:
    """How the nodes with some keys are read."""
    columns = [(prop, f"n.{prop.name}") for prop in node.properties]
    match = f"UNWIND $keys AS key MATCH (n:{node.label} {{{node.key}: key}})"
    return KeyedRead(node.label, node.properties, f"{match} {_collected(columns)}")


def keyed_relationship(relationship: Relationship, source: Node, target: Node, end: str) -> KeyedRead:
    """How the relationships of a kind are read whose `end` ("source" or "target") has one of some keys."""
    columns = _edge_columns(relationship, source, target)
    known, name, other, label = (
        ("a", source, "b", target.label) if end == "source" else ("b", target, "a", source.label)
    )
    # The other end has no label in the pattern, or a planner with old statistics starts from all its nodes.
    match = (
        f"UNWIND $keys AS key MATCH ({known}:{name.label} {{{name.key}: key}}) "
        f"MATCH (a)-[r:{relationship.type}]->(b) WHERE '{label}' IN labels({other})"
    )
    return KeyedRead(relationship.name, tuple(prop for prop, _ in columns), f"{match} {_collected(columns)}")


def _edge_columns(relationship: Relationship, source: Node, target: Node) -> list[tuple[Property, str]]:
    facts = (*relationship.properties, *(DATED if relationship.dated else ()), *PROVENANCE)
    return [
        (Property(SOURCE_KEY, DataType.REFERENCE, source.zh, source.en), f"a.{source.key}"),
        (Property(TARGET_KEY, DataType.REFERENCE, target.zh, target.en), f"b.{target.key}"),
        *((prop, f"r.{prop.name}") for prop in facts),
    ]


def _bulk_read(name: str, pattern: str, counted: str, key: str, columns: list[tuple[Property, str]]) -> BulkRead:
    return BulkRead(
        name=name,
        properties=tuple(prop for prop, _ in columns),
        count=f"{pattern} RETURN count({counted}) AS n",
        sample=f"{pattern} WHERE rand() < $chance RETURN collect({key}) AS keys",
        columns=f"{pattern} WHERE {key} >= $low AND {key} < $high {_collected(columns)}",
    )


def _collected(columns: list[tuple[Property, str]]) -> str:
    """What is matched as lists, one per column, in so many records as there are buckets."""
    collected = ", ".join(f"collect({_sent(prop.type, text)}) AS c{i}" for i, (prop, text) in enumerate(columns))
    returned = ", ".join(f"c{i} AS {prop.name}" for i, (prop, _) in enumerate(columns))
    return f"WITH toInteger(rand() * $buckets) AS bucket, {collected} RETURN {returned}"


def _sent(kind: DataType, value: str) -> str:
    """The expression that sends a value, never null: as a number where the driver would build an object."""
    if kind is DataType.DATE:
        return f"coalesce({value}.year * 1000 + {value}.ordinalDay, {NO_DATE})"
    if kind is DataType.BOOLEAN:
        return f"CASE WHEN {value} IS NULL THEN {NO_BOOLEAN} WHEN {value} THEN 1 ELSE 0 END"
    if kind is DataType.INTEGER:
        return f"coalesce({value}, $no_integer)"
    if kind in NUMBERS:
        return f"coalesce({value}, $no_number)"
    return f'coalesce({value}, "{NO_TEXT}")'
