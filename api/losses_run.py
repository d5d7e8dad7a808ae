"""The losses of a stress scenario as a long run: the same for the command and for a job."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from api.analysing import Analysing
from api.jobs import Asked, Failure, Title
from graph.as_of import AsOf
from graph.ask.scores import any_scores
from graph.contagion.default_probabilities import nobody_scored
from graph.contagion.scenario import Chance, Scenario
from graph.explain.stress.losses import LossesAsked, chance_of, losses
from graph.explain.stress.losses_answer import LossesFound
from graph.explain.stress.own_probabilities import check_filled
from graph.explain.stress.progress import OnProgress

KIND: Final = "stress_losses"


def cores() -> int:
    """How many the machine has."""
    return os.cpu_count() or 1


def check_known(facts: Analysing, at: AsOf, chance: Chance, filled: float | None) -> None:
    """UsageError where probabilities are to come from scores, nobody is scored by the day and nothing stands for them.
    One look into the store; that somebody in particular has no score is known only when the day is at hand."""
    if chance.probability is None and filled is None and not any_scores(facts.store, at):
        raise nobody_scored(at.as_of)


def interrupted_after(answer: Mapping[str, Any]) -> Failure:
    """How far losses had come when they were interrupted, and how to have them again."""
    made, asked = answer["trials"], answer["trials_asked"]
    return Failure(
        "cancelled",
        f"Interrupted after {made:,} of at most {asked:,} trials: kept as cancelled, without a result. "
        f"With trials {made} the same draws are made anew.",
        f"在至多 {asked:,} 次试验中的第 {made:,} 次后中断：保存为已取消，不含结果。以 trials {made} 可重现相同抽样。",
    )


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
        check_filled(chance_of(self.scenario), self.pd)

    def check(self) -> None:
        """UsageError where no probabilities of default can be had: known before anything is worked out."""
        check_known(self.facts, self.at, chance_of(self.scenario), self.pd)

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
        self.check()
        chances = self.facts.probabilities(self.at, None)
        asked = LossesAsked(chances.of, self.pd, self.most, self.threads)
        return losses(self.facts.day(self.at), self.scenario, self.facts.party, asked, on_progress, cancelled)
