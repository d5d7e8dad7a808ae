"""The cheapest edges whose removal leaves no cycle (minimum feedback arc set), proven cheapest where that can be done.

Every cycle must lose an edge. The cycles are too many to write down, so the cheapest choice against the known ones is
solved for, cycles that it leaves are added, and so on until it leaves none (after Baharev, Schichl, Neumaier and
Achterberg 2021); first with fractions of edges, while that gains, then with whole ones. Each solution's bound holds for
all choices, so that whatever time permits is an honest answer.
"""

import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graph.kernels.cheapest_cover import Cover, solved
from graph.kernels.csr import CSR
from graph.kernels.feedback_bounds import bounded_feedback_arcs

SOLVED_EDGES = 5_000
"""Up to so many edges the cheapest choice is solved for; above, a choice and its bound are given."""

GAIN, STALLED = 1e-3, 8
"""After so many rounds on end that each lift the bound by less than this part of the cost, fractions are left off."""

HIT = 0.999
"""A cycle whose edges are chosen to less than this in all is left by the choice; the solver's tolerance is 1e-6."""

SHORT = 1e-6
"""What an edge adds to the length of a cycle, so that of equals the one of fewer edges is found."""

AT_ONCE = 500
"""Through so many edges cycles are looked for at once: 30 MB at most."""


def cheapest_feedback_arcs(csr: CSR, cost: NDArray[np.float64], seconds: float) -> Cover:
    """The cheapest edges without which there is no cycle, or a choice and how far from them it may be.

    csr: no edge twice, none to itself. cost: float64 beside the edges, none negative. seconds: for the solver; the
    first choice and bound, which it improves on, take up to a quarter of a minute more at 200,000 edges.
    `Cover.optimal` says whether it came to an end.
    """
    best = bounded_feedback_arcs(csr, cost)
    if best.optimal or len(cost) > SOLVED_EDGES:
        return best
    ends = time.monotonic() + seconds
    cycles: dict[bytes, NDArray[np.int64]] = {}
    whole, stalled = False, 0
    values, through = np.zeros(len(cost)), best.chosen
    while not best.optimal and time.monotonic() < ends:
        known, before = len(cycles), best.lower_bound
        cycles |= {np.sort(cycle).tobytes(): cycle for cycle in _cycles_left(csr, values, np.flatnonzero(through))}
        if len(cycles) == known:
            if whole:  # only the solver's rounding is left to settle
                break
            whole = True
        hit, bound = _hit(list(cycles.values()), cost, best.cost, whole, ends - time.monotonic())
        best = best.or_better(None, cost, bound)
        if hit is None:
            break
        values = np.rint(hit) if whole else np.clip(hit, 0.0, 1.0)
        through = bounded_feedback_arcs(csr, cost, cost * (1.0 - values)).chosen
        best = best.or_better(through, cost, 0.0)
        stalled = 0 if best.lower_bound - before >= GAIN * best.cost else stalled + 1
        whole = whole or stalled >= STALLED
    return best


def _hit(
    cycles: list[NDArray[np.int64]], cost: NDArray[np.float64], known_cost: float, whole: bool, seconds: float
) -> tuple[NDArray[np.float64] | None, float]:
    """The cheapest edges, or fractions of them, that add up to one on each of these cycles, and the bound.

    An edge that costs more than a known choice belongs to no cheapest one.
    """
    row = np.repeat(np.arange(len(cycles)), [len(cycle) for cycle in cycles])
    matrix = csr_array((np.ones(len(row)), (row, np.concatenate(cycles))), shape=(len(cycles), len(cost)))
    return solved(
        cost,
        [LinearConstraint(matrix, lb=1.0)],
        np.full(len(cost), whole),
        Bounds(0.0, (cost <= known_cost).astype(np.float64)),
        known_cost,
        seconds,
    )


def _cycles_left(csr: CSR, values: NDArray[np.float64], through: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Through each of these edges the cycle that is hit least, as places of edges, where that is too little.

    Edges whose removal leaves no cycle are enough to look through: each cycle has one of them.
    """
    source, nodes = csr.sources(), csr.node_count
    key = source.astype(np.int64) * nodes + csr.indices
    order = np.argsort(key)
    lengths = csr_array((values + SHORT, csr.indices, csr.indptr), shape=(nodes, nodes))
    found = []
    for some in np.array_split(through, len(through) // AT_ONCE + 1):
        _, previous = dijkstra(lengths, indices=csr.indices[some], return_predecessors=True, limit=1.0)
        for row, edge in enumerate(some.tolist()):
            walk = [int(source[edge])]
            while previous[row, walk[-1]] >= 0:
                walk.append(int(previous[row, walk[-1]]))
            if walk[-1] == csr.indices[edge]:
                steps = np.array(walk[1:], dtype=np.int64) * nodes + np.array(walk[:-1], dtype=np.int64)
                cycle = np.append(order[np.searchsorted(key, steps, sorter=order)], edge)
                if values[cycle].sum() < HIT:
                    found.append(cycle)
    return found
