"""Some of everybody's neighbours, for networks too large to learn from at once (Hamilton, Ying and Leskovec 2017).

From the targets outwards: of each node's incoming ties of each relation, at most so many as the fan-out of that hop,
without replacement; whom they come from is asked in the next hop. What is drawn is a function of seed, round, hop,
relation and the node's mark, so neither the other targets of a batch nor threads change it.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gnn.network import Relation, TypedNetwork
from graph.errors import UsageError
from graph.kernels.compiled import compiled
from graph.kernels.counter_random import HALF, LOW, Marks, key_of, marks_of, philox
from graph.kernels.csr import CSR, build_csr
from graph.kernels.prefetch import FAR, NEAR, prefetch

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SampledTies:
    """Ties of one relation: source and target as places in the lists of sampled nodes of their kinds, and where each
    tie stands in the relation; int64."""

    source: Places
    target: Places
    tie: Places


@dataclass(frozen=True, slots=True, eq=False)
class SampledNetwork:
    """nodes: per kind, int64, each once, in the order found, the targets first. ties: per relation."""

    nodes: dict[str, Places]
    ties: dict[str, SampledTies]


@dataclass(frozen=True, eq=False)
class NeighbourSampler:
    """network: relations that lead to those who learn from them, so both ways where both ends do. marks: per kind, what
    a node's draws depend on, uint64. fan_out: ties per node and relation at each hop, -1 for all of them.

    The draws are even but for one part in 2**32 of a node's degree. UsageError for a fan-out of nothing.
    """

    network: TypedNetwork
    marks: Mapping[str, Marks]
    fan_out: tuple[int, ...]
    seed: int
    round: int = 0

    def __post_init__(self) -> None:
        if not self.fan_out or any(width == 0 or width < -1 for width in self.fan_out):
            raise UsageError(
                "A fan-out is how many neighbours are drawn at each hop: at least one, or -1 for all.",
                "扇出是每跳抽取的邻居数：至少为1，或用-1表示全部。",
            )

    def in_round(self, number: int) -> "NeighbourSampler":
        """Draws anew from the same network."""
        other = replace(self, round=number)
        vars(other).update({name: vars(self)[name] for name in ("_incoming", "_rooms") if name in vars(self)})
        return other

    def around(self, kind: str, targets: NDArray[np.integer]) -> SampledNetwork:
        """What the targets, distinct nodes of one kind, learn from. UsageError for a target that is no node."""
        places = self._places()
        nodes: dict[str, list[Places]] = {name: [] for name in self.network.counts}
        counts = dict.fromkeys(self.network.counts, 0)
        ties: dict[str, list[SampledTies]] = {relation.name: [] for relation in self.network.relations}
        first = _checked(targets, self.network.counts.get(kind, 0))
        fresh = dict.fromkeys(self.network.counts, first[:0]) | {kind: first}
        try:
            _enter(first, places[kind], 0)
            nodes[kind].append(first)
            counts[kind] = len(first)
            for hop in range(len(self.fan_out)):
                fresh = self._hop(hop, fresh, (places, nodes, counts), ties)
        finally:
            for name, parts in nodes.items():
                for part in parts:
                    places[name][part] = -1
        return SampledNetwork(
            {name: _joined(parts) for name, parts in nodes.items()},
            {name: _tied(parts) for name, parts in ties.items()},
        )

    def incoming_degrees(self, relation: str, nodes: NDArray[np.integer]) -> Places:
        """How many ties of a relation lead to each of these nodes, drawn or not."""
        return self._incoming[relation].degrees(nodes)

    def _hop(
        self,
        hop: int,
        asked: Mapping[str, Places],
        found: tuple[dict[str, NDArray[np.int32]], dict[str, list[Places]], dict[str, int]],
        ties: dict[str, list[SampledTies]],
    ) -> dict[str, Places]:
        """Draw ties to the nodes of the last hop; who is new is returned and entered."""
        places, nodes, counts = found
        before = {name: len(parts) for name, parts in nodes.items()}
        for relation in self.network.relations:
            targets = asked[relation.target_kind]
            if not len(targets) or not len(relation):
                continue
            incoming = self._incoming[relation.name]
            node, at = self._drawn(hop, relation, incoming, targets)
            kind = relation.source_kind
            ways = places[kind], places[relation.target_kind]
            rows, columns, drawn, new = _entered(incoming.indices, incoming.edge, node, at, ways, counts[kind])
            nodes[kind].append(new)
            counts[kind] += len(new)
            ties[relation.name].append(SampledTies(rows, columns, drawn))
        return {name: _joined(parts[before[name] :]) for name, parts in nodes.items()}

    def _drawn(
        self, hop: int, relation: Relation, incoming: CSR, targets: Places
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        width = self.fan_out[hop]
        degrees = incoming.degrees(targets)
        many = targets[degrees > width] if width > 0 else targets[:0]
        words = np.empty((-(-max(width, 0) // 4) if len(many) else 0, 4, len(many)), dtype=np.uint64)
        marks = np.ascontiguousarray(self.marks[relation.target_kind][many], dtype=np.uint64)
        stream = _stream(relation.name, hop, self.round)
        for part in range(len(words)):
            philox(marks, np.uint64(part), stream, key_of(self.seed), words[part])
        room = int(degrees.sum() if width < 0 else np.minimum(degrees, width).sum())
        return _draw(incoming.indptr, targets, width, words, room)

    @cached_property
    def _incoming(self) -> dict[str, CSR]:
        return {
            relation.name: build_csr(relation.target, relation.source, self._span(relation))
            for relation in self.network.relations
        }

    def _span(self, relation: Relation) -> int:
        return max(self.network.counts[kind] for kind in (relation.source_kind, relation.target_kind))

    @cached_property
    def _rooms(self) -> threading.local:
        return threading.local()

    def _places(self) -> dict[str, NDArray[np.int32]]:
        """Per kind, each node's place among the sampled, -1 outside: once per thread, as clearing is by node."""
        if not hasattr(self._rooms, "places"):
            self._rooms.places = {
                kind: np.full(count, -1, dtype=np.int32) for kind, count in self.network.counts.items()
            }
        found: dict[str, NDArray[np.int32]] = self._rooms.places
        return found


