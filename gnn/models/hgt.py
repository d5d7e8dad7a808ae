"""A layer of the heterogeneous graph transformer (Hu et al. 2020), as PyTorch Geometric has it: attention over all
relations at once, with matrices by kinds and relations. It knows no attributes of ties."""

import torch
from torch import Tensor, nn
from torch_geometric.nn import HeteroLinear, HGTConv

from gnn.models.hetero import EdgeType


class HgtLayer(nn.Module):
    """All kinds of nodes in, all out; those that no relation leads to come out as they went in."""

    def __init__(self, hidden: int, metadata: tuple[list[str], list[EdgeType]], heads: int) -> None:
        super().__init__()
        self.transformer = HGTConv(hidden, hidden, metadata, heads)
        width, count = hidden // heads, heads * len(metadata[1])
        self.transformer.k_rel = _PerRelation(width, width, count, bias=False, is_sorted=True)
        self.transformer.v_rel = _PerRelation(width, width, count, bias=False, is_sorted=True)

    def forward(
        self, x: dict[str, Tensor], ties: dict[EdgeType, Tensor], _: dict[EdgeType, Tensor]
    ) -> dict[str, Tensor]:
        """x: rows per kind; ties: [2, ties] per relation."""
        return {**x, **self.transformer(x, ties)}


class _PerRelation(HeteroLinear):
    """The same map, put together in one go: written slice by slice, each slice's gradient is a copy of all."""

    def forward_naive(self, x: Tensor, type_ptr: Tensor) -> Tensor:
        """x: rows by type; type_ptr: where each type begins."""
        parts = torch.split(x, type_ptr.diff().tolist())
        return torch.cat([part @ weight for part, weight in zip(parts, self.weight.unbind(), strict=True)])
