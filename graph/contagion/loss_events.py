"""Which loss came when, to whom and through what: a cascade as a film, and each loss down to its contracts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.kernels.lookup import Lookup

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
Places = NDArray[np.int64]


class Channel(IntEnum):
    """Through what a loss came; says what `LossEvents.place` is a place in."""

    CALL = 0  # a pair of contract and loan of the call book
    LOAN = 1  # a loan of the call book
    STAKE = 2  # a row of the holdings


@dataclass(frozen=True, slots=True)
class Carried:
    """So much (元) of a party's loss came through this contract and loan, loan or stake, from this party."""

    channel: Channel
    place: int
    source: int
    amount: float


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One round: who fell in it, and the losses that arrived in it; who fell, fell of these and those before."""

    round: int
    fell: Positions
    losses: "LossEvents"


@dataclass(frozen=True, eq=False)
class LossEvents:
    """One row per change of a loss, by round. round (int32). channel (int8): `Channel`. place (int64): see there.
    loser, source (int32): who loses, -1 for a lender nobody knows, and whose default or loss it comes from.

    amount (float64, 元): by how much the loss through this place changed, below zero where a pool was divided among
    more loans, or where others took over what one who fell did not pay.
    """

    round: Positions
    channel: NDArray[np.int8]
    place: Places
    loser: Positions
    source: Positions
    amount: Floats

    def __len__(self) -> int:
        return len(self.amount)

    @classmethod
    def by_round(cls, parts: Sequence["LossEvents"]) -> "LossEvents":
        """All of these as one."""
        order = np.argsort(np.concatenate([one.round for one in parts]), kind="stable")
        columns = ("round", "channel", "place", "loser", "source", "amount")
        return cls(*(np.concatenate([getattr(one, name) for one in parts])[order] for name in columns))

    def lost_by(self, party_count: int) -> Floats:
        """Per party what it lost in all (元); of lenders nobody knows nothing."""
        known = self.loser >= 0
        return np.bincount(self.loser[known], self.amount[known], party_count).astype(np.float64)

    def frames(self, default_round: Positions) -> Iterator[Frame]:
        """The film: initial defaults as round 0, then round after round. default_round: int32 per party, -1 never."""
        order = np.argsort(default_round, kind="stable").astype(np.int32)
        rounds = default_round[order]
        last = max(int(rounds[-1]) if len(rounds) else -1, int(self.round[-1]) if len(self) else -1)
        for at in range(last + 1):
            fell = order[np.searchsorted(rounds, at) : np.searchsorted(rounds, at, "right")]
            rows = slice(int(np.searchsorted(self.round, at)), int(np.searchsorted(self.round, at, "right")))
            yield Frame(at, fell, self.some(rows))

    def of(self, party: int) -> "LossEvents":
        """The rows of what a party lost, by round."""
        return self.some(np.sort(self._by_loser.rows(np.array([party]))))

    def some(self, rows: slice | NDArray[np.integer]) -> "LossEvents":
        """These rows, which have to be in order."""
        return LossEvents(
            self.round[rows], self.channel[rows], self.place[rows], self.loser[rows], self.source[rows],
            self.amount[rows],
        )  # fmt: skip

    def trace(self, party: int) -> tuple[Carried, ...]:
        """What a party's loss is made of, largest first; the amounts add up to it."""
        rows = self._by_loser.rows(np.array([party]))
        keys, first, which = np.unique(
            np.stack([self.channel[rows].astype(np.int64), self.place[rows]]), axis=1, return_index=True,
            return_inverse=True,
        )  # fmt: skip
        amounts = np.bincount(which, self.amount[rows], keys.shape[1])
        source = self.source[rows][first]
        return tuple(
            Carried(Channel(int(keys[0, at])), int(keys[1, at]), int(source[at]), float(amounts[at]))
            for at in np.lexsort((keys[1], keys[0], -amounts)).tolist()
            if amounts[at] != 0
        )

    @cached_property
    def _by_loser(self) -> Lookup:
        return Lookup.of(self.loser)
