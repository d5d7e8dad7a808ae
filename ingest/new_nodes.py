"""What a batch says of nodes, ready to be written if the store knows none of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.schema import NODES, DataType, NodeRow, RelationshipRow, upsert
from graph.schema.common import DESCRIBED_ON
from ingest.facts import NodeFacts
from ingest.parameters import Days, Statement, of_all, parameter, plain_value
from ingest.references import exploded
from ingest.typed import Array, TypedTable


@dataclass(frozen=True, slots=True, eq=False)
class NewNodes:
    """Descriptions of nodes: `latest` are the positions of the last one of each key, `create` writes these.

    `stubs` are keys of the same label to which rows of the batch refer: they may stand in a batch still to come.
    """

    facts: NodeFacts
    stubs: list[str]
    latest: NDArray[np.int64]
    create: Statement


def new_nodes(nodes: NodeFacts, table: TypedTable) -> NewNodes:
    """The descriptions of one label that stand in a table."""
    best = latest(nodes)
    return NewNodes(nodes, _stubs(nodes, table), best, creation(nodes, best))


def latest(nodes: NodeFacts) -> NDArray[np.int64]:
    """The position of the latest description of each key; of equally late ones that with the greatest content."""
    keys = nodes.key.tolist()
    if len(set(keys)) == len(keys):
        return np.arange(len(keys), dtype=np.int64)
    best: dict[str, tuple[str, str, int]] = {}
    for at, key in enumerate(keys):
        entry = (nodes.described_on[at], as_text(content(nodes, at)), -at)
        if key not in best or entry > best[key]:
            best[key] = entry
    return np.array(sorted(-entry[2] for entry in best.values()), dtype=np.int64)


def content(nodes: NodeFacts, at: int) -> list[Any]:
    """One description as stored values, in the order of `upsert.node_properties`; the source comes last."""
    names = (p.name for p in upsert.node_properties(NODES[nodes.label]))
    return [plain_value(nodes.columns[name][at]) if name in nodes.columns else None for name in names]


def as_text(values: list[Any]) -> str:
    """Values as one text: equal values, equal texts, on either database."""
    return json.dumps(values, default=str, ensure_ascii=False)


def creation(nodes: NodeFacts, at: NDArray[np.int64]) -> Statement:
    """The statement that creates nodes from the descriptions at some positions; what nobody states is left out."""
    days = Days()
    filled = {n: values for n, values in _columns(nodes, at, days).items() if any(v is not None for v in values)}
    alike = of_all(filled)
    text = upsert.nodes_create(nodes.label, tuple(sorted(filled)), tuple(sorted(alike)))
    return _statement(text, nodes, at, filled | alike, days)


def replacement(nodes: NodeFacts, at: NDArray[np.int64]) -> Statement:
    """The statement that replaces stored descriptions by those at some positions."""
    days = Days()
    columns = _columns(nodes, at, days)
    return _statement(upsert.nodes_update(nodes.label, tuple(sorted(columns))), nodes, at, columns, days)


def _statement(text: str, nodes: NodeFacts, at: NDArray[np.int64], columns: Mapping[str, Any], days: Days) -> Statement:
    return Statement(text, {**columns, "key": nodes.key[at].tolist(), "days": days.texts()}, len(at))


def _columns(nodes: NodeFacts, at: NDArray[np.int64], days: Days) -> dict[str, list[Any]]:
    columns: Mapping[str, Array] = {**nodes.columns, DESCRIBED_ON.name: nodes.described_on}
    types = {p.name: p.type for p in NODES[nodes.label].properties}
    return {
        name: [None if v is None else int(v) for v in values[at].tolist()]
        if types.get(name) is DataType.INTEGER
        else parameter(values[at], days)
        for name, values in columns.items()
    }


def _stubs(nodes: NodeFacts, table: TypedTable) -> list[str]:
    found: list[str] = []
    for state in table.table.states:
        if isinstance(state, RelationshipRow) and state.when and state.target == state.when:
            column = table.table.column(state.target)
            own = any(isinstance(s, NodeRow) and s.label == column.target for s in table.table.states)
            if own and column.target == nodes.label:
                found += exploded(table[state.target])[0].tolist()
    return found
