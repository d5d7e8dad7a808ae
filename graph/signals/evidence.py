"""The facts that make a finding: a small subgraph with contract ids, sources and dates."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.schema import NODES, RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.snapshot import Snapshot
from graph.snapshot.snapshot import Edges

if TYPE_CHECKING:
    from graph.signals.rule import Text

MOST_EDGES: Final = 200
"""A larger subgraph is cut and says so; its totals stand in `facts`."""

Fact = float | int | str


@dataclass(frozen=True, slots=True)
class EvidenceNode:
    """A node by its key; names are looked up by who may read them, never kept here."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class EvidenceEdge:
    """A relationship in force: the id of its contract or record, who said it, and since when it holds."""

    type: str
    id: str
    source: str
    target: str
    amount_cny: float | None
    said_by: str
    valid_from: str
    valid_to: str
    recorded_on: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found, on which facts. `truncated`: there are more edges than shown. `measures`: those that the rule has
    read, with their values on the day. `would_lower`: what would lower the warning, in both languages."""

    nodes: tuple[EvidenceNode, ...]
    edges: tuple[EvidenceEdge, ...]
    facts: Mapping[str, Fact]
    truncated: bool = False
    measures: Mapping[str, float] = field(default_factory=dict)
    would_lower: Mapping[str, str] = field(default_factory=dict)

    def explained(self, measures: Mapping[str, float], remedy: "Text") -> "Evidence":
        """With the measures behind the warning that rests on it, and what would lower it."""
        return replace(self, measures=measures, would_lower={"zh": remedy.zh, "en": remedy.en})

    def to_json(self) -> str:
        """One line of JSON, the same for the same evidence."""
        return json.dumps(
            {
                "nodes": [asdict(node) for node in self.nodes],
                "edges": [asdict(edge) for edge in self.edges],
                "facts": dict(self.facts),
                "truncated": self.truncated,
                "measures": dict(self.measures),
                "would_lower": dict(self.would_lower),
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    def content(self) -> list[Any]:
        """What makes this evidence the same as another: all but when we came to know it, and values that move by the
        day."""
        edges = [(e.type, e.id, e.source, e.target, e.amount_cny, e.valid_from, e.valid_to) for e in self.edges]
        return [edges, sorted(self.facts.items())]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Edges of one kind that are evidence: their rows in the snapshot, the most telling first, and their amounts.
    edges: whose rows they are; None: those in force."""

    name: str
    rows: NDArray[np.int64]
    amount_cny: NDArray[np.float64] | None = None
    edges: Edges | None = None


Shown = tuple[tuple[Found, ...], dict[str, Fact]]
"""Edges, and numbers that stand beside them."""


def gather(snapshot: Snapshot, shown: Sequence[Shown], limit: int = MOST_EDGES) -> list[Evidence]:
    """The evidence of several findings, each made of the first `limit` of its edges. All edges are read at once: to
    look up some of a column takes about as long for one finding as for thousands."""
    cut = [_cut(found, limit) for found, _ in shown]
    read = _read(snapshot, [part for parts, _ in cut for part in parts])
    return [
        _evidence(parts, read, facts, truncated=truncated)
        for (parts, truncated), (_, facts) in zip(cut, shown, strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """Edges of one kind by their row: without an amount, and the nodes at their ends."""

    edge: dict[int, EvidenceEdge]
    ends: dict[int, tuple[EvidenceNode, EvidenceNode]]


Key = tuple[str, int]
"""The kind of edges, and which of them."""


def _key(part: Found) -> Key:
    return part.name, id(part.edges)


def _cut(found: Iterable[Found], limit: int) -> tuple[list[Found], bool]:
    """The parts with as many rows as there is room for, and whether there were more."""
    parts, room, truncated = [], limit, False
    for part in found:
        truncated |= len(part.rows) > room
        rows = part.rows[:room]
        if len(rows):
            parts.append(replace(part, rows=rows))
        room -= len(rows)
    return parts, truncated


def _evidence(
    parts: Sequence[Found], read: Mapping[Key, _Read], facts: Mapping[str, Fact], *, truncated: bool
) -> Evidence:
    edges: list[EvidenceEdge] = []
    nodes: set[EvidenceNode] = set()
    for part in parts:
        known, rows = read[_key(part)], part.rows.tolist()
        if part.amount_cny is None:
            edges += [known.edge[row] for row in rows]
        else:
            amounts = zip(rows, part.amount_cny.tolist(), strict=False)
            edges += [replace(known.edge[row], amount_cny=_fen(amount)) for row, amount in amounts]
        for row in rows:
            nodes.update(known.ends[row])
    return Evidence(
        nodes=tuple(sorted(nodes, key=lambda node: (node.label not in PARTY_LABELS, node.id, node.label))),
        edges=tuple(sorted(edges, key=lambda e: (e.type, e.id, e.source, e.target))),
        facts=facts,
        truncated=truncated,
    )


def _read(snapshot: Snapshot, parts: Iterable[Found]) -> dict[Key, _Read]:
    kinds: dict[Key, list[Found]] = {}
    for part in parts:
        kinds.setdefault(_key(part), []).append(part)
    return {key: _read_edges(snapshot, found) for key, found in kinds.items()}


def _read_edges(snapshot: Snapshot, found: Sequence[Found]) -> _Read:
    """The different rows of parts of one kind."""
    first, rows = found[0], np.unique(np.concatenate([part.rows for part in found]))
    relationship, edges = RELATIONSHIPS[first.name], first.edges or snapshot.edges(first.name)
    told = edges.rows(rows).to_pydict()
    sources = _ends(snapshot, relationship.source, edges.source[rows])
    targets = _ends(snapshot, relationship.target, edges.target[rows])
    ids = told.get("guarantee_id") or told.get("stake_id") or [None] * len(rows)
    made = {}
    for i, row in enumerate(rows.tolist()):
        made[row] = EvidenceEdge(
            type=relationship.type, id=ids[i] or targets[i].id, source=sources[i].id, target=targets[i].id,
            amount_cny=None, said_by=told["source"][i] or "",
            valid_from=str(told["valid_from"][i]), valid_to=str(told["valid_to"][i]),
            recorded_on=str(told["recorded_on"][i]),
        )  # fmt: skip
    return _Read(made, dict(zip(rows.tolist(), zip(sources, targets, strict=True), strict=True)))


def _ends(snapshot: Snapshot, label: str, positions: NDArray[np.int32]) -> list[EvidenceNode]:
    """The nodes at some positions, a party by its own label."""
    party = label in PARTY_LABELS
    nodes, places = snapshot.nodes("Party" if party else label), pa.array(positions)
    keys = nodes.column(NODES["Party" if party else label].key).take(places).to_pylist()
    labels = nodes.column("label").take(places).to_pylist() if party else [label] * len(keys)
    return list(map(EvidenceNode, keys, labels))


def _fen(amount: float) -> float | None:
    return None if isnan(amount) else round(amount, 2)
