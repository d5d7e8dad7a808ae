"""Networks of guarantees by their shape."""

import numpy as np
from numpy.typing import NDArray

from graph.guarantees import structure
from graph.kernels.csr import CSR


def network(parties: int, *pairs: tuple[int, int]) -> CSR:
    array = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return structure.arcs(parties, array[:, 0].copy(), array[:, 1].copy())


def ring(parties: int) -> CSR:
    party = np.arange(parties, dtype=np.int32)
    return structure.arcs(parties, party, np.roll(party, -1))


def row(parties: int, *, mutual: bool = False) -> CSR:
    """Each stands for the next, and with `mutual` also the next for it."""
    party: NDArray[np.int32] = np.arange(parties - 1, dtype=np.int32)
    if not mutual:
        return structure.arcs(parties, party, party + 1)
    return structure.arcs(parties, np.concatenate([party, party + 1]), np.concatenate([party + 1, party]))


def all_for_all(parties: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(parties) for b in range(parties) if a != b]
