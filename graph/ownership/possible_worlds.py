"""Every way in which the uncertain matches can turn out, or a sample of them.

Each cluster of matches is enumerated by itself and the clusters' outcomes are combined, so that what counts is how
many different partitions of the parties there are, not how many matches lead to them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.ownership.same_party import Floats, Ints, UncertainLinks, stands_for

MOST_EXACT: Final = 20
"""Two to this power is the most worlds that can be asked to be counted out."""

MOST_AT_ONCE: Final = 5_000_000
"""So many chances are drawn at a time."""


@dataclass(frozen=True, slots=True)
class Draw:
    """How worlds are counted out: all of them for up to `exact_up_to` matches (at most two to that power), else
    `samples` drawn with the seed. UsageError for limits that make no sense."""

    exact_up_to: int = 12
    samples: int = 2_000
    seed: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.exact_up_to <= MOST_EXACT and self.samples > 1 and self.seed >= 0):
            raise UsageError(
                f"Count out 0 to {MOST_EXACT} matches, draw 2 samples or more, and give a seed of 0 or more.",
                f"精确枚举的匹配数应为 0 至 {MOST_EXACT}，抽样数至少为 2，种子不得为负。",
            )


@dataclass(frozen=True, eq=False)
class Worlds:
    """The different outcomes. weight: float64 per world, summing to 1. `exact`: all of them, none drawn.

    parties: int32, those that matches join. standing: int32, worlds × parties, who stands for each of them. Where
    worlds are drawn, the two in which no match and every match is right are there too, if need be with weight 0.
    """

    party_count: int
    exact: bool
    weight: Floats
    parties: Ints
    standing: Ints

    def __len__(self) -> int:
        return len(self.weight)

    def __iter__(self) -> Iterator[tuple[float, Ints]]:
        for weight, standing in zip(self.weight.tolist(), self.standing, strict=True):
            everyone = np.arange(self.party_count, dtype=np.int32)
            everyone[self.parties] = standing
            yield weight, everyone


def worlds(links: UncertainLinks, draw: Draw = Draw()) -> Worlds:
    """The worlds of these matches, each with its weight and who stands for whom (int32 per party) when iterated."""
    parties = np.unique(np.concatenate([links.first, links.second])).astype(np.int32)
    first, second = (np.searchsorted(parties, ends) for ends in (links.first, links.second))
    local = UncertainLinks(len(parties), first.astype(np.int32), second.astype(np.int32), links.probability)
    counted = _all(local, draw)
    weight, standing = counted or _drawn(local, draw)
    return Worlds(links.party_count, counted is not None, weight, parties, parties[standing])


Outcomes = tuple[Floats, Ints]
"""The weights, and by world and party who stands for it."""


def _all(links: UncertainLinks, draw: Draw) -> Outcomes | None:
    """All worlds; None if they are too many to count out."""
    cluster = stands_for(links.party_count, links.first, links.second)[links.first]
    apart = np.arange(links.party_count, dtype=np.int32)
    outcomes: Outcomes = (np.ones(1), apart[None, :])
    for number in np.unique(cluster):
        rows = np.flatnonzero(cluster == number)
        if len(rows) > draw.exact_up_to:
            return None
        outcomes = _combined(outcomes, _cluster_worlds(links.take(rows)), apart)
        if len(outcomes[0]) > 2**draw.exact_up_to:
            return None
    return outcomes


def _cluster_worlds(links: UncertainLinks) -> Outcomes:
    right = (np.arange(2 ** len(links))[:, None] >> np.arange(len(links)) & 1).astype(np.bool_)
    chance = np.where(right, links.probability, 1 - links.probability).prod(axis=1)
    return _distinct(chance[chance > 0], _closures(links, right[chance > 0]))


def _combined(some: Outcomes, more: Outcomes, apart: Ints) -> Outcomes:
    """Each outcome of some clusters with each of a further one; they touch different parties."""
    touched = (more[1] != apart).any(axis=0)
    standing = np.repeat(some[1], len(more[0]), axis=0)
    standing[:, touched] = np.tile(more[1][:, touched], (len(some[0]), 1))
    return np.outer(some[0], more[0]).ravel(), standing


def _drawn(links: UncertainLinks, draw: Draw) -> Outcomes:
    """Sampled worlds, equal ones together, after the two extreme ones."""
    rng = np.random.default_rng(draw.seed)
    extremes = np.repeat([[False], [True]], len(links), axis=1)
    parts: list[Outcomes] = [(np.zeros(2), _closures(links, extremes))]
    at_once = max(1, MOST_AT_ONCE // max(1, len(links)))
    for start in range(0, draw.samples, at_once):
        count = min(at_once, draw.samples - start)
        right = rng.random((count, len(links))) < links.probability
        parts.append(_distinct(np.full(count, 1 / draw.samples), _closures(links, right)))
    return _distinct(np.concatenate([weight for weight, _ in parts]), np.concatenate([who for _, who in parts]))


def _closures(links: UncertainLinks, right: NDArray[np.bool_]) -> Ints:
    """Per world and party who stands for it: the least position spreads along the matches that are right."""
    standing = np.repeat(np.arange(links.party_count, dtype=np.int32)[:, None], len(right), axis=1)
    settled = False
    while not settled:
        settled = True
        for row, (a, b) in enumerate(zip(links.first, links.second, strict=True)):
            least = np.where(right[:, row], np.minimum(standing[a], standing[b]), -1)
            for end in (a, b):
                spreads = (least >= 0) & (least < standing[end])
                if spreads.any():
                    standing[end, spreads] = least[spreads]
                    settled = False
    return np.ascontiguousarray(standing.T)


def _distinct(weight: Floats, standing: Ints) -> Outcomes:
    """Worlds that come to the same partition as one, in the order in which they first occur."""
    first: dict[bytes, int] = {}
    number = np.array([first.setdefault(row.tobytes(), len(first)) for row in standing], dtype=np.int64)
    _, kept = np.unique(number, return_index=True)
    return np.bincount(number, weights=weight, minlength=len(first)).astype(np.float64), standing[kept]
