"""A million enterprises and five million stakes: pyramids, minority and cross-holdings, dispersed owners, large loops.

Every number comes from the seed. Enterprises form groups of heavy-tailed size; in a group each is held by one nearer to
the top. Some are held besides by an enterprise of an earlier group, some hold a part of the one that holds them, and
the first thousands of enterprises form planted loops, each a strong component. What is left of a company is divided
among persons and a few institutions with very many holdings, except for a part of some companies that nobody discloses.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.ownership.shareholdings import Shareholdings, Stakes

LOOPS: Final = (5_000, 2_000, 1_000, 500, 500, *[200] * 5, *[50] * 20)
PERSONS_PER_ENTERPRISE: Final = 1.2
HOLDERS_PER_ENTERPRISE: Final = 4.4
Ends = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class OwnershipWorld:
    """Holdings of so many enterprises; `loops` names the members (positions) of each planted loop.

    is_person: bool per party.
    """

    holdings: Shareholdings
    enterprises: NDArray[np.int32]
    is_person: NDArray[np.bool_]
    loops: tuple[NDArray[np.int32], ...]


def ownership_world(enterprises: int, seed: int) -> OwnershipWorld:
    """The world of a size; positions are shuffled, so that nothing depends on their order."""
    chance = np.random.default_rng(seed)
    sizes = [max(3, size * enterprises // 1_000_000) for size in LOOPS]
    planted = sum(sizes)
    persons = int(enterprises * PERSONS_PER_ENTERPRISE)
    firms = [_loops(sizes, chance), _pyramids(planted, enterprises, chance), _minorities(planted, enterprises, chance)]
    firms.append(_cross_holdings(firms[1], chance))
    owner, owned, share = _within_one(_joined(firms), enterprises)
    own, of, part = _dispersed(
        np.bincount(owned, weights=share, minlength=enterprises).astype(np.float64), persons, chance
    )
    named = chance.permutation(enterprises + persons).astype(np.int32)
    owner, owned = named[np.concatenate([owner, own])], named[np.concatenate([owned, of])]
    share = np.concatenate([share, part])
    stakes = Stakes(owner, owned, share, np.full(len(share), np.nan))
    is_person = np.zeros(enterprises + persons, dtype=np.bool_)
    is_person[named[enterprises:]] = True
    ends = np.cumsum([0, *sizes])
    loops = tuple(named[first:last] for first, last in pairwise(ends))
    return OwnershipWorld(Shareholdings.of_stakes(enterprises + persons, stakes), named[:enterprises], is_person, loops)


def _loops(sizes: list[int], chance: np.random.Generator) -> Ends:
    """Rings with chords: each member holds the next, and one or two others besides."""
    found: list[Ends] = []
    first = 0
    for size in sizes:
        ring = np.arange(size)
        chords = int(1.5 * size)
        found.append((first + ring, first + np.roll(ring, -1), chance.uniform(0.1, 0.6, size)))
        ends = chance.integers(0, size, (2, chords))
        found.append((first + ends[0], first + ends[1], chance.uniform(0.02, 0.3, chords)))
        first += size
    return _joined(found)


def _pyramids(first: int, last: int, chance: np.random.Generator) -> Ends:
    """Groups of one to two thousand enterprises, in each a tree from the top."""
    sizes = np.minimum(2_000, 1 + chance.pareto(1.1, last)).astype(np.int64)
    starts = first + np.concatenate([[0], np.cumsum(sizes)])
    starts = starts[starts < last]
    member = np.arange(first, last)
    top = starts[np.searchsorted(starts, member, side="right") - 1]
    rank = member - top
    child = rank > 0
    breadth = chance.integers(1, 6, len(member))
    parent = top[child] + (rank[child] - 1) // breadth[child]
    share = np.where(chance.random(child.sum()) < 0.3, 1.0, chance.uniform(0.3, 1.0, child.sum()))
    return parent, member[child], share


def _minorities(first: int, last: int, chance: np.random.Generator) -> Ends:
    """A fifth of the enterprises are held besides by an earlier one."""
    owned = first + 1 + chance.permutation(last - first - 1)[: (last - first) // 5]
    return (owned * chance.random(len(owned))).astype(np.int64), owned, chance.uniform(0.01, 0.4, len(owned))


def _cross_holdings(pyramids: Ends, chance: np.random.Generator) -> Ends:
    """One in thirty subsidiaries holds a part of the enterprise that holds it."""
    parent, child, _ = pyramids
    chosen = np.flatnonzero(chance.random(len(parent)) < 1 / 30)
    return child[chosen], parent[chosen], chance.uniform(0.01, 0.2, len(chosen))


def _within_one(ends: Ends, enterprises: int) -> Ends:
    """Shares that leave at least two hundredths of most companies to others: sums above are scaled down."""
    owner, owned, share = ends
    total = np.bincount(owned, weights=share, minlength=enterprises)
    most = np.where(np.bincount(owned, minlength=enterprises) > 1, 0.98, 1.0)
    return owner, owned, share * np.minimum(1, (most / np.maximum(total, 1e-9)))[owned]


def _dispersed(taken: NDArray[np.float64], persons: int, chance: np.random.Generator) -> Ends:
    """Persons divide what enterprises leave; a tenth of these stakes belong to few institutions."""
    enterprises = len(taken)
    left = 1 - taken
    counts = np.where(left > 1e-6, chance.poisson(HOLDERS_PER_ENTERPRISE * 1.13, enterprises), 0)
    owned = np.repeat(np.arange(enterprises), counts)
    owner = enterprises + chance.integers(0, persons, len(owned))
    institution = chance.random(len(owned)) < 0.1
    rank = np.minimum(persons - 1, chance.zipf(1.3, int(institution.sum())) % 5_000)
    owner[institution] = enterprises + rank
    weight = chance.exponential(1.0, len(owned)) + 1e-3
    undisclosed = np.where(chance.random(enterprises) < 0.3, chance.uniform(0.0, 0.3, enterprises), 0.0)
    whole = np.bincount(owned, weights=weight, minlength=enterprises)
    return owner, owned, weight / whole[owned] * (left * (1 - undisclosed))[owned]


def _joined(parts: list[Ends]) -> Ends:
    owner, owned, share = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return owner, owned, share
