"""The direct stakes of a day as arrays: who holds which part of whom, parallel stakes added up."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr, runs
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64


@dataclass(frozen=True, eq=False)
class Stakes:
    """Stakes as they were registered, one row each; a place in these arrays names a stake.

    owner, owned: int32 positions of parties. share, votes: float64, parts of one; NaN where not stated.
    """

    owner: NDArray[np.int32]
    owned: NDArray[np.int32]
    share: NDArray[np.float64]
    votes: NDArray[np.float64]

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """Stakes that can be reckoned with: a share is stated, finite and not negative."""
        return np.asarray(np.isfinite(self.share) & (self.share >= 0))


@dataclass(frozen=True, eq=False)
class Shareholdings:
    """Who holds which part of whom: one row per owner and owned, by owned and then owner.

    owner, owned: int32 positions below `party_count`. share: float64, the sum of the pair's stakes, raw even above one.
    votes: float64, the votes that go with them: the shares where no source says otherwise. A party's own shares are
    rows like others. `left_out`: places of stakes without a usable share. stakes: as registered, by place.
    """

    party_count: int
    owner: NDArray[np.int32]
    owned: NDArray[np.int32]
    share: NDArray[np.float64]
    votes: NDArray[np.float64]
    left_out: NDArray[np.int64]
    stakes: Stakes
    _place: NDArray[np.int64]  # the usable stakes in the order of the rows
    _first: NDArray[np.int64]  # where each row's stakes begin in `_place`

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Shareholdings":
        """The stakes in force; a place of a stake is its place among the snapshot's OWNS edges."""
        edges = snapshot.edges("OWNS")
        share, votes = (float64(pa.table({name: edges.column(name)}), name) for name in ("share_ratio", "vote_ratio"))
        return cls.of_stakes(snapshot.node_count("Party"), Stakes(edges.source, edges.target, share, votes))

    @classmethod
    def of_stakes(cls, party_count: int, stakes: Stakes) -> "Shareholdings":
        """The stakes, those of one owner in one enterprise added up."""
        place = np.flatnonzero(stakes.usable)
        order = place[np.lexsort((stakes.owner[place], stakes.owned[place]))]
        owner, owned = stakes.owner[order], stakes.owned[order]
        starts = np.ones(len(order), dtype=np.bool_)
        starts[1:] = (owner[1:] != owner[:-1]) | (owned[1:] != owned[:-1])
        first = np.flatnonzero(starts)
        share = stakes.share[order]
        votes = np.where(np.isnan(stakes.votes[order]), share, stakes.votes[order])
        return cls(
            party_count, owner[first], owned[first], _sums(share, first), _sums(votes, first),
            np.flatnonzero(~stakes.usable), stakes, order, np.append(first, len(order)),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.owner)

    def without(self, places: Collection[int]) -> "Shareholdings":
        """As if these stakes had been sold to owners unknown; the other stakes keep their places."""
        share = self.stakes.share.copy()
        share[list(places)] = np.nan
        stakes = self.stakes
        return Shareholdings.of_stakes(self.party_count, Stakes(stakes.owner, stakes.owned, share, stakes.votes))

    def stakes_of(self, row: int) -> NDArray[np.int64]:
        """The places of the stakes that a row adds up."""
        return self._place[self._first[row] : self._first[row + 1]]

    def stakes_of_all(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of the stakes that these rows add up, row by row."""
        return self._place[runs(self._first[rows], self._first[rows + 1] - self._first[rows])]

    @cached_property
    def by_owned(self) -> CSR:
        """The owners of each party; `edge` is the row."""
        return build_csr(self.owned, self.owner, self.party_count)

    @cached_property
    def by_owner(self) -> CSR:
        """The holdings of each party; `edge` is the row."""
        return build_csr(self.owner, self.owned, self.party_count)

    @cached_property
    def disclosed(self) -> NDArray[np.float64]:
        """Per party the sum of the shares in it that are known, its own ones included; 0 where no owner is known."""
        return np.bincount(self.owned, weights=self.share, minlength=self.party_count).astype(np.float64)

    @cached_property
    def disclosed_votes(self) -> NDArray[np.float64]:
        """Per party the sum of the votes in it that are known."""
        return np.bincount(self.owned, weights=self.votes, minlength=self.party_count).astype(np.float64)


def _sums(values: NDArray[np.float64], first: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sum of each run of values that begins at `first`."""
    return np.add.reduceat(values, first) if len(first) else values
