"""In which order the chosen guarantees are best released: the most relief per cost first."""

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.cheapest_cover import without
from graph.kernels.csr import CSR

LOOKED_AT, PER_LEVEL = 200_000_000, 1_000
"""Arcs looked at, at most, to find an order: about three seconds; above, relief is not measured. Measuring a level
costs as much as so many arcs, however few there are."""


@dataclass(frozen=True, slots=True)
class Step:
    """An arc to release, its cost, and how far the level falls with it when all before it are released already.

    arc: place of the arc. relief: None where it was not measured.
    """

    arc: int
    cost: float
    relief: int | None

    @property
    def rank(self) -> tuple[float, float, int]:
        """Smaller is earlier: relief per cost, what costs nothing and relieves first; then the cheaper."""
        relief = self.relief or 0
        return -(relief / self.cost if self.cost > 0 else math.inf if relief else 0.0), self.cost, self.arc


def by_relief(
    csr: CSR, cost: NDArray[np.float64], chosen: NDArray[np.bool_], level: Callable[[CSR], int]
) -> list[Step]:
    """The chosen edges, each time the one next whose release lowers the level most per cost.

    cost: float64 beside the edges. level: what is to be lowered, of the edges that are left. A step's `arc` is what
    `csr.edge` says. Where measuring takes too long, the cheapest come first and relief is unknown.
    """
    left = np.flatnonzero(chosen).tolist()
    if len(left) ** 2 * (len(csr.indices) + PER_LEVEL) > LOOKED_AT:
        return sorted((Step(int(csr.edge[e]), float(cost[e]), None) for e in left), key=lambda step: step.rank)
    released = np.zeros(len(cost), dtype=np.bool_)
    now, steps = level(csr), []
    while left:
        options = []
        for edge in left:
            released[edge] = True
            options.append((Step(int(csr.edge[edge]), float(cost[edge]), now - level(without(csr, released))), edge))
            released[edge] = False
        step, edge = min(options, key=lambda option: option[0].rank)
        released[edge] = True
        left.remove(edge)
        steps.append(step)
        now -= step.relief or 0
    return steps


def interleaved(lists: Iterable[list[Step]]) -> list[Step]:
    """One order of steps that do not bear on those of other lists: each time the best of the next ones."""
    waiting = [(steps[0].rank, number, 0, steps) for number, steps in enumerate(lists) if steps]
    heapq.heapify(waiting)
    order = []
    while waiting:
        _, number, at, steps = heapq.heappop(waiting)
        order.append(steps[at])
        if at + 1 < len(steps):
            heapq.heappush(waiting, (steps[at + 1].rank, number, at + 1, steps))
    return order
