"""The cheapest edges whose removal leaves a node reaching no more than so many others.

What is reached afterwards is a set of nodes with the start in it, and the edges that leave the set are what must go: so
the cheapest set of bounded size is looked for. The choice without a solver: the set grows by the node that leaves the
least to cut, or by what the bound leaves reachable. The bound: as long as too many are reached, a tree that reaches one
too many takes its smallest remaining cost off its edges; every choice must pay for each tree (local ratio).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from graph.kernels.cheapest_cover import Cover, solved, without
from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR, build_csr, runs
from graph.kernels.reach import reachable

SOLVED_EDGES = 5_000
"""The solver sees so many edges, the nearest to the start; what it proves of them bounds the whole network, too."""

STEPS = 300_000_000
"""Edges or nodes looked at, at most, for the choice, for the bound, and for what can be put back."""


def cheapest_reach_cut(csr: CSR, cost: NDArray[np.float64], start: int, most: int, seconds: float) -> Cover:
    """The cheapest edges without which `start` reaches at most so many others, or a choice and its bound.

    cost: float64 beside the edges, none negative. seconds: for the solver; the first choice and bound take up to a
    few seconds more on the largest networks. `Cover.optimal` says whether the solver came to an end.
    """
    if len(reachable(csr, start)) - 1 <= most:
        return Cover(np.zeros(len(cost), dtype=np.bool_), 0.0, 0.0)
    incoming = build_csr(csr.indices, csr.sources(), csr.node_count)
    grown = _grow(
        start, most, (csr.indptr, csr.indices, cost), (incoming.indptr, incoming.indices, cost[incoming.edge]), STEPS
    )
    residual, bound = _pack_trees(csr.indptr, csr.indices, cost, (start, most), STEPS)
    best = _leaving(csr, cost, start, most, grown, bound)
    left = reachable(without(csr, residual <= 0), start)
    if len(left) - 1 <= most:
        best = best.or_better(_leaving(csr, cost, start, most, _marked(left, csr.node_count), 0.0).chosen, cost, 0.0)
    if best.optimal or seconds <= 0:
        return best
    inside, bound = _solve(csr, cost, start, most, best.cost, seconds)
    best = best.or_better(None, cost, bound)
    if inside is not None and int(inside.sum()) - 1 <= most:
        best = best.or_better(_leaving(csr, cost, start, most, inside, 0.0).chosen, cost, bound)
    return best


def _leaving(
    csr: CSR, cost: NDArray[np.float64], start: int, most: int, inside: NDArray[np.bool_], bound: float
) -> Cover:
    """The edges that must go so that only nodes inside are reached, less what can be put back, the dearest first."""
    source = csr.sources()
    reached = _marked(reachable(without(csr, inside[source] & ~inside[csr.indices]), start), csr.node_count)
    chosen = reached[source] & ~inside[csr.indices]
    candidates = np.flatnonzero(chosen)
    for edge in candidates[np.argsort(-cost[candidates], kind="stable")][: STEPS // max(len(cost), 1)]:
        chosen[edge] = False
        chosen[edge] = len(reachable(without(csr, chosen), start)) - 1 > most
    total = float(cost[chosen].sum())
    return Cover(chosen, total, min(bound, total))


def _solve(
    csr: CSR, cost: NDArray[np.float64], start: int, most: int, known_cost: float, seconds: float
) -> tuple[NDArray[np.bool_] | None, float]:
    """The nodes of the cheapest set, as far as found in time, and the bound, from the edges nearest to the start.

    One 0/1 variable per node, whether it is reached, then one per edge, whether it goes: an edge from a reached node to
    another goes. An edge that costs more than a known choice belongs to no cheapest one.
    """
    near = _nearest(csr, start)
    seen, ends = np.unique(np.concatenate([[start], csr.sources()[near], csr.indices[near]]), return_inverse=True)
    nodes, edges = len(seen), len(near)
    source, target = ends[1 : edges + 1], ends[edges + 1 :]
    row, ones = np.arange(edges), np.ones(edges)
    goes = csr_array(
        (np.concatenate([ones, -ones, ones]), (np.tile(row, 3), np.concatenate([target, source, nodes + row]))),
        shape=(edges, nodes + edges),
    )
    counted = np.concatenate([np.ones(nodes), np.zeros(edges)])
    lowest = np.zeros(nodes + edges)
    lowest[ends[0]] = 1.0
    values, bound = solved(
        np.concatenate([np.zeros(nodes), cost[near]]),
        [LinearConstraint(goes, lb=0.0), LinearConstraint(counted, ub=most + 1.0)],
        counted > 0,
        Bounds(lowest, np.concatenate([np.ones(nodes), (cost[near] <= known_cost).astype(np.float64)])),
        known_cost,
        seconds,
    )
    return None if values is None else _marked(seen[values[:nodes] > 0.5], csr.node_count), bound


def _nearest(csr: CSR, start: int) -> NDArray[np.int64]:
    """The places of the edges of the nodes nearest to the start, as many as the solver may see."""
    order = reachable(csr, start)
    degree = np.diff(csr.indptr)[order]
    order = order[np.cumsum(degree) <= SOLVED_EDGES]
    return runs(csr.indptr[order], csr.indptr[order + 1] - csr.indptr[order])


def _marked(places: NDArray[np.int32], count: int) -> NDArray[np.bool_]:
    """Per node whether it is among the places."""
    marked = np.zeros(count, dtype=np.bool_)
    marked[places] = True
    return marked


@compiled
def _grow(
    start: int,
    most: int,
    outgoing: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    incoming: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    steps_left: int,
) -> NDArray[np.bool_]:
    """The cheapest set met while growing from the start, by the node each time that leaves the least to cut."""
    nodes = len(outgoing[0]) - 1
    inside, met = np.zeros(nodes, dtype=np.bool_), np.zeros(nodes, dtype=np.bool_)
    growth = np.zeros(nodes)  # by how much the cut grows with the node
    for node in range(nodes):
        for edge in range(outgoing[0][node], outgoing[0][node + 1]):
            if outgoing[1][edge] != node:
                growth[node] += outgoing[2][edge]
    order = np.empty(most + 1, dtype=np.int64)
    cut, least, best, size, added = 0.0, np.inf, 0, 0, start
    while added >= 0:
        inside[added], order[size] = True, added
        size, cut = size + 1, cut + growth[added]
        if cut < least:
            least, best = cut, size
        if size > most or steps_left <= 0:
            break
        _join(added, outgoing, incoming, growth, met)
        added = -1
        for node in range(nodes):
            if met[node] and not inside[node] and (added < 0 or growth[node] < growth[added]):
                added = node
        steps_left -= nodes
    inside[:] = False
    inside[order[:best]] = True
    return inside


@compiled
def _join(
    added: int,
    outgoing: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    incoming: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    growth: NDArray[np.float64],
    met: NDArray[np.bool_],
) -> None:
    """What a node that joins the set spares others, once they join: its edges to them and theirs to it."""
    for edge in range(outgoing[0][added], outgoing[0][added + 1]):
        met[outgoing[1][edge]] = True
        growth[outgoing[1][edge]] -= outgoing[2][edge]
    for edge in range(incoming[0][added], incoming[0][added + 1]):
        growth[incoming[1][edge]] -= incoming[2][edge]


@compiled
def _pack_trees(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    cost: NDArray[np.float64],
    limit: tuple[int, int],
    steps_left: int,
) -> tuple[NDArray[np.float64], float]:
    """What is left of each cost when trees of one node too many have been paid for, and what they took.

    limit: the start, and how many others it may reach.
    """
    nodes = len(indptr) - 1
    start, most = limit
    residual, bound = cost.copy(), 0.0
    stamp = np.full(nodes, -1, dtype=np.int64)
    queue, met_by = np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    mark = 0
    while steps_left > 0:
        queue[0], stamp[start] = start, mark
        head, tail = 0, 1
        while head < tail and tail <= most + 1:
            for edge in range(indptr[queue[head]], indptr[queue[head] + 1]):
                steps_left -= 1
                other = indices[edge]
                if residual[edge] > 0 and stamp[other] != mark and tail <= most + 1:
                    stamp[other], met_by[tail], queue[tail] = mark, edge, other
                    tail += 1
            head += 1
        mark += 1
        if tail <= most + 1:
            break
        least = np.inf
        for i in range(1, tail):
            least = min(least, residual[met_by[i]])
        for i in range(1, tail):
            residual[met_by[i]] -= least
        bound += least
    return residual, bound
