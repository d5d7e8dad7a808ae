"""What a network model looks like, and how it is trained: the settings, without PyTorch."""

from dataclasses import dataclass
from typing import Literal, get_args

from graph.errors import UsageError

Architecture = Literal["sage", "gat", "hgt", "mlp"]
Combination = Literal["sum", "mean", "attention"]
Criterion = Literal["log_loss", "average_precision"]


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """architecture: "mlp" sees own features only. combination: how a node puts together what it hears by its several
    relations; HGT has its own way. tie_attributes: whether ties of one relation may weigh differently. degrees: how
    many ties an enterprise has is told it as a number. jump: the head sees each layer's output beside the own features
    (jumping knowledge; Xu et al. 2018), not the last alone. skip: each layer adds to what was there before.
    """

    architecture: Architecture = "sage"
    hidden: int = 64
    layers: int = 2
    heads: int = 4
    dropout: float = 0.3
    combination: Combination = "mean"
    tie_attributes: bool = True
    degrees: bool = True
    jump: bool = True
    skip: bool = True

    def __post_init__(self) -> None:
        known = self.architecture in get_args(Architecture) and self.combination in get_args(Combination)
        fits = min(self.hidden, self.layers, self.heads) >= 1 and self.hidden % self.heads == 0
        if not (known and fits and 0 <= self.dropout < 1):
            raise UsageError(f"There is no network of this shape: {self}.", f"不存在这种形状的网络：{self}。")

    @property
    def hops(self) -> int:
        """How far away a fact can be and still count."""
        return 0 if self.architecture == "mlp" else self.layers


@dataclass(frozen=True, slots=True)
class NetworkTraining:
    """seeds: one model each, of which the mean is the answer. criterion: what tells on validation when to stop, once it
    has not improved for `patience` epochs. batch: targets at a time, None for all of them at once; then `fan_out`
    neighbours per node and relation at each hop are drawn anew in each epoch. threads: PyTorch's; more give other last
    bits."""

    seeds: tuple[int, ...] = (0,)
    epochs: int = 300
    patience: int = 40
    criterion: Criterion = "log_loss"
    learning_rate: float = 3e-3
    weight_decay: float = 1e-2
    batch: int | None = None
    fan_out: tuple[int, ...] = (15, 10)
    threads: int = 1

    def __post_init__(self) -> None:
        if (
            not self.seeds
            or len(set(self.seeds)) < len(self.seeds)
            or min(self.epochs, self.patience, self.threads) < 1
        ):
            raise UsageError(f"Nothing can be trained like this: {self}.", f"无法按此设置训练：{self}。")
