"""Nodes of a batch: the latest description of each wins, whatever was loaded first."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import FeedError
from graph.schema import NODES, DataType, NodeRow, RelationshipRow, upsert
from graph.schema.common import DESCRIBED_ON
from graph.store import Writer
from ingest.batches import Batch
from ingest.facts import NodeFacts
from ingest.parameters import Days, parameter
from ingest.references import exploded
from ingest.typed import NO_DAY, Array, day_number, day_of

Stored = dict[str, list[Any]]


def write_nodes(
    writer: Writer, nodes: NodeFacts, batch: Batch, created: dict[str, set[str]], changed: NDArray[np.bool_]
) -> int:
    """Create what is missing and replace descriptions that are older; the number of nodes written.

    Adds the keys created to `created`, under every label, and marks the rows in `changed`.
    """
    stubs = _stubs(nodes, batch)
    wanted = list(dict.fromkeys([*nodes.key.tolist(), *stubs]))
    rows = writer.columns(upsert.nodes_read(nodes.label), {"key": wanted}).get("row", []) if wanted else []
    stored: Stored = {row[0]: row[1:] for row in rows}
    _refuse_other_kind(nodes, stored)
    names = [p.name for p in upsert.node_properties(NODES[nodes.label])]
    nodes = _completed(nodes, stored, names)
    fresh, newer = _sorted_out(nodes, stored, names)
    missing = [key for key in dict.fromkeys(stubs) if key not in stored]
    described = set(nodes.key[fresh].tolist())
    missing = [key for key in missing if key not in described]
    if len(fresh):
        _create(writer, nodes, fresh)
    if missing:
        writer.run(upsert.nodes_create(nodes.label, ()), {"key": missing, "days": []})
    if len(newer):
        _update(writer, nodes, newer)
    for label in NODES[nodes.label].labels:
        created.setdefault(label, set()).update(described, missing)
    changed[_rows_of(nodes, np.concatenate([fresh, newer]))] = True
    return len(fresh) + len(newer) + len(missing)


def _stubs(nodes: NodeFacts, batch: Batch) -> list[str]:
    """Keys of the same label to which rows of the batch refer: they may stand in a batch still to come."""
    table = batch.facts.table
    found: list[str] = []
    for state in table.table.states:
        if isinstance(state, RelationshipRow) and state.when and state.target == state.when:
            column = table.table.column(state.target)
            own = any(isinstance(s, NodeRow) and s.label == column.target for s in table.table.states)
            if own and column.target == nodes.label:
                found += exploded(table[state.target][batch.first : batch.last])[0].tolist()
    return found


def _refuse_other_kind(nodes: NodeFacts, stored: Stored) -> None:
    other = [key for key, values in stored.items() if not values[0]]
    if other:
        raise FeedError(
            f"{other[0]} is stored as a party of another kind than {nodes.label}. Correct the number in the delivery.",
            f"{other[0]} 在库中是另一类主体，与 {NODES[nodes.label].zh} 不符。请更正数据中的编号。",
            key=other[0],
        )


def _completed(nodes: NodeFacts, stored: Stored, names: list[str]) -> NodeFacts:
    """The descriptions, joined with stored ones of the same dates: a value beats a blank, else the greater one stays.

    An amount goes with its currency. So it does not matter which description came first.
    """
    known = [
        at for at, key in enumerate(nodes.key.tolist()) if stored.get(key, [None])[1:2] == [nodes.described_on[at]]
    ]
    if not known:
        return nodes
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
    return sum(value is not None for value in values), _text(values)


def _typed_value(column: Array, value: Any) -> Any:
    """A value as the database returns it in the form of a typed column: the reverse of `plain_value`."""
    if value is None:
        return {"f": np.nan, "i": NO_DAY}.get(column.dtype.kind)
    return day_number(value) if isinstance(value, date) else value


def _sorted_out(nodes: NodeFacts, stored: Stored, names: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which descriptions create a node and which replace a stored one: positions in `nodes`."""
    best = _best(nodes, names)
    fresh, newer = [], []
    for at in best:
        values = stored.get(nodes.key[at])
        if values is None:
            fresh.append(at)
        elif _replaces(nodes, at, values, names):
            newer.append(at)
    return np.array(fresh, dtype=np.int64), np.array(newer, dtype=np.int64)


