"""A layer of the heterogeneous graph transformer (Hu et al. 2020), as PyTorch Geometric has it: attention over all
relations at once, with matrices by kinds and relations. It knows no attributes of ties."""

from torch import Tensor, nn
from torch_geometric.nn import HGTConv

from gnn.models.hetero import EdgeType


class HgtLayer(nn.Module):
    """All kinds of nodes in, all out; those that no relation leads to come out as they went in."""

    def __init__(self, hidden: int, metadata: tuple[list[str], list[EdgeType]], heads: int) -> None:
        super().__init__()
        self.transformer = HGTConv(hidden, hidden, metadata, heads)

    def forward(self, x: dict[str, Tensor], ties: dict[EdgeType, Tensor], _: dict[EdgeType, Tensor]) -> dict[str, Tensor]:
        """x: rows per kind; ties: [2, ties] per relation."""
        return {**x, **self.transformer(x, ties)}
