"""The parties of the graph in one row each, however many identities a party was given."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

LABELS = ("Enterprise", "Person")


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
        return _at(self.position, pc.index_in(keys, value_set=self.every_id))

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
