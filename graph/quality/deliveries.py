"""What was delivered: the ledger by source, table and file."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from graph.schema import NODES
from graph.schema.read import read_node
from graph.snapshot.read import read_table
from graph.store import Store

COUNTED: Final = ("rows", "loaded", "ignored")
READ: Final = ("batch_id", "source", "table", "file", *COUNTED, "version", "loaded_on")
BATCHES: Final = read_node(NODES["Batch"], tuple(one for one in NODES["Batch"].properties if one.name in READ))


@dataclass(frozen=True, slots=True)
class Delivered:
    """What files brought, the newest first, as columns: source, table, file, loaded_on, rows, loaded (changed
    something), ignored (was known), batches, version (of the facts with the last of it)."""

    files: pa.Table


def read_batches(store: Store) -> pa.Table:
    """The ledger, a row for each batch."""
    return read_table(store, BATCHES)


def delivered(batches: pa.Table) -> Delivered:
    """The ledger by file and day of loading."""
    keys = ["source", "table", "file", "loaded_on"]
    plain = pa.table({name: _plain(batches.column(name)) for name in (*keys, *COUNTED, "version")})
    summed = plain.group_by(keys).aggregate(
        [*((name, "sum") for name in COUNTED), ("version", "max"), ("version", "count")]
    )
    named = {f"{name}_sum": name for name in COUNTED} | {"version_max": "version", "version_count": "batches"}
    files = summed.rename_columns([named.get(name, name) for name in summed.column_names])
    return Delivered(files.sort_by([("version", "descending"), ("table", "ascending"), ("file", "ascending")]))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
