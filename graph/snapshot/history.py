"""All facts with their dates, read once; a snapshot of any day is cut from them in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.errors import StoreConflict, StoreDamaged, UsageError
from graph.kernels.lookup import Lookup
from graph.schema import NODES, RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.schema.read import SOURCE_KEY, TARGET_KEY
from graph.snapshot.cache import Cache
from graph.snapshot.columns import empty_table, int32_days
from graph.snapshot.freshness import fact_names, read_freshness
from graph.snapshot.keys import KeyColumn
from graph.snapshot.parties import LABELS, Parties, whole
from graph.snapshot.read import bulk_read, read_table
from graph.snapshot.snapshot import Snapshot
from graph.store import Store

ATTEMPTS: Final = 5
"""How often kinds that change while they are read are read again."""

_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class History:
    """Every version of every fact of the kinds read, as Arrow tables by label or relationship name.

    Node tables are shared by all snapshots cut from it: a position means the same node in each. What nodes say of
    themselves (a name, the terms of a loan) is not versioned; what is in force on a day follows from relationships.
    """

    version: int
    tables: Mapping[str, pa.Table]
    _ends: dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]] = field(default_factory=dict, repr=False)
    _parties: list[Parties] = field(default_factory=list, repr=False)
    _lookups: dict[tuple[str, bool], Lookup] = field(default_factory=dict, repr=False)
    _keys: dict[str, KeyColumn] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, store: Store, cache_dir: Path | None = None, types: Collection[str] | None = None) -> "History":
        """All facts, or those of the named kinds and of the nodes they join.

        With a cache folder only kinds that the ledger says have changed are read from the store. Kinds that change
        during the reading are read again; StoreConflict if they do not come to rest. UsageError for an unknown kind.
        """
        names = _with_ends(types) if types is not None else fact_names()
        cache = Cache(cache_dir, store.address) if cache_dir else None
        tables: dict[str, pa.Table] = {}
        marks: dict[str, str] = {}
        fresh = read_freshness(store)
        for _ in range(ATTEMPTS):
            for name in (name for name in names if marks.get(name) != fresh.marks[name]):
                tables[name] = _table(store, cache, name, fresh.marks[name])
                marks[name] = fresh.marks[name]
            before, fresh = fresh, read_freshness(store)
            if fresh == before:
                return cls(fresh.version, tables)
        raise StoreConflict(
            f"The facts kept changing while they were read, {ATTEMPTS} times. Try again when loading has ended.",
            f"读取期间数据持续变化（{ATTEMPTS} 次）。请在装载结束后重试。",
            address=store.address,
        )

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table], version: int = 0) -> "History":
        """A history from tables in hand, in the form in which they are read; kinds not given are empty."""
        return cls(version, {name: empty_table(bulk_read(name).properties) for name in fact_names()} | dict(tables))

    def at(self, at: AsOf) -> Snapshot:
        """The graph in force at `as_of` as it was known at `known_at`."""
        return Snapshot(at, self.version, self)

    @property
    def parties(self) -> Parties:
        """The parties, contracted; the same rows in every snapshot."""
        if not self._parties:
            self._parties.append(Parties.contracted(*(self.table(label) for label in LABELS)))
        return self._parties[0]

    def table(self, name: str) -> pa.Table:
        """Every version of that kind as read. UsageError if it was not read."""
        try:
            return self.tables[name]
        except KeyError:
            raise UsageError(
                f"The snapshot was read without {name}. Read it with this kind, or with all.",
                f"快照未读取 {name}。请在读取时包含该类型，或读取全部。",
            ) from None

    def ends(self, name: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The positions of both ends of every version of a relationship, in the order of its table."""
        if name not in self._ends:
            relationship, table = RELATIONSHIPS[name], self.table(name)
            self._ends[name] = (
                self._positions(name, relationship.source, table.column(SOURCE_KEY)),
                self._positions(name, relationship.target, table.column(TARGET_KEY)),
            )
        return self._ends[name]

    def rows_from(self, name: str, sources: NDArray[np.integer]) -> NDArray[np.int64]:
        """The rows of every version of a relationship that leaves one of these nodes (each once), ascending."""
        return self._lookup(name, target=False).rows(sources)

    def rows_to(self, name: str, targets: NDArray[np.integer]) -> NDArray[np.int64]:
        """The same of those that lead to one of them."""
        return self._lookup(name, target=True).rows(targets)

    def in_force(self, name: str, at: AsOf) -> NDArray[np.int64]:
        """The rows of a relationship's table that are in force: comparisons on whole columns."""
        begun = self.begun(name, at)
        if not RELATIONSHIPS[name].dated:
            return begun
        return begun[_number(at.as_of) < int32_days(self.table(name), "valid_to")[begun]]

    def begun(self, name: str, at: AsOf) -> NDArray[np.int64]:
        """The rows that have begun by `as_of`, in force or ended since, as known at `known_at`."""
        if not RELATIONSHIPS[name].dated:
            return np.arange(len(self.table(name)), dtype=np.int64)
        return np.flatnonzero(self._begun(name, np.array([_number(at.as_of)]), at.known_at)[0])

    def on_days(
        self, name: str, days: Sequence[date], known_at: date, *, ended: bool = False
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows in force on each of several days (`ended`: or ended since they began), and the number of the day."""
        if not RELATIONSHIPS[name].dated:
            count = len(self.table(name))
            return np.tile(np.arange(count), len(days)), np.repeat(np.arange(len(days)), count)
        numbers = np.array([_number(day) for day in days])
        mask = self._begun(name, numbers, known_at)
        if not ended:
            mask &= numbers[:, None] < int32_days(self.table(name), "valid_to")
        day, rows = np.nonzero(mask)
        return rows, day

    def _begun(self, name: str, days: NDArray[np.int32], known_at: date) -> NDArray[np.bool_]:
        """By day and row, whether it has begun."""
        table, known = self.table(name), _number(known_at)
        told = int32_days(table, "recorded_on") <= known
        told &= known < int32_days(table, "superseded_on")
        begun: NDArray[np.bool_] = int32_days(table, "valid_from") <= days[:, None]
        begun &= told
        return begun

    def find(self, label: str, keys: pa.Array) -> NDArray[np.int32]:
        """The position of each key among the nodes of a label (any identity of a party); -1 where there is none."""
        if label in PARTY_LABELS:
            return self.parties.find(keys)
        if label not in self._keys:
            self._keys[label] = KeyColumn(whole(self.table(label).column(NODES[label].key)))
        return self._keys[label].find(keys)

    def restated(self, tables: Mapping[str, pa.Table]) -> "History":
        """The same facts with other tables of some kinds, not of parties; the others are shared. Of nodes that are
        restated only the relationships that are restated with them are left."""
        touched = {name for name in self.tables if name in RELATIONSHIPS and self._touches(name, tables)}
        left_out = {name: self.tables[name].slice(0, 0) for name in touched - set(tables)}
        kept = {name: ends for name, ends in self._ends.items() if name not in touched | set(tables)}
        return History(self.version, {**self.tables, **left_out, **tables}, kept, self._parties)

    def _touches(self, name: str, labels: Collection[str]) -> bool:
        return RELATIONSHIPS[name].source in labels or RELATIONSHIPS[name].target in labels

    def _lookup(self, name: str, *, target: bool) -> Lookup:
        key = (name, target)
        if key not in self._lookups:
            self._lookups[key] = Lookup.of(self.ends(name)[int(target)])
        return self._lookups[key]

    def _positions(self, name: str, label: str, keys: pa.ChunkedArray) -> NDArray[np.int32]:
        encoded = keys.combine_chunks()
        encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) and encoded.num_chunks else encoded
        if not len(encoded):
            return np.zeros(0, dtype=np.int32)
        positions = self.find(label, encoded.dictionary)
        if (positions < 0).any():
            raise StoreDamaged(
                f"{name} joins a node without a {label} of its own. Load the missing rows, or restore a backup.",
                f"{name} 连接了不存在的 {label}。请补充装载缺失的数据，或恢复备份。",
                relationship=name,
            )
        per_row: NDArray[np.int32] = positions[encoded.indices.to_numpy()]
        return per_row


def _number(day: date) -> np.int32:
    """Days since 1970-01-01."""
    return np.int32((day - _EPOCH).days)


def _table(store: Store, cache: Cache | None, name: str, mark: str) -> pa.Table:
    """The table of one kind, from the cache where the mark is the same, else from the store."""
    kept = cache.get(name, mark) if cache else None
    if kept is not None:
        return kept
    table = read_table(store, bulk_read(name))
    if cache:
        cache.put(name, mark, table)
    return table


def _with_ends(types: Collection[str]) -> tuple[str, ...]:
    """The kinds asked for and the labels that they join, all parties if one kind of party is among them."""
    wanted = set(types)
    unknown = wanted - {*fact_names(), "Party"}
    if unknown:
        raise UsageError(
            f"There is no kind of fact named {', '.join(sorted(unknown))}.",
            f"没有名为 {'、'.join(sorted(unknown))} 的数据类型。",
        )
    for name in types:
        if name in RELATIONSHIPS:
            wanted |= {RELATIONSHIPS[name].source, RELATIONSHIPS[name].target}
    if wanted & set(PARTY_LABELS):
        wanted |= set(LABELS)
    return tuple(name for name in fact_names() if name in wanted)
