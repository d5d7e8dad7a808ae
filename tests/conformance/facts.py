"""Facts written straight into a store, with the ledger rows that a loader would leave."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from graph.as_of import BEGINNING, FOREVER
from graph.schema import NODES, RELATIONSHIPS
from graph.schema.common import DATED
from graph.store import Store, Writer

Row = Mapping[str, Any]
Rectangle = tuple[date, date, date, date]
ALWAYS: Rectangle = (BEGINNING, FOREVER, BEGINNING, FOREVER)


def edge(source: str, target: str, when: Rectangle = ALWAYS, **more: Any) -> Row:
    """A relationship between two keys, in force in a rectangle of days."""
    dates = dict(zip((p.name for p in DATED), when, strict=True))
    return {"source_key": source, "target_key": target, "source": "test", "batch": "0" * 16, **dates, **more}


def party(party_id: str, canonical_id: str = "", **more: Any) -> Row:
    """A party with its name."""
    return {"party_id": party_id, "canonical_id": canonical_id or party_id, "name": f"名称 {party_id}", **more}


def write_facts(store: Store, table: str, batch_id: str, facts: Mapping[str, Sequence[Row]]) -> None:
    """Write nodes and relationships by label or name, and the ledger row of a batch of `table`, in one transaction."""

    def work(writer: Writer) -> None:
        version = writer.rows('MERGE (s:Store {store_id: "store"}) SET s.version = s.version + 1 RETURN s.version AS v')
        for name, rows in facts.items():
            writer.run(_text(name), {"rows": [_parameters(row) for row in rows]})
        row = {"batch_id": batch_id, "table": table, "version": version[0]["v"], "edition": uuid4().hex}
        writer.run("CREATE (b:Batch) SET b = $row", {"row": row | {"loaded_on": date(2024, 1, 1)}})

    store.write(work)


def _text(name: str) -> str:
    if name in NODES:
        return f"UNWIND $rows AS row CREATE (n:{':'.join(NODES[name].labels)}) SET n = row.properties"
    relationship = RELATIONSHIPS[name]
    source, target = NODES[relationship.source], NODES[relationship.target]
    return (
        "UNWIND $rows AS row "
        f"MATCH (a:{source.label} {{{source.key}: row.source_key}}) "
        f"MATCH (b:{target.label} {{{target.key}: row.target_key}}) "
        f"CREATE (a)-[r:{relationship.type}]->(b) SET r = row.properties"
    )


def _parameters(row: Row) -> dict[str, Any]:
    ends = ("source_key", "target_key")
    return {
        "properties": {name: value for name, value in row.items() if name not in ends and value is not None},
        **{name: row[name] for name in ends if name in row},
    }