def _checked(targets: NDArray[np.integer], count: int) -> Places:
    found = targets.astype(np.int64)
    if len(found) and not 0 <= int(found.min()) <= int(found.max()) < count:
        raise UsageError("A target is no node of its kind.", "目标节点不存在。")
    if len(np.unique(found)) != len(found):
        raise UsageError("A target is named twice in one batch.", "同一批次中目标节点重复。")
    return found


def _joined(parts: Sequence[Places]) -> Places:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _tied(parts: Sequence[SampledTies]) -> SampledTies:
    return SampledTies(
        _joined([part.source for part in parts]),
        _joined([part.target for part in parts]),
        _joined([part.tie for part in parts]),
    )


def _stream(relation: str, hop: int, number: int) -> np.uint64:
    mark: np.uint64 = marks_of([f"{relation}\t{hop}\t{number}"])[0] & LOW
    return mark


@compiled
def _enter(nodes: Places, places: NDArray[np.int32], count: int) -> None:
    for i in range(len(nodes)):
        places[nodes[i]] = count + i


@compiled
def _entered(
    indices: NDArray[np.int32],
    edge: Places,
    node: Places,
    at: Places,
    places: tuple[NDArray[np.int32], NDArray[np.int32]],
    count: int,
) -> tuple[Places, Places, Places, Places]:
    """Both ends of each drawn tie as places among the sampled nodes, the tie itself, and the sources that had no place
    yet, each once; they get the next ones."""
    size = len(at)
    rows, columns, ties = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    found, new = np.empty(size, dtype=np.int64), 0
    for i in range(size):
        far, near = at[min(i + FAR, size - 1)], at[min(i + NEAR, size - 1)]
        prefetch(indices, far)
        prefetch(edge, far)
        prefetch(places[0], indices[near])
        source = indices[at[i]]
        if places[0][source] < 0:
            places[0][source] = count + new
            found[new] = source
            new += 1
        rows[i], columns[i], ties[i] = places[0][source], places[1][node[i]], edge[at[i]]
    return rows, columns, ties, found[:new].copy()


@compiled
def _draw(
    indptr: NDArray[np.int64], targets: Places, width: int, words: NDArray[np.uint64], room: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Targets and places of their ties: all of a node's, or `width` of them by Floyd's algorithm (Bentley and Floyd
    1987), which takes one draw per tie however many there are."""
    node, place = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    free, many = 0, 0
    for target in targets:
        first, degree = indptr[target], indptr[target + 1] - indptr[target]
        start = free
        if width < 0 or degree <= width:
            for i in range(degree):
                node[free], place[free] = target, first + i
                free += 1
            continue
        for draw in range(width):
            top = degree - width + draw
            one = first + np.int64((words[draw // 4, draw % 4, many] * np.uint64(top + 1)) >> HALF)
            for i in range(start, free):
                if place[i] == one:
                    one = first + top
                    break
            node[free], place[free] = target, one
            free += 1
        many += 1
    return node, place
