"""The constraints and indexes that the schema asks of a database: a unique key for every label, and look-ups by name.

Only what Neo4j Community and the embedded database both know: uniqueness constraints and single-property indexes.
"""

from typing import Final

from graph.schema.catalogue import NODES

LOOKED_UP: Final = (
    ("Party", "name"), ("Party", "canonical_id"), ("Signal", "party_id"), ("Batch", "version"),
    ("Notice", "number"), ("Delivery", "queue"), ("Delivery", "tally"), ("Delivery", "number"),
    ("Delivery", "delivered_at"), ("SignalAct", "news"),
)  # fmt: skip
"""Label and property of look-ups that do not go by the key."""


def constraints() -> list[str]:
    """One statement per label; a party's key is unique under Party and under its own label."""
    return [
        f"CREATE CONSTRAINT {node.label.lower()}_key IF NOT EXISTS FOR (n:{node.label}) REQUIRE n.{node.key} IS UNIQUE"
        for node in NODES.values()
    ]


def indexes() -> list[str]:
    """One statement per index that is not a key."""
    return [
        f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})" for label, name in LOOKED_UP
    ]
