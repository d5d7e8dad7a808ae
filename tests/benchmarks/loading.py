"""Two ways to the same facts: the loader, table by table, and what anybody would write first: UNWIND maps, MERGE, SET.

The plain way starts from rows that are ready in memory and keeps no ledger; the loader's time to write is counted
from the end of its checks: cutting into batches, looking up what is stored, versions, ledger, and the commits.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from graph.schema import NODES, RELATIONSHIPS, TABLES, Node, NodeRow, Relationship, upsert
from graph.schema.common import DATED, DESCRIBED_ON, STATED
from graph.store import Store, Writer
from ingest import LoadReport, load
from tests.benchmarks.worlds import OPTIONS

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlainTable:
    """What one table came to: for each kind a statement that writes it plainly, and its rows."""

    parts: Sequence[tuple[str, Sequence[Row]]]
    transactions: int
    nodes: int

    @property
    def facts(self) -> int:
        return sum(len(rows) for _, rows in self.parts)


def load_tables(store: Store, files: Mapping[str, Path]) -> dict[str, float]:
    """Load the files as one delivery, as a bank would; the seconds of writing each table.

    A table begins where the one before it ends, the first one at the end of all checks.
    """
    ends: dict[str, float] = {}
    announced: list[float] = []

    def noted(table: str, done: int, _total: int) -> None:
        announced.append(time.perf_counter())
        if done:
            ends[table] = announced[-1]

    load(store, list(files.values()), options=OPTIONS, on_progress=noted)
    begins = [announced[0], *ends.values()]
    return {name: end - begin for (name, end), begin in zip(ends.items(), begins, strict=False)}


def plain_tables(store: Store, files: Mapping[str, Path]) -> dict[str, PlainTable]:
    """Load the files into an empty store, and after each read back what it brought, for the plain way."""
    seen: dict[str, set[str]] = {}
    return {name: plain_table(store, name, load(store, [file], options=OPTIONS), seen) for name, file in files.items()}


def plain_table(store: Store, name: str, report: LoadReport, seen: dict[str, set[str]]) -> PlainTable:
    """What the last load of the named table brought; nodes in `seen` were there before."""
    parts: list[tuple[str, Sequence[Row]]] = []
    ledger = store.rows("MATCH (b:Batch {table: $table}) RETURN b.batch_id AS id", {"table": name})
    batches = {row["id"] for row in ledger}
    for state in TABLES[name].states:
        if isinstance(state, NodeRow):
            node = NODES[state.label]
            rows = [row for row in _nodes(store, node) if row["key"] not in seen.setdefault(node.label, set())]
            seen[node.label] |= {row["key"] for row in rows}
            parts.append((merge_node(node), rows))
        else:
            relationship = RELATIONSHIPS[state.name]
            rows = [row for row in _relationships(store, relationship) if row["values"]["batch"] in batches]
            parts.append((merge_relationship(relationship, rows), rows))
    nodes = sum(len(rows) for _, rows in parts if "source" not in (rows[0] if rows else ()))
    return PlainTable([(text, rows) for text, rows in parts if rows], report.batches, nodes)


def write_plainly(store: Store, tables: Mapping[str, PlainTable]) -> dict[str, float]:
    """Write every table the plain way, in as many transactions of equal size as the loader took; seconds of each."""
    found = {}
    for name, table in tables.items():
        start = time.perf_counter()
        for statements in _transactions(table):
            store.write(partial(_run, statements=statements))
        found[name] = time.perf_counter() - start
    return found


def merge_node(node: Node) -> str:
    return f"UNWIND $rows AS row MERGE (n:{':'.join(node.labels)} {{{node.key}: row.key}}) SET n += row.values"


def merge_relationship(relationship: Relationship, rows: Sequence[Row]) -> str:
    """MERGE by the fewest properties that tell these versions apart."""
    source, target = NODES[relationship.source], NODES[relationship.target]
    identity = ", ".join(f"{name}: row.values.{name}" for name in _identity(relationship, rows))
    return (
        f"UNWIND $rows AS row MATCH (a:{source.label} {{{source.key}: row.source}}) "
        f"MATCH (b:{target.label} {{{target.key}: row.target}}) "
        f"MERGE (a)-[r:{relationship.type} {{{identity}}}]->(b) SET r += row.values"
    )


def _identity(relationship: Relationship, rows: Sequence[Row]) -> list[str]:
    names = [name for name in relationship.natural_key if name not in ("source", "target")]
    for prop in ("", *(p.name for p in DATED)):
        names += [prop] if prop else []
        if len({(row["source"], row["target"], *(row["values"].get(n) for n in names)) for row in rows}) == len(rows):
            break
    return names


def _run(writer: Writer, statements: Sequence[tuple[str, Sequence[Row]]]) -> None:
    for text, rows in statements:
        writer.run(text, {"rows": rows})


def _transactions(table: PlainTable) -> list[list[tuple[str, Sequence[Row]]]]:
    """The table's parts one after the other, cut into transactions of equal size."""
    size = -(-table.facts // table.transactions)
    found: list[list[tuple[str, Sequence[Row]]]] = [[] for _ in range(table.transactions)]
    place = 0
    for text, rows in table.parts:
        done = 0
        while done < len(rows):
            take = min(len(rows) - done, size - place % size)
            found[place // size].append((text, rows[done : done + take]))
            done += take
            place += take
    return found


def _nodes(store: Store, node: Node) -> list[Row]:
    canonical = [name for name in ("canonical_id",) if any(p.name == name for p in node.properties)]
    names = [*canonical, DESCRIBED_ON.name, *(p.name for p in upsert.node_properties(node))]
    values = ", ".join(f"n.{name}" for name in names)
    rows = store.rows(f"MATCH (n:{node.label}) RETURN n.{node.key} AS key, [{values}] AS given")
    return [{"key": row["key"], "values": _given(names, row["given"])} for row in rows]


def _relationships(store: Store, relationship: Relationship) -> list[Row]:
    source, target = NODES[relationship.source], NODES[relationship.target]
    names = [p.name for p in (*upsert.relationship_properties(relationship), *STATED)]
    values = ", ".join(f"r.{name}" for name in names)
    rows = store.rows(
        f"MATCH (a:{source.label})-[r:{relationship.type}]->(b:{target.label}) "
        f"RETURN a.{source.key} AS source, b.{target.key} AS target, [{values}] AS given"
    )
    return [{"source": r["source"], "target": r["target"], "values": _given(names, r["given"])} for r in rows]


def _given(names: Sequence[str], values: Sequence[Any]) -> Row:
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}
