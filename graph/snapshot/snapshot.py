"""The graph of one day: frozen columns and edges by position."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.kernels.csr import CSR, build_csr
from graph.schema import RELATIONSHIPS
from graph.schema.common import PARTY_LABELS

if TYPE_CHECKING:
    from graph.snapshot.history import History
    from graph.snapshot.parties import Parties


@dataclass(frozen=True, eq=False)
class Edges:
    """The relationships of one kind in force: int32 positions of both ends, and their other columns on demand."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    source_count: int
    target_count: int
    _table: pa.Table
    _rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.source)

    @cached_property
    def columns(self) -> pa.Table:
        """Properties, dates and provenance, one row per edge."""
        return self._table.take(pa.array(self._rows)).combine_chunks()

    def column(self, name: str) -> pa.ChunkedArray:
        """One column, one value per edge."""
        return self._table.column(name).take(pa.array(self._rows))

    def rows(self, places: NDArray[np.int64], names: Sequence[str] = ()) -> pa.Table:
        """Properties, dates and provenance of some of the edges; of those only the ones named, if any are."""
        table = self._table.select(list(names)) if names else self._table
        return table.take(pa.array(self._rows[places]))

    def csr(self) -> CSR:
        """The edges by source."""
        return build_csr(self.source, self.target, max(self.source_count, self.target_count))


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What was in force at `at.as_of` as known at `at.known_at`, of store version `version`.

    Every end of a relationship whose label is Party, Enterprise or Person is a position in `nodes("Party")`; of any
    other label, in the nodes of that label.
    """

    at: AsOf
    version: int
    _history: "History" = field(repr=False)
    _edges: dict[str, Edges] = field(default_factory=dict, repr=False)

    @property
    def history(self) -> "History":
        """Every version of every fact that was read: what it was cut from."""
        return self._history

    @property
    def parties(self) -> "Parties":
        """Everyone, one row each, with the index from identities to rows."""
        return self._history.parties

    def nodes(self, label: str) -> pa.Table:
        """The nodes of a label: key and properties. Parties are contracted by their canonical id.

        Enterprises and persons are rows of "Party" and carry their `position` there.
        """
        if label == "Party":
            return self.parties.table
        if label in PARTY_LABELS:
            rows = np.flatnonzero(pc.equal(self.parties.table.column("label"), label).to_numpy()).astype(np.int32)
            return self.parties.table.take(pa.array(rows)).append_column("position", pa.array(rows))
        return self._history.table(label)

    def node_count(self, label: str) -> int:
        """How many positions there are for ends of that label."""
        return len(self.nodes("Party" if label in PARTY_LABELS else label))

    def days(self, label: str, places: NDArray[np.integer]) -> NDArray[np.datetime64]:  # noqa: ARG002 - see SideBySide
        """The day on which each of these nodes is looked at (datetime64[D]): here the one day of all."""
        return np.full(len(places), np.datetime64(self.at.as_of, "D"))

    def edges(self, name: str) -> Edges:
        """The relationships of a kind (by its name in the schema) that are in force."""
        if name not in self._edges:
            self._edges[name] = self._of(name, self._history.in_force(name, self.at))
        return self._edges[name]

    def begun(self, name: str) -> Edges:
        """Those of a kind that have begun, in force or ended since: what a contract says beyond its own last day."""
        return self._of(name, self._history.begun(name, self.at))

    def restated(self, tables: Mapping[str, pa.Table]) -> "Snapshot":
        """The same day with other tables of some kinds of nodes and relationships; parties keep their positions."""
        touched = set(tables)
        kept = {
            name: edges
            for name, edges in self._edges.items()
            if not {name, RELATIONSHIPS[name].source, RELATIONSHIPS[name].target} & touched
        }
        return Snapshot(self.at, self.version, self._history.restated(tables), kept)

    def _of(self, name: str, rows: NDArray[np.int64]) -> Edges:
        source, target = self._history.ends(name)
        relationship = RELATIONSHIPS[name]
        return Edges(
            source[rows], target[rows],
            self.node_count(relationship.source), self.node_count(relationship.target),
            self._history.table(name), rows,
        )  # fmt: skip

    def find(self, label: str, keys: Sequence[str] | pa.Array) -> NDArray[np.int32]:
        """The position of each key among the nodes of a label; -1 where there is none."""
        return self._history.find(label, keys if isinstance(keys, pa.Array) else pa.array(keys, pa.string()))
