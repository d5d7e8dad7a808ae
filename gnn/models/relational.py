"""A layer made of one part per relation: what a node hears by each, put together, beside what it was."""

from collections.abc import Collection, Mapping

import torch
from torch import Tensor, nn
from torch_geometric.utils import scatter

from gnn.models.gat import GatRelation
from gnn.models.hetero import EdgeType
from gnn.models.sage import SageRelation
from gnn.models.shape import NetworkShape


class RelationalLayer(nn.Module):
    """relations: those heard, with how many numbers stand at a tie. kinds: who comes out."""

    def __init__(self, shape: NetworkShape, relations: Mapping[EdgeType, int], kinds: Collection[str]) -> None:
        super().__init__()
        self.types = [kind for kind in relations if kind[2] in kinds]
        self.parts = nn.ModuleList(_part(shape, relations[kind]) for kind in self.types)
        self.own = nn.ModuleDict({kind: nn.Linear(shape.hidden, shape.hidden) for kind in kinds})
        self.combination = shape.combination
        self.attention = nn.ModuleDict({kind: _score(shape.hidden) for kind in kinds} if self._attends else {})
        self.tie_attributes = shape.tie_attributes

    @property
    def _attends(self) -> bool:
        return self.combination == "attention"

    def forward(
        self, x: dict[str, Tensor], ties: dict[EdgeType, Tensor], attributes: dict[EdgeType, Tensor]
    ) -> dict[str, Tensor]:
        """x: rows per kind; ties: [2, ties] and attributes: [ties, width] per relation."""
        heard: dict[str, list[tuple[Tensor, Tensor]]] = {kind: [] for kind in self.own}
        for kind, part in zip(self.types, self.parts, strict=True):
            source, _, target = kind
            if not ties[kind].shape[1]:
                continue
            told = attributes[kind] if self.tie_attributes else attributes[kind][:, :0]
            message = part((x[source], x[target]), ties[kind], told)
            one = torch.ones(ties[kind].shape[1], device=message.device)
            count = scatter(one, ties[kind][1], dim_size=len(message), reduce="sum")
            heard[target] = self._heard(heard[target], message, (count > 0)[:, None].to(message.dtype))
        found = {kind: linear(x[kind]) for kind, linear in self.own.items()}
        return {kind: mine + self._together(kind, heard[kind]) if heard[kind] else mine for kind, mine in found.items()}

    def _heard(
        self, before: list[tuple[Tensor, Tensor]], message: Tensor, there: Tensor
    ) -> list[tuple[Tensor, Tensor]]:
        """One by one where a node weighs them; else their sum and how many there are, in the memory of one."""
        if self._attends or not before:
            return [*before, (message, there)]
        ((total, count),) = before
        return [(total + message, count + there)]

    def _together(self, kind: str, heard: list[tuple[Tensor, Tensor]]) -> Tensor:
        """By the relations that a node has ties of; a message is zero where there is none."""
        if not self._attends:
            ((total, count),) = heard
            return total if self.combination == "sum" else total / count.clamp(min=1)
        messages = torch.stack([message for message, _ in heard])
        there = torch.stack([present for _, present in heard]) > 0
        score = self.attention[kind](messages).masked_fill(~there, -torch.inf)
        share = torch.softmax(score, dim=0)
        return (messages * torch.where(there, share, 0)).sum(dim=0)


def _part(shape: NetworkShape, tie_width: int) -> nn.Module:
    width = tie_width if shape.tie_attributes else 0
    if shape.architecture == "gat":
        return GatRelation(shape.hidden, width, shape.heads)
    return SageRelation(shape.hidden, width)


def _score(hidden: int) -> nn.Module:
    """How much a node listens to a relation (Wang et al. 2019, HAN), here by node."""
    return nn.Sequential(nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 1, bias=False))
