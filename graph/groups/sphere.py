"""What a party commands: whom it controls, whom it significantly influences, and through which stakes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.groups.path import Path
from graph.groups.stake_paths import StakePaths
from graph.ownership.shareholdings import Shareholdings
from graph.ownership.threshold import at_least

MAJORITY = 0.5


@dataclass(frozen=True, eq=False)
class Sphere:
    """The party and what hangs below it: int32 positions, ascending, the party itself in neither.

    controlled: by a majority of votes, alone or with those it acts with. influenced: not controlled, but with at least
    the share of votes from which significant influence is presumed, its own and its controlled entities' together.
    """

    holdings: Shareholdings
    holder: int
    controlled: NDArray[np.int32]
    influenced: NDArray[np.int32]
    rows: NDArray[np.int64]  # the stakes of the holder and of whom it controls

    @classmethod
    def of(cls, holdings: Shareholdings, controlled: NDArray[np.int32], holder: int, influence: float) -> "Sphere":
        """The sphere of a holder who controls these; linear in the stakes of them all."""
        controlled = np.setdiff1d(controlled, [holder]).astype(np.int32)
        rows = holdings.by_owner.edges_of_all(np.append(controlled, np.int32(holder)))
        owned, which = np.unique(holdings.owned[rows], return_inverse=True)
        votes = np.bincount(which, weights=holdings.votes[rows], minlength=len(owned)).astype(np.float64)
        enough = owned[at_least(votes, influence)]
        influenced = np.setdiff1d(enough, np.append(controlled, holder)).astype(np.int32)
        return cls(holdings, holder, controlled, influenced, rows)

    def path_to(self, party: int) -> Path:
        """The shortest chain of stakes from the holder to a member, of majority stakes if there is one.

        Empty where no stake of the holder leads there.
        """
        return self._by_majorities.to(party) or self._by_any.to(party)

    @cached_property
    def _by_majorities(self) -> StakePaths:
        rows = self.rows[self.holdings.votes[self.rows] > MAJORITY]
        return StakePaths.over(self.holdings, rows, self.holder, upwards=False)

    @cached_property
    def _by_any(self) -> StakePaths:
        return StakePaths.over(self.holdings, self.rows, self.holder, upwards=False)
