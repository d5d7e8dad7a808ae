"""Who lent to whom among many parties: few owe much to many, and distress that comes upon somebody hardly dies down."""

import numpy as np

from graph.contagion.debtrank import DebtRank, Variant
from graph.contagion.exposures import Exposures

SKEW = 1.5
"""Debtors are drawn with a density that falls with their rank; the first of a million owes to thousands."""


def exposure_network(parties: int, exposures: int, leverage: float, seed: int) -> DebtRank:
    """So many exposures between two parties each, in random order. On average a creditor has `leverage` times its
    equity out on loan; where that is below one, so is the spectral radius, or close to it."""
    chance = np.random.default_rng(seed)
    label = chance.permutation(parties).astype(np.int32)
    debtor = label[(parties * chance.random(exposures) ** SKEW).astype(np.int64)]
    creditor = chance.integers(0, parties, exposures).astype(np.int32)
    amount = chance.lognormal(13.0, 1.0, exposures)
    lent = np.bincount(creditor, amount, parties)
    equity = np.maximum(lent, 1.0) / (leverage * chance.uniform(0.5, 1.5, parties))
    return DebtRank(
        Exposures(parties, creditor, debtor, amount), equity, chance.lognormal(15.0, 1.0, parties),
        Variant.BARDOSCIA_2015,
    )  # fmt: skip
