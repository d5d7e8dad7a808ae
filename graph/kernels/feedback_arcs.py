"""The cheapest edges whose removal leaves no cycle (minimum feedback arc set), proven cheapest where that can be done.

Every cycle must lose an edge. The cycles are too many to write down, so the cheapest choice against the known ones is
solved for, the cycles that it leaves are added, and so on until it leaves none (after Baharev, Schichl, Neumaier and
Achterberg 2021). Each solution's bound holds for all choices, so that whatever time permits is an honest answer.
"""

import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from graph.kernels.cheapest_cover import Cover, solved
from graph.kernels.csr import CSR
from graph.kernels.feedback_bounds import bounded_feedback_arcs, least_feedback_arcs, shortest_cycles

SOLVED_EDGES = 5_000
"""Up to so many edges the cheapest choice is solved for; above, a choice and its bound are given."""


def cheapest_feedback_arcs(csr: CSR, cost: NDArray[np.float64], seconds: float) -> Cover:
    """The cheapest edges without which there is no cycle; none of them can be put back alone.

    cost: float64 beside the edges, none negative. seconds: for the solver; the first choice and bound, which it
    improves on, take up to three seconds more on the largest networks. `Cover.optimal` says whether it came to an end.
    """
    best = bounded_feedback_arcs(csr, cost)
    if best.optimal or len(cost) > SOLVED_EDGES:
        return best
    ends = time.monotonic() + seconds
    nothing = np.zeros(len(cost), dtype=np.bool_)
    cycles: dict[bytes, NDArray[np.int64]] = {}
    open_cycles = shortest_cycles(csr, np.arange(len(cost)), nothing)
    while not best.optimal and time.monotonic() < ends:
        known = len(cycles)
        cycles |= {np.sort(cycle).tobytes(): cycle for cycle in open_cycles}
        if len(cycles) == known:  # only the solver's rounding is left to settle
            break
        hit, bound = _hit(list(cycles.values()), cost, best.cost, ends - time.monotonic())
        if hit is None:
            return best.or_better(None, cost, bound)
        rest = bounded_feedback_arcs(csr, cost, hit)
        best = best.or_better(least_feedback_arcs(csr, cost, hit | rest.chosen, nothing), cost, bound)
        open_cycles = shortest_cycles(csr, np.flatnonzero(rest.chosen), hit)
    return best


def _hit(
    cycles: list[NDArray[np.int64]], cost: NDArray[np.float64], known_cost: float, seconds: float
) -> tuple[NDArray[np.bool_] | None, float]:
    """The cheapest edges of which each of these cycles has one, as far as found in time, and the bound.

    An edge that costs more than a known choice belongs to no cheapest one.
    """
    row = np.repeat(np.arange(len(cycles)), [len(cycle) for cycle in cycles])
    column = np.concatenate(cycles)
    matrix = csr_array((np.ones(len(row)), (row, column)), shape=(len(cycles), len(cost)))
    values, bound = solved(
        cost,
        [LinearConstraint(matrix, lb=1.0)],
        np.ones(len(cost), dtype=np.bool_),
        Bounds(0.0, (cost <= known_cost).astype(np.float64)),
        known_cost,
        seconds,
    )
    return None if values is None else values > 0.5, bound
