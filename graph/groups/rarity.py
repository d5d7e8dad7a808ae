"""How much a shared thing says: the logarithm of how much likelier it is among tied pairs than by chance.

Fellegi and Sunter (1969): the weight of an agreement is log2(m / u), with m the chance that a tied pair agrees and u
the chance that any pair does, and weights of independent agreements add up. u is counted in the data itself, over all
pairs that are not declared to be tied, as record linkage does (nearly all pairs are strangers); and a thing that more
parties have than is usual among shared things of its kind weighs less in proportion (Winkler's adjustment for frequent
values). Two of one town share an officer or a guarantor more easily than two of different towns, and if they share one
thing by chance they easily share the next: so u is counted apart for pairs of one region, of two, and of unknown ones.
Tied pairs that are hidden are among those counted: u is a little too high, weights a little too low: the safe side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.groups.nearness import Nearness
from graph.groups.shared_pairs import SharedPairs
from graph.groups.shared_things import Ints


@dataclass(frozen=True, eq=False)
class Chances:
    """By chance a pair shares something of a kind, for pairs of one region, of two, of unknown ones (arrays of three).

    pairs: int64, how many pairs of undeclared parties share something of the kind; of_pairs: int64, out of how many.
    usual_others: float64, by how many others such a thing is had on average.
    """

    pairs: Ints
    of_pairs: Ints
    usual_others: NDArray[np.float64]

    @classmethod
    def of(cls, shared: SharedPairs, nearness: Nearness) -> "Chances":
        """The chances of a kind, from its pairs of undeclared parties."""
        where = nearness.between(*shared.parties)
        pairs = np.bincount(where, minlength=3)
        others = np.bincount(where, weights=shared.size - 1, minlength=3)
        usual = np.where(pairs > 0, others / np.maximum(pairs, 1), 1.0)
        return cls(pairs, nearness.pairs_among(np.unique(shared.things.party)), usual)

    @property
    def probability(self) -> NDArray[np.float64]:
        """Rule of succession: what has never been seen is rare, not impossible."""
        return np.asarray((self.pairs + 1) / (self.of_pairs + 2), dtype=np.float64)

    def weights(self, size: Ints, where: Ints, tied_share: float) -> NDArray[np.float64]:
        """Bits for things that `size` parties share (float64, never below 0): log2(m / u)."""
        by_chance = np.minimum(self.probability[where] * (size - 1) / self.usual_others[where], 1.0)
        return np.asarray(np.maximum(np.log2(tied_share / by_chance), 0.0), dtype=np.float64)
