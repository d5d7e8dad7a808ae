"""The facts at one node of a day by look-up, so that a profile takes the time of what it finds, not of the whole."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import BEGINNING, FOREVER
from graph.schema import RELATIONSHIPS
from graph.snapshot import Snapshot
from graph.snapshot.columns import int32_days

EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class TiesOf:
    """Relationships of a kind at some nodes. node, other: positions of the end that was asked for and of the other one
    (int32). Properties, dates and source are taken out of the table when they are asked for."""

    node: NDArray[np.int32]
    other: NDArray[np.int32]
    _table: pa.Table
    _rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.other)

    def days(self, name: str) -> NDArray[np.int32]:
        """A date of each in days since 1970-01-01."""
        return int32_days(self._table, name)[self._rows]

    def told(self) -> list[dict[str, Any]]:
        """Properties, dates and source of each, an open day as None."""
        if not len(self):
            return []
        return [
            {name: None if value in (BEGINNING, FOREVER) else value for name, value in row.items()}
            for row in self._table.take(pa.array(self._rows)).to_pylist()
        ]

    def some(self, places: NDArray[np.integer]) -> "TiesOf":
        """Some of them, in that order."""
        return TiesOf(self.node[places], self.other[places], self._table, self._rows[places])


def ties_of(
    snapshot: Snapshot, name: str, nodes: NDArray[np.integer], *, incoming: bool = False, ended: bool = False
) -> TiesOf:  # fmt: skip
    """Those that leave these nodes (each once), or lead to them, in force on the day; ended: or ended by it."""
    history, at = snapshot.history, snapshot.at
    rows = history.rows_to(name, nodes) if incoming else history.rows_from(name, nodes)
    table = history.table(name)
    if RELATIONSHIPS[name].dated and len(rows):
        day, known = day_number(at.as_of), day_number(at.known_at)
        holds = int32_days(table, "valid_from")[rows] <= day
        holds &= int32_days(table, "recorded_on")[rows] <= known
        holds &= known < int32_days(table, "superseded_on")[rows]
        if not ended:
            holds &= day < int32_days(table, "valid_to")[rows]
        rows = rows[holds]
    source, target = history.ends(name)
    here, other = (target, source) if incoming else (source, target)
    return TiesOf(here[rows], other[rows], table, rows)


def nodes_at(snapshot: Snapshot, label: str, places: NDArray[np.integer]) -> list[dict[str, Any]]:
    """What nodes of a label say of themselves."""
    if not len(places):
        return []
    rows: list[dict[str, Any]] = snapshot.nodes(label).take(pa.array(places)).to_pylist()
    return rows


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days
