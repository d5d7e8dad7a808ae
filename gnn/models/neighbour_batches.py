"""Batches of a large network, as PyTorch Geometric's loaders give them: some targets, and some of those around them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
import torch_geometric.typing as backends
from torch import Tensor
from torch_geometric.data import HeteroData
from torch_geometric.loader import NodeLoader
from torch_geometric.sampler import (
    BaseSampler,
    EdgeSamplerInput,
    HeteroSamplerOutput,
    NeighborSampler,
    NodeSamplerInput,
)

from gnn.models.hetero import EdgeType
from gnn.network import ENTERPRISE, Relation, TypedNetwork
from gnn.sampling import NeighbourSampler
from graph.errors import UsageError


class CountedSampler(BaseSampler):
    """Our `NeighbourSampler` in PyTorch Geometric's place for one, for data whose nodes have a `key`."""

    def __init__(self, data: HeteroData, fan_out: Sequence[int], seed: int) -> None:
        self.types: dict[str, EdgeType] = {kind[1]: kind for kind in data.edge_types}
        network = TypedNetwork(
            {kind: data[kind].num_nodes for kind in data.node_types},
            tuple(_relation(kind, data[kind].edge_index) for kind in data.edge_types),
        )
        marks = {kind: data[kind].key.numpy().view(np.uint64) for kind in data.node_types}
        self.drawing = NeighbourSampler(network, marks, tuple(fan_out), seed)

    def in_round(self, number: int) -> None:
        """Draw otherwise from now on."""
        self.drawing = self.drawing.in_round(number)

    def sample_from_nodes(self, index: NodeSamplerInput, **_: Any) -> HeteroSamplerOutput:
        """The targets come first among the nodes of their kind."""
        found = self.drawing.around(index.input_type, index.node.numpy())
        ties = {self.types[name]: some for name, some in found.ties.items()}
        return HeteroSamplerOutput(
            node={kind: torch.from_numpy(nodes) for kind, nodes in found.nodes.items()},
            row={kind: torch.from_numpy(some.source) for kind, some in ties.items()},
            col={kind: torch.from_numpy(some.target) for kind, some in ties.items()},
            edge={kind: torch.from_numpy(some.tie) for kind, some in ties.items()},
            metadata=(index.input_id, index.time),
        )

    def sample_from_edges(self, *_: EdgeSamplerInput, **__: Any) -> HeteroSamplerOutput:
        """UsageError: nothing here learns ties."""
        raise UsageError("Only nodes are sampled, not ties.", "仅支持按节点抽样，不支持按边抽样。")


class NeighbourBatches:
    """Batches around enterprises. PyTorch Geometric's own sampler where it was installed with its compiled parts, else
    ours (`compiled=False`: ours in any case)."""

    def __init__(
        self, data: HeteroData, fan_out: Sequence[int], batch: int, *, seed: int = 0, compiled: bool = True
    ) -> None:
        self.data, self.batch = data, batch
        theirs = compiled and (backends.WITH_PYG_LIB or backends.WITH_TORCH_SPARSE)
        self.sampler = NeighborSampler(data, list(fan_out)) if theirs else CountedSampler(data, fan_out, seed)

    def around(self, targets: Tensor, number: int = 0) -> Iterator[HeteroData]:
        """Batches of the targets, in their order; they come first among a batch's enterprises, `batch_size` of them.
        number: of the round, each with draws of its own."""
        if isinstance(self.sampler, CountedSampler):
            self.sampler.in_round(number)
        loader = NodeLoader(self.data, self.sampler, (ENTERPRISE, targets), batch_size=self.batch)
        return iter(loader)


def _relation(kind: EdgeType, ties: Tensor) -> Relation:
    source, target = (end.to(torch.int32).numpy() for end in ties)
    return Relation(kind[1], kind[0], kind[2], source, target, np.empty((len(source), 0)))
