"""The call weighted by probabilities of default: beside the four numbers, never one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.explain.exposure.answer import ProbabilityUsed, WeightedCall
from graph.explain.naming import Naming
from graph.guarantees.book import FEN

NAMED, SCORES = "named", "scores"


@dataclass(frozen=True, slots=True)
class Scored:
    """The latest score of a party."""

    probability: float
    model: str | None
    scored_on: date | None


Scores = Callable[[Sequence[str]], Mapping[str, Scored]]
"""The latest scores of some parties, by party_id; parties without one are left out."""


@dataclass(frozen=True, slots=True)
class Probabilities:
    """Probabilities of default: one that the caller names for everybody, or else the scores. UsageError for one that
    is none."""

    named: float | None = None
    scores: Scores | None = None

    def __post_init__(self) -> None:
        if self.named is not None and not 0 <= self.named <= 1:
            raise UsageError(
                f"{self.named} is no probability of default. Give one from 0 to 1.",
                f"{self.named} 不是违约概率，请给出 0 到 1 之间的数。",
                parameter="default_probability",
            )

    @property
    def known(self) -> bool:
        """Whether there is anything to look for."""
        return self.named is not None or self.scores is not None

    def of(self, parties: Sequence[str]) -> Mapping[str, Scored]:
        """Those of some parties."""
        if self.named is not None:
            return dict.fromkeys(parties, Scored(self.named, None, None))
        return self.scores(parties) if self.scores is not None else {}


def weighted_call(
    naming: Naming, borrowers: NDArray[np.integer], called: NDArray[np.float64], given: Probabilities, most: int
) -> WeightedCall:
    """Of each borrower (position) its expected call as if it failed alone (fen), times its probability of default."""
    asked = np.flatnonzero(called > 0)
    ids = naming.party_ids(borrowers[asked])
    found = given.of(ids)
    calls = dict(zip(ids, (called[asked] / FEN).tolist(), strict=True))
    known = {party: calls[party] * one.probability for party, one in found.items() if party in calls}
    source = (NAMED if given.named is not None else SCORES) if known else None
    largest = sorted(known, key=lambda party: (-known[party], party))[:most]
    places = dict(zip(ids, borrowers[asked].tolist(), strict=True))
    return WeightedCall(
        float(sum(known.values())) if known else None, source, len(known), len(ids) - len(known),
        float(sum(call for party, call in calls.items() if party not in known)),
        tuple(
            ProbabilityUsed(
                naming.party(places[party]), found[party].probability, found[party].model, found[party].scored_on,
                calls[party],
            )
            for party in largest
        ),
    )  # fmt: skip
