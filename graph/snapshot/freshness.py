"""What of the stored graph has changed, as far as the ledger tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cypher import QUERIES
from graph.schema import NODES, RELATIONSHIPS, TABLES
from graph.schema.model import NodeRow
from graph.schema.read import read_node
from graph.snapshot.read import bulk_read, read_table
from graph.store import Reader, Store

FORMAT: Final = "1"
"""To be raised when the same text comes to be kept in other columns."""

LEDGER: Final = read_node(
    NODES["Batch"],
    tuple(p for p in NODES["Batch"].properties if p.name in {"batch_id", "table", "version", "loaded_on", "edition"}),
)


def fact_names() -> tuple[str, ...]:
    """Everything that holds facts: labels (parties by their own label), then relationship names."""
    labels = [n.label for n in NODES.values() if not n.bookkeeping and n.label != "Party"]
    return (*labels, *(r.name for r in RELATIONSHIPS.values() if not r.bookkeeping))


def stated_by(table: str) -> frozenset[str]:
    """What a delivery of that table may change; a table that the schema does not know may change anything."""
    if table not in TABLES:
        return frozenset(fact_names())
    return frozenset(s.label if isinstance(s, NodeRow) else s.name for s in TABLES[table].states)


@dataclass(frozen=True, slots=True)
class Freshness:
    """The ledger, read as: which batches each kind of fact comes from.

    `marks[name]` changes when a batch has touched that kind, and is another in any other database; an empty mark says
    that the ledger knows nothing of it, so that nothing may be concluded. `last_batch` is the id of the batch with the
    highest version and `edition` the mark of its writing.
    """

    version: int
    marks: Mapping[str, str]
    last_batch: str = ""
    edition: str = ""


def read_freshness(store: Store) -> Freshness:
    """The state of the ledger now."""
    version = store.version()
    columns = read_table(store, LEDGER).to_pydict()
    batches: dict[str, list[str]] = {}
    names = ("table", "batch_id", "version", "loaded_on", "edition")
    for table, *entry in zip(*(columns[name] for name in names), strict=True):
        batches.setdefault(table, []).append("|".join(map(str, entry)))
    written = zip(*(columns[name] for name in ("version", "batch_id", "edition")), strict=True)
    _, last_batch, edition = max(((v or 0, i, e or "") for v, i, e in written), default=(0, "", ""))
    return Freshness(version, {name: _mark(name, batches) for name in fact_names()}, last_batch, edition)


def still_stands(reader: Reader, fresh: Freshness) -> bool:
    """Whether the ledger is as it was, its last batch the same writing: two looks by key.

    A database that was emptied and filled anew may come to the same version by the same batch, but not to its mark.
    """
    row = reader.rows(QUERIES["party/edition"].text, {"store_id": "store", "last_batch": fresh.last_batch})[0]
    return bool(row["version"] == fresh.version and (row["edition"] or "") == fresh.edition)


def _mark(name: str, batches: Mapping[str, Iterable[str]]) -> str:
    """A hash over the batches that touched a kind and over how it is read, so that a new schema reads anew."""
    entries = sorted(entry for table, entries in batches.items() if name in stated_by(table) for entry in entries)
    if not entries:
        return ""
    return sha256("\n".join([FORMAT, bulk_read(name).columns, *entries]).encode()).hexdigest()[:20]
