"""The warnings about clients that stood open on a day: the gravest of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import Positions
from graph.monitoring.firm_facts import FirmFacts


@dataclass(frozen=True, slots=True, eq=False)
class OpenSignals:
    """party: int32 positions; level: 1 to 8; since, until: it stood from the one day up to the day before the other
    (datetime64[D])."""

    party: Positions
    level: NDArray[np.int64]
    since: NDArray[np.datetime64]
    until: NDArray[np.datetime64]

    @classmethod
    def of(cls, found: Iterable[tuple[int, int, date, date]]) -> "OpenSignals":
        """From (position, level, since, until)."""
        rows = list(found)
        return cls(
            np.array([one for one, _, _, _ in rows], dtype=np.int32),
            np.array([level for _, level, _, _ in rows], dtype=np.int64),
            np.array([day for _, _, day, _ in rows], dtype="datetime64[D]"),
            np.array([day for _, _, _, day in rows], dtype="datetime64[D]"),
        )

    def strongest(self, facts: FirmFacts, day: date) -> NDArray[np.int64]:
        """Per client the level of the gravest one that stood on the day; 0 where none did."""
        place, on = facts.places(self.party), np.datetime64(day, "D")
        chosen = (place >= 0) & (self.since <= on) & (on < self.until)
        found = np.zeros(len(facts.clients), dtype=np.int64)
        np.maximum.at(found, place[chosen], self.level[chosen])
        return found
