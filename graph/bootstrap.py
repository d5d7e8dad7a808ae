"""How a bootstrap is drawn: of the figures of models and of back-tests."""

from dataclasses import dataclass

from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How many resamples, the confidence of the intervals, and the seed of the draws."""

    resamples: int = 1000
    confidence: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        if self.resamples < 2 or not 0.0 < self.confidence < 1.0:
            raise UsageError(
                "A bootstrap has at least two resamples and a confidence between 0 and 1.",
                "自助法至少需要两次重抽样，置信度须在0与1之间。",
            )

    @property
    def outside(self) -> float:
        """The chance left out on either side."""
        return (1.0 - self.confidence) / 2
