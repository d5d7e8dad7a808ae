"""The losses of a stress scenario as a long run: the same for the command and for a job."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from api.analysing import Analysing
from api.jobs import Asked, Title
from graph.as_of import AsOf
from graph.contagion.scenario import Scenario
from graph.explain.stress.losses import LossesAsked, chance_of, losses
from graph.explain.stress.losses_answer import LossesFound
from graph.explain.stress.progress import OnProgress

KIND: Final = "stress_losses"


def cores() -> int:
    """How many the machine has."""
    return os.cpu_count() or 1


@dataclass(frozen=True)
class LossesRun:
    """scenario: draws by chance, else UsageError. pd: of parties without a score; None: that is refused. most: of each
    list. threads: the answer is the same for any number."""

    facts: Analysing
    at: AsOf
    scenario: Scenario
    pd: float | None
    most: int
    threads: int = field(default_factory=cores)

    def __post_init__(self) -> None:
        chance_of(self.scenario)

    @property
    def asked(self) -> Asked:
        """What decides about the result."""
        title = self.scenario.title
        return Asked(
            KIND, Title(f"压力测试损失分布：{title.zh}", f"Losses by chance: {title.en}"),
            {"scenario": self.scenario.document(), "pd": self.pd, "limit": self.most}, self.at,
        )  # fmt: skip

    def one_of(self, runs: int) -> "LossesRun":
        """The same on its part of the threads, where so many runs may go on at a time."""
        return replace(self, threads=max(1, self.threads // runs))

    def losses(self, on_progress: OnProgress, cancelled: Callable[[], bool] = lambda: False) -> LossesFound:
        """The losses; once cancelled, those of the trials made until then."""
        chances = self.facts.probabilities(self.at, None)
        asked = LossesAsked(chances.of, self.pd, self.most, self.threads)
        return losses(self.facts.day(self.at), self.scenario, self.facts.party, asked, on_progress, cancelled)
