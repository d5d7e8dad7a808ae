"""How a risk model is trained: the settings, without what they need installed."""

from dataclasses import dataclass, field

from gnn.models.abstain import FactRule
from gnn.models.shape import NetworkShape, NetworkTraining
from graph.errors import UsageError

SEEDS_APART = 1000


@dataclass(frozen=True, slots=True)
class BoostingSettings:
    """Of the trees. rounds: trees per member; rows_per_leaf: the fewest."""

    rounds: int = 500
    learning_rate: float = 0.03
    leaves: int = 4
    rows_per_leaf: int = 20


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """members: each learns without one of so many groups of enterprises. network: its shape, None for no network;
    training: how it is trained, whose seeds are replaced by the members'. scorecard_penalty: of its ridge. refit:
    whether the models are learnt anew from training and validation once the blend is known. facts: who is known."""

    seed: int = 0
    members: int = 5
    trees: BoostingSettings = field(default_factory=BoostingSettings)
    scorecard_penalty: float = 50.0
    network: NetworkShape | None = field(default_factory=lambda: NetworkShape(hidden=32))
    training: NetworkTraining = field(default_factory=NetworkTraining)
    refit: bool = True
    facts: FactRule = field(default_factory=FactRule)

    def __post_init__(self) -> None:
        if self.members < 2 or self.seed < 0:
            raise UsageError(
                f"A model has at least two members and a seed from 0 on, not {self.members} and {self.seed}.",
                f"模型至少需要两个成员，随机种子不得为负：{self.members}、{self.seed}。",
            )

    def seeds(self, members: int) -> tuple[int, ...]:
        """One per member; those of another seed are others."""
        return tuple(range(self.seed * SEEDS_APART, self.seed * SEEDS_APART + members))
