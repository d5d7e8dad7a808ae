"""The statements that write facts, generated from the schema: one text for both databases.

Every statement takes columns as list parameters of equal length and walks them by index, several times faster than a
list of maps. Dates travel as text, once per distinct day, in ``$days`` and are named by position: packing a date costs
more than packing four integers. Both databases take a null position as a missing value. What is the same in all rows
(`alike`) travels once, as it is.
"""

from collections.abc import Sequence
from functools import cache

from graph.schema.catalogue import NODES, RELATIONSHIPS
from graph.schema.common import DATED, DESCRIBED_ON, PROVENANCE, SOURCE, STATED
from graph.schema.model import DataType, Node, Property, Relationship

_LEDGER = "MATCH (b:Batch {batch_id: $batch_id}) WHERE b.priority = $priority"

LOCK = (
    'MERGE (s:Store {store_id: "store"}) SET s.version = coalesce(s.version, 0) + 1 '
    "SET s.key_fingerprint = coalesce(s.key_fingerprint, $key_fingerprint) "
    f"WITH s OPTIONAL {_LEDGER} "
    "RETURN s.version AS version, s.key_fingerprint AS key_fingerprint, b.batch_id IS NOT NULL AS known"
)
"""The first statement of every batch. Of writers at the same time one gets through and the others begin anew: on Neo4j
they wait here for its commit; on the embedded database they go on, may read what it has half written, and fail at the
latest when they commit. `known` is what `LEDGER_ROW` asks."""

_DAYS = "WITH [day IN $days | date(day)] AS days"
_EACH_KEY = f"{_DAYS} UNWIND range(0, size($key) - 1) AS i"

KEY_FINGERPRINT = 'MATCH (s:Store {store_id: "store"}) RETURN s.key_fingerprint AS key_fingerprint'

LEDGER_ROW = f"{_LEDGER} RETURN b.batch_id AS batch_id"
"""Whether a batch is loaded; not if that was under another order of precedence: it is then to be merged anew."""

LEDGER_PRIORITY = "MATCH (b:Batch {batch_id: $batch_id}) SET b.priority = $priority"
"""A batch that had nothing to change under another order of precedence."""


def ledger_write() -> str:
    """Write the ledger row of a batch from scalar parameters, one per property of Batch."""
    values = ", ".join(f"b.{p.name} = ${p.name}" for p in NODES["Batch"].properties if p.name != "batch_id")
    return f"MERGE (b:Batch {{batch_id: $batch_id}}) SET {values}"


def node_properties(node: Node) -> tuple[Property, ...]:
    """What a description of a node consists of: all but its key and what follows from it, and the source."""
    return (*(p for p in node.properties if p.name not in (node.key, "canonical_id")), SOURCE)


@cache
def nodes_present(label: str) -> str:
    """Which of ``$key`` exist with that label: column `key`."""
    key = NODES[label].key
    return f"UNWIND $key AS key MATCH (n:{label} {{{key}: key}}) RETURN collect(n.{key}) AS key"


@cache
def nodes_read(label: str) -> str:
    """What is stored under ``$key``: column `row` of [key, is of this label, described_on, *node_properties]."""
    node = NODES[label]
    values = [f"n.{node.key}", f"n:{label}", f"n.{DESCRIBED_ON.name}", *(f"n.{p.name}" for p in node_properties(node))]
    match = f"MATCH (n:{node.labels[0]} {{{node.key}: key}})"
    return f"UNWIND $key AS key {match} RETURN collect([{', '.join(values)}]) AS row"


@cache
def nodes_create(label: str, names: tuple[str, ...], alike: tuple[str, ...] = ()) -> str:
    """Create nodes from the columns ``$key`` and `names`, of which those in `alike` are one value; a party starts as
    its own canonical.
    """
    node = NODES[label]
    canonical = ["canonical_id: $key[i]"] if any(p.name == "canonical_id" for p in node.properties) else []
    values = [f"{node.key}: $key[i]", *canonical, *(f"{n}: {_node_value(node, n, alike)}" for n in names)]
    return f"{_EACH_KEY} CREATE (:{':'.join(node.labels)} {{{', '.join(values)}}})"


@cache
def nodes_update(label: str, names: tuple[str, ...]) -> str:
    """Replace the description of existing nodes; null removes a property."""
    node = NODES[label]
    values = ", ".join(f"n.{n} = {_node_value(node, n)}" for n in names)
    return f"{_EACH_KEY} MATCH (n:{label} {{{node.key}: $key[i]}}) SET {values}"


