"""Reads everything of one kind from a store, in columns, in statements and messages of bounded size."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import pyarrow as pa

from graph.schema import NODES, RELATIONSHIPS
from graph.schema.read import MISSING, BulkRead, read_node, read_relationship
from graph.snapshot.columns import empty_table, table_of
from graph.store import Store

ROWS_PER_MESSAGE: Final = 4_000
"""About 1 MB a record; the embedded database's limit is 16 MB as shipped."""

ROWS_PER_STATEMENT: Final = 250_000
"""What a server with a heap of 1 GB collects at ease."""

SAMPLED_KEYS: Final = 200
"""Keys drawn per statement to find ranges of about equal size."""

LOWEST, HIGHEST = "", "\uffff"


def bulk_read(name: str) -> BulkRead:
    """How the node or relationship of that name is read; KeyError if the schema has none."""
    if name in NODES:
        return read_node(NODES[name])
    relationship = RELATIONSHIPS[name]
    return read_relationship(relationship, NODES[relationship.source], NODES[relationship.target])


def read_table(store: Store, read: BulkRead, rows_per_statement: int = ROWS_PER_STATEMENT) -> pa.Table:
    """All rows of one kind, each column in one piece: nodes by key, relationships in no particular order."""
    count = int(store.rows(read.count)[0]["n"])
    parts = [_read_range(store, read, *bounds) for bounds in _ranges(store, read, count, rows_per_statement)]
    if not parts:
        return empty_table(read.properties)
    table = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    return table.sort_by(NODES[read.name].key) if read.name in NODES else table


def _ranges(store: Store, read: BulkRead, count: int, rows_per_statement: int) -> Iterator[tuple[str, str, int]]:
    """Ranges of keys that hold at most about `rows_per_statement` rows each, with that number."""
    statements = math.ceil(count / rows_per_statement)
    if statements <= 1:
        yield from [(LOWEST, HIGHEST, count)] if count else []
        return
    chance = min(1.0, statements * SAMPLED_KEYS / count)
    keys = sorted(store.columns(read.sample, {"chance": chance})["keys"])
    quantiles = {keys[len(keys) * i // statements] for i in range(1, statements)} if keys else set()
    for low, high in pairwise([LOWEST, *sorted(quantiles), HIGHEST]):
        yield low, high, math.ceil(count / statements)


def _read_range(store: Store, read: BulkRead, low: str, high: str, rows: int) -> pa.Table:
    buckets = math.ceil(rows / ROWS_PER_MESSAGE)
    lists = store.columns(read.columns, {"low": low, "high": high, "buckets": buckets, **MISSING})
    return table_of(read.properties, lists)
