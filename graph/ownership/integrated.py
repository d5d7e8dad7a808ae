"""Who owns how much of whom, directly and through others (look-through, 穿透持股), loops included exactly.

W[i, j] is the share of j that i holds, N = (I - W)⁻¹ and Y = N - I: Y[p, j] is the look-through share of an outside
holder p in j, and Y[i, j] / N[i, i] the integrated ownership between firms, which leaves out what returns to i itself
(Brioschi, Buzzacchi, Colombo 1989; Ellerman 1991; Baldone, Brioschi, Paleari 1998). A company's own shares are a loop
of one and are divided out. A loop that owns itself whole has no ultimate owner, and neither has one whose registered
shares add up to so much that the sum over its chains is not finite: nothing passes through either.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr
from graph.kernels.walk_sums import WalkNetwork, WalkSums
from graph.ownership.shareholdings import Shareholdings
from graph.ownership.threshold import EPSILON, at_least

NOISE = 1e-12
"""A company with less than this part undisclosed is wholly disclosed: shares rarely add up to exactly one."""

NEGLIGIBLE = 1e-18
"""A stake of less is none: next to others it is smaller than what doubles can tell."""


@dataclass(frozen=True, slots=True, eq=False)
class LookThrough:
    """Parties and shares, ordered by share, the largest first, then by position.

    party: int32 positions. share: float64, parts of one, raw even above one where companies are over-owned; never zero.
    residual: the largest error left in the equations of a component too large to be solved directly, else 0.
    """

    party: NDArray[np.int32]
    share: NDArray[np.float64]
    residual: float = 0.0

    @classmethod
    def of(cls, party: NDArray[np.int32], share: NDArray[np.float64], residual: float = 0.0) -> "LookThrough":
        """The parties with a share, in order."""
        some = np.flatnonzero(share > 0)
        order = some[_largest_first(share[some], party[some])]
        return cls(party[order].astype(np.int32, copy=False), share[order], residual)

    def __len__(self) -> int:
        return len(self.party)

    def among(self, wanted: NDArray[np.bool_]) -> "LookThrough":
        """Those parties only for which `wanted` (bool per party) is true."""
        kept = wanted[self.party]
        return LookThrough(self.party[kept], self.share[kept], self.residual)

    def share_of(self, party: int) -> float:
        """The share of one party; 0 where it has none."""
        return float(self.share[self.party == party].sum())


class IntegratedOwnership:
    """Look-through shares of a day's holdings; prepared once, then safe to ask from several threads."""

    def __init__(self, holdings: Shareholdings) -> None:
        self.holdings = holdings
        by_owner, by_owned = holdings.by_owner, holdings.by_owned
        share_of_owner, share_of_owned = holdings.share[by_owner.edge], holdings.share[by_owned.edge]
        if len(holdings) and float(holdings.share.min()) < NEGLIGIBLE:
            by_owner, share_of_owner = _weighty(by_owner, share_of_owner)
            by_owned, share_of_owned = _weighty(by_owned, share_of_owned)
        self._network = WalkNetwork(by_owner, share_of_owner, by_owned, share_of_owned, _missing(holdings.disclosed))
        self._has_owner = np.diff(by_owned.indptr) > 0
        self._owns = np.diff(by_owner.indptr) > 0

    @classmethod
    def of(cls, holdings: Shareholdings) -> "IntegratedOwnership":
        """The look-through of these holdings."""
        return cls(holdings)

    @property
    def network(self) -> WalkNetwork:
        """The holdings as a network over whose walks shares are summed."""
        return self._network

    def holders_of(self, target: int) -> LookThrough:
        """Everybody with a look-through share in a party, firms on the way included; nobody where it is unresolved.

        For shares that add up, take those `among(is_outside)`. Linear in the stakes upstream of the party.
        """
        return _ordered(self._network.column(target))

    def holdings_of(self, holder: int) -> LookThrough:
        """Everything in which a party has a look-through share; its share in itself where it owns part of itself.

        Linear in the stakes downstream of the party.
        """
        return _ordered(self._network.row(holder))

    def firm_to_firm_of(self, target: int, least: float = 0.0) -> LookThrough:
        """Everybody's integrated ownership of a party, each without what returns to the owner (Brioschi).

        least: only shares of so much. It is never more than the look-through share, so only of who has so much of that
        it is worked out what returns: one solution of a component per owner inside it.
        """
        sums = self._network.column(target)
        near = np.flatnonzero(at_least(sums.total, least))
        share = sums.total[near] / self._network.returns(sums.node[near])
        enough = at_least(share, least)
        return LookThrough.of(sums.node[near[enough]], share[enough], sums.residual)

    def firm_to_firm(self, holder: int) -> LookThrough:
        """A party's integrated ownership of everything downstream, without what returns to itself (Brioschi)."""
        sums = self._network.row(holder)
        return LookThrough.of(sums.node, sums.total / self._network.returns_to(holder), sums.residual)

    def unattributed(self) -> NDArray[np.float64]:
        """Per party the part that no outside holder is known to own, 1 - Σ of their look-through shares.

        float64; 1 for a party without known owners; below 0 where over-owned companies are upstream. One solution for
        all parties at once: the undisclosed part, and what is unattributed in the owners.
        """
        return self._unattributed[0]

    @property
    def unattributed_residual(self) -> float:
        """The residual of `unattributed`: 0 where every component was solved directly."""
        return self._unattributed[1]

    @cached_property
    def undisclosed(self) -> NDArray[np.float64]:
        """Per party the part of it whose holder is not known at all (float64): 0 where shares add up to one or more."""
        return np.maximum(_missing(self.holdings.disclosed), 0.0)

    @cached_property
    def unresolved(self) -> NDArray[np.int32]:
        """Parties of whom no ultimate owner can be said: in loops that own themselves whole, or that diverge."""
        return np.flatnonzero(self._network.diverges()).astype(np.int32)

    @cached_property
    def over_owned(self) -> NDArray[np.int32]:
        """Parties whose registered shares add up to more than one."""
        return np.flatnonzero(self.holdings.disclosed > 1 + EPSILON).astype(np.int32)

    @cached_property
    def is_outside(self) -> NDArray[np.bool_]:
        """Per party, whether it holds something and nobody is known to hold it: where looking through ends."""
        return self._owns & ~self._has_owner

    @cached_property
    def _unattributed(self) -> tuple[NDArray[np.float64], float]:
        given = _missing(self.holdings.disclosed)
        given[self.is_outside] = 0.0
        given[self.unresolved] = 1.0
        found, residual = self._network.product(given)
        found[self.is_outside] = 1.0
        return found, residual


def _missing(disclosed: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the shares lack of one, without the noise of adding them up; negative where a party is over-owned."""
    missing = 1.0 - disclosed
    missing[(missing <= NOISE) & (missing >= -EPSILON)] = 0.0
    return missing


def _weighty(csr: CSR, shares: NDArray[np.float64]) -> tuple[CSR, NDArray[np.float64]]:
    """Without the stakes that are none."""
    kept = np.flatnonzero(shares >= NEGLIGIBLE)
    again = build_csr(csr.sources()[kept], csr.indices[kept], csr.node_count)
    return CSR(again.indptr, again.indices, csr.edge[kept][again.edge]), shares[kept][again.edge]


def _largest_first(share: NDArray[np.float64], party: NDArray[np.int32]) -> NDArray[np.int64]:
    """The order by share and then position; only what ties is sorted a second time."""
    order = np.argsort(-share)
    as_next = np.append(np.diff(share[order]) == 0, False)
    if as_next.any():
        tied = np.flatnonzero(as_next | np.append(False, as_next[:-1]))
        among = order[tied]
        order[tied] = among[np.lexsort((party[among], -share[among]))]
    return order


def _ordered(sums: WalkSums) -> LookThrough:
    return LookThrough.of(sums.node, sums.total, sums.residual)
