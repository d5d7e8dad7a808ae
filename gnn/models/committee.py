"""A network model whose members each learn without one group of enterprises and stop where they foretell it best.

A cross-validation committee (Krogh and Vedelsby 1995; Parmanto, Munro and Doyle 1996): nobody is held out from all
members, none stops by what it has learnt from, and validation is left alone, so that it measures the committee.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from math import ceil
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from gnn.features.content import Folds
from gnn.models.device import memory_suffices
from gnn.models.fit import fit_member, require_fan_out
from gnn.models.hetero import NetworkInputs, Prepared
from gnn.models.network_model import NetworkModel
from gnn.models.repeatable import repeatable
from gnn.models.risk_network import RiskNetwork
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.network import ENTERPRISE
from gnn.sample import Sample

FEWEST_EPOCHS: Final = 10
LEAST_PATIENCE: Final = 3


def fit_committee(
    samples: Sequence[Sample],
    group: Sequence[Folds],
    shape: NetworkShape,
    training: NetworkTraining,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> NetworkModel:
    """Member k, of seed k, learns from all groups but k, over all samples. group: per sample int64 per enterprise, from
    0 up to the number of seeds, below zero for nobody; each with both outcomes (`enterprise_groups`). With several
    samples an epoch is a step on each of them, so that there are as many times fewer."""
    require_fan_out(shape, training)
    training = _for_several(training, len(samples))
    inputs = NetworkInputs.fitted(samples, degrees=shape.degrees and shape.hops > 0, rounds=shape.layers + 1)
    prepared = [inputs.prepared(sample, learning=True) for sample in samples]
    weights, learned = [], []
    for member, seed in enumerate(training.seeds):
        parts = list(zip(prepared, group, strict=True))
        learning = [_only(one, where != member) for one, where in parts]
        checking = [_only(one, where == member) for one, where in parts]
        with repeatable(seed, training.threads), memory_suffices():
            state, how = fit_member(RiskNetwork(shape, inputs), learning, checking, training, seed)
        weights.append(state)
        learned.append(how)
        on_progress(member + 1, len(training.seeds))
    return NetworkModel(inputs, shape, tuple(weights), tuple(learned), training.threads)


def _for_several(training: NetworkTraining, samples: int) -> NetworkTraining:
    return replace(
        training,
        epochs=max(ceil(training.epochs / samples), min(training.epochs, FEWEST_EPOCHS)),
        patience=max(ceil(training.patience / samples), min(training.patience, LEAST_PATIENCE)),
    )


def _only(prepared: Prepared, chosen: NDArray[np.bool_]) -> Prepared:
    """The same enterprises and ties, with the outcomes of those chosen alone."""
    data = copy(prepared.data)
    known = torch.from_numpy(chosen[prepared.order])
    data[ENTERPRISE].y = torch.where(known, data[ENTERPRISE].y, torch.nan)
    return replace(prepared, data=data)
