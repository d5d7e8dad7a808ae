"""A trained network model: an ensemble of networks and the inputs they were trained on; it scores, and is kept."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit
from torch import Tensor
from torch_geometric.data import HeteroData

from gnn.models.device import CPU, device, memory_suffices, on, placed
from gnn.models.hetero import NetworkInputs, Note, Prepared
from gnn.models.neighbour_batches import NeighbourBatches
from gnn.models.repeatable import repeatable
from gnn.models.risk_network import RiskNetwork
from gnn.models.shape import NetworkShape
from gnn.network import ENTERPRISE
from gnn.sample import Sample
from graph.errors import UsageError

DESCRIPTION: Final = "network.json"
WEIGHTS: Final = "weights.pt"
AT_A_TIME: Final = 2
"""Members scored side by side: each more takes the memory of one more."""
EDITION: Final = 1
"""Of the two files; another is refused."""


@dataclass(frozen=True, slots=True)
class Learned:
    """How the training of one member went: validation is the criterion after each epoch, smaller is better."""

    seed: int
    best_epoch: int
    validation: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkScores:
    """member_logits: float64 [enterprises of the sample, members], NaN outside the population, not calibrated."""

    member_logits: NDArray[np.float64]
    notes: tuple[Note, ...]

    @property
    def logit(self) -> NDArray[np.float64]:
        """Log-odds per enterprise, the members' mean."""
        return np.asarray(self.member_logits.mean(axis=1))

    @property
    def probability(self) -> NDArray[np.float64]:
        """Per enterprise, as uncalibrated as networks are."""
        return np.asarray(expit(self.logit))

    @property
    def deviation(self) -> NDArray[np.float64]:
        """Per enterprise: how far the members are apart, as the standard deviation of their probabilities."""
        return np.asarray(expit(self.member_logits).std(axis=1))


@dataclass(frozen=True, eq=False)
class NetworkModel:
    """weights: one state per member, as PyTorch names them."""

    inputs: NetworkInputs
    shape: NetworkShape
    weights: tuple[dict[str, Tensor], ...]
    learned: tuple[Learned, ...]
    threads: int = 1

    @cached_property
    def members(self) -> tuple[RiskNetwork, ...]:
        """The networks, ready to score."""
        found = []
        for weights in self.weights:
            network = RiskNetwork(self.shape, self.inputs)
            network.load_state_dict(weights)
            found.append(network.eval())
        return tuple(found)

    def score(
        self, sample: Sample, *, fan_out: Sequence[int] | None = None, batch: int = 4096, seed: int = 0
    ) -> NetworkScores:
        """Of the population, on the GPU when one is there. fan_out: draw so many neighbours per node and relation at
        each hop, for networks that do not fit into memory; None: everybody, at once. UsageError for other features, a
        fan-out of other hops, or a GPU of too little memory."""
        if fan_out is not None and len(fan_out) != self.shape.hops:
            raise UsageError(
                f"The model looks {self.shape.hops} hops far; the fan-out has {len(fan_out)}.",
                f"模型为{self.shape.hops}跳，扇出给出了{len(fan_out)}跳。",
            )
        prepared = self.inputs.prepared(sample)
        with repeatable(seed, self.threads), torch.no_grad(), memory_suffices():
            if fan_out:
                logits = self._by_batches(prepared, NeighbourBatches(prepared.data, fan_out, batch, seed=seed))
            else:
                logits = self._at_once(prepared.data)
        found = np.full((len(sample.ids), len(self.members)), np.nan)
        found[prepared.order] = logits.double().numpy().T
        found[~sample.population] = np.nan
        return NetworkScores(found, prepared.notes)

    def _at_once(self, data: HeteroData) -> Tensor:
        """[members, enterprises]. Members side by side: each is worked out as it would be alone."""
        there = on(data, device())

        def of(member: RiskNetwork) -> Tensor:
            with torch.no_grad():  # each thread has its own
                return logits_of(placed(member, device()), there).to(CPU)

        with ThreadPoolExecutor(min(len(self.members), AT_A_TIME)) as pool:
            return torch.stack(list(pool.map(of, self.members)))

    def _by_batches(self, prepared: Prepared, batches: NeighbourBatches) -> Tensor:
        data = prepared.data
        targets = data[ENTERPRISE].scored.nonzero().squeeze(1)
        found = torch.full((len(self.members), data[ENTERPRISE].num_nodes), torch.nan)
        where, first = device(), 0
        members = [placed(member, where) for member in self.members]
        for part in batches.around(targets):
            size = part[ENTERPRISE].batch_size
            there = on(part, where)
            for member, network in enumerate(members):
                found[member, targets[first : first + size]] = logits_of(network, there)[:size].to(CPU)
            first += size
        return found

    def save(self, folder: Path) -> None:
        """Into two files of a folder: what it is as JSON, its weights as tensors."""
        folder.mkdir(parents=True, exist_ok=True)
        told: dict[str, Any] = {
            "edition": EDITION, "inputs": self.inputs.told(), "shape": asdict(self.shape), "threads": self.threads,
            "learned": [asdict(one) for one in self.learned],
        }  # fmt: skip
        (folder / DESCRIPTION).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        torch.save(list(self.weights), folder / WEIGHTS)

    @classmethod
    def load(cls, folder: Path) -> "NetworkModel":
        """What `save` has kept, with the same scores to the last bit. Only tensors are read, never code. UsageError
        where there is no model, or one of another edition."""
        if not (folder / DESCRIPTION).is_file() or not (folder / WEIGHTS).is_file():
            raise UsageError(f"There is no network model in {folder}.", f"{folder}中没有网络模型。")
        told = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        if told.get("edition") != EDITION:
            raise UsageError(
                f"The network model in {folder} is of another edition of this program. Train it again.",
                f"{folder}中的网络模型由其他版本的程序生成。请重新训练。",
            )
        weights = torch.load(folder / WEIGHTS, map_location="cpu", weights_only=True)
        learned = tuple(Learned(one["seed"], one["best_epoch"], tuple(one["validation"])) for one in told["learned"])
        shape = NetworkShape(**told["shape"])
        return cls(NetworkInputs.read(told["inputs"]), shape, tuple(weights), learned, told["threads"])


def logits_of(network: RiskNetwork, data: HeteroData) -> Tensor:
    """Logits of the data's enterprises."""
    ties, attributes = (data.collect(name, allow_empty=True) for name in ("edge_index", "edge_attr"))
    found: Tensor = network(data.x_dict, ties, attributes, data.key_dict)
    return found
