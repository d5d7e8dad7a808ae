"""Sets that grow by majority: a node joins when the members of the set have enough weight in it.

The least fixpoint of "in(h, y) when the weights in y of {h} and of every z with in(h, z), each once, reach the least
weight of y", from the empty set, for one holder after another (Mumick, Pirahesh, Ramakrishnan 1990, "The magic of
duplicates and aggregates", after the company-control example). A worklist per holder and counters that are stamped
instead of cleared: the time is that of the edges that the sets' members have.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import CSR


class Weights(NamedTuple):
    """Edges by the node whose weight they are, and how much a node needs to join.

    indptr, indices: as of a CSR. weight: float64 per edge, not negative. least: float64 per node, infinite where it can
    never join. head_start: float64 per node, weight that counts for every holder.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weight: NDArray[np.float64]
    least: NDArray[np.float64]
    head_start: NDArray[np.float64]


class Seeds(NamedTuple):
    """The nodes that each holder starts from: those of holder i are `nodes[indptr[i] : indptr[i + 1]]`."""

    indptr: NDArray[np.int64]
    nodes: NDArray[np.int32]


class Workspace(NamedTuple):
    """What one holder after another uses: a value is valid where its stamp is the holder's number."""

    member: NDArray[np.int32]
    met: NDArray[np.int32]
    joined: NDArray[np.int32]
    total: NDArray[np.float64]
    queue: NDArray[np.int32]
    found: NDArray[np.int32]


class MajoritySets(NamedTuple):
    """What joined each holder's set: `nodes[indptr[i] : indptr[i + 1]]`, in the order in which they joined.

    A seed is listed only where the weights in it would let it join too. done: how many holders were worked off before
    the steps ran out; those after them have empty sets.
    """

    indptr: NDArray[np.int64]
    nodes: NDArray[np.int32]
    done: int


def weights_of(
    csr: CSR, weight: NDArray[np.float64], least: NDArray[np.float64], head_start: NDArray[np.float64] | None = None
) -> Weights:
    """The weights as the kernels take them; `weight` and `least` are float64 per edge of the CSR and per node."""
    zero = np.zeros(csr.node_count) if head_start is None else head_start
    return Weights(csr.indptr, csr.indices, weight, least, zero)


def single_seeds(nodes: NDArray[np.int32]) -> Seeds:
    """Each of the nodes as a holder of its own."""
    return Seeds(np.arange(len(nodes) + 1, dtype=np.int64), nodes.astype(np.int32, copy=False))


def majority_sets(weights: Weights, seeds: Seeds, most_steps: int = 2**62) -> MajoritySets:
    """The set of every holder; holders are left out once `most_steps` edges were looked at."""
    return MajoritySets(*_majority_sets(weights, seeds, _workspace(len(weights.least)), most_steps))


def edges_from_set(weights: Weights, nodes: NDArray[np.int32], into: CSR) -> NDArray[np.bool_]:
    """Per edge of `into` (the edges of each node by its other end), whether it leads to a member of the node's own set.

    nodes: int32, the holders whose sets are looked at; other nodes' edges are False.
    """
    return _edges_from_set(weights, nodes, into.indptr, into.indices, _workspace(len(weights.least)))


def _workspace(node_count: int) -> Workspace:
    stamps = [np.full(node_count, -1, dtype=np.int32) for _ in range(3)]
    lists = [np.empty(node_count, dtype=np.int32) for _ in range(2)]
    return Workspace(stamps[0], stamps[1], stamps[2], np.empty(node_count, dtype=np.float64), lists[0], lists[1])


@compiled
def _grow(weights: Weights, seeds: NDArray[np.int32], mark: int, work: Workspace) -> tuple[int, int]:
    """Grow the set of the seeds under the stamp `mark`: how many nodes are in `work.found`, and the edges looked at."""
    tail = found = steps = 0
    for node in seeds:
        if work.member[node] != mark:
            work.member[node] = mark
            work.queue[tail] = node
            tail += 1
    head = 0
    while head < tail:
        node = work.queue[head]
        head += 1
        steps += weights.indptr[node + 1] - weights.indptr[node]
        for place in range(weights.indptr[node], weights.indptr[node + 1]):
            other = weights.indices[place]
            if work.joined[other] == mark:
                continue
            if work.met[other] != mark:
                work.met[other] = mark
                work.total[other] = weights.head_start[other]
            work.total[other] += weights.weight[place]
            if work.total[other] >= weights.least[other]:
                work.joined[other] = mark
                work.found[found] = other
                found += 1
                if work.member[other] != mark:
                    work.member[other] = mark
                    work.queue[tail] = other
                    tail += 1
    return found, steps


