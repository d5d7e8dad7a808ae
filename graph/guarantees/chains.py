"""The longest chain of guarantees: each party stands for the next, and nobody comes twice.

How far one failure can run from guarantor to guarantor if every guarantee is called. The longest simple path of a
circle takes exponential time in general, so large dense circles are answered by a chain found and a bound.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr, runs
from graph.kernels.longest_path import COMPONENT_STEPS, longest_path
from graph.kernels.reach import reachable


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A chain that exists, and how long any could be.

    parties: int32 positions from the first guarantor to the last debtor, empty where nobody stands for another.
    guarantees: int64, the places of the (first) guarantees from each to the next. at_most: no chain of the network has
    more guarantees.
    """

    parties: NDArray[np.int32]
    guarantees: NDArray[np.int64]
    at_most: int

    @property
    def length(self) -> int:
        """How many guarantees it has."""
        return len(self.guarantees)

    @property
    def is_longest(self) -> bool:
        """Whether no chain is longer, for certain."""
        return self.length == self.at_most


def longest_chain(csr: CSR, *, circle_steps: int = COMPONENT_STEPS) -> Chain:
    """The longest chain found, and a bound on all.

    It is a longest one for certain without circles, with circles of up to nine members (`longest_path.ALWAYS_EXACT`),
    with larger ones whose chains can be walked in so many steps each (thirty members who stand for two each), and
    wherever it meets the bound. All circles together have `longest_path.STEPS`, enough for fifty dense ones of nine.

    csr: the arcs of `structure.arcs`. Linear in the arcs outside of circles, bounded steps inside.
    """
    parties, at_most = longest_path(csr, component_steps=circle_steps)
    if len(parties) < 2:
        return Chain(parties[:0], np.zeros(0, dtype=np.int64), at_most)
    return Chain(parties, _between(csr, parties), at_most)


@dataclass(frozen=True, slots=True, eq=False)
class ChainThrough:
    """The longest chain found through a party. at: its place among the chain's parties."""

    chain: Chain
    at: int


def chain_through(onward: CSR, back: CSR, party: int, *, circle_steps: int = COMPONENT_STEPS) -> ChainThrough:
    """The longest chain found through a party: the longest of all that it could be part of, where it is; else the
    longest from it on with the longest before it that avoids what follows, or the other way round.

    The longest for certain where no circle is touched and wherever the found meets a bound: those of both halves
    together, or that of everybody who can be met. onward: the arcs of `structure.arcs`; back: guarantees by debtor,
    parallel ones allowed. Linear in what the party reaches either way, but for circles.
    """
    nobody = np.zeros(0, dtype=np.int32)
    after, most_after = _longest_from(onward, party, nobody, circle_steps)
    before, most_before = _longest_from(back, party, nobody, circle_steps)
    whole, most_of_all = _longest_among(
        onward, np.union1d(reachable(onward, party), reachable(back, party)), circle_steps
    )
    found = [whole] if party in whole else []
    if np.isin(after[1:], before[1:]).any():
        found.append(_joined(_longest_from(back, party, after[1:], circle_steps)[0], after))
        found.append(_joined(before, _longest_from(onward, party, before[1:], circle_steps)[0]))
    else:
        found.append(_joined(before, after))
    parties = max(found, key=len)
    steps = zip(parties[:-1].tolist(), parties[1:].tolist(), strict=True)
    guarantees = np.array([_first_between(onward, *step) for step in steps], dtype=np.int64)
    chain = Chain(parties, guarantees, min(most_before + most_after, most_of_all))
    return ChainThrough(chain, int(np.flatnonzero(parties == party)[0]))


def _joined(before: NDArray[np.int32], after: NDArray[np.int32]) -> NDArray[np.int32]:
    """A walk back from a party and one on from it, as one."""
    return np.concatenate([before[:0:-1], after])


def _longest_among(csr: CSR, nodes: NDArray[np.int32], circle_steps: int) -> tuple[NDArray[np.int32], int]:
    """The longest walk found among some nodes, and a bound on its edges."""
    degrees = csr.indptr[nodes + 1] - csr.indptr[nodes]
    other = csr.indices[runs(csr.indptr[nodes], degrees)]
    target = np.minimum(np.searchsorted(nodes, other), len(nodes) - 1)
    kept = nodes[target] == other
    source = np.repeat(np.arange(len(nodes)), degrees)
    local = build_csr(source[kept].astype(np.int32), target[kept].astype(np.int32), len(nodes))
    path, at_most = longest_path(local, component_steps=circle_steps)
    return nodes[path], at_most


def _longest_from(
    csr: CSR, party: int, without: NDArray[np.int32], circle_steps: int
) -> tuple[NDArray[np.int32], int]:  # fmt: skip
    """The longest walk found from a party, itself first, nobody of `without` on it; and a bound on its edges.

    In front of the party go as many nodes as it reaches, one after the other, so that the longest path of all is the
    one that passes them and then the party.
    """
    nodes = np.sort(reachable(csr, party))
    count = len(nodes)
    degrees = csr.indptr[nodes + 1] - csr.indptr[nodes]
    target = np.searchsorted(nodes, csr.indices[runs(csr.indptr[nodes], degrees)])
    source = np.repeat(np.arange(count), degrees)
    start = int(np.searchsorted(nodes, party))
    closed = np.isin(nodes, without)
    closed[start] = True  # nobody comes back to the party
    kept = ~closed[target] & (~closed[source] | (source == start))
    run_up = np.arange(count, 2 * count)
    local = build_csr(
        np.concatenate([source[kept], run_up]).astype(np.int32),
        np.concatenate([target[kept], run_up[1:], [start]]).astype(np.int32),
        2 * count,
    )
    path, at_most = longest_path(local, component_steps=circle_steps)
    return nodes[path[count:]], at_most - count


def _first_between(csr: CSR, guarantor: int, debtor: int) -> int:
    """The (first) guarantee from one party to another."""
    return int(csr.edges_of(guarantor)[np.searchsorted(csr.neighbours(guarantor), debtor)])


def _between(csr: CSR, parties: NDArray[np.int32]) -> NDArray[np.int64]:
    """The guarantee from each party to the next; arcs are in order of guarantor and debtor."""
    wide = csr.node_count
    arcs = csr.sources().astype(np.int64) * wide + csr.indices
    steps = parties[:-1].astype(np.int64) * wide + parties[1:]
    return np.asarray(csr.edge[np.searchsorted(arcs, steps)])
