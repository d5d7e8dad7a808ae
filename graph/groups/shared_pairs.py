"""Pairs of parties that share something, found block by block: all who have one thing are a block."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.groups.shared_things import KINDS, Ints, Kind, Things
from graph.kernels.csr import runs
from graph.snapshot import Snapshot

BLOCK_LIMIT = 50
"""A thing that more parties have ties nobody to anybody: the address of a registration agent, a name borne by many."""


@dataclass(frozen=True, slots=True)
class Common:
    """A thing that too many have: its kind, its number among the things of the kind, and how many have it."""

    kind: str
    thing: int
    shared_by: int


@dataclass(frozen=True, eq=False)
class SharedPairs:
    """One row per pair of parties and thing of one kind that they share.

    first, second: int64 rows of `things`, of the party with the smaller position first. size: int64, by how many
    parties the thing is had. population: how many parties have anything of the kind. common: what too many have.
    """

    kind: Kind
    things: Things
    first: Ints
    second: Ints
    size: Ints
    population: int
    common: tuple[Common, ...]

    @classmethod
    def of(cls, snapshot: Snapshot, kind: Kind, limit: int = BLOCK_LIMIT) -> "SharedPairs":
        """All pairs within blocks of at most `limit` parties; linear in the rows and the pairs."""
        things = kind.of(snapshot)
        starts, block = _blocks(things.thing)
        parties = _distinct_parties(things, block, len(starts))
        pairable = parties <= limit
        first, second = _within(starts, block, pairable & (parties >= 2))
        apart = _really_two(things, first, second)
        first, second, size = first[apart], second[apart], parties[block[first[apart]]]
        kept = _once(things, first, second)
        common = tuple(
            Common(kind.name, int(things.thing[starts[i]]), int(parties[i])) for i in np.flatnonzero(~pairable)
        )
        return cls(kind, things, first[kept], second[kept], size[kept], len(np.unique(things.party)), common)

    def __len__(self) -> int:
        return len(self.first)

    @property
    def parties(self) -> tuple[Ints, Ints]:
        """The two parties of each row (int64), the smaller position first."""
        return self.things.party[self.first].astype(np.int64), self.things.party[self.second].astype(np.int64)

    def key(self, party_count: int) -> Ints:
        """One number per pair: the smaller position times the number of all parties, plus the greater."""
        first, second = self.parties
        return first * party_count + second

    def take(self, rows: NDArray[np.generic]) -> "SharedPairs":
        """Some of the rows (numbers or a mask)."""
        return SharedPairs(
            self.kind, self.things, self.first[rows], self.second[rows], self.size[rows], self.population, self.common
        )


def all_shared_pairs(snapshot: Snapshot, limit: int = BLOCK_LIMIT) -> tuple[SharedPairs, ...]:
    """The pairs of every kind."""
    return tuple(SharedPairs.of(snapshot, kind, limit) for kind in KINDS.values())


def _blocks(thing: Ints) -> tuple[Ints, Ints]:
    """Where each block of equal things begins, and the block of each row."""
    new = np.ones(len(thing), dtype=np.bool_)
    new[1:] = thing[1:] != thing[:-1]
    return np.flatnonzero(new), np.cumsum(new) - 1


def _distinct_parties(things: Things, block: Ints, count: int) -> Ints:
    """How many parties each block has; rows of one party stand together."""
    new = np.ones(len(things), dtype=np.bool_)
    new[1:] = (block[1:] != block[:-1]) | (things.party[1:] != things.party[:-1])
    return np.bincount(block[new], minlength=count)


def _within(starts: Ints, block: Ints, wanted: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Every two rows of the wanted blocks, the earlier one first."""
    end = np.append(starts, len(block))[1:][block] if len(block) else block
    row = np.arange(len(block))
    after = np.where(wanted[block], end - row - 1, 0) if len(block) else row
    first = np.repeat(row, after)
    return first, runs(row + 1, after)


def _really_two(things: Things, first: Ints, second: Ints) -> NDArray[np.bool_]:
    """Two parties, and not through one and the same bearer."""
    one_bearer = (things.bearer[first] == things.bearer[second]) & (things.bearer[first] >= 0)
    return np.asarray((things.party[first] != things.party[second]) & ~one_bearer)


def _once(things: Things, first: Ints, second: Ints) -> Ints:
    """The first row of each pair and thing: a name may be borne by several persons of one party."""
    order = np.lexsort((things.thing[first], things.party[second], things.party[first]))
    a, b, c = things.party[first[order]], things.party[second[order]], things.thing[first[order]]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (c[1:] != c[:-1])
    return np.sort(order[new])
