"""Who may be one and the same: the person matches in force, each with its probability, and holdings under them.

A match is taken as an independent chance (Fellegi-Sunter 1969 gives each pair a probability of its own), and who is
one follows by closure: if a is b and b is c, then a is c, whatever was said of a and c. So the matches of three
namesakes are not independent of each other in their effect, only in their cause. Alternatives that exclude each other
(a is either b or c) are therefore not stated by two matches: those allow that all three are one.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.errors import UsageError
from graph.kernels.lookup import Lookup
from graph.ownership.shareholdings import Shareholdings, Stakes
from graph.ownership.threshold import above
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
WHOLE: Final = 1.0


@dataclass(frozen=True, eq=False)
class UncertainLinks:
    """Pairs of parties that may be one: a row per pair, sorted.

    first, second: int32 positions below `party_count`, first < second. probability: float64, above 0 and at most 1; a
    match of probability 1 is certain.
    """

    party_count: int
    first: Ints
    second: Ints
    probability: Floats

    @classmethod
    def of(cls, snapshot: Snapshot) -> "UncertainLinks":
        """The matches in force. One without a probability says nothing and is left out."""
        edges = snapshot.edges("SAME_AS")
        probability = float64(edges.columns, "probability")
        stated = np.flatnonzero(~np.isnan(probability))
        return cls.of_pairs(
            snapshot.node_count("Party"), edges.source[stated], edges.target[stated], probability[stated]
        )

    @classmethod
    def of_pairs(cls, party_count: int, one: Ints, other: Ints, probability: Floats) -> "UncertainLinks":
        """Matches in any order. Those of probability 0, and of a party with itself, are none.

        Several of one pair are independent chances of the same. Raises UsageError for a probability outside 0 to 1.
        """
        if not ((probability >= 0) & (probability <= 1)).all():
            raise UsageError("A probability lies between 0 and 1.", "概率应在 0 到 1 之间。")
        real = np.flatnonzero((one != other) & (probability > 0))
        first, second = np.minimum(one[real], other[real]), np.maximum(one[real], other[real])
        order = np.lexsort((probability[real], second, first))
        first, second, stated = first[order], second[order], probability[real][order]
        begins = np.flatnonzero(_changes(first, second))
        chance = stated[begins]
        again = np.diff(np.append(begins, len(stated))) > 1
        if again.any():
            chance[again] = 1 - np.multiply.reduceat(1 - stated, begins)[again]
        return cls(party_count, first[begins].astype(np.int32), second[begins].astype(np.int32), chance)

    def __len__(self) -> int:
        return len(self.first)

    def touching(self, parties: NDArray[np.integer]) -> NDArray[np.int64]:
        """The rows of the matches in which one of these parties (each once) is."""
        return np.union1d(*(index.rows(parties) for index in self._ends))

    @cached_property
    def _ends(self) -> tuple[Lookup, Lookup]:
        return Lookup.of(self.first), Lookup.of(self.second)

    def take(self, rows: NDArray[np.int64]) -> "UncertainLinks":
        """Some of the matches."""
        return UncertainLinks(self.party_count, self.first[rows], self.second[rows], self.probability[rows])

    @cached_property
    def certain(self) -> Ints:
        """Per party who stands for it (int32): the smallest position that certain matches join with it."""
        rows = np.flatnonzero(self.probability >= WHOLE)
        return stands_for(self.party_count, self.first[rows], self.second[rows])

    def under(self, standing: Ints) -> "UncertainLinks":
        """The matches between those who stand for others; what they already join is left out."""
        return self.of_pairs(self.party_count, standing[self.first], standing[self.second], self.probability)


def stands_for(party_count: int, one: Ints, other: Ints) -> Ints:
    """Per party the smallest position among those it is joined with (int32): the closure of the pairs."""
    if not len(one):
        return np.arange(party_count, dtype=np.int32)
    pairs = csr_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(party_count, party_count))
    _, number = connected_components(pairs, directed=False)
    _, smallest = np.unique(number, return_index=True)  # components are numbered from 0 without gaps
    return smallest[number].astype(np.int32)


def contracted(holdings: Shareholdings, standing: Ints) -> Shareholdings:
    """The holdings if each party is who stands for it: stakes that come together add up, nothing else moves.

    Two registers of one enterprise that together exceed the whole tell the same stakes twice: of what an owner holds
    by either the larger share counts. A place of a stake in the result is a row of `holdings`.
    """
    owner, owned = standing[holdings.owner], standing[holdings.owned]
    share = holdings.share.copy()
    share[_told_twice(holdings, owner, owned)] = np.nan
    return Shareholdings.of_stakes(holdings.party_count, Stakes(owner, owned, share, holdings.votes))


def _told_twice(holdings: Shareholdings, owner: Ints, owned: Ints) -> NDArray[np.int64]:
    """The rows of the registers that do not count, by who stands for owner and owned."""
    moved = np.flatnonzero(owned != holdings.owned)
    if not len(moved):
        return moved
    joined = np.unique(owned[moved])
    disclosed = np.bincount(owned, weights=holdings.share, minlength=holdings.party_count).astype(np.float64)
    rows = np.flatnonzero(np.isin(owned, joined[above(disclosed[joined], WHOLE)]))
    rows = rows[np.lexsort((holdings.owned[rows], owner[rows], owned[rows]))]
    begins = np.flatnonzero(_changes(owned[rows], owner[rows], holdings.owned[rows]))
    if not len(begins):
        return rows
    share, votes = (np.add.reduceat(values[rows], begins) for values in (holdings.share, holdings.votes))
    whose, whom = owner[rows][begins], owned[rows][begins]
    order = np.lexsort((votes, share, whose, whom))
    best = np.zeros(len(begins), dtype=np.bool_)
    best[order[np.append(np.flatnonzero(_changes(whom[order], whose[order]))[1:], len(order)) - 1]] = True
    counts = np.repeat(best, np.diff(np.append(begins, len(rows))))
    return rows[~counts]


def _changes(*columns: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which rows differ from the one before, the first always."""
    differs = np.ones(len(columns[0]), dtype=np.bool_)
    if len(differs):
        differs[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return differs
