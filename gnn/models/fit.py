"""Training of one network, stopped where it did best on what it did not learn from."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch_geometric.data import HeteroData

from gnn.evaluate.metrics import AVERAGE_PRECISION
from gnn.models.device import device, on, weights_of
from gnn.models.hetero import Prepared
from gnn.models.neighbour_batches import NeighbourBatches
from gnn.models.network_model import Learned, logits_of
from gnn.models.risk_network import RiskNetwork
from gnn.models.shape import Criterion, NetworkShape, NetworkTraining
from gnn.network import ENTERPRISE
from graph.errors import UsageError

Batch = tuple[HeteroData, Tensor]


def fit_member(
    network: RiskNetwork,
    learning: Sequence[Prepared],
    checking: Sequence[Prepared],
    training: NetworkTraining,
    seed: int,
) -> tuple[dict[str, Tensor], Learned]:
    """The weights of one network where it did best on what it did not learn from, and how that went.

    On the GPU when one is there. Same samples and seed, same weights: to the last bit on the same device, with the same
    number of threads; those of another device differ by rounding.
    """
    where = device()
    network.to(where)
    optimizer = torch.optim.AdamW(network.parameters(), lr=training.learning_rate, weight_decay=training.weight_decay)
    sources = [_Source(prepared.data, training, seed, where) for prepared in learning]
    held_out = [_labelled_of(on(prepared.data, where)) for prepared in checking]
    best, best_epoch, state = np.inf, 0, weights_of(network)
    validation: list[float] = []
    for epoch in range(training.epochs):
        network.train()
        for data, targets in (batch for source in sources for batch in source.batches(epoch)):
            _learn_from(network, optimizer, data, targets)
        validation.append(_measured(network, held_out, training.criterion))
        if validation[-1] < best:
            best, best_epoch, state = validation[-1], epoch, weights_of(network)
        if epoch - best_epoch >= training.patience:
            break
    return state, Learned(seed, best_epoch, tuple(validation))


def require_fan_out(shape: NetworkShape, training: NetworkTraining) -> None:
    """UsageError where neighbours are to be drawn at another number of hops than the network looks far."""
    if training.batch is not None and len(training.fan_out) != shape.hops:
        raise UsageError(
            f"A network of {shape.hops} hops needs a fan-out for each; {len(training.fan_out)} are given.",
            f"{shape.hops}跳的网络需为每跳给出扇出，现有{len(training.fan_out)}个。",
        )


class _Source:
    """The batches of one sample: all its labelled enterprises at once, or some at a time, drawn on the CPU."""

    def __init__(self, data: HeteroData, training: NetworkTraining, seed: int, where: torch.device) -> None:
        self.where = where
        self.drawn = None
        if training.batch is not None:
            self.drawn = NeighbourBatches(data, training.fan_out, training.batch, seed=seed)
        self.data, self.targets = _labelled_of(data if self.drawn else on(data, where))

    def batches(self, epoch: int) -> Iterator[Batch]:
        """Data, and which of its enterprises to learn from."""
        if self.drawn is None:
            yield self.data, self.targets
            return
        shuffled = self.targets[torch.randperm(len(self.targets))]
        for part in self.drawn.around(shuffled, epoch):
            yield on(part, self.where), torch.arange(part[ENTERPRISE].batch_size, device=self.where)


def _learn_from(network: RiskNetwork, optimizer: torch.optim.Optimizer, data: HeteroData, targets: Tensor) -> None:
    """One step, towards the outcomes of the targets."""
    optimizer.zero_grad()
    loss = binary_cross_entropy_with_logits(logits_of(network, data)[targets], data[ENTERPRISE].y[targets])
    torch.autograd.backward(loss)
    optimizer.step()


def _measured(network: RiskNetwork, held_out: Sequence[Batch], criterion: Criterion) -> float:
    """Smaller is better."""
    network.eval()
    with torch.no_grad():
        found = [(logits_of(network, data)[rows], data[ENTERPRISE].y[rows]) for data, rows in held_out]
    logits, labels = (torch.cat(parts) for parts in zip(*found, strict=True))
    if criterion == "log_loss":
        return float(binary_cross_entropy_with_logits(logits, labels))
    return -AVERAGE_PRECISION(labels.double().cpu().numpy(), logits.double().cpu().numpy())


def _labelled_of(data: HeteroData) -> Batch:
    """Data, and which of its enterprises have a known outcome."""
    return data, (data[ENTERPRISE].scored & ~data[ENTERPRISE].y.isnan()).nonzero().squeeze(1)
