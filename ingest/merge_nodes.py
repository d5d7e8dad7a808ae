"""Nodes of a batch: the latest description of each wins, whatever was loaded first."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import FeedError
from graph.schema import NODES, upsert
from graph.store import Writer
from ingest.facts import NodeFacts
from ingest.new_nodes import NewNodes, as_text, content, creation, latest, replacement
from ingest.parameters import plain_value
from ingest.typed import NO_DAY, Array, day_number

Stored = dict[str, list[Any]]
"""By key: whether it is of this label, the day described, the content."""


def write_nodes(writer: Writer, new: NewNodes, created: dict[str, set[str]], changed: NDArray[np.bool_]) -> int:
    """Create what is missing and replace descriptions that are older; the number of nodes written.

    Adds the keys created to `created`, under every label, and marks the rows in `changed`.
    """
    nodes = new.facts
    wanted = list(dict.fromkeys([*nodes.key.tolist(), *new.stubs]))
    rows = writer.columns(upsert.nodes_read(nodes.label), {"key": wanted}).get("row", []) if wanted else []
    stored: Stored = {row[0]: row[1:] for row in rows}
    _refuse_other_kind(nodes, stored)
    if stored:
        nodes = _completed(nodes, stored)
        fresh, newer = _sorted_out(nodes, stored)
    else:
        fresh, newer = new.latest, new.latest[:0]
    described = set(nodes.key[fresh].tolist())
    missing = [key for key in dict.fromkeys(new.stubs) if key not in stored and key not in described]
    if len(fresh):
        create = creation(nodes, fresh) if stored else new.create
        writer.run(create.text, create.parameters)
    if missing:
        writer.run(upsert.nodes_create(nodes.label, ()), {"key": missing, "days": []})
    if len(newer):
        update = replacement(nodes, newer)
        writer.run(update.text, update.parameters)
    for label in NODES[nodes.label].labels:
        created.setdefault(label, set()).update(described, missing)
    changed[_rows_of(nodes, np.concatenate([fresh, newer]))] = True
    return len(fresh) + len(newer) + len(missing)


def _refuse_other_kind(nodes: NodeFacts, stored: Stored) -> None:
    other = [key for key, values in stored.items() if not values[0]]
    if other:
        raise FeedError(
            f"{other[0]} is stored as a party of another kind than {nodes.label}. Correct the number in the delivery.",
            f"{other[0]} 在库中是另一类主体，与 {NODES[nodes.label].zh} 不符。请更正数据中的编号。",
            key=other[0],
        )


def _completed(nodes: NodeFacts, stored: Stored) -> NodeFacts:
    """The descriptions, joined with stored ones of the same dates: a value beats a blank, else the greater one stays.

    An amount goes with its currency. So it does not matter which description came first.
    """
    known = [
        at for at, key in enumerate(nodes.key.tolist()) if stored.get(key, [None])[1:2] == [nodes.described_on[at]]
    ]
    if not known:
        return nodes
    names = [p.name for p in upsert.node_properties(NODES[nodes.label])]
    columns = {name: values.copy() for name, values in nodes.columns.items()}
    for together in _joined_as_one(names):
        given = [name for name in together if name in columns]
        for at in known:
            own = [plain_value(columns[name][at]) for name in given]
            other = [stored[nodes.key[at]][2 + names.index(name)] for name in given]
            if _weight(other) > _weight(own):
                for name, value in zip(given, other, strict=True):
                    columns[name][at] = _typed_value(columns[name], value)
    return replace(nodes, columns=columns)


def _joined_as_one(names: list[str]) -> list[list[str]]:
    """Properties that are taken from one description only: amounts and their currency, any other by itself."""
    amounts = [name for name in names if "currency" in names and (name == "currency" or f"{name}_cny" in names)]
    amounts += [f"{name}_cny" for name in amounts if name != "currency"]
    return [amounts, *([name] for name in names if name not in amounts)]


def _weight(values: list[Any]) -> tuple[int, str]:
    return sum(value is not None for value in values), as_text(values)


def _typed_value(column: Array, value: Any) -> Any:
    """A value as the database returns it in the form of a typed column: the reverse of `plain_value`."""
    if value is None:
        return {"f": np.nan, "i": NO_DAY}.get(column.dtype.kind)
    return day_number(value) if isinstance(value, date) else value


def _sorted_out(nodes: NodeFacts, stored: Stored) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which descriptions create a node and which replace a stored one: positions in `nodes`."""
    best = latest(nodes).tolist()
    known = [stored.get(nodes.key[at]) for at in best]
    fresh = [at for at, values in zip(best, known, strict=True) if values is None]
    newer = [at for at, values in zip(best, known, strict=True) if values is not None and _replaces(nodes, at, values)]
    return np.array(fresh, dtype=np.int64), np.array(newer, dtype=np.int64)


def _replaces(nodes: NodeFacts, at: int, stored: list[Any]) -> bool:
    """Whether a description is later than the stored one, or equally late and adds to it."""
    described_on, held = stored[1], stored[2:]
    if described_on is None:
        return True
    own = content(nodes, at)
    if nodes.recorded_by_load[at] and as_text(own[:-1]) == as_text(held[:-1]):
        return False  # said again on another day of loading, by whatever source: nothing new
    given = nodes.described_on[at]
    return bool(given > described_on or (given == described_on and as_text(own) != as_text(held)))


def _rows_of(nodes: NodeFacts, positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """The batch's rows behind descriptions; rows that say the same as the one written count as written too."""
    if len(np.unique(nodes.key)) == len(nodes.key) or not len(positions):
        rows: NDArray[np.int64] = nodes.row[positions]
        return rows
    written = {(nodes.key[at], nodes.described_on[at]) for at in positions.tolist()}
    same = [(key, on) in written for key, on in zip(nodes.key.tolist(), nodes.described_on.tolist(), strict=True)]
    same_rows: NDArray[np.int64] = nodes.row[np.array(same, dtype=bool)]
    return same_rows
