"""Training of network models: one network per seed, stopped where validation was best."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch_geometric.data import HeteroData

from gnn.evaluate.metrics import AVERAGE_PRECISION
from gnn.models.hetero import NetworkInputs, Prepared
from gnn.models.neighbour_batches import NeighbourBatches
from gnn.models.network_model import Learned, NetworkModel, logits_of
from gnn.models.repeatable import repeatable
from gnn.models.risk_network import RiskNetwork
from gnn.models.shape import Criterion, NetworkShape, NetworkTraining
from gnn.network import ENTERPRISE
from gnn.sample import Sample
from graph.errors import UsageError


def fit(
    train: Sequence[Sample],
    valid: Sequence[Sample],
    shape: NetworkShape,
    training: NetworkTraining,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> NetworkModel:
    """The model of `train` that is best on `valid`, which is later; features are scaled by `train` alone.

    Same samples and seeds, same scores: to the last bit on the CPU with the same number of threads, however rows, ties
    and ids are ordered and named. UsageError where either side lacks defaults or enterprises without one.
    """
    for samples in (train, valid):
        _require_both_outcomes(samples)
    require_fan_out(shape, training)
    inputs = NetworkInputs.fitted(train, degrees=shape.degrees and shape.hops > 0, rounds=shape.layers + 1)
    learning = [inputs.prepared(sample, learning=True) for sample in train]
    checking = [inputs.prepared(sample, learning=True) for sample in valid]
    weights, learned = [], []
    for place, seed in enumerate(training.seeds):
        with repeatable(seed, training.threads):
            state, how = fit_member(RiskNetwork(shape, inputs), learning, checking, training, seed)
        weights.append(state)
        learned.append(how)
        on_progress(place + 1, len(training.seeds))
    return NetworkModel(inputs, shape, tuple(weights), tuple(learned), training.threads)


def fit_member(
    network: RiskNetwork,
    learning: Sequence[Prepared],
    checking: Sequence[Prepared],
    training: NetworkTraining,
    seed: int,
) -> tuple[dict[str, Tensor], Learned]:
    """The weights of one network where it did best on what it did not learn from, and how that went."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=training.learning_rate, weight_decay=training.weight_decay)
    sources = [_Source(prepared, training, seed) for prepared in learning]
    best, best_epoch, state = np.inf, 0, _copied(network)
    validation: list[float] = []
    for epoch in range(training.epochs):
        network.train()
        for data, targets in (batch for source in sources for batch in source.batches(epoch)):
            optimizer.zero_grad()
            loss = binary_cross_entropy_with_logits(logits_of(network, data)[targets], data[ENTERPRISE].y[targets])
            torch.autograd.backward(loss)
            optimizer.step()
        validation.append(_measured(network, checking, training.criterion))
        if validation[-1] < best:
            best, best_epoch, state = validation[-1], epoch, _copied(network)
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
    """The batches of one sample: all its labelled enterprises at once, or some at a time."""

    def __init__(self, prepared: Prepared, training: NetworkTraining, seed: int) -> None:
        self.data = prepared.data
        self.targets = _labelled(prepared.data)
        self.drawn = None
        if training.batch is not None:
            self.drawn = NeighbourBatches(self.data, training.fan_out, training.batch, seed=seed)

    def batches(self, epoch: int) -> Iterator[tuple[HeteroData, Tensor]]:
        """Data, and which of its enterprises to learn from."""
        if self.drawn is None:
            yield self.data, self.targets
            return
        shuffled = self.targets[torch.randperm(len(self.targets))]
        for part in self.drawn.around(shuffled, epoch):
            yield part, torch.arange(part[ENTERPRISE].batch_size)


def _measured(network: RiskNetwork, checking: Sequence[Prepared], criterion: Criterion) -> float:
    """Smaller is better."""
    network.eval()
    with torch.no_grad():
        found = [
            (logits_of(network, one.data)[where], one.data[ENTERPRISE].y[where]) for one, where in _where(checking)
        ]
    logits, labels = (torch.cat(parts) for parts in zip(*found, strict=True))
    if criterion == "log_loss":
        return float(binary_cross_entropy_with_logits(logits, labels))
    return -AVERAGE_PRECISION(labels.double().numpy(), logits.double().numpy())


def _where(checking: Sequence[Prepared]) -> Iterator[tuple[Prepared, Tensor]]:
    return ((one, _labelled(one.data)) for one in checking)


def _labelled(data: HeteroData) -> Tensor:
    found: Tensor = (data[ENTERPRISE].scored & ~data[ENTERPRISE].y.isnan()).nonzero().squeeze(1)
    return found


def _copied(network: RiskNetwork) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def _require_both_outcomes(samples: Sequence[Sample]) -> None:
    labels = np.concatenate([sample.label[sample.labelled] for sample in samples] or [np.empty(0)])
    if not ((labels == 0).any() and (labels == 1).any()):
        names = ", ".join(sample.name for sample in samples) or "none"
        raise UsageError(
            f"Learning needs enterprises that defaulted and some that did not; in {names} one is missing.",
            f"训练需要违约与未违约的企业，样本{names}中缺少其一。",
        )
