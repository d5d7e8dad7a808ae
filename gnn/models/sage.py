"""What a node hears by one relation as a weighted mean (R-GCN, Schlichtkrull et al. 2018; GraphSAGE, Hamilton et al.
2017): one matrix per relation, and ties that weigh by their attributes."""

import torch
from torch import Tensor, nn
from torch_geometric.nn import MessagePassing
from torch_geometric.utils import scatter


class SageRelation(MessagePassing):
    """The mean of the sources, each with the weight sigmoid(attributes · w), then a linear map of its own.

    w starts at zero, so that all ties weigh the same until the data say otherwise.
    """

    def __init__(self, hidden: int, tie_width: int) -> None:
        super().__init__(aggr="sum")
        self.linear = nn.Linear(hidden, hidden, bias=False)
        self.weight = nn.Linear(tie_width, 1) if tie_width else None
        if self.weight is not None:
            nn.init.zeros_(self.weight.weight)
            nn.init.zeros_(self.weight.bias)

    def forward(self, ends: tuple[Tensor, Tensor], ties: Tensor, attributes: Tensor) -> Tensor:
        """ends: rows of the sources and of the targets; ties: [2, ties]; attributes: [ties, width]. Zeros for targets
        without a tie."""
        weight = torch.ones(ties.shape[1], device=ties.device)
        if self.weight is not None:
            weight = torch.sigmoid(self.weight(attributes)).squeeze(1)
        sums = scatter(weight, ties[1], dim_size=len(ends[1]), reduce="sum")
        heard = self.propagate(ties, x=ends, share=weight / sums[ties[1]], size=(len(ends[0]), len(ends[1])))
        found: Tensor = self.linear(heard)
        return found

    def message(self, x_j: Tensor, share: Tensor) -> Tensor:
        """What goes along a tie."""
        return x_j * share[:, None]
