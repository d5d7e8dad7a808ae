"""What a node hears by one relation, by attention that looks at both ends and at the tie (GATv2; Brody, Alon and Yahav
2022): which neighbours count is learned per relation."""

from torch import Tensor, nn
from torch_geometric.nn import GATv2Conv


class GatRelation(nn.Module):
    """GATv2 between two kinds; its heads side by side make the hidden width."""

    def __init__(self, hidden: int, tie_width: int, heads: int) -> None:
        super().__init__()
        self.attention = GATv2Conv(
            (hidden, hidden), hidden // heads, heads, add_self_loops=False, edge_dim=tie_width or None, bias=False
        )

    def forward(self, ends: tuple[Tensor, Tensor], ties: Tensor, attributes: Tensor) -> Tensor:
        """ends: rows of the sources and of the targets; ties: [2, ties]; attributes: [ties, width]. Zeros for targets
        without a tie."""
        told = attributes if attributes.shape[1] else None
        found: Tensor = self.attention(ends, ties, told)
        return found
