"""Small worlds with parties that may be one, by letters."""

from collections.abc import Sequence

import numpy as np

from graph.ownership.possible_holdings import PossibleHoldings
from graph.ownership.possible_worlds import worlds
from graph.ownership.same_party import UncertainLinks
from graph.ownership.shareholdings import Shareholdings, Stakes

Stake = tuple[str, str, float]
Match = tuple[str, str, float]


class Matched:
    """Stakes (owner, owned, share) and matches (one, other, probability) between parties named by letters."""

    def __init__(self, names: str, stakes: Sequence[Stake], matches: Sequence[Match], ties: Sequence[str] = ()) -> None:
        self.names = names.split()
        self.stakes, self.matches, self.ties = stakes, matches, ties
        at = self.names.index
        self.holdings = Shareholdings.of_stakes(
            len(self.names),
            Stakes(
                np.array([at(owner) for owner, *_ in stakes], np.int32),
                np.array([at(owned) for _, owned, _ in stakes], np.int32),
                np.array([share for *_, share in stakes], np.float64),
                np.full(len(stakes), np.nan),
            ),
        )
        self.links = UncertainLinks.of_pairs(
            len(self.names),
            np.array([at(one) for one, *_ in matches], np.int32),
            np.array([at(other) for _, other, _ in matches], np.int32),
            np.array([chance for *_, chance in matches], np.float64),
        )
        pairs = np.array([[at(one), at(other)] for one, other in (tie.split("+") for tie in ties)], np.int32)
        self.tied = (pairs.reshape(-1, 2)[:, 0], pairs.reshape(-1, 2)[:, 1])
        self.possible = PossibleHoldings.of(self.holdings, self.links, self.tied)

    def at(self, name: str) -> int:
        return self.names.index(name)

    def named(self, links: UncertainLinks) -> set[str]:
        """The matches as "a~b"."""
        return {f"{self.names[a]}~{self.names[b]}" for a, b in zip(links.first, links.second, strict=True)}

    def partitions(self) -> dict[frozenset[str], float]:
        """The probability of each partition, written as the groups of two and more."""
        found: dict[frozenset[str], float] = {}
        for weight, standing in worlds(self.links):
            groups: dict[int, str] = {}
            for name, place in zip(self.names, standing.tolist(), strict=True):
                groups[place] = groups.get(place, "") + name
            key = frozenset(group for group in groups.values() if len(group) > 1)
            assert key not in found
            found[key] = weight
        return found
