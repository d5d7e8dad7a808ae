"""The stakes of a day with the matches that are not certain, and which of both can bear on a question.

A match can change an answer only if both of its parties, or others that matches join with them, hold or are held in
what the question reaches. All other matches, however many, are left out of account.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels.csr import CSR, build_csr
from graph.kernels.reach import reachable
from graph.ownership.same_party import Ints, UncertainLinks, contracted, stands_for
from graph.ownership.shareholdings import Shareholdings, Stakes

NOBODY: Final = -1
Pairs = tuple[Ints, Ints]


@dataclass(frozen=True, eq=False)
class Scope:
    """What bears on a question: some parties, the holdings among them and the matches between them, by place.

    parties: int32 positions, ascending; a place in it is a party of `holdings` and `links`. `whole` is what it was cut
    from.
    """

    whole: "PossibleHoldings"
    parties: Ints
    holdings: Shareholdings
    links: UncertainLinks

    def place(self, party: int) -> int:
        """Where the party, or who certainly is the same, stands in `parties`; -1 if it has no part in the question."""
        return int(_places(self.parties, np.array([self.whole.standing(party)], dtype=np.int32))[0])

    @cached_property
    def places(self) -> Ints:
        """The place of every party (int32), -1 for those that do not bear on the question."""
        return _places(self.parties, self.whole.certain)

    def between(self, source: Ints, target: Ints) -> Pairs:
        """By place, the relationships of which both ends bear on the question."""
        source, target = self.places[source], self.places[target]
        inside = (source >= 0) & (target >= 0)
        return source[inside], target[inside]

    def summed(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """A figure per party as one per place, those who certainly are one added up."""
        inside = np.flatnonzero(self.places >= 0)
        return np.bincount(
            self.places[inside], weights=values[inside], minlength=len(self.parties)
        ).astype(np.float64)  # fmt: skip

    @cached_property
    def matches(self) -> UncertainLinks:
        """The matches that bear on the question, by position."""
        links = self.links
        return UncertainLinks(
            self.whole.party_count, self.parties[links.first], self.parties[links.second], links.probability
        )


@dataclass(frozen=True, eq=False)
class PossibleHoldings:
    """Holdings whose parties may be one another, certain matches already contracted.

    holdings: among those who stand for others (`certain`: int32 per party). links: the uncertain matches between them.
    ties: pairs of parties that decide together (concert), so that who is one of them matters to the other.
    """

    holdings: Shareholdings
    links: UncertainLinks
    certain: Ints
    ties: Pairs

    @classmethod
    def of(cls, holdings: Shareholdings, links: UncertainLinks, ties: Pairs | None = None) -> "PossibleHoldings":
        """From the stakes and matches of a day."""
        certain = links.certain
        if (certain != np.arange(len(certain))).any():
            holdings, links = contracted(holdings, certain), links.under(certain)
        tied = tuple(certain[ends] for ends in ties) if ties else (np.zeros(0, dtype=np.int32),) * 2
        return cls(holdings, links, certain, (tied[0], tied[1]))

    @property
    def party_count(self) -> int:
        """How many positions there are."""
        return self.holdings.party_count

    def upstream_of(self, target: int) -> Scope:
        """What bears on who holds or controls the target: everybody upstream in some world, with whole registers."""
        reached = self._reached(self._upward, target)
        rows = self.holdings.by_owned.edges_of_all(reached)
        return self._scope(rows, reached, (target,))

    def downstream_of(self, holder: int) -> Scope:
        """What bears on what the holder holds or controls: everything downstream in some world, with whole registers.

        How other owners stand to one another is not among it.
        """
        reached = self._reached(self._downward, holder)
        rows = self.holdings.by_owned.edges_of_all(reached)
        return self._scope(rows, reached, (holder,))

    def between(self, holder: int, target: int) -> Scope:
        """What bears on the share of the holder in the target: the holdings on the way from one to the other."""
        down, up = self._reached(self._downward, holder), self._reached(self._upward, target)
        return self.among(np.intersect1d(down, up), (holder, target))

    def among(self, parties: Ints, named: Collection[int] = ()) -> Scope:
        """What bears on a question within these parties: the stakes in each, by whomever, and the matches between them.

        named: parties to be taken along even if they hold nothing.
        """
        inside = np.unique(self.certain[parties]).astype(np.int32)
        return self._scope(self.holdings.by_owned.edges_of_all(inside), inside, named)

    @cached_property
    def certain_others(self) -> Mapping[int, tuple[int, ...]]:
        """By who stands for them, the others who certainly are the same."""
        others: dict[int, tuple[int, ...]] = {}
        for party in np.flatnonzero(self.certain != np.arange(self.party_count)).tolist():
            standing = int(self.certain[party])
            others[standing] = (*others.get(standing, ()), party)
        return others

    @cached_property
    def joined(self) -> Ints:
        """Per party who stands for it if every match is right (int32)."""
        return stands_for(self.party_count, self.links.first, self.links.second)[self.certain]

    @cached_property
    def _across(self) -> Pairs:
        """Matches and ties in both directions."""
        ends = ((self.links.first, self.links.second), self.ties)
        one, other = (np.concatenate([pair[i] for pair in ends]) for i in (0, 1))
        return np.concatenate([one, other]), np.concatenate([other, one])

    @cached_property
    def _upward(self) -> CSR:
        source, target = self._across
        source = np.concatenate([self.holdings.owned, source])
        return build_csr(source, np.concatenate([self.holdings.owner, target]), self.party_count)

    @cached_property
    def _downward(self) -> CSR:
        source, target = self._across
        source = np.concatenate([self.holdings.owner, source])
        return build_csr(source, np.concatenate([self.holdings.owned, target]), self.party_count)

    @cached_property
    def _links_of(self) -> CSR:
        first, second = self.links.first, self.links.second
        return build_csr(np.concatenate([first, second]), np.concatenate([second, first]), self.party_count)

    def standing(self, party: int) -> int:
        """Who certainly is the same and stands for the party; UsageError for a position that is none."""
        if not 0 <= party < self.party_count:
            raise UsageError(
                f"There is no party at position {party}. Use a position of this snapshot.",
                f"位置{party}没有主体。请使用本快照中的位置。",
                position=party,
            )
        return int(self.certain[party])

    def _reached(self, ways: CSR, start: int) -> Ints:
        return np.sort(reachable(ways, self.standing(start)))

    def _scope(self, rows: NDArray[np.int64], reached: Ints, named: Collection[int]) -> Scope:
        """The scope of these rows and of the matches among the reached that can change what the rows come to."""
        owner, owned = self.holdings.owner[rows], self.holdings.owned[rows]
        always = [self.standing(party) for party in named]
        tied = np.concatenate(self.ties)
        stakeholders = np.concatenate([owner, owned, np.array(always, dtype=np.int32), tied[_among(tied, reached)]])
        stakeholders = np.unique(stakeholders)
        links = self.links.take(self._candidates(reached))
        links = links.take(_telling(links, stakeholders))
        parties = np.union1d(stakeholders, np.concatenate([links.first, links.second]))
        local = [_places(parties, ends) for ends in (owner, owned, links.first, links.second)]
        return Scope(
            self, parties,
            Shareholdings.of_stakes(
                len(parties), Stakes(local[0], local[1], self.holdings.share[rows], self.holdings.votes[rows])
            ),
            UncertainLinks(len(parties), local[2], local[3], links.probability),
        )  # fmt: skip

    def _candidates(self, reached: Ints) -> NDArray[np.int64]:
        """The matches of which both parties are reached."""
        count = len(self.links)
        found = np.unique(self._links_of.edges_of_all(reached) % count) if count else np.zeros(0, dtype=np.int64)
        return found[_among(self.links.first[found], reached) & _among(self.links.second[found], reached)]


def _telling(links: UncertainLinks, stakeholders: Ints) -> NDArray[np.int64]:
    """The matches on some path of matches between two different stakeholders.

    With a node beside all others that is joined to every stakeholder, these are the ones in a block (biconnected
    component) with it: a circle through it and the match is such a path.
    """
    beside = NOBODY
    row_of: dict[tuple[int, int], int] = {}
    net: nx.Graph[int] = nx.Graph()
    for row, pair in enumerate(zip(links.first.tolist(), links.second.tolist(), strict=True)):
        row_of[pair] = row
        net.add_edge(*pair)
    matched = np.union1d(links.first, links.second)
    net.add_edges_from((beside, party) for party in np.intersect1d(stakeholders, matched).tolist())
    rows = []
    for block in nx.biconnected_component_edges(net):
        pairs = [(min(a, b), max(a, b)) for a, b in block]
        if any(beside in pair for pair in pairs):
            rows += [row_of[pair] for pair in pairs if beside not in pair]
    return np.array(sorted(rows), dtype=np.int64)


def _places(parties: Ints, values: Ints) -> Ints:
    """Where each value stands in the sorted parties (int32), -1 for none."""
    return np.where(_among(values, parties), np.searchsorted(parties, values), NOBODY).astype(np.int32)


def _among(values: Ints, some: Ints) -> NDArray[np.bool_]:
    """Which values occur in a sorted array."""
    if not len(some):
        return np.zeros(len(values), dtype=np.bool_)
    return np.asarray(some[np.minimum(np.searchsorted(some, values), len(some) - 1)] == values)
