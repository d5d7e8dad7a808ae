"""The graph in a notebook, as py2neo objects: nodes and relationships to look at, join and draw.

py2neo (extra ``py2neo``) is no longer developed. It works against Neo4j 5.26, which a test shows; it does not reach the
embedded database, and nothing else here depends on it.

    notes = notebook("bolt://localhost:7687", "neo4j", password)
    ties(notes, "cn.uscc:91330106MA2CFM2X53", AsOf.at()).relationships
    answer(notes, "guarantee/received", AsOf.at(), party="cn.uscc:91330106MA2CFM2X53")
"""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import pandas as pd
import py2neo

from cypher import QUERIES
from graph.as_of import AsOf
from graph.errors import NotFound, UsageError
from graph.schema import RELATIONSHIPS

DATED = frozenset(r.type for r in RELATIONSHIPS.values() if r.dated)
ROWS = 1_000


def notebook(address: str, user: str, password: str, database: str = "neo4j") -> py2neo.Graph:
    """A py2neo graph at bolt:// or neo4j://. Raises UsageError for the embedded database."""
    if address.startswith("embedded:"):
        raise UsageError(
            "py2neo reaches a Neo4j server only, not the embedded database. Use graph.store.open_store for that.",
            "py2neo 只能连接 Neo4j 服务器，不能连接嵌入式数据库。嵌入式数据库请用 graph.store.open_store。",
        )
    return py2neo.Graph(address, auth=(user, password), name=database)


def ties(notes: py2neo.Graph, party_id: str, at: AsOf, kinds: Iterable[str] = DATED) -> py2neo.Subgraph:
    """The party with its relationships in force, and the nodes at their other ends.

    Raises NotFound for an unknown party.
    """
    party = notes.nodes.match("Party", party_id=party_id).first()
    if party is None:
        raise NotFound(f"There is no party {party_id}.", f"没有主体 {party_id}。", party_id=party_id)
    found = notes.match((None, party), r_type=set(kinds)), notes.match((party, None), r_type=set(kinds))
    return reduce(or_, (tie for side in found for tie in side if in_force(tie, at)), py2neo.Subgraph([party]))


def in_force(tie: py2neo.Relationship, at: AsOf) -> bool:
    """Whether a relationship was in force at `at.as_of`, as known at `at.known_at`."""
    first, end, known, superseded = (
        date.fromisoformat(str(tie[name])) for name in ("valid_from", "valid_to", "recorded_on", "superseded_on")
    )
    return first <= at.as_of < end and known <= at.known_at < superseded


def answer(notes: py2neo.Graph, name: str, at: AsOf, **parameters: Any) -> pd.DataFrame:
    """The rows of a named query that is plain Cypher; the other names are asked with ``graph.ask.ask``.

    Raises UsageError for a name that is unknown or not plain Cypher.
    """
    query = QUERIES.get(name)
    if query is None or query.by or query.given or query.mode != "read":
        raise UsageError(
            f"{name!r} is not a plain named query. See docs/queries.md, or use graph.ask.ask.",
            f"{name!r} 不是单条 Cypher 的具名查询。请见 docs/queries.md，或使用 graph.ask.ask。",
        )
    defaults = {p.name: p.default for p in query.own_parameters if not p.required}
    given = {**defaults, **at.parameters(), "limit": ROWS, **parameters}
    declared = query.declared()
    cursor = notes.run(query.text, {k: v for k, v in given.items() if k in declared})
    return pd.DataFrame(cursor.data(), columns=[c.name for c in query.columns])
