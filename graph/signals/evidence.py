"""The facts that make a finding: a small subgraph with contract ids, sources and dates."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.schema import NODES, RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.snapshot import Snapshot

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
    earlier: the snapshot of another day whose rows they are."""

    name: str
    rows: NDArray[np.int64]
    amount_cny: NDArray[np.float64] | None = None
    earlier: Snapshot | None = None


def gather(snapshot: Snapshot, found: Iterable[Found], facts: Mapping[str, Fact], limit: int = MOST_EDGES) -> Evidence:
    """The evidence made of the first `limit` of the found edges."""
    edges: list[EvidenceEdge] = []
    nodes: set[tuple[str, str]] = set()
    truncated = False
    for part in found:
        room = max(limit - len(edges), 0)
        truncated |= len(part.rows) > room
        taken = _edges(snapshot, part, room)
        edges += taken
        relationship = RELATIONSHIPS[part.name]
        nodes |= {(e.source, relationship.source) for e in taken} | {(e.target, relationship.target) for e in taken}
    return Evidence(
        nodes=_labelled(snapshot, nodes),
        edges=tuple(sorted(edges, key=lambda e: (e.type, e.id, e.source, e.target))),
        facts=facts,
        truncated=truncated,
    )


def _edges(snapshot: Snapshot, part: Found, room: int) -> list[EvidenceEdge]:
    rows = part.rows[:room]
    if not len(rows):
        return []
    relationship, edges = RELATIONSHIPS[part.name], (part.earlier or snapshot).edges(part.name)
    told = edges.rows(rows).to_pydict()
    sources = _keys(snapshot, relationship.source, edges.source[rows])
    targets = _keys(snapshot, relationship.target, edges.target[rows])
    ids = told.get("guarantee_id") or told.get("stake_id") or targets
    amounts = [None] * len(rows) if part.amount_cny is None else [_fen(x) for x in part.amount_cny[: len(rows)]]
    return [
        EvidenceEdge(
            type=relationship.type, id=ids[i] or targets[i], source=sources[i], target=targets[i],
            amount_cny=amounts[i], said_by=told["source"][i] or "",
            valid_from=str(told["valid_from"][i]), valid_to=str(told["valid_to"][i]),
            recorded_on=str(told["recorded_on"][i]),
        )
        for i in range(len(rows))
    ]  # fmt: skip


def _keys(snapshot: Snapshot, label: str, positions: NDArray[np.int32]) -> list[str]:
    """The keys of nodes by position."""
    label = "Party" if label in PARTY_LABELS else label
    keys: list[str] = snapshot.nodes(label).column(NODES[label].key).take(pa.array(positions)).to_pylist()
    return keys


def _labelled(snapshot: Snapshot, nodes: set[tuple[str, str]]) -> tuple[EvidenceNode, ...]:
    """The nodes by id, a party by its own label."""
    parties = sorted({id for id, label in nodes if label in PARTY_LABELS})
    rows = snapshot.find("Party", parties)
    labels = snapshot.parties.table.column("label").take(pa.array(rows)).to_pylist() if len(rows) else []
    others = sorted((id, label) for id, label in nodes if label not in PARTY_LABELS)
    return tuple(EvidenceNode(*pair) for pair in [*zip(parties, labels, strict=True), *others])


def _fen(amount: float) -> float | None:
    return None if np.isnan(amount) else round(float(amount), 2)