def _best(nodes: NodeFacts, names: list[str]) -> list[int]:
    """The position of the latest description of each key within the batch."""
    keys = nodes.key.tolist()
    if len(set(keys)) == len(keys):
        return list(range(len(keys)))
    best: dict[str, tuple[str, str, int]] = {}
    for at, key in enumerate(keys):
        entry = (nodes.described_on[at], _text(_content(nodes, at, names)), -at)
        if key not in best or entry > best[key]:
            best[key] = entry
    return sorted(-entry[2] for entry in best.values())


def _replaces(nodes: NodeFacts, at: int, stored: list[Any], names: list[str]) -> bool:
    """Whether a description is later than the stored one, or equally late and adds to it."""
    described_on, content = stored[1], stored[2:]
    if described_on is None:
        return True
    own = _content(nodes, at, names)
    if nodes.recorded_by_load[at] and _text(own[:-1]) == _text(content[:-1]):
        return False  # said again on another day of loading, by whatever source: nothing new
    given = nodes.described_on[at]
    return bool(given > described_on or (given == described_on and _text(own) != _text(content)))


def _content(nodes: NodeFacts, at: int, names: list[str]) -> list[Any]:
    """One description as stored values, in the order of `names`; the source comes last."""
    return [plain_value(nodes.columns[name][at]) if name in nodes.columns else None for name in names]


def plain_value(value: Any) -> Any:
    """A value of a typed column as the database returns it."""
    if isinstance(value, np.floating):
        return None if np.isnan(value) else float(value)
    if isinstance(value, np.integer):
        return None if value == NO_DAY else day_of(int(value))
    return value


def _text(values: list[Any]) -> str:
    """Values as one text: equal values, equal texts, on either database."""
    return json.dumps(values, default=str, ensure_ascii=False)


def _create(writer: Writer, nodes: NodeFacts, rows: NDArray[np.int64]) -> None:
    days = Days()
    parameters = _parameters(nodes, rows, days)
    filled = {name: values for name, values in parameters.items() if any(v is not None for v in values)}
    names = tuple(sorted(filled))
    writer.run(
        upsert.nodes_create(nodes.label, names), filled | {"key": nodes.key[rows].tolist(), "days": days.dates()}
    )


def _update(writer: Writer, nodes: NodeFacts, rows: NDArray[np.int64]) -> None:
    days = Days()
    parameters = _parameters(nodes, rows, days)
    names = tuple(sorted(parameters))
    writer.run(
        upsert.nodes_update(nodes.label, names), parameters | {"key": nodes.key[rows].tolist(), "days": days.dates()}
    )


def _parameters(nodes: NodeFacts, rows: NDArray[np.int64], days: Days) -> dict[str, list[Any]]:
    columns: Mapping[str, Array] = {**nodes.columns, DESCRIBED_ON.name: nodes.described_on}
    types = {p.name: p.type for p in NODES[nodes.label].properties}
    return {
        name: [None if v is None else int(v) for v in values[rows].tolist()]
        if types.get(name) is DataType.INTEGER
        else parameter(values[rows], days)
        for name, values in columns.items()
    }


def _rows_of(nodes: NodeFacts, positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """The batch's rows behind descriptions; rows that say the same as the one written count as written too."""
    if len(np.unique(nodes.key)) == len(nodes.key) or not len(positions):
        rows: NDArray[np.int64] = nodes.row[positions]
        return rows
    written = {(nodes.key[at], nodes.described_on[at]) for at in positions.tolist()}
    same = [(key, on) in written for key, on in zip(nodes.key.tolist(), nodes.described_on.tolist(), strict=True)]
    same_rows: NDArray[np.int64] = nodes.row[np.array(same, dtype=bool)]
    return same_rows
