"""Parties that act in concert (一致行动人): who declared that they vote together, merged into groups."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels.components import weak_components
from graph.kernels.csr import CSR, build_csr
from graph.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Concerts:
    """Groups of parties that vote as one; concert is transitive, so a party is in one group at most.

    group_of: int32 per party, -1 for none; declared groups are numbered by their smallest member, groups given as such
    in their order. Among holders of votes, group g is the pseudo-holder `party_count + g`. party, other: int32, the
    declarations; basis: what each rests on (agreement, voting_trust, other, or the clause of a presumption).
    """

    group_of: NDArray[np.int32]
    party: NDArray[np.int32]
    other: NDArray[np.int32]
    basis: tuple[str, ...]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Concerts":
        """The concert declared in the snapshot; declaration i is its ACTS_WITH edge i."""
        edges = snapshot.edges("ACTS_WITH")
        bases = [basis or "other" for basis in edges.columns.column("basis").to_pylist()]
        return cls.of_pairs(snapshot.node_count("Party"), edges.source, edges.target, bases)

    @classmethod
    def of_pairs(
        cls, party_count: int, party: NDArray[np.int32], other: NDArray[np.int32], basis: Sequence[str] | None = None
    ) -> "Concerts":
        """The groups that pairs make, a party paired with itself none. UsageError for an unknown position."""
        for ends in (party, other):
            if len(ends) and not 0 <= int(ends.min()) <= int(ends.max()) < party_count:
                raise UsageError(
                    "A concert party is not among the parties. Name known parties.",
                    "一致行动人不在主体之列。请使用已知主体。",
                )
        return cls(_groups(party_count, party, other), party, other, tuple(basis or ["agreement"] * len(party)))

    @classmethod
    def of_groups(cls, party_count: int, groups: Collection[Collection[int]], basis: str = "agreement") -> "Concerts":
        """The groups in the order given, a group of one too; those that share a member are one, empty ones none."""
        pairs = [(group[0], member) for group in map(sorted, groups) for member in group[1:] or group]
        ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
        merged = cls.of_pairs(party_count, ends[:, 0], ends[:, 1], [basis] * len(pairs))
        label = np.where(merged.group_of < 0, len(merged) + np.arange(party_count), merged.group_of)
        order = list(dict.fromkeys(label[ends[:, 0]].tolist()))
        number = np.full(len(merged) + party_count, -1, dtype=np.int32)
        number[order] = np.arange(len(order), dtype=np.int32)
        return replace(merged, group_of=number[label])

    @classmethod
    def none(cls, party_count: int) -> "Concerts":
        """Nobody acts in concert."""
        empty = np.zeros(0, dtype=np.int32)
        return cls.of_pairs(party_count, empty, empty)

    def __len__(self) -> int:
        return self.members.node_count

    @property
    def party_count(self) -> int:
        """How many parties there are; the first group's pseudo-holder."""
        return len(self.group_of)

    @cached_property
    def members(self) -> CSR:
        """The members of each group, by position."""
        inside = np.flatnonzero(self.group_of >= 0)
        inside = inside[np.argsort(self.group_of[inside], kind="stable")]
        sizes = np.bincount(self.group_of[inside])
        return CSR(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), inside.astype(np.int32), inside)

    def members_of(self, holder: int) -> NDArray[np.int32]:
        """Who votes as this holder: the members of a pseudo-holder's group, otherwise the party itself."""
        if holder < self.party_count:
            return np.array([holder], dtype=np.int32)
        return self.members.neighbours(holder - self.party_count)

    def holder_of(self, party: int) -> int:
        """As what the party votes: the pseudo-holder of its group, or itself."""
        group = int(self.group_of[party])
        return party if group < 0 else self.party_count + group

    @cached_property
    def holders(self) -> NDArray[np.int32]:
        """Per party, as what it votes."""
        own = np.arange(self.party_count, dtype=np.int32)
        return np.where(self.group_of < 0, own, self.group_of + np.int32(self.party_count))

    def with_groups(self, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """A flag per party, and behind them one per group: whether it holds of all its members."""
        without = np.bincount(self.group_of[(self.group_of >= 0) & ~flags], minlength=len(self))
        return np.append(flags, without == 0)

    def declarations_of(self, group: int) -> NDArray[np.int64]:
        """The places of the declarations that make the group."""
        return np.flatnonzero((self.group_of[self.party] == group) & (self.party != self.other))

    def joined_by(self, pairs: Sequence[tuple[int, int]], basis: Sequence[str]) -> "Concerts":
        """As if these pairs had declared concert as well."""
        ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
        return Concerts.of_pairs(
            self.party_count, np.concatenate([self.party, ends[:, 0]]), np.concatenate([self.other, ends[:, 1]]),
            [*self.basis, *basis],
        )  # fmt: skip


def _groups(party_count: int, party: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.int32]:
    """The group of each party, -1 for none, numbered by their smallest member."""
    apart = party != other
    if not apart.any():
        return np.full(party_count, -1, dtype=np.int32)
    component = weak_components(build_csr(party[apart], other[apart], party_count))
    inside = np.zeros(party_count, dtype=np.bool_)
    inside[party[apart]] = inside[other[apart]] = True
    _, first, number = np.unique(component[inside], return_index=True, return_inverse=True)
    by_smallest = np.empty(len(first), dtype=np.int32)
    by_smallest[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    groups = np.full(party_count, -1, dtype=np.int32)
    groups[inside] = by_smallest[number]
    return groups
