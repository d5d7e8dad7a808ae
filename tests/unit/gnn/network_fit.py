"""One network per seed, learnt from some samples and stopped where it did best on others."""

from collections.abc import Sequence

from gnn.models.fit import fit_member, require_fan_out
from gnn.models.hetero import NetworkInputs
from gnn.models.network_model import NetworkModel
from gnn.models.repeatable import repeatable
from gnn.models.risk_network import RiskNetwork
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.sample import Sample


def fit(
    train: Sequence[Sample], valid: Sequence[Sample], shape: NetworkShape, training: NetworkTraining
) -> NetworkModel:
    """Features are scaled by `train` alone."""
    require_fan_out(shape, training)
    inputs = NetworkInputs.fitted(train, degrees=shape.degrees and shape.hops > 0, rounds=shape.layers + 1)
    learning = [inputs.prepared(sample, learning=True) for sample in train]
    checking = [inputs.prepared(sample, learning=True) for sample in valid]
    members = []
    for seed in training.seeds:
        with repeatable(seed, training.threads):
            members.append(fit_member(RiskNetwork(shape, inputs), learning, checking, training, seed))
    weights, learned = zip(*members, strict=True)
    return NetworkModel(inputs, shape, weights, learned, training.threads)
