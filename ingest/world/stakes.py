"""Stakes as columns: who holds how much of whom, from when to when."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ingest.world.days import NEVER, Days

Ints = npt.NDArray[np.int64]
WHOLE = 1_000_000
"""Shares are counted in millionths, so that they sum exactly."""


@dataclass(frozen=True)
class Stakes:
    """Columns over all stakes. Owners are parties; `share` in millionths; `votes` the same, or -1 where as the share.

    `owner` is who the register names, `true_owner` who owns: they differ where a nominee holds. Valid from `start` to
    `end`, both days included; `end` is `NEVER` while it lasts.
    """

    owner: Ints
    true_owner: Ints
    owned: Ints
    share: Ints
    votes: Ints
    start: Days
    end: Days

    def __len__(self) -> int:
        return len(self.owner)

    def take(self, rows: npt.NDArray[np.generic]) -> "Stakes":
        """The stakes of these rows (numbers or a mask)."""
        return Stakes(*(getattr(self, f.name)[rows] for f in fields(self)))

    def valid_on(self, day: int) -> "Stakes":
        """The stakes held on a day."""
        return self.take((self.start <= day) & (day <= self.end))

    def followed_by(self, others: "Stakes") -> "Stakes":
        """These stakes and the others."""
        return Stakes(*(np.concatenate([getattr(self, f.name), getattr(others, f.name)]) for f in fields(self)))


@dataclass(frozen=True)
class Holdings:
    """Stakes before they have dates: rows (owner, owned, share, votes)."""

    owner: Ints
    owned: Ints
    share: Ints
    votes: Ints

    @classmethod
    def of(cls, owner: Ints, owned: Ints, share: npt.NDArray[np.float64], votes: Ints | None = None) -> "Holdings":
        """Holdings of shares given as ratios; rows without an owner (-1), owning itself or nothing are left out."""
        millionths = np.floor(share * WHOLE + 0.5).astype(np.int64) // 100 * 100
        as_shares = np.full(len(owner), -1) if votes is None else votes
        kept = (owner >= 0) & (owner != owned) & (millionths > 0)
        return cls(owner[kept], owned[kept], millionths[kept], as_shares[kept])

    @classmethod
    def together(cls, *parts: "Holdings") -> "Holdings":
        """All holdings, those of one owner in one enterprise added up."""
        owner, owned, share, votes = (
            np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Holdings)
        )
        _, first, group = np.unique(owned << 32 | owner, return_index=True, return_inverse=True)
        total = np.zeros(len(first), np.int64)
        np.add.at(total, group, share)
        most_votes = np.full(len(first), -1)
        np.maximum.at(most_votes, group, votes)
        return cls(owner[first], owned[first], total, most_votes)

    def diluted(self, taken: Ints) -> "Holdings":
        """The same holdings after `taken[e]` millionths of each enterprise `e` went to somebody else."""
        left = WHOLE - taken[self.owned]
        votes = np.where(self.votes < 0, -1, self.votes * left // WHOLE)
        return Holdings(self.owner, self.owned, self.share * left // WHOLE, votes)

    def dated(self, true_owner: Ints, established: Days) -> Stakes:
        """Stakes that last since both sides exist (people always do)."""
        firms = len(established)
        owner_since = np.where(self.owner < firms, established[np.minimum(self.owner, firms - 1)], -NEVER)
        start = np.maximum(established[self.owned], owner_since).astype(np.int32)
        end = np.full(len(start), NEVER, np.int32)
        return Stakes(self.owner, true_owner, self.owned, self.share, self.votes, start, end)
