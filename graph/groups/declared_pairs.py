"""Which pairs of parties are declared to be tied, so that nothing about their tie is hidden."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.groups.shared_things import Ints
from graph.kernels.csr import runs
from graph.ownership.control import Control
from graph.ownership.threshold import at_least
from graph.snapshot import Snapshot

COMMON_OWNER = 0.2
"""An owner with as much of both is declared to tie them: from there significant influence is presumed."""


@dataclass(frozen=True, eq=False)
class DeclaredPairs:
    """Declared are: a stake of one in the other, one ultimate controller (so also control of one over the other), an
    owner who has a fifth of both, kinship, and concert.
    """

    snapshot: Snapshot
    control: Control

    @property
    def party_count(self) -> int:
        """How many parties there are."""
        return self.control.holdings.party_count

    def among(self, pairs: Ints) -> NDArray[np.bool_]:
        """Per pair (smaller position × number of parties + greater), whether it is declared."""
        first, second = pairs // self.party_count, pairs % self.party_count
        ultimate = self.control.ultimate
        top_first, top_second = self._top(first, ultimate), self._top(second, ultimate)
        return np.asarray((top_first == top_second) | np.isin(pairs, self._stated) | self._common_owner(first, second))

    def _top(self, party: Ints, ultimate: NDArray[np.int32]) -> Ints:
        """Who controls the party in the end; itself, or its concert group, where nobody does."""
        return np.where(ultimate[party] >= 0, ultimate[party], self.control.concerts.holders[party])

    @cached_property
    def _stated(self) -> Ints:
        """The pairs between which a stake, kinship or concert is on record; sorted, each once."""
        ends = [(self.control.holdings.owner, self.control.holdings.owned)]
        for name in ("RELATED_TO", "ACTS_WITH"):
            edges = self.snapshot.edges(name)
            ends.append((edges.source, edges.target))
        parts = [_keys(a, b, self.party_count) for a, b in ends]
        return np.unique(np.concatenate(parts))

    def _common_owner(self, first: Ints, second: Ints) -> NDArray[np.bool_]:
        """Whether one owner has a fifth of both."""
        holdings = self.control.holdings
        major = np.flatnonzero(at_least(holdings.share, COMMON_OWNER))
        owned, owner = holdings.owned[major], holdings.owner[major]
        known = np.sort(owned.astype(np.int64) * self.party_count + owner)
        starts = np.searchsorted(owned, np.arange(self.party_count + 1))
        counts = np.diff(starts)[first]
        which = np.repeat(np.arange(len(first)), counts)
        candidate = second[which] * self.party_count + owner[runs(starts[first], counts)]
        found = np.zeros(len(first), dtype=np.bool_)
        found[which[np.isin(candidate, known)]] = True
        return found


def _keys(a: NDArray[np.int32], b: NDArray[np.int32], count: int) -> Ints:
    """The pairs as numbers; nobody makes a pair with itself."""
    kept = a != b
    keys: Ints = np.minimum(a, b)[kept].astype(np.int64) * count + np.maximum(a, b)[kept]
    return keys
