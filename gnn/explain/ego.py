"""The part of a network that a model sees of one enterprise: its ego network, as far as its layers reach."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.models.hetero import EdgeType, Prepared
from gnn.models.neighbour_batches import CountedSampler
from gnn.network import ENTERPRISE
from gnn.sampling import SampledTies

Places = NDArray[np.int64]

REVERSE: Final = "_reverse"
NEAR_WIDTH: Final = 1000
FAR_WIDTH: Final = 64
"""So many ties of a relation are followed at the enterprise, and at each of those it is tied to; of more, as banks
have, a sample is drawn that stands for all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class EgoTies:
    """Ties once each, whichever way they are heard. relation: place among `Ego.relations`; tie: place in the prepared
    relation; source, target: places among `Ego.nodes` of their kinds; int64 each. own: whether it is one of the
    enterprise itself, not of those around it."""

    relation: Places
    tie: Places
    source: Places
    target: Places
    own: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.tie)


@dataclass(frozen=True, eq=False)
class Ego:
    """nodes: per kind, rows of the prepared data; the enterprise is the first of its kind. listening: how many of each
    kind hear others, the first ones; the rest are only heard. heard: per relation and direction, ties between them, and
    at `place` of them where each stands in `ties`. relations: types as they are prepared. sampled: whether some ties
    were left out by drawing."""

    nodes: dict[str, Places]
    listening: dict[str, int]
    heard: dict[EdgeType, SampledTies]
    place: dict[EdgeType, Places]
    relations: tuple[EdgeType, ...]
    ties: EgoTies
    sampled: bool


class EgoNetworks:
    """Ego networks of one prepared sample. hops: how far the model sees."""

    def __init__(self, prepared: Prepared, hops: int, seed: int = 0) -> None:
        self.prepared = prepared
        widths = (NEAR_WIDTH, *(FAR_WIDTH for _ in range(hops - 1)))
        self.types = tuple(prepared.data.edge_types)
        self.drawing = CountedSampler(prepared.data, widths, seed).drawing if hops and self.types else None

    def around(self, row: int) -> Ego:
        """Of the enterprise in this row of the prepared data."""
        if self.drawing is None:
            nodes = {kind: np.zeros(0, np.int64) for kind in self.prepared.data.node_types}
            return _ego(nodes | {ENTERPRISE: np.array([row])}, {}, self.types, sampled=False)
        found = self.drawing.around(ENTERPRISE, np.array([row]))
        heard = {kind: found.ties[kind[1]] for kind in self.types if len(found.ties[kind[1]].tie)}
        there = {kind: found.nodes[kind[2]][np.unique(some.target)] for kind, some in heard.items()}
        drawn = {kind: int(self.drawing.incoming_degrees(kind[1], nodes).sum()) for kind, nodes in there.items()}
        sampled = any(len(some.tie) < drawn[kind] for kind, some in heard.items())
        return _ego(found.nodes, heard, self.types, sampled=sampled)


def _ego(
    nodes: dict[str, Places], heard: dict[EdgeType, SampledTies], types: tuple[EdgeType, ...], *, sampled: bool
) -> Ego:
    listening = {kind: int(kind == ENTERPRISE) for kind in nodes}
    for kind, some in heard.items():
        listening[kind[2]] = max(listening[kind[2]], int(some.target.max()) + 1)
    relations = tuple(kind for kind in types if not kind[1].endswith(REVERSE))
    place: dict[EdgeType, Places] = {}
    told, first = [np.zeros((4, 0), np.int64)], 0
    for place_of, kind in enumerate(relations):
        back = kind[2], f"{kind[1]}{REVERSE}", kind[0]
        ends = {way: _ends(heard[way], turned=way == back) for way in (kind, back) if way in heard}
        if not ends:
            continue
        both = np.concatenate(list(ends.values()), axis=1)
        _, at, where = np.unique(both[0], return_index=True, return_inverse=True)
        cuts = np.cumsum([each.shape[1] for each in ends.values()])[:-1]
        place |= {way: some + first for way, some in zip(ends, np.split(where, cuts), strict=True)}
        told.append(np.vstack([np.full(len(at), place_of), both[:, at]]))
        first += len(at)
    number, tie, source, target = np.concatenate(told, axis=1)
    kinds = np.array([(kind[0] == ENTERPRISE, kind[2] == ENTERPRISE) for kind in relations], dtype=np.bool_)
    begins, leads = kinds.reshape(-1, 2)[number].T
    own = (begins & (source == 0)) | (leads & (target == 0))
    return Ego(nodes, listening, heard, place, relations, EgoTies(number, tie, source, target, own), sampled)


def _ends(some: SampledTies, *, turned: bool) -> Places:
    """Tie, source and target in the direction of the relation."""
    return np.stack([some.tie, some.target, some.source] if turned else [some.tie, some.source, some.target])
