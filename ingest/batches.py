"""Cutting a table's facts into batches: the same rows give the same batches, whatever order they came in."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.schema import RELATIONSHIPS, RelationshipRow, Table
from ingest.facts import TableFacts, facts
from ingest.options import LoadOptions
from ingest.typed import TypedTable, missing

DEFAULT_ROWS: Final = {"neo4j": 5_000, "arcadedb": 2_000}
"""Rows per transaction by database, measured: larger ones gain little on Neo4j and lose on the embedded database."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What some rows of a table state, and the id that says whether they are already loaded."""

    batch_id: str
    facts: TableFacts

    def __len__(self) -> int:
        return len(self.facts.table)


def batches(table: TypedTable, options: LoadOptions, rows: int) -> Iterator[Batch]:
    """The table's rows in the order of their keys, cut where a new key begins.

    A batch's id follows from the content of its rows and the settings that shape the facts; where a row's day of
    knowledge is the day of loading, that day is part of it, so that what is said again later is looked at again.
    """
    if not len(table):
        return
    anchor = anchor_column(table.table)
    ordered = _ordered(table, anchor)
    context = _context(ordered, options)
    new_key = np.append(True, ordered[anchor][1:] != ordered[anchor][:-1]) if anchor in ordered.columns else None
    whole = _restates_groups(table.table)
    first = 0
    while first < len(table):
        last = _cut(first, rows, len(table), new_key, whole)
        stated = facts(ordered.take(slice(first, last)), options)
        hashes = _row_hashes(stated.table)
        content = hashlib.blake2b(hashes, digest_size=8, person=b"ringfence-batch", key=context)
        yield Batch(content.hexdigest(), stated)
        first = last


def anchor_column(table: Table) -> str:
    """The column at whose node the stored versions are looked up: rows of one anchor belong in one batch."""
    first = next(state for state in table.states if isinstance(state, RelationshipRow))
    column = first.source if RELATIONSHIPS[first.name].anchor == "source" else first.target
    return column if any(c.name == column for c in table.columns) else table.key[0]


def _ordered(table: TypedTable, anchor: str) -> TypedTable:
    names = dict.fromkeys((anchor, *table.table.key, table.table.valid_from, "recorded_on"))
    frame = pd.DataFrame({n: table[n] for n in names if n in table.columns}, copy=False)
    codes = [pd.factorize(frame[name], sort=True)[0] for name in frame]
    return table.take(np.lexsort(codes[::-1]))


def _restates_groups(table: Table) -> bool:
    """Whether rows of one anchor make up one statement, so that they must not be torn apart."""
    stated = [RELATIONSHIPS[state.name] for state in table.states if isinstance(state, RelationshipRow)]
    return any(set(r.group_key) < set(r.natural_key) for r in stated)


def _cut(first: int, rows: int, end: int, new_key: NDArray[np.bool_] | None, whole: bool) -> int:
    """Where the batch from `first` ends: at the last new key that keeps it within `rows`, if there is one.

    If there is none, a key that is to stay `whole` makes it longer.
    """
    last = min(first + rows, end)
    if last < end and new_key is not None:
        starts = np.flatnonzero(new_key[first + 1 : last + 1])
        if len(starts):
            return first + 1 + int(starts[-1])
        if whole:
            following = np.flatnonzero(new_key[last:])
            return last + int(following[0]) if len(following) else end
    return last


def _row_hashes(table: TypedTable) -> bytes:
    frame = pd.DataFrame(
        {name: _hashable(values) for name, values in table.columns.items() if name in _content(table)}, copy=False
    )
    return pd.util.hash_pandas_object(frame, index=False).to_numpy().astype(np.uint64).tobytes()


def _content(table: TypedTable) -> set[str]:
    return {column.name for column in table.table.columns} | {n for n in table.columns if n.endswith("_cny")}


def _hashable(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Object columns as text: hashing refuses mixed types."""
    if values.dtype != object:
        return values
    absent = missing(values)
    text = np.array([repr(value) for value in values.tolist()], dtype=object)
    text[absent] = ""
    return text


def _context(table: TypedTable, options: LoadOptions) -> bytes:
    """What shapes the facts beside the rows."""
    by_load = "recorded_on" not in table.columns or bool(missing(table["recorded_on"]).any())
    said = [table.table.name, options.source, options.loaded_on.isoformat() if by_load else ""]
    said.append(options.hash_key.fingerprint if options.hash_key else "")
    return hashlib.sha256("\x1f".join(said).encode()).digest()[:32]
