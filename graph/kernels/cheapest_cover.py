"""The cheapest choice of edges that does what it must, with what no other choice can undercut."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from graph.kernels.csr import CSR

ROUNDING = 1e-8
"""So small a part of the cost is the solver's rounding: within it a choice is called the cheapest."""

SCALE = 1000.0
"""What the solver is told the known choice costs: its own tolerance, 1e-6, is then far below `ROUNDING` of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Edges that together do what they must, and what they cost.

    chosen: bool per edge. lower_bound: no choice costs less, but for `ROUNDING`.
    """

    chosen: NDArray[np.bool_]
    cost: float
    lower_bound: float

    @property
    def optimal(self) -> bool:
        """Whether it is proven that nothing is cheaper."""
        return self.cost - self.lower_bound <= ROUNDING * self.cost

    def or_better(self, chosen: NDArray[np.bool_] | None, cost: NDArray[np.float64], lower_bound: float) -> "Cover":
        """The cheaper of the two choices with the higher of the two bounds; cost: per edge."""
        costs = math.inf if chosen is None else float(cost[chosen].sum())
        least = min(self.cost, costs)
        bound = min(max(self.lower_bound, lower_bound), least)
        return Cover(self.chosen if chosen is None or costs >= self.cost else chosen, least, bound)


def without(csr: CSR, dropped: NDArray[np.bool_]) -> CSR:
    """The edges less some, at the same places: a dropped one leads back to where it starts, and so nowhere."""
    return CSR(csr.indptr, np.where(dropped, csr.sources(), csr.indices).astype(np.int32), csr.edge)


def solved(
    cost: NDArray[np.float64],
    limits: Sequence[LinearConstraint],
    binary: NDArray[np.bool_],
    bounds: Bounds,
    known_cost: float,
    seconds: float,
) -> tuple[NDArray[np.float64] | None, float]:
    """The cheapest values within the limits that were found in so many seconds, and what none undercuts.

    cost: float64 per variable, none negative. known_cost: what a known solution costs, above zero. None where no
    values were found in time.
    """
    result = milp(
        cost * (SCALE / known_cost),
        constraints=limits,
        integrality=binary.astype(np.int64),
        bounds=bounds,
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0},
    )
    bound = result.mip_dual_bound
    if not binary.any():  # without whole numbers only the optimum itself is a bound
        bound = result.fun if result.status == 0 else None
    known = 0.0 if bound is None or not math.isfinite(bound) else bound
    return result.x, max(0.0, known * known_cost / SCALE)
