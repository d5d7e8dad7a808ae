"""Several copies of one ego network as one batch, so that a network looks at all of them in one go."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gnn.explain.ego import Ego
from gnn.models.hetero import EdgeType, NetworkInputs, Prepared
from gnn.network import ENTERPRISE

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Copies:
    """x: per kind, first those who listen, copy after copy, then those who are only heard, once for all copies. ties,
    attributes: per relation and direction, copy after copy."""

    count: int
    x: dict[str, Tensor]
    ties: dict[EdgeType, Tensor]
    attributes: dict[EdgeType, Tensor]
    listening: dict[str, int]

    @property
    def explained(self) -> Tensor:
        """Where the enterprise stands in each copy."""
        return torch.arange(self.count) * self.listening[ENTERPRISE]

    @property
    def whole(self) -> dict[EdgeType, Tensor]:
        """Masks that weaken no tie."""
        return {kind: torch.ones(ties.shape[1]) for kind, ties in self.ties.items()}


@dataclass(frozen=True, eq=False)
class Degrees:
    """Where, among a kind's numbers, stands how many ties of a relation and direction a node has. zero: what stands
    there for none, float32, one per column."""

    columns: dict[EdgeType, int]
    zero: Tensor

    @property
    def places(self) -> list[int]:
        """The columns, in the order of `zero`."""
        return list(self.columns.values())


def degrees_of(inputs: NetworkInputs, kind: str) -> Degrees:
    """Of one kind of nodes; no columns where the model is not told."""
    if kind == ENTERPRISE and not inputs.degrees:
        return Degrees({}, torch.zeros(0))
    first = len(inputs.feature_names) if kind == ENTERPRISE else 0
    leading = [way for way in inputs.metadata[1] if way[2] == kind]
    columns = {way: first + number for number, way in enumerate(leading)}
    nothing = inputs.nodes[kind](np.zeros((1, len(inputs.nodes[kind].centre))))[0]
    return Degrees(columns, torch.from_numpy(nothing)[list(columns.values())])


def copied(ego: Ego, prepared: Prepared, count: int) -> Copies:
    """So many equal copies."""
    data = prepared.data
    x = {}
    for kind, nodes in ego.nodes.items():
        rows = data[kind].x[torch.from_numpy(nodes)]
        listening = ego.listening[kind]
        x[kind] = torch.cat([rows[:listening].repeat(count, 1), rows[listening:]])
    ties, attributes = {}, {}
    for kind in prepared.data.edge_types:
        store = data[kind]
        if kind not in ego.heard:
            ties[kind], attributes[kind] = torch.zeros((2, 0), dtype=torch.int64), store.edge_attr[:0]
            continue
        some = ego.heard[kind]
        source = _placed(some.source, ego.listening[kind[0]], count)
        target = _placed(some.target, ego.listening[kind[2]], count)
        ties[kind] = torch.from_numpy(np.stack([source, target]))
        attributes[kind] = store.edge_attr[torch.from_numpy(some.tie)].repeat(count, 1)
    return Copies(count, x, ties, attributes, ego.listening)


def without(copies: Copies, kept: Mapping[EdgeType, NDArray[np.bool_]]) -> Copies:
    """Less some ties. kept: per relation and direction, bool [copies, ties of a copy]."""
    chosen = {kind: torch.from_numpy(flags.reshape(-1)) for kind, flags in kept.items()}
    ties = {kind: one[:, chosen[kind]] if kind in chosen else one for kind, one in copies.ties.items()}
    attributes = {kind: one[chosen[kind]] if kind in chosen else one for kind, one in copies.attributes.items()}
    return Copies(copies.count, copies.x, ties, attributes, copies.listening)


def _placed(ends: NDArray[np.int64], listening: int, count: int) -> NDArray[np.int64]:
    """Where a node of a copy stands among all: those only heard have one place for all copies."""
    copy = np.arange(count)[:, None]
    return np.where(ends < listening, ends + copy * listening, ends + (count - 1) * listening).reshape(-1)
