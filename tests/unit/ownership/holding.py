"""Small ownership worlds by name: every party is one letter, and some of the letters are persons."""

from collections.abc import Mapping, Sequence

import numpy as np

from graph.ownership.concert import Concerts
from graph.ownership.facts import OwnershipFacts
from graph.ownership.positions import Positions
from graph.ownership.shareholdings import Shareholdings, Stakes

Edge = tuple[str, str, float] | tuple[str, str, float, float]


class Holding:
    """Who holds what of whom, asked for by name."""

    def __init__(
        self,
        persons: str,
        edges: Sequence[Edge],
        *,
        state: str = "",
        offices: Sequence[tuple[str, str, str]] = (),
        concert: Sequence[str] = (),
        doubts: Sequence[tuple[str, str]] = (),
    ) -> None:
        seen = [name for edge in edges for name in (str(edge[0]), str(edge[1]))]
        self.names = sorted({*persons, *seen, *(name for office in offices for name in office[:2])})
        self.at: Mapping[str, int] = {name: place for place, name in enumerate(self.names)}
        count = len(self.names)
        self.facts = OwnershipFacts(
            Shareholdings.of_stakes(count, self._stakes(edges)),
            np.array([name in persons for name in self.names]),
            np.array([name in state for name in self.names]),
            Positions.of_rows(
                count,
                self._places([office[0] for office in offices]),
                self._places([office[1] for office in offices]),
                [office[2] for office in offices],
            ),
            Concerts.of_groups(count, [[self.at[name] for name in group] for group in concert]),
            np.array([[self.at[a], self.at[b]] for a, b in doubts], dtype=np.int32).reshape(-1, 2),
        )

    def _stakes(self, edges: Sequence[Edge]) -> Stakes:
        return Stakes(
            self._places([str(edge[0]) for edge in edges]),
            self._places([str(edge[1]) for edge in edges]),
            np.array([edge[2] for edge in edges], dtype=np.float64),
            np.array([edge[3] if len(edge) == 4 else np.nan for edge in edges], dtype=np.float64),
        )

    def _places(self, names: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.array([self.at[name] for name in names], dtype=np.int32)

    def named(self, places: Sequence[int]) -> list[str]:
        """The names at these positions."""
        return [self.names[place] for place in places]
