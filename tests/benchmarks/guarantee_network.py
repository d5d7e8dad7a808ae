"""Who stands for whom among a million parties: chains down from large to small, with circles planted in between."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CIRCLES = 0.04
"""So many circles per party, of two to eight members, drawn evenly: about 15 % of all parties are in one."""


@dataclass(frozen=True, eq=False)
class GuaranteeNetwork:
    """guarantor, debtor: int32, one row per guarantee, in random order; party numbers say nothing of rank."""

    party_count: int
    guarantor: NDArray[np.int32]
    debtor: NDArray[np.int32]


def guarantee_network(parties: int, guarantees: int, seed: int) -> GuaranteeNetwork:
    """So many guarantees: those of the circles, the rest between two parties at random, from the higher in rank."""
    chance = np.random.default_rng(seed)
    size = chance.integers(2, 9, round(parties * CIRCLES))
    first = np.repeat(chance.integers(0, parties - 8, len(size)), size)
    place = np.arange(len(first)) - np.repeat(np.cumsum(size) - size, size)
    circle_from = first + place
    circle_to = first + (place + 1) % np.repeat(size, size)
    one, other = chance.integers(0, parties, (2, guarantees - len(first)))
    apart = one != other
    guarantor = np.concatenate([circle_from, np.minimum(one, other)[apart]])
    debtor = np.concatenate([circle_to, np.maximum(one, other)[apart]])
    order, label = chance.permutation(len(guarantor)), chance.permutation(parties).astype(np.int32)
    return GuaranteeNetwork(parties, label[guarantor[order]], label[debtor[order]])
