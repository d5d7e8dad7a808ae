"""``docs/schema.md``, written from the schema so that it cannot go stale.

python -m graph.schema.document docs/schema.md
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.schema.catalogue import NODES, RELATIONSHIPS, TABLES
from graph.schema.common import DATED, PROVENANCE, STATED
from graph.schema.model import Column, Node, Property, Relationship, Table

PREAMBLE = """# The schema · 图谱结构

Written by `python -m graph.schema.document docs/schema.md` from `graph/schema/`; a test keeps it fresh.

**Dates.** Every relationship marked *dated* carries the rectangle *valid × known*, half-open and never null
(`0001-01-01` is "always", `9999-12-31` "still"). It is in force at `$as_of`, as known at `$known_at`, when

    r.valid_from <= $as_of < r.valid_to AND r.recorded_on <= $known_at < r.superseded_on

Files give the last day a fact holds; the store keeps the day after. Under one natural key and source, a later
`valid_from` ends the earlier version from that day on, and a later `recorded_on` corrects the version of the same
`valid_from`.

The facts of contracts, cases, listings and events are *restated* instead, since their first day is itself a term that
gets corrected: of all that a source says of one group (*restated per*), what it recorded last is in force, as a whole
and whatever its `valid_from`, from the day it was recorded; what was recorded on one day stands together. So all
lenders of a loan are to be stated together, also those who joined later; and a guarantee stated anew without any loan
does not end the loans stated before.

Where two sources state one natural key, the one that takes precedence is in force; the other is kept with
`outranked_by` and an empty known interval, so that it is shown as a conflict and never added up.

**Money** is stored as given with its `currency`, and as `*_cny` in whole 元. **Privacy**: *public* stands in open
registers, *internal* is business data, *personal* says something of a natural person, *secret* is kept as a keyed
hash only.
"""


def schema_markdown() -> str:
    """The whole document, ending with a newline."""
    facts = [n for n in NODES.values() if not n.bookkeeping]
    own = [n for n in NODES.values() if n.bookkeeping]
    parts = [
        PREAMBLE,
        "## Carried by every dated relationship\n\n" + _properties((*DATED, *PROVENANCE, *STATED)),
        "## Nodes\n\n" + "\n".join(_node(n) for n in facts),
        "## Relationships\n\n" + _relationships(r for r in RELATIONSHIPS.values() if not r.bookkeeping),
        "## Tables of a feed\n\n" + "\n".join(_table(t) for t in TABLES.values()),
        "## What the product itself writes\n\nNot facts: outside `ringfence db digest`.\n\n"
        + "\n".join(_node(n) for n in own)
        + "\n"
        + _relationships(r for r in RELATIONSHIPS.values() if r.bookkeeping),
    ]
    return "\n".join(parts)


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _choices(prop: Property | Column) -> str:
    return ", ".join(f"`{c.value}` {c.zh}" for c in prop.choices)


def _properties(properties: Iterable[Property]) -> str:
    return _grid(
        ("property", "zh", "en", "type", "unit", "privacy", "values"),
        ((f"`{p.name}`", p.zh, p.en, p.type, p.unit, p.privacy, _choices(p)) for p in properties),
    )


def _node(node: Node) -> str:
    labels = "".join(f":{label}" for label in node.labels)
    return f"### `({labels})` {node.zh} · {node.en}\n\nKey: `{node.key}`\n\n{_properties(node.properties)}"


def _relationships(relationships: Iterable[Relationship]) -> str:
    return _grid(
        ("relationship", "zh", "en", "properties", "one fact per", "restated per", "dated"),
        (
            (
                f"`(:{r.source})-[:{r.type}]->(:{r.target})`",
                r.zh,
                r.en,
                ", ".join(f"`{p.name}`" for p in r.properties),
                ", ".join(r.natural_key),
                ", ".join(r.restated_by),
                ("dated" if r.dated else "") + (", derived" if r.derived else ""),
            )
            for r in relationships
        ),
    )


def _table(table: Table) -> str:
    rows = (
        (
            c.zh + (" *" if c.required else ""),
            c.en,
            f"`{c.name}`",
            c.type + (f" → {c.target}" if c.target else ""),
            c.unit,
            c.privacy,
            _choices(c) or c.note_en,
        )
        for c in table.columns
    )
    grid = _grid(("header zh", "header en", "column", "type", "unit", "privacy", "values, notes"), rows)
    return f"### `{table.name}` {table.zh} · {table.en}\n\nOne row per {', '.join(table.key)}. * required\n\n{grid}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_markdown(), encoding="utf-8")
