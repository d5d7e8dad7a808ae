"""Each party's own probability of default in a scenario, and where it comes from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook
from graph.contagion.default_probabilities import DefaultProbabilities, check_probabilities
from graph.contagion.monte_carlo import can_be_called
from graph.contagion.scenario import Chance
from graph.errors import UsageError
from graph.explain.exposure.weighted_call import Scored, Scores
from graph.explain.stress.losses_answer import ProbabilitiesUsed
from graph.explain.stress.setting import Setting

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
CERTAIN: Final = 1.0


class OwnFrom(IntEnum):
    """Where a party's own probability comes from."""

    UNASKED = 0  # its own default would change nothing: it owes nothing and cannot be called
    SCORES = 1
    CONSTANT = 2
    FILLED = 3
    STATED = 4


@dataclass(frozen=True, eq=False)
class OwnProbabilities:
    """pd: float64 per party of the book. origin: int8, `OwnFrom`. scored: the scores used, by party_id. filled: what
    stands for parties without a score."""

    pd: Floats
    origin: NDArray[np.int8]
    scored: Mapping[str, Scored]
    filled: float | None

    @classmethod
    def of(
        cls, setting: Setting, book: CallBook, chance: Chance, scores: Scores, filled: float | None
    ) -> "OwnProbabilities":
        """Who is stated to fail does so for certain; the others that matter by the scenario.

        UsageError that names some where one has no score and there is nothing to fill it with, or where there is
        something and the scenario leaves nothing to fill; also for what is no probability.
        """
        check_filled(chance, filled)
        pd, origin = np.zeros(book.party_count), np.zeros(book.party_count, dtype=np.int8)
        asked = np.setdiff1d(_matter(book, setting.day.snapshot.node_count("Party")), setting.initial)
        pd[setting.initial], origin[setting.initial] = CERTAIN, OwnFrom.STATED
        if chance.probability is not None:
            pd[asked], origin[asked] = chance.probability, OwnFrom.CONSTANT
            return cls(pd, origin, {}, None)
        ids = setting.day.naming.party_ids(asked)
        found = scores(ids)
        known = np.array([found[one].probability if one in found else np.nan for one in ids], dtype=np.float64)
        given = DefaultProbabilities.of(known, ids, filled)
        pd[asked], origin[asked] = given.pd, OwnFrom.SCORES
        origin[asked[given.filled]] = OwnFrom.FILLED
        return cls(pd, origin, found, given.fill)

    def told(self, constant: float | None) -> Iterator[ProbabilitiesUsed]:
        """Of how many parties each source tells; scores by the day, newest first, and model."""
        used = Counter((one.scored_on, one.model) for one in self.scored.values())
        for scored_on, model in sorted(used, key=lambda one: (str(one[0]), str(one[1])), reverse=True):
            yield ProbabilitiesUsed("scores", used[scored_on, model], None, model, scored_on)
        for origin, probability in (
            (OwnFrom.CONSTANT, constant), (OwnFrom.FILLED, self.filled), (OwnFrom.STATED, CERTAIN)
        ):  # fmt: skip
            if count := self.count(origin):
                yield ProbabilitiesUsed(origin.name.lower(), count, probability, None, None)

    def count(self, origin: OwnFrom) -> int:
        """Of how many parties the probability comes from there."""
        return int((self.origin == origin).sum())


def check_filled(chance: Chance, filled: float | None) -> None:
    """UsageError where what stands for missing scores is no probability, or nothing is left for it to stand for."""
    check_probabilities(np.array([0.0 if filled is None else filled]))
    if chance.probability is not None and filled is not None:
        raise UsageError(
            "All are given the same probability of default; pd stands for parties without a score only. Leave it out.",
            "已为所有主体给定同一违约概率；pd 只用于没有评分的主体。请不要给出。",
            parameter="pd",
        )


def _matter(book: CallBook, parties: int) -> Positions:
    """The parties whose own default changes something: who owes, and who can be called."""
    matters = can_be_called(book)
    matters[book.borrower[book.due > 0]] = True
    return np.flatnonzero(matters[:parties]).astype(np.int32)
