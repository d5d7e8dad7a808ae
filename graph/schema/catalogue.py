"""Every node, relationship and table of the schema, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from graph.schema import bookkeeping, case, guarantee, loan, matter, notice, ownership, party, statement, watching
from graph.schema.model import Node, Relationship, Table

T = TypeVar("T", Node, Relationship, Table)

THINGS = (party, ownership, statement, loan, guarantee, case, bookkeeping, watching, matter, notice)


def _all(kind: type[T]) -> list[T]:
    """The definitions of a kind in the order in which the things' files give them."""
    return [value for thing in THINGS for value in vars(thing).values() if isinstance(value, kind)]


NODES: Mapping[str, Node] = MappingProxyType({n.label: n for n in _all(Node)})
RELATIONSHIPS: Mapping[str, Relationship] = MappingProxyType({r.name: r for r in _all(Relationship)})
TABLES: Mapping[str, Table] = MappingProxyType({t.name: t for t in _all(Table)})
"""In the order of loading: a table refers only to nodes that earlier tables, or the table itself, state."""


def node(label: str) -> Node:
    """The node of that label; KeyError if there is none."""
    return NODES[label]


def relationship(name: str) -> Relationship:
    """The relationship of that name; KeyError if there is none."""
    return RELATIONSHIPS[name]


def table(name: str) -> Table:
    """The feed table of that name; KeyError if there is none."""
    return TABLES[name]