@compiled
def _majority_sets(
    weights: Weights, seeds: Seeds, work: Workspace, most_steps: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], int]:
    holders = len(seeds.indptr) - 1
    indptr = np.zeros(holders + 1, dtype=np.int64)
    nodes = np.empty(max(16, holders), dtype=np.int32)
    steps = done = 0
    for holder in range(holders):
        indptr[holder + 1] = indptr[holder]
        if steps > most_steps:
            continue
        start = seeds.nodes[seeds.indptr[holder] : seeds.indptr[holder + 1]]
        found, looked_at = _grow(weights, start, holder, work)
        steps += looked_at
        done += 1
        first = indptr[holder]
        if first + found > len(nodes):
            larger = np.empty(2 * (first + found), dtype=np.int32)
            larger[:first] = nodes[:first]
            nodes = larger
        nodes[first : first + found] = work.found[:found]
        indptr[holder + 1] = first + found
    return indptr, nodes[: indptr[holders]].copy(), done


@compiled
def _edges_from_set(
    weights: Weights,
    nodes: NDArray[np.int32],
    into_indptr: NDArray[np.int64],
    into_indices: NDArray[np.int32],
    work: Workspace,
) -> NDArray[np.bool_]:
    inside = np.zeros(len(into_indices), dtype=np.bool_)
    for i in range(len(nodes)):
        node = nodes[i]
        _grow(weights, nodes[i : i + 1], i, work)
        for place in range(into_indptr[node], into_indptr[node + 1]):
            inside[place] = work.joined[into_indices[place]] == i
    return inside


def reached_through(csr: CSR, passes: NDArray[np.bool_], starts: NDArray[np.int32]) -> NDArray[np.int32]:
    """The nodes met from the starts when only the starts and the nodes that `passes` are walked on from; sorted."""
    return np.flatnonzero(_reached_through(csr.indptr, csr.indices, passes, starts)).astype(np.int32)


@compiled
def _reached_through(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], passes: NDArray[np.bool_], starts: NDArray[np.int32]
) -> NDArray[np.bool_]:
    met = np.zeros(len(indptr) - 1, dtype=np.bool_)
    walked = np.zeros(len(indptr) - 1, dtype=np.bool_)
    queue = np.empty(len(indptr) - 1, dtype=np.int32)
    tail = 0
    for node in starts:
        if not walked[node]:
            walked[node] = True
            queue[tail] = node
            tail += 1
    head = 0
    while head < tail:
        node = queue[head]
        head += 1
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            met[other] = True
            if passes[other] and not walked[other]:
                walked[other] = True
                queue[tail] = other
                tail += 1
    return met


def largest_sums(
    csr: CSR, label: NDArray[np.int32], weight: NDArray[np.float64], label_count: int
) -> NDArray[np.float64]:
    """Per node the largest sum of the weights of its edges that share a label; 0 without edges.

    label, weight: per edge, by `csr.edge`; labels are below `label_count`.
    """
    return _largest_sums(csr.indptr, label[csr.edge], weight[csr.edge], label_count)


@compiled
def _largest_sums(
    indptr: NDArray[np.int64], label: NDArray[np.int32], weight: NDArray[np.float64], label_count: int
) -> NDArray[np.float64]:
    stamp = np.full(label_count, -1, dtype=np.int32)
    total = np.empty(label_count, dtype=np.float64)
    largest = np.zeros(len(indptr) - 1, dtype=np.float64)
    for node in range(len(indptr) - 1):
        for place in range(indptr[node], indptr[node + 1]):
            at = label[place]
            if stamp[at] != node:
                stamp[at] = node
                total[at] = 0.0
            total[at] += weight[place]
            largest[node] = max(largest[node], total[at])
    return largest
