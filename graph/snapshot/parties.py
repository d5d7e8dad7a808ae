"""The parties of the graph in one row each, however many identities a party was given."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.snapshot.keys import KeyColumn

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
    _kinds: dict[str, NDArray[np.bool_]] = field(default_factory=dict, repr=False)

    @classmethod
    def contracted(cls, enterprises: pa.Table, persons: pa.Table) -> "Parties":
        """The parties of the two labels, as read."""
        parts = [
            table.append_column("label", pa.array([label] * len(table), pa.string()).dictionary_encode())
            for label, table in zip(LABELS, (enterprises, persons), strict=True)
        ]
        raw = pa.concat_tables(parts, promote_options="default").unify_dictionaries().combine_chunks()
        ids, canonical = whole(raw.column("party_id")), whole(raw.column("canonical_id"))
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
        found = self._keys.find(keys)
        if not len(self.position):  # where there is nobody, not even the last one can stand for those not found
            return found
        return np.where(found < 0, np.int32(-1), self.position[found])

    def identities(self, position: int) -> list[str]:
        """All identities of the party in a row."""
        every: list[str] = self.every_id.take(pa.array(np.flatnonzero(self.position == position))).to_pylist()
        return every

    @cached_property
    def _keys(self) -> KeyColumn:
        return KeyColumn(self.every_id)

    @cached_property
    def is_enterprise(self) -> NDArray[np.bool_]:
        """Whether each party is an enterprise rather than a natural person."""
        flags: NDArray[np.bool_] = pc.equal(self.table.column("label"), "Enterprise").to_numpy()
        return flags

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Per party whether it is an enterprise of this kind; nobody of whom the kind is not known is."""
        if kind not in self._kinds:
            flags = pc.fill_null(pc.equal(self.table.column("kind").cast("string"), kind), False)
            self._kinds[kind] = np.asarray(flags.to_numpy(), dtype=np.bool_)
        return self._kinds[kind]


def whole(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece, copied only where it is in several."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
