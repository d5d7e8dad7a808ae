"""What can decide about one enterprise, cut out of a day: its owners, theirs and so on, and who acts in concert.

So an answer takes the time of what it reaches, and stakes keep the identity under which they were registered.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.day import Day
from graph.kernels.reach import reachable
from graph.ownership.concert import Concerts
from graph.ownership.facts import OwnershipFacts
from graph.ownership.positions import Positions
from graph.ownership.shareholdings import Shareholdings, Stakes
from graph.snapshot.columns import float64

Ints = NDArray[np.int32]

FEW_ROWS: Final = 10_000
"""So many holdings are looked up one by one; of more, all stakes of the day are passed over once."""


@dataclass(frozen=True, eq=False)
class Part:
    """The facts upstream of an enterprise. Its parties are places in `nodes` (int32 positions, ascending).

    target: the enterprise's place. facts: by place. registered: the stakes as registered, by place, and in `stakes`
    (int64) the place of each among the day's.
    """

    day: Day
    nodes: Ints
    target: int
    facts: OwnershipFacts
    stakes: NDArray[np.int64]
    registered: Stakes

    @classmethod
    def of(cls, day: Day, target: int) -> "Part":
        """What lies upstream of an enterprise, and who holds posts in it."""
        whole = day.facts
        owners = _upstream(whole, target)
        staff = whole.positions.by_enterprise.neighbours(target)
        nodes = np.union1d(owners, staff).astype(np.int32)
        places = _stakes_in(day, whole, owners)
        held, edges = np.isin(whole.positions.enterprise, nodes), day.snapshot.edges("OWNS")
        held &= np.isin(whole.positions.person, nodes)
        columns = edges.rows(places)
        registered = Stakes(
            _places(nodes, edges.source[places]), _places(nodes, edges.target[places]),
            float64(columns, "share_ratio"), float64(columns, "vote_ratio"),
        )  # fmt: skip
        holdings = Shareholdings.of_stakes(len(nodes), registered)
        positions = Positions(
            len(nodes), _places(nodes, whole.positions.person[held]), _places(nodes, whole.positions.enterprise[held]),
            whole.positions.role[held],
        )  # fmt: skip
        doubts = whole.doubts[np.isin(whole.doubts, nodes).all(axis=1)]
        facts = OwnershipFacts(
            holdings, whole.is_person[nodes], whole.is_state[nodes], positions, _concerts(whole.concerts, nodes),
            np.searchsorted(nodes, doubts).astype(np.int32),
        )  # fmt: skip
        return cls(day, nodes, int(np.searchsorted(nodes, target)), facts, places, registered)

    def position(self, place: int) -> int:
        """Who stands at a place, in the whole: a party, a concert group's pseudo-holder, or -1 for nobody."""
        if place < len(self.nodes):
            return int(self.nodes[place]) if place >= 0 else -1
        member = int(self.nodes[self.facts.concerts.members_of(place)[0]])
        return self.day.facts.concerts.holder_of(member)

    def positions(self, places: Collection[int]) -> list[int]:
        """The same of several."""
        return [self.position(int(place)) for place in places]

    def place(self, position: int) -> int:
        """Where a party of the whole stands here; -1 for one that is not among these."""
        place = int(np.searchsorted(self.nodes, position))
        return place if place < len(self.nodes) and self.nodes[place] == position else -1

    def without(self, stake: int) -> "Part":
        """As if one of the stakes had been sold to somebody unknown."""
        holdings = self.facts.holdings.without([stake])
        return replace(self, facts=replace(self.facts, holdings=holdings, _controls={}))


def _upstream(whole: OwnershipFacts, target: int) -> Ints:
    """The target, its owners, theirs and so on, and with each whoever acts in concert with it."""
    found = reachable(whole.holdings.by_owned, target)
    while True:
        groups = np.unique(whole.concerts.group_of[found])
        members = [whole.concerts.members.neighbours(group) for group in groups[groups >= 0].tolist()]
        new = np.setdiff1d(np.concatenate([found[:0], *members]), found)
        if not len(new):
            return np.unique(found).astype(np.int32)
        found = np.unique(np.concatenate([found, *(reachable(whole.holdings.by_owned, int(one)) for one in new)]))


def _stakes_in(day: Day, whole: OwnershipFacts, owned: Ints) -> NDArray[np.int64]:
    """The stakes in these enterprises that can be reckoned with."""
    csr = whole.holdings.by_owned
    rows = csr.edges_of_all(owned)
    if len(rows) <= FEW_ROWS:
        return whole.holdings.stakes_of_all(rows)
    wanted = np.isin(day.snapshot.edges("OWNS").target, owned)
    wanted[whole.holdings.left_out] = False
    return np.flatnonzero(wanted)


def _concerts(whole: Concerts, nodes: Ints) -> Concerts:
    inside = np.isin(whole.party, nodes) & np.isin(whole.other, nodes)
    basis = [whole.basis[place] for place in np.flatnonzero(inside).tolist()]
    party, other = (_places(nodes, ends[inside]) for ends in (whole.party, whole.other))
    return Concerts.of_pairs(len(nodes), party, other, basis)


def _places(nodes: Ints, positions: Ints) -> Ints:
    return np.searchsorted(nodes, positions).astype(np.int32)
