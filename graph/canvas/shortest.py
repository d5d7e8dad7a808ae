"""All shortest paths between two parties along ties of some kinds, in either direction."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.canvas.ties import CanvasTies
from graph.kernels.csr import CSR, build_csr

Positions = NDArray[np.int32]
MOST_PATHS: Final = 100


@dataclass(frozen=True, slots=True)
class Shortest:
    """paths: positions from one to the other, in the order of identities. count: how many there are in all, of the
    same length; none where nothing joins the two within the steps allowed."""

    paths: tuple[tuple[int, ...], ...]
    count: int


def shortest_paths(
    ties: CanvasTies, ends: tuple[int, int], kinds: Collection[int], longest: int, most: int
) -> Shortest:
    """The shortest paths, as many of them as have at most so many parties together. longest: ties on a path."""
    start, goal = ends
    rows = np.flatnonzero(np.isin(ties.kind, list(kinds)))
    source, target = ties.source[rows], ties.target[rows]
    csr = build_csr(np.concatenate([source, target]), np.concatenate([target, source]), ties.party_count)
    ahead = _levels(csr, start, goal, longest)
    if ahead[goal] < 0:
        return Shortest((), 0)
    onward = _towards(csr, ahead, goal, ties.rank)
    ways = _counts(onward, goal)
    return Shortest(tuple(_listed(onward, start, goal, most)), ways[start])


def _levels(csr: CSR, start: int, goal: int, longest: int) -> NDArray[np.int32]:
    """Per party how many ties it is from the start, as far as the goal; -1 beyond."""
    level = np.full(csr.node_count, -1, dtype=np.int32)
    level[start] = 0
    frontier = np.array([start], dtype=np.int32)
    for step in range(1, longest + 1):
        reached = csr.neighbours_of_all(frontier)
        frontier = np.unique(reached[level[reached] < 0])
        level[frontier] = step
        if level[goal] >= 0 or not len(frontier):
            break
    return level


def _towards(csr: CSR, level: NDArray[np.int32], goal: int, rank: NDArray[np.int32]) -> dict[int, list[int]]:
    """The next parties of each on a shortest path, by identity; parties nearer to the goal stand first."""
    onward: dict[int, list[int]] = {goal: []}
    frontier = [goal]
    while frontier:
        before: dict[int, set[int]] = {}
        for party in frontier:
            for other in np.unique(csr.neighbours(party)).tolist():
                if level[other] == level[party] - 1 and level[other] >= 0:
                    before.setdefault(other, set()).add(party)
        for party, after in before.items():
            onward[party] = sorted(after, key=lambda one: int(rank[one]))
        frontier = list(before)
    return onward


def _counts(onward: dict[int, list[int]], goal: int) -> dict[int, int]:
    """From how many ways each party has to the goal."""
    ways = {goal: 1}
    for party, after in onward.items():
        if party != goal:
            ways[party] = sum(ways[one] for one in after)
    return ways


def _listed(onward: dict[int, list[int]], start: int, goal: int, most: int) -> list[tuple[int, ...]]:
    """The paths one by one while they have at most so many parties together."""
    found: list[tuple[int, ...]] = []
    parties: set[int] = set()
    waiting: list[tuple[int, ...]] = [(start,)]
    while waiting and len(found) < MOST_PATHS:
        path = waiting.pop()
        if path[-1] != goal:
            waiting += [(*path, one) for one in reversed(onward[path[-1]])]
        elif len(parties | set(path)) > most:
            break
        else:
            found.append(path)
            parties |= set(path)
    return found
