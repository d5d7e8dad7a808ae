"""The facts that make a finding: a small subgraph with contract ids, sources and dates."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import isnan, nan
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.schema import NODES, RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.snapshot import Snapshot
from graph.snapshot.snapshot import Edges
from graph.text import Text

MOST_EDGES: Final = 200
"""A larger subgraph is cut and says so; its totals stand in `facts`."""

OWN_IDS: Final = ("guarantee_id", "stake_id")
"""The properties by which an edge is named; another is named by its target."""

SAID: Final = ("source", "valid_from", "valid_to", "recorded_on")

MONTHLY: Final = ("STOOD_AT",)

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

    def explained(self, measures: Mapping[str, float], remedy: Text) -> "Evidence":
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
        """What makes this evidence the same as another: all but when we came to know it, values that move by the day,
        balances, of which each month has another, and amounts beyond their first digit."""
        edges = [
            (e.type, e.id, e.source, e.target, _coarse(e.amount_cny), e.valid_from, e.valid_to)
            for e in self.edges
            if e.type not in MONTHLY
        ]
        return [edges, sorted((name, _coarse(value)) for name, value in self.facts.items())]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Edges of one kind that are evidence: their rows in the snapshot, the most telling first, and their amounts.
    edges: whose rows they are; None: those in force."""

    name: str
    rows: NDArray[np.int64]
    amount_cny: NDArray[np.float64] | None = None
    edges: Edges | None = None

    def first(self, count: int) -> "Found":
        """The most telling of them."""
        amount = None if self.amount_cny is None else self.amount_cny[:count]
        return Found(self.name, self.rows[:count], amount, self.edges)


Shown = tuple[tuple[Found, ...], dict[str, Fact]]
"""Edges, and numbers that stand beside them."""


@dataclass(frozen=True, eq=False)
class Gathering:
    """Evidence from the edges of a day. Edges are read many at once and kept: to look up some rows of a column takes
    about as long for one finding as for thousands."""

    snapshot: Snapshot
    _read: dict[tuple[str, int], "_Read"] = field(default_factory=dict, repr=False)

    def gather(self, shown: Sequence[Shown], limit: int = MOST_EDGES) -> list[Evidence]:
        """The evidence of several findings, each made of the first `limit` of its edges."""
        kept = [cut(found, limit) for found, _ in shown]
        self._prepare(part for parts, _ in kept for part in parts)
        return [
            self._evidence(parts, facts, truncated=truncated)
            for (parts, truncated), (_, facts) in zip(kept, shown, strict=True)
        ]

    def _prepare(self, parts: Iterable[Found]) -> None:
        wanted: dict[tuple[str, int], list[Found]] = {}
        for part in parts:
            wanted.setdefault(key_of(part), []).append(part)
        for key, found in wanted.items():
            self._read.setdefault(key, _Read(found[0])).add(self.snapshot, [part.rows for part in found])

    def _evidence(self, parts: Sequence[Found], facts: Mapping[str, Fact], *, truncated: bool) -> Evidence:
        edges: list[EvidenceEdge] = []
        nodes: set[EvidenceNode] = set()
        for part in parts:
            read, rows = self._read[key_of(part)], part.rows.tolist()
            amounts = [nan] * len(rows) if part.amount_cny is None else part.amount_cny.tolist()
            edges += map(read.edge, rows, amounts)
            for row in rows:
                nodes.update(read.ends[row])
        return Evidence(
            nodes=tuple(sorted(nodes, key=lambda node: (node.label not in PARTY_LABELS, node.id, node.label))),
            edges=tuple(sorted(edges, key=lambda edge: (edge.type, edge.id, edge.source, edge.target))),
            facts=facts,
            truncated=truncated,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """Edges of one kind by their row: id, source and dates of each, and the nodes at its ends."""

    of: Found
    said: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    ends: dict[int, tuple[EvidenceNode, EvidenceNode]] = field(default_factory=dict)
    made: dict[tuple[int, float | None], EvidenceEdge] = field(default_factory=dict)

    def add(self, snapshot: Snapshot, rows: Sequence[NDArray[np.int64]]) -> None:
        """Read those rows that are not read yet."""
        wanted = np.array([row for row in np.unique(np.concatenate(rows)).tolist() if row not in self.ends], np.int64)
        if not len(wanted):
            return
        relationship, edges = RELATIONSHIPS[self.of.name], self.of.edges or snapshot.edges(self.of.name)
        sources = ends_of(snapshot, relationship.source, edges.source[wanted])
        targets = ends_of(snapshot, relationship.target, edges.target[wanted])
        own = [one.name for one in relationship.properties if one.name in OWN_IDS]
        said = edges.rows(wanted, (*own, *SAID))
        columns = [said.column(name).cast(pa.string()).to_pylist() for name in (*own, *SAID)]
        places = wanted.tolist()
        self.ends.update(zip(places, zip(sources, targets, strict=True), strict=True))
        ids = columns.pop(0) if own else [None] * len(places)
        self.said.update(zip(places, zip(ids, *columns, strict=True), strict=True))

    def edge(self, row: int, amount: float) -> EvidenceEdge:
        """The edge with its amount, NaN where there is none."""
        amount_cny = None if isnan(amount) else round(amount, 2)
        found = self.made.get((row, amount_cny))
        if found is None:
            source, target = self.ends[row]
            id, said_by, valid_from, valid_to, recorded_on = self.said[row]
            found = self.made[row, amount_cny] = EvidenceEdge(
                type=RELATIONSHIPS[self.of.name].type, id=id or target.id, source=source.id, target=target.id,
                amount_cny=amount_cny, said_by=said_by or "",
                valid_from=str(valid_from), valid_to=str(valid_to), recorded_on=str(recorded_on),
            )  # fmt: skip
        return found


def _coarse(value: Fact | None) -> Fact | None:
    """An amount by its first digit; anything else as it is."""
    return float(f"{value:.0e}") if isinstance(value, float) and not isnan(value) else value


def key_of(part: Found) -> tuple[str, int]:
    """The kind of the edges, and which edges they are: those kept alive by who keeps this."""
    return part.name, id(part.edges)


def cut(found: Iterable[Found], limit: int) -> tuple[list[Found], bool]:
    """The parts with as many rows as there is room for, and whether there were more."""
    parts, room, truncated = [], limit, False
    for part in found:
        taken = min(len(part.rows), room)
        truncated |= taken < len(part.rows)
        if taken:
            parts.append(part if taken == len(part.rows) else part.first(taken))
        room -= taken
    return parts, truncated


def ends_of(snapshot: Snapshot, label: str, positions: NDArray[np.int32]) -> list[EvidenceNode]:
    """The nodes at some positions, a party by its own label."""
    party = label in PARTY_LABELS
    nodes, places = snapshot.nodes("Party" if party else label), pa.array(positions)
    keys = nodes.column(NODES["Party" if party else label].key).take(places).to_pylist()
    labels = nodes.column("label").take(places).to_pylist() if party else [label] * len(keys)
    return list(map(EvidenceNode, keys, labels))
