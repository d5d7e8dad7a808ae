"""Where networks compute: on the GPU that PyTorch sees, else on the CPU. `CUDA_VISIBLE_DEVICES=` hides a GPU."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from typing import Final, TypeVar

import torch
from torch import Tensor
from torch_geometric.data import HeteroData

from graph.errors import UsageError

CPU: Final = torch.device("cpu")

Network = TypeVar("Network", bound=torch.nn.Module)
# Without memory of its own, cuBLAS may add up in another order each time; PyTorch then refuses to multiply.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def device() -> torch.device:
    """That of the training of networks, and of scoring whole samples; one score is explained on the CPU."""
    return torch.device("cuda", torch.cuda.current_device()) if torch.cuda.is_available() else CPU


def on(data: HeteroData, where: torch.device) -> HeteroData:
    """The same data there; what is there already is not copied, and the one given stays where it is."""
    moved: HeteroData = copy(data).to(where)
    return moved


def placed(network: Network, where: torch.device) -> Network:
    """The same network there; on the CPU the one given, else a copy."""
    return network if where == CPU else deepcopy(network).to(where)


def weights_of(network: torch.nn.Module) -> dict[str, Tensor]:
    """As they are now, on the CPU, so that they can be kept and opened where there is no GPU."""
    return {name: value.detach().to(CPU, copy=True) for name, value in network.state_dict().items()}


@contextmanager
def memory_suffices() -> Iterator[None]:
    """UsageError, with the remedy, where the GPU has too little memory."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise UsageError(
            "The GPU has too little memory for this network. Set CUDA_VISIBLE_DEVICES= to compute on the CPU.",
            "GPU显存不足以容纳该网络。请设置 CUDA_VISIBLE_DEVICES= 改用CPU计算。",
        ) from error
