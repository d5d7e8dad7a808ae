"""Close links: who holds 20 % or more of whom, directly or through others, by the products along simple paths.

The rule on collateral of the Eurosystem (Guideline (EU) 2015/510 of the European Central Bank, ECB/2014/60, Article
138; the same 20 % in CRR Article 4(1)(38)): a holding of 20 % or more either way, or a third party with such a holding
in both. The share is the sum, over simple paths, of the products of the stakes on each. That figure misses what
circulates in loops, so it stands beside the look-through share and never in its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.condensation import Condensation
from graph.kernels.csr import CSR
from graph.kernels.reach import reachable
from graph.kernels.simple_paths import simple_path_sums
from graph.ownership.integrated import LookThrough
from graph.ownership.shareholdings import Shareholdings
from graph.ownership.threshold import at_least

THRESHOLD: Final = 0.2
STEPS: Final = 1_000_000
"""How many edges the enumeration inside loops may try for one party: some hundredths of a second."""


@dataclass(frozen=True, slots=True, eq=False)
class SimplePathShares(LookThrough):
    """Shares by the products along simple paths; not `complete` where the enumeration stopped: at least so much."""

    complete: bool = True


class Link(StrEnum):
    """Why two parties are closely linked."""

    HOLDS = "holds"
    HELD_BY = "held_by"
    COMMON_HOLDER = "common_holder"


@dataclass(frozen=True, slots=True)
class CloseLink:
    """One reason for which a party is closely linked to another.

    share: what the party holds of the other, is held of by it, or what the common holder holds of the other.
    direct: the part of it that is held without anybody between. holder: the common holder's position, else -1;
    own_share: what the common holder holds of the party itself.
    """

    other: int
    reason: Link
    share: float
    direct: float
    holder: int = -1
    own_share: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class CloseLinks:
    """All holdings of the threshold or more, by holder and then owned; `stopped`: holders enumerated in part only.

    holder, owned: int32 positions. share: float64.
    """

    holder: NDArray[np.int32]
    owned: NDArray[np.int32]
    share: NDArray[np.float64]
    stopped: NDArray[np.int32]

    def holdings(self) -> Iterator[tuple[int, int, float]]:
        """Holder, owned and share of each."""
        return zip(self.holder.tolist(), self.owned.tolist(), self.share.tolist(), strict=True)


@dataclass(frozen=True, eq=False)
class SimplePaths:
    """The holdings of a day, prepared for sums along simple paths."""

    holdings: Shareholdings
    limit: int = STEPS

    def shares_of(self, holder: int) -> SimplePathShares:
        """What a party holds of everybody downstream; linear in the stakes reached, but for the insides of loops."""
        return self._along(self.holdings.by_owner, self._owner_shares, holder, downwards=True)

    def holders_of(self, target: int) -> SimplePathShares:
        """What everybody upstream holds of a party."""
        return self._along(self.holdings.by_owned, self._owned_shares, target, downwards=False)

    def links_of(self, party: int, threshold: float = THRESHOLD) -> tuple[list[CloseLink], bool]:
        """Every close link of one party, and whether the enumeration was complete.

        Holdings first, then holders, then what they hold besides; each by share.
        """
        held, holders = self.shares_of(party), self.holders_of(party)
        found = [CloseLink(i, Link.HOLDS, share, self._direct(party, i)) for i, share in _enough(held, threshold)]
        above = _enough(holders, threshold)
        found += [CloseLink(i, Link.HELD_BY, share, self._direct(i, party)) for i, share in above]
        complete = held.complete and holders.complete
        for holder, own_share in above:
            besides = self.shares_of(holder)
            complete = complete and besides.complete
            found += [
                CloseLink(other, Link.COMMON_HOLDER, share, self._direct(holder, other), holder, own_share)
                for other, share in _enough(besides, threshold)
                if other != party
            ]
        return found, complete

    @cached_property
    def _parts(self) -> Condensation:
        return Condensation.of(self.holdings.by_owner)

    @cached_property
    def _owner_shares(self) -> NDArray[np.float64]:
        return self.holdings.share[self.holdings.by_owner.edge]

    @cached_property
    def _owned_shares(self) -> NDArray[np.float64]:
        return self.holdings.share[self.holdings.by_owned.edge]

    def _along(self, csr: CSR, shares: NDArray[np.float64], start: int, *, downwards: bool) -> SimplePathShares:
        reached = reachable(csr, start)
        component = self._parts.component[reached]
        order = reached[np.argsort(-component if downwards else component, kind="stable")]
        sums, steps = simple_path_sums(start, (csr.indptr, csr.indices, shares), order, self._parts, self.limit)
        sums[order == start] = 0.0
        found = LookThrough.of(order, sums)
        return SimplePathShares(found.party, found.share, complete=steps <= self.limit)

    def _direct(self, owner: int, owned: int) -> float:
        """The share held without anybody between."""
        rows = self.holdings.by_owned
        mine = rows.neighbours(owned) == owner
        return float(self.holdings.share[rows.edges_of(owned)[mine]].sum())


def simple_path_shares(holdings: Shareholdings, holder: int, limit: int = STEPS) -> SimplePathShares:
    """The naive figure beside the look-through: what a party holds along simple paths."""
    return SimplePaths(holdings, limit).shares_of(holder)


def close_links(holdings: Shareholdings, threshold: float = THRESHOLD, limit: int = STEPS) -> CloseLinks:
    """Every pair of a holder and what it holds the threshold or more of; it walks from each owner: small networks."""
    paths = SimplePaths(holdings, limit)
    rows: list[tuple[int, int, float]] = []
    stopped = []
    for holder in np.unique(holdings.owner).tolist():
        shares = paths.shares_of(holder)
        rows += sorted((holder, owned, share) for owned, share in _enough(shares, threshold))
        if not shares.complete:
            stopped.append(holder)
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return CloseLinks(
        np.array(columns[0], dtype=np.int32),
        np.array(columns[1], dtype=np.int32),
        np.array(columns[2], dtype=np.float64),
        np.array(stopped, dtype=np.int32),
    )


def _enough(shares: LookThrough, threshold: float) -> list[tuple[int, float]]:
    kept = at_least(shares.share, threshold)
    return list(zip(shares.party[kept].tolist(), shares.share[kept].tolist(), strict=True))
