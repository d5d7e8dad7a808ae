"""Several days of one history in one graph, side by side: what is asked of each day is asked once, of all together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.schema import RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.snapshot.history import History
from graph.snapshot.snapshot import Edges, Snapshot


@dataclass(frozen=True, eq=False)
class SideBySide(Snapshot):
    """As many copies of every node but the parties as there are `moments`, which all parties share.

    Node n of copy c stands at c × count + n and has the edges of day c, by the same rule as in the snapshot of that
    day alone. For small histories: everything is held as often as there are days.
    """

    moments: tuple[date, ...] = ()
    _copies: dict[str, pa.Table] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, history: History, days: Sequence[date], known_at: date) -> "SideBySide":
        """These days as they were known on one; at least one day."""
        return cls(AsOf(days[-1], known_at), history.version, history, {}, tuple(days))

    def nodes(self, label: str) -> pa.Table:
        """The nodes of a label, day by day; parties once."""
        if label in PARTY_LABELS:
            return super().nodes(label)
        if label not in self._copies:
            one = super().nodes(label)
            self._copies[label] = one.take(pa.array(np.tile(np.arange(len(one)), len(self.moments))))
        return self._copies[label]

    def days(self, label: str, places: NDArray[np.integer]) -> NDArray[np.datetime64]:
        """The day of each of these nodes (datetime64[D])."""
        days = np.array(self.moments, dtype="datetime64[D]")
        return np.asarray(days[places // max(1, self.one_day(label))])

    def one_day(self, label: str) -> int:
        """How many nodes of a label each day has; not of parties."""
        return len(self._history.table(label))

    def edges(self, name: str) -> Edges:
        """The relationships of a kind that are in force, each on its day."""
        return self._of_days(name, ended=False)

    def begun(self, name: str) -> Edges:
        """Those that have begun by their day, in force or ended since."""
        return self._of_days(name, ended=True)

    def _of_days(self, name: str, *, ended: bool) -> Edges:
        key = f"{name} begun" if ended else name
        if key not in self._edges:
            rows, day = self._history.on_days(name, self.moments, self.at.known_at, ended=ended)
            source, target = self._history.ends(name)
            relationship, copy = RELATIONSHIPS[name], day.astype(np.int32)
            self._edges[key] = Edges(
                self._moved(relationship.source, source[rows], copy),
                self._moved(relationship.target, target[rows], copy),
                self.node_count(relationship.source), self.node_count(relationship.target),
                self._history.table(name), rows,
            )  # fmt: skip
        return self._edges[key]

    def _moved(self, label: str, positions: NDArray[np.int32], copy: NDArray[np.int32]) -> NDArray[np.int32]:
        return positions if label in PARTY_LABELS else positions + copy * np.int32(self.one_day(label))