@cache
def versions_read(relationship: Relationship) -> str:
    """The versions stored at the anchors ``$anchor``: column `row` in the order of `version_fields`."""
    anchor, other = _ends(relationship)
    values = [f"a.{anchor.key}", f"o.{other.key}", "elementId(r)"]
    values += [f"r.{p.name}" for p in (*relationship_properties(relationship), *STATED)]
    # OPTIONAL keeps Neo4j at the anchors: else, while a first load fills the database, it was seen to go through all
    # relationships of the type for every anchor (11 s for 5,000 anchors among 20,000 instead of 0.06 s).
    return (
        f"UNWIND $anchor AS anchor MATCH (a:{anchor.label} {{{anchor.key}: anchor}}) "
        f"OPTIONAL MATCH {_from_anchor(relationship)}{_told_apart(relationship)} "
        f"WITH a, r, o WHERE r IS NOT NULL RETURN collect([{', '.join(values)}]) AS row"
    )


def version_fields(relationship: Relationship) -> tuple[str, ...]:
    """The names of the values that `versions_read` gives."""
    first = ("source_key", "target_key") if relationship.anchor == "source" else ("target_key", "source_key")
    return (*first, "element", *(p.name for p in (*relationship_properties(relationship), *STATED)))


@cache
def relationships_create(relationship: Relationship, names: tuple[str, ...], alike: tuple[str, ...] = ()) -> str:
    """Create versions from the columns ``$source_key``, ``$target_key`` and `names`, of which those in `alike` are one
    value; returns how many as `rows`.
    """
    source, target = NODES[relationship.source], NODES[relationship.target]
    values = ", ".join(f"{n}: {_relationship_value(relationship, n, alike)}" for n in names)
    return (
        f"{_DAYS} UNWIND range(0, size($source_key) - 1) AS i "
        f"MATCH (a:{source.label} {{{source.key}: $source_key[i]}}) "
        f"MATCH (b:{target.label} {{{target.key}: $target_key[i]}}) "
        f"CREATE (a)-[:{relationship.type} {{{values}}}]->(b) RETURN count(*) AS rows"
    )


@cache
def relationships_close(relationship: Relationship) -> str:
    """Set the closing dates of versions found by ``$anchor`` and ``$element``."""
    names = ("valid_to", "superseded_on", "outranked_by", *(p.name for p in STATED))
    values = ", ".join(f"r.{n} = {_relationship_value(relationship, n)}" for n in names)
    return f"{_DAYS} {_by_element(relationship, 'days, ')} SET {values}"


@cache
def relationships_delete(relationship: Relationship) -> str:
    """Delete versions found by ``$anchor`` and ``$element``."""
    return f"{_by_element(relationship)} DELETE r"


def relationship_properties(relationship: Relationship) -> Sequence[Property]:
    """Everything a relationship carries but its stated dates."""
    return (*relationship.properties, *(DATED if relationship.dated else ()), *PROVENANCE)


def _by_element(relationship: Relationship, carried: str = "") -> str:
    # The anchor comes first because the embedded database scans all relationships for an element id alone.
    anchor, _ = _ends(relationship)
    return (
        f"UNWIND range(0, size($anchor) - 1) AS i MATCH (a:{anchor.label} {{{anchor.key}: $anchor[i]}}) "
        f"WITH {carried}i, a MATCH {_from_anchor(relationship)} WHERE elementId(r) = $element[i]"
    )


def _ends(relationship: Relationship) -> tuple[Node, Node]:
    """The anchor's kind and the other end's."""
    source, target = NODES[relationship.source], NODES[relationship.target]
    return (source, target) if relationship.anchor == "source" else (target, source)


def _from_anchor(relationship: Relationship) -> str:
    # The other end has no label here: on statistics of an empty database the planner would start from all its nodes.
    left, right = ("-", "->") if relationship.anchor == "source" else ("<-", "-")
    return f"(a){left}[r:{relationship.type}]{right}(o)"


def _told_apart(relationship: Relationship) -> str:
    """What tells two kinds of one type apart, in a form that is no way in for the planner; else nothing."""
    _, other = _ends(relationship)
    alone = sum(r.type == relationship.type for r in RELATIONSHIPS.values()) == 1
    return "" if alone else f" WHERE '{other.label}' IN labels(o)"


def _node_value(node: Node, name: str, alike: Sequence[str] = ()) -> str:
    return _value(name, {p.name: p.type for p in node.properties}, alike)


def _relationship_value(relationship: Relationship, name: str, alike: Sequence[str] = ()) -> str:
    return _value(name, {p.name: p.type for p in (*relationship_properties(relationship), *STATED)}, alike)


def _value(name: str, types: dict[str, DataType], alike: Sequence[str]) -> str:
    given = f"${name}" if name in alike else f"${name}[i]"
    return f"days[{given}]" if types.get(name) is DataType.DATE else given
