"""The single source of truth: what the graph holds, how it is dated, and how a feed fills it.

Constraints, upserts, column types, templates, masking and ``docs/schema.md`` are derived from here.
"""

from graph.schema.catalogue import NODES, RELATIONSHIPS, TABLES, node, relationship, table
from graph.schema.model import Column, DataType, Node, NodeRow, Privacy, Property, Relationship, RelationshipRow, Unit
from graph.schema.model import Table as Table

__all__ = [
    "NODES",
    "RELATIONSHIPS",
    "TABLES",
    "Column",
    "DataType",
    "Node",
    "NodeRow",
    "Privacy",
    "Property",
    "Relationship",
    "RelationshipRow",
    "Table",
    "Unit",
    "node",
    "relationship",
    "table",
]
