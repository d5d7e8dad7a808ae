"""The most important or most vulnerable parties as a long run: the same for the command and for a job."""

import os
from dataclasses import dataclass, replace
from typing import Final

from api.analysing import Analysing
from api.jobs import Asked, Title
from graph.as_of import AsOf
from graph.explain.stress.alone import OnProgress
from graph.explain.stress.top import top
from graph.explain.stress.top_answer import ImportanceFound, VulnerableFound
from graph.explain.stress.top_asked import TopAsked

KIND: Final = "stress_top"


@dataclass(frozen=True)
class TopRun:
    """What is asked of a day; it uses as many cores as the process may, unless others need some."""

    facts: Analysing
    at: AsOf
    wanted: TopAsked
    others: int = 1

    @property
    def asked(self) -> Asked:
        """What decides about the result."""
        by = self.wanted.by.value
        return Asked(
            KIND, Title(f"系统重要性与脆弱性：按 {by}", f"Importance and vulnerability by {by}"),
            self.wanted.settings() | {"limit": self.wanted.most}, self.at,
        )  # fmt: skip

    def top(self, on_progress: OnProgress) -> ImportanceFound | VulnerableFound:
        """The first ones. What on_progress raises ends it."""
        threads = max(1, len(os.sched_getaffinity(0)) // self.others)
        scores = self.facts.probabilities(self.at, None).of
        return top(self.facts.day(self.at), replace(self.wanted, threads=threads), scores, on_progress)
