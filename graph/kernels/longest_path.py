"""The longest simple path: the most edges that can be walked without meeting a node twice.

A simple path crosses each strong component once, so components are taken from upstream to downstream and paths are
enumerated only inside them: linear where there are no loops. In a component that takes too many steps the enumeration
stops; what it found is a lower bound. For an upper one, a simple path has at most one edge less than the component has
nodes, and leaves and enters each node once, so that its edges match nodes with nodes: a hub and its many partners
match only twice.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from graph.kernels.compiled import compiled
from graph.kernels.components import edges_inside
from graph.kernels.condensation import Condensation
from graph.kernels.csr import CSR

ALWAYS_EXACT: Final = 9
"""Components of up to so many nodes are enumerated to the end, whatever their edges, as long as there are `STEPS` left;
sparse ones also if far larger.
"""

COMPONENT_STEPS: Final = 8_000_000
"""So many steps are taken in one component, some tens of milliseconds; nine nodes, all joined, take 7.9 million."""

STEPS: Final = 400_000_000
"""So many steps are taken in all components together, some seconds; then each gets no more than two per node."""

MATCHED_EDGES: Final = 500_000
"""Where large components have more edges than so many inside, the number of nodes is the only bound: matching takes
seconds beyond.
"""

Edges = tuple[NDArray[np.int64], NDArray[np.int32]]


class Reach(NamedTuple):
    """Per node the longest paths that end there; row 0 found, row 1 an upper bound.

    arriving: over edges from outside the node's component, 0 where it begins there. before: the node from which row 0
    arrives, -1 for none. ending: with what is walked inside the component. entry: where row 0 entered the component.
    """

    arriving: NDArray[np.int64]
    ending: NDArray[np.int64]
    before: NDArray[np.int32]
    entry: NDArray[np.int32]


class Walk(NamedTuple):
    """The path of a depth-first search: its nodes, the place of the edge to try next at each, and who is on it."""

    node: NDArray[np.int32]
    next_edge: NDArray[np.int64]
    on_path: NDArray[np.bool_]


def longest_path(csr: CSR, *, component_steps: int = COMPONENT_STEPS) -> tuple[NDArray[np.int32], int]:
    """The nodes of the longest simple path found (int32, in order), and how many edges none can exceed.

    Both agree, so that the path is a longest one, where the enumeration came to its end in every component, and
    wherever else the path meets the bound. Parallel edges and those from a node to itself change nothing. Without
    nodes the path is empty.
    """
    if not csr.node_count:
        return np.zeros(0, dtype=np.int32), 0
    parts = Condensation.of(csr)
    inside = edges_inside(csr, parts.component)
    edges, inner = (csr.indptr, csr.indices), (inside.indptr, inside.indices)
    reach, walk = _begin(csr.node_count)
    members = parts.component, parts.start, parts.member
    _sweep(edges, inner, members, _most_inside(inside, parts), (reach, walk), component_steps)
    return _path_to(int(reach.ending[0].argmax()), inner, reach, walk), int(reach.ending[1].max())


def _begin(node_count: int) -> tuple[Reach, Walk]:
    return Reach(
        np.zeros((2, node_count), dtype=np.int64), np.zeros((2, node_count), dtype=np.int64),
        np.full(node_count, -1, dtype=np.int32), np.arange(node_count, dtype=np.int32),
    ), Walk(
        np.empty(node_count, dtype=np.int32), np.empty(node_count, dtype=np.int64),
        np.zeros(node_count, dtype=np.bool_),
    )  # fmt: skip


def _most_inside(inside: CSR, parts: Condensation) -> NDArray[np.int64]:
    """Per component (int64), how many edges a simple path in it cannot exceed."""
    most = parts.sizes - 1
    source = inside.sources()
    large = most[parts.component[source]] >= ALWAYS_EXACT
    if 0 < np.count_nonzero(large) <= MATCHED_EDGES:
        ends = source[large], inside.indices[large]
        matrix = csr_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(inside.node_count, inside.node_count))
        matched = np.flatnonzero(maximum_bipartite_matching(matrix, perm_type="column") >= 0)
        edges = np.bincount(parts.component[matched], minlength=len(most))
        most = np.where(most >= ALWAYS_EXACT, np.minimum(most, edges), most)
    return most


def _path_to(end: int, inner: Edges, reach: Reach, walk: Walk) -> NDArray[np.int32]:
    """The path of row 0 to a node, from its end on; inside a component the search is run again up to it."""
    backwards: list[int] = []
    while end >= 0:
        entry = int(reach.entry[end])
        length = int(reach.ending[0, end] - reach.arriving[0, entry])
        if length:
            _search(entry, (end, length), STEPS, inner, reach, walk)
            backwards += walk.node[length:0:-1].tolist()
        backwards.append(entry)
        end = int(reach.before[entry])
    return np.array(backwards[::-1], dtype=np.int32)


@compiled
def _sweep(
    edges: Edges,
    inner: Edges,
    parts: tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]],
    most_inside: NDArray[np.int64],
    state: tuple[Reach, Walk],
    component_steps: int,
) -> None:
    """Every component once, those upstream first."""
    indptr, indices = edges
    component, start, member = parts
    arriving, ending, before, _ = state[0]
    steps = STEPS
    for number in range(len(start) - 2, -1, -1):
        members = member[start[number] : start[number + 1]]
        for node in members:
            ending[0, node], ending[1, node] = arriving[0, node], arriving[1, node]
        if len(members) > 1:
            limit = max(min(component_steps, steps), 2 * len(members))
            steps -= _cross(members, most_inside[number], limit, inner, state)
        for node in members:
            for place in range(indptr[node], indptr[node + 1]):
                other = indices[place]
                if component[other] == number:
                    continue
                if ending[0, node] >= arriving[0, other]:
                    arriving[0, other], before[other] = ending[0, node] + 1, node
                arriving[1, other] = max(arriving[1, other], ending[1, node] + 1)


@compiled
def _cross(members: NDArray[np.int32], most_inside: int, limit: int, inner: Edges, state: tuple[Reach, Walk]) -> int:
    """Walk through a component from every member, the one farthest downstream first; the steps taken."""
    reach, walk = state
    most, steps = np.int64(0), 0
    for at in np.argsort(-reach.arriving[0][members], kind="mergesort"):
        most = max(most, reach.arriving[1][members[at]])
        if steps <= limit:
            steps += _search(members[at], (-1, -1), limit - steps, inner, reach, walk)
    if steps > limit:
        for node in members:
            reach.ending[1, node] = most + most_inside
    return steps


@compiled
def _search(entry: int, wanted: tuple[int, int], limit: int, inner: Edges, reach: Reach, walk: Walk) -> int:
    """Enumerate the simple paths from an entry inside its component, depth first; the steps taken.

    It stops on the path to a wanted node in so many edges, which then stands in `walk`, and above the limit. Nobody
    comes to the component again, so that who is on the wanted path may stay marked.
    """
    indptr, indices = inner
    depth, steps = _enter(entry, 0, entry, indptr, reach, walk), 0
    while depth > 0:
        node = walk.node[depth - 1]
        if node == wanted[0] and depth - 1 == wanted[1]:
            break
        if walk.next_edge[depth - 1] == indptr[node + 1] or steps > limit:
            walk.on_path[node] = False
            depth -= 1
            continue
        other = indices[walk.next_edge[depth - 1]]
        walk.next_edge[depth - 1] += 1
        steps += 1
        if not walk.on_path[other]:
            depth = _enter(other, depth, entry, indptr, reach, walk)
    return steps


@compiled
def _enter(node: int, depth: int, entry: int, indptr: NDArray[np.int64], reach: Reach, walk: Walk) -> int:
    """Lengthen the path from the entry by a node and note how long it is; how many nodes it has then."""
    walk.node[depth], walk.next_edge[depth], walk.on_path[node] = node, indptr[node], True
    if reach.arriving[0, entry] + depth > reach.ending[0, node]:
        reach.ending[0, node], reach.entry[node] = reach.arriving[0, entry] + depth, entry
    reach.ending[1, node] = max(reach.ending[1, node], reach.arriving[1, entry] + depth)
    return depth + 1
