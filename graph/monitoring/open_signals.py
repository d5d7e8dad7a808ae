"""The warnings about clients that nobody has closed: the gravest of each, by when it was first seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import Positions
from graph.monitoring.firm_facts import FirmFacts


@dataclass(frozen=True, slots=True, eq=False)
class OpenSignals:
    """party: int32 positions; level: 1 to 8; seen_on: the day each was first seen (datetime64[D])."""

    party: Positions
    level: NDArray[np.int64]
    seen_on: NDArray[np.datetime64]

    @classmethod
    def of(cls, found: Iterable[tuple[int, int, date]]) -> "OpenSignals":
        """From (position, level, day first seen)."""
        rows = list(found)
        return cls(
            np.array([one for one, _, _ in rows], dtype=np.int32),
            np.array([level for _, level, _ in rows], dtype=np.int64),
            np.array([day for _, _, day in rows], dtype="datetime64[D]"),
        )

    def strongest(self, facts: FirmFacts, day: date) -> NDArray[np.int64]:
        """Per client the level of the gravest one first seen up to the day; 0 where there is none."""
        place = facts.places(self.party)
        chosen = (place >= 0) & (self.seen_on <= np.datetime64(day, "D"))
        found = np.zeros(len(facts.clients), dtype=np.int64)
        np.maximum.at(found, place[chosen], self.level[chosen])
        return found
