"""The most important or most vulnerable parties as a long run: the same for the command and for a job."""

from dataclasses import dataclass, field, replace
from typing import Final

from api.analysing import Analysing
from api.jobs import Asked, Title
from api.losses_run import check_known, cores
from graph.as_of import AsOf
from graph.explain.stress.own_probabilities import check_filled
from graph.explain.stress.progress import OnProgress
from graph.explain.stress.top import top
from graph.explain.stress.top_answer import ImportanceFound, VulnerableFound
from graph.explain.stress.top_asked import By, TopAsked

KIND: Final = "stress_top"


@dataclass(frozen=True)
class TopRun:
    """What is asked of a day. threads: the answer is the same for any number."""

    facts: Analysing
    at: AsOf
    wanted: TopAsked
    threads: int = field(default_factory=cores)

    @property
    def asked(self) -> Asked:
        """What decides about the result."""
        by = self.wanted.by.value
        return Asked(
            KIND, Title(f"系统重要性与脆弱性：按 {by}", f"Importance and vulnerability by {by}"),
            self.wanted.settings() | {"limit": self.wanted.most}, self.at,
        )  # fmt: skip

    def one_of(self, runs: int) -> "TopRun":
        """The same on its part of the threads, where so many runs may go on at a time."""
        return replace(self, threads=max(1, self.threads // runs))

    def check(self) -> None:
        """UsageError where no probabilities of default can be had: known before anything is worked out."""
        if self.wanted.by is By.DEFAULT_PROBABILITY:
            chance, filled = self.wanted.draws.chance, self.wanted.draws.pd
            check_filled(chance, filled)
            check_known(self.facts, self.at, chance, filled)

    def top(self, on_progress: OnProgress) -> ImportanceFound | VulnerableFound:
        """The first ones. What on_progress raises ends it."""
        self.check()
        scores = self.facts.probabilities(self.at, None).of
        return top(self.facts.day(self.at), replace(self.wanted, threads=self.threads), scores, on_progress)
