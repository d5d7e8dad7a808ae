"""The parties of the graph in one row each, however many identities a party was given."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

LABELS = ("Enterprise", "Person")

FEW_KEYS: Final = 16
"""So many identities are looked up one by one."""


@dataclass(frozen=True, eq=False)
class Parties:
    """All parties, those that are certainly one (same `canonical_id`) contracted.

    `table`: one row per party with party_id (the canonical one), label, kind, name, established_on. `every_id` are all
    identities and `position` (int32) says in which row of `table` each of them is.
    """

    table: pa.Table
    every_id: pa.Array
    position: NDArray[np.int32]

    @classmethod
    def contracted(cls, enterprises: pa.Table, persons: pa.Table) -> "Parties":
        """The parties of the two labels, as read."""
        parts = [
            table.append_column("label", pa.array([label] * len(table), pa.string()).dictionary_encode())
            for label, table in zip(LABELS, (enterprises, persons), strict=True)
        ]
        raw = pa.concat_tables(parts, promote_options="default").unify_dictionaries().combine_chunks()
        ids, canonical = _whole(raw.column("party_id")), _whole(raw.column("canonical_id"))
        own = np.arange(len(raw), dtype=np.int32)
        found = pc.index_in(canonical, value_set=ids)
        row = np.where(found.is_null().to_numpy(zero_copy_only=False), own, pc.fill_null(found, 0).to_numpy())
        while not np.array_equal(row, row[row]):
            row = row[row]
        kept = np.flatnonzero(row == own)
        place = np.full(len(raw), -1, dtype=np.int32)
        place[kept] = np.arange(len(kept), dtype=np.int32)
        return cls(raw.take(pa.array(kept)).combine_chunks().drop_columns("canonical_id"), ids, place[row])

    def find(self, keys: pa.Array) -> NDArray[np.int32]:
        """The row of each identity (int32); -1 where nobody has it."""
        if len(keys) <= FEW_KEYS:
            places = [self._place(key) for key in keys.to_pylist()]
            return np.array([self.position[one] if one >= 0 else -1 for one in places], dtype=np.int32)
        return _at(self.position, pc.index_in(keys, value_set=self.every_id))

    def _place(self, key: str | None) -> int:
        """Where an identity stands among all, by bisection: to hash them all anew for one would take its time."""
        if key is None:
            return -1
        order = self._in_order
        found = bisect_left(order, key, key=lambda place: self.every_id[place].as_py())
        place = int(order[found]) if found < len(order) else -1
        return place if place >= 0 and self.every_id[place].as_py() == key else -1

    @cached_property
    def _in_order(self) -> NDArray[np.uint64]:
        """The places of the identities by their text."""
        order: NDArray[np.uint64] = pc.sort_indices(self.every_id).to_numpy()
        return order

    @cached_property
    def is_enterprise(self) -> NDArray[np.bool_]:
        """Whether each party is an enterprise rather than a natural person."""
        flags: NDArray[np.bool_] = pc.equal(self.table.column("label"), "Enterprise").to_numpy()
        return flags

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Per party whether it is an enterprise of this kind; nobody of whom the kind is not known is."""
        flags = pc.fill_null(pc.equal(self.table.column("kind").cast("string"), kind), False)
        return np.asarray(flags.to_numpy(), dtype=np.bool_)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece."""
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _at(position: NDArray[np.int32], found: pa.Array) -> NDArray[np.int32]:
    """`position` at each found index; -1 where none was found."""
    missing = found.is_null().to_numpy(zero_copy_only=False)
    if not len(position):
        return np.full(len(found), -1, dtype=np.int32)
    return np.where(missing, np.int32(-1), position[pc.fill_null(found, 0).to_numpy()])
