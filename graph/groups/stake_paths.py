"""Shortest chains of stakes from one party, upwards to its owners or downwards to what it owns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.groups.path import Path, stake_step
from graph.ownership.shareholdings import Shareholdings


@dataclass(frozen=True, eq=False)
class StakePaths:
    """A tree of shortest chains over some stakes, in linear time and independent of the number of all parties.

    members: int32, the parties at either end of the stakes and the start, ascending. before: int32 per member, the
    member from which it is reached; negative for the start and for what is not reached.
    """

    holdings: Shareholdings
    members: NDArray[np.int32]
    before: NDArray[np.int32]
    upwards: bool

    @classmethod
    def over(cls, holdings: Shareholdings, rows: NDArray[np.int64], start: int, *, upwards: bool) -> "StakePaths":
        """The tree from `start` over these rows of the shareholdings."""
        owner, owned = holdings.owner[rows], holdings.owned[rows]
        members = np.unique(np.concatenate([[start], owner, owned])).astype(np.int32)
        near, far = (owned, owner) if upwards else (owner, owned)
        ends = (np.searchsorted(members, near), np.searchsorted(members, far))
        matrix = sparse.csr_array((np.ones(len(rows)), ends), shape=(len(members), len(members)))
        before = sparse.csgraph.breadth_first_order(matrix, int(np.searchsorted(members, start)), directed=True)[1]
        return cls(holdings, members, before, upwards)

    @classmethod
    def to_owners(cls, holdings: Shareholdings, start: int, owners: NDArray[np.int32]) -> "StakePaths":
        """Upwards from an enterprise through these owners, direct and indirect."""
        rows = holdings.by_owned.edges_of_all(np.union1d(owners, [start]).astype(np.int32))
        return cls.over(holdings, rows, start, upwards=True)

    def to(self, party: int) -> Path:
        """The chain's stakes in order from the start; empty where there is none."""
        place = int(np.searchsorted(self.members, party))
        if place == len(self.members) or self.members[place] != party:
            return ()
        steps = []
        while self.before[place] >= 0:
            near = int(self.before[place])
            ends = int(self.members[near]), int(self.members[place])
            owner, owned = reversed(ends) if self.upwards else ends
            steps.append(stake_step(self.holdings, row_between(self.holdings, owner, owned)))
            place = near
        return tuple(reversed(steps))


def row_between(holdings: Shareholdings, owner: int, owned: int) -> int:
    """The row of an owner's stake. LookupError where it has none."""
    owners = holdings.by_owned.neighbours(owned)
    place = int(np.searchsorted(owners, owner))
    if place == len(owners) or owners[place] != owner:
        raise LookupError(f"{owner} holds nothing of {owned}")
    return int(holdings.by_owned.edges_of(owned)[place])
