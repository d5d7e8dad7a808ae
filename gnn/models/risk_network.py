"""The network model: own facts in, layers that listen to neighbours, one logit per enterprise out."""

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from gnn.models.content_dropout import ContentDropout
from gnn.models.hetero import EdgeType, NetworkInputs
from gnn.models.hgt import HgtLayer
from gnn.models.relational import RelationalLayer
from gnn.models.shape import NetworkShape
from gnn.network import ENTERPRISE


class RiskNetwork(nn.Module):
    """Without a tie, or with the architecture "mlp", what comes out rests on the own features alone."""

    def __init__(self, shape: NetworkShape, inputs: NetworkInputs) -> None:
        super().__init__()
        kinds, types = inputs.metadata
        self.shape, hidden = shape, shape.hidden
        widths = {kind: scaling.width for kind, scaling in inputs.nodes.items()}
        needed = _needed(shape.hops, kinds, types)
        self.encoders = nn.ModuleDict({kind: nn.Linear(widths[kind], hidden) for kind in needed[0]})
        relations = {kind: inputs.tie_width(kind) for kind in types}
        self.layers = nn.ModuleList(_layer(shape, relations, (kinds, types), out) for out in needed[1:] if types)
        self.norms = nn.ModuleList(
            nn.ModuleDict({kind: nn.LayerNorm(hidden) for kind in out}) for out in needed[1 : len(self.layers) + 1]
        )
        self.dropout = ContentDropout(shape.dropout)
        seen = hidden * (1 + len(self.layers)) if shape.jump else hidden
        self.hidden, self.out = nn.Linear(seen, hidden), nn.Linear(hidden, 1)

    def forward(
        self,
        x: dict[str, Tensor],
        ties: dict[EdgeType, Tensor],
        attributes: dict[EdgeType, Tensor],
        keys: dict[str, Tensor],
    ) -> Tensor:
        """Logits, one per enterprise. x: rows per kind; ties: [2, ties] and attributes: [ties, width] per relation,
        both ways; keys: int64 per node, which the draws of dropout depend on."""
        rows = {kind: self.dropout(torch.relu(encoder(x[kind])), keys[kind]) for kind, encoder in self.encoders.items()}
        seen = [rows[ENTERPRISE]]
        for layer, norms in zip(self.layers, self.norms, strict=True):
            told = layer(rows, ties, attributes)
            rows = {
                kind: self._after(told[kind], rows[kind], norm, keys[kind])
                for kind, norm in cast(nn.ModuleDict, norms).items()
            }
            seen.append(rows[ENTERPRISE])
        last = torch.cat(seen, dim=1) if self.shape.jump else seen[-1]
        last = self.dropout(torch.relu(self.hidden(last)), keys[ENTERPRISE])
        logits: Tensor = self.out(last).squeeze(1)
        return logits

    def _after(self, told: Tensor, before: Tensor, norm: nn.Module, keys: Tensor) -> Tensor:
        heard: Tensor = self.dropout(torch.relu(norm(told)), keys)
        return before + heard if self.shape.skip else heard


def _layer(
    shape: NetworkShape, relations: Mapping[EdgeType, int], metadata: tuple[list[str], list[EdgeType]], out: list[str]
) -> nn.Module:
    if shape.architecture == "hgt":
        return HgtLayer(shape.hidden, metadata, shape.heads)
    return RelationalLayer(shape, relations, out)


def _needed(hops: int, kinds: list[str], types: list[EdgeType]) -> list[list[str]]:
    """The kinds whose rows count after the encoders and after each layer: in the end the enterprises alone."""
    needed = [[ENTERPRISE]]
    for _ in range(hops):
        sources = {source for source, _, target in types if target in needed[0]}
        needed.insert(0, [kind for kind in kinds if kind in sources | set(needed[0])])
    return needed
