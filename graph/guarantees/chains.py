"""The longest chain of guarantees: each party stands for the next, and nobody comes twice.

How far one failure can run from guarantor to guarantor if every guarantee is called. The longest simple path of a
circle takes exponential time in general, so large dense circles are answered by a chain found and a bound.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import CSR
from graph.kernels.longest_path import COMPONENT_STEPS, longest_path


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


def _between(csr: CSR, parties: NDArray[np.int32]) -> NDArray[np.int64]:
    """The guarantee from each party to the next; arcs are in order of guarantor and debtor."""
    wide = csr.node_count
    arcs = csr.sources().astype(np.int64) * wide + csr.indices
    steps = parties[:-1].astype(np.int64) * wide + parties[1:]
    return np.asarray(csr.edge[np.searchsorted(arcs, steps)])
