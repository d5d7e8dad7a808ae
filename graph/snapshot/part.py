"""A part of a history: some nodes with some of what joins them, so that a question costs what it touches."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.schema import RELATIONSHIPS
from graph.schema.read import SOURCE_KEY, TARGET_KEY
from graph.snapshot.history import History

Positions = NDArray[np.int32]

KEYS: Final = [SOURCE_KEY, TARGET_KEY]
"""The ends are known by position."""


def part(history: History, nodes: Mapping[str, Positions], rows: Mapping[str, NDArray[np.int64]]) -> History:
    """The history of some nodes (by label, ascending positions) and relationships (by name, rows of every version).

    The nodes of a label are numbered anew in their order; parties keep their positions. A relationship may only join
    nodes that are named.
    """
    tables = {label: _some(history.table(label), places) for label, places in nodes.items()}
    tables |= {name: _some(history.table(name).drop_columns(KEYS), some) for name, some in rows.items()}
    ends: dict[str, tuple[Positions, Positions]] = {}
    for name, some in rows.items():
        source, target = history.ends(name)
        relationship = RELATIONSHIPS[name]
        ends[name] = (
            _renumbered(source[some], nodes.get(relationship.source)),
            _renumbered(target[some], nodes.get(relationship.target)),
        )
    return History(history.version, tables, ends, [history.parties])


def _some(table: pa.Table, places: NDArray[np.integer]) -> pa.Table:
    return table.take(pa.array(places))


def _renumbered(positions: Positions, among: Positions | None) -> Positions:
    return positions if among is None else np.searchsorted(among, positions).astype(np.int32)
