"""Networks compute where they are told to: whole on one device, and on a real GPU as on the CPU."""

from copy import copy, deepcopy

import numpy as np
import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from gnn.models import device as devices
from gnn.models.device import CPU, device, memory_suffices, on, placed, weights_of
from gnn.models.hetero import NetworkInputs
from gnn.models.network_model import NetworkModel, logits_of
from gnn.models.risk_network import RiskNetwork
from gnn.models.shape import Architecture, Combination, NetworkShape, NetworkTraining
from gnn.network import ENTERPRISE
from graph.errors import UsageError
from tests.unit.gnn.infected import infected
from tests.unit.gnn.network_fit import fit

TRAIN, VALID, TEST = infected(1, 300), infected(2, 200, "valid"), infected(3, 200, "test")
FEW = NetworkTraining(seeds=(0, 1), epochs=6, patience=6, learning_rate=1e-2)
TRACED: tuple[tuple[Architecture, Combination], ...] = (
    ("sage", "mean"), ("sage", "attention"), ("gat", "sum"), ("mlp", "mean")
)  # fmt: skip
"""HGT is left out: PyTorch Geometric's layer reads a number back, which such tensors have not."""
THERE = torch.device("cuda", 0)
NO_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU is there · 没有GPU")


def shape(architecture: Architecture = "sage", combination: Combination = "mean") -> NetworkShape:
    return NetworkShape(architecture, hidden=16, layers=2, heads=2, combination=combination)


@pytest.mark.parametrize(("architecture", "combination"), TRACED)
def test_what_a_network_says_stays_on_a_gpu(architecture: Architecture, combination: Combination) -> None:
    """Traced with tensors that know their device and have no memory: whatever mixes devices is an error."""
    inputs = NetworkInputs.fitted([TRAIN], degrees=True, rounds=3)
    data = inputs.prepared(TRAIN, learning=True).data
    with FakeTensorMode() as mode:
        here = copy(data).apply(mode.from_tensor)
        there = on(here, THERE)
        with THERE:
            network = RiskNetwork(shape(architecture, combination), inputs)
        for found in (logits_of(network.train(), there), logits_of(network.eval(), there)):
            assert found.device == THERE
        assert here[ENTERPRISE].x.device == CPU
        with pytest.raises(RuntimeError, match="device"):
            logits_of(network, here)


def test_what_is_kept_is_on_the_cpu_and_the_networks_of_a_model_stay_there() -> None:
    with FakeTensorMode():
        network = torch.nn.Linear(2, 2, device=THERE)
        assert {one.device for one in weights_of(network).values()} == {CPU}
    here = torch.nn.Linear(2, 2)
    assert placed(here, CPU) is here
    assert {one.device.type for one in placed(here, torch.device("meta")).parameters()} == {"meta"}
    assert here.weight.device == CPU
    kept = weights_of(here)["weight"]
    before = deepcopy(kept)
    here.weight.data.zero_()
    assert torch.equal(kept, before)


def test_without_a_gpu_it_is_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device() == CPU
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 1)
    assert device() == torch.device("cuda", 1)


def test_a_gpu_of_too_little_memory_is_told_with_the_remedy() -> None:
    with pytest.raises(UsageError, match="CUDA_VISIBLE_DEVICES=") as told, memory_suffices():
        raise torch.OutOfMemoryError
    assert "显存" in told.value.zh


@NO_GPU
@pytest.mark.parametrize("batch", [None, 64])
def test_on_a_gpu_one_seed_gives_one_result_and_nearly_that_of_the_cpu(
    batch: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = NetworkTraining(epochs=3, batch=batch, fan_out=(3, 2))
    first, again = (scored(fit([TRAIN], [VALID], shape(), training)) for _ in range(2))
    assert np.array_equal(first, again, equal_nan=True)
    model = fit([TRAIN], [VALID], shape(), training)
    there = scored(model)
    monkeypatch.setattr(devices, "device", lambda: CPU)
    monkeypatch.setattr("gnn.models.network_model.device", lambda: CPU)
    assert np.allclose(scored(model), there, equal_nan=True, atol=1e-4)


def scored(model: NetworkModel) -> np.ndarray:
    return model.score(TEST).logit
