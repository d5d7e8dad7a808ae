"""Clearing by iteration: everybody pays by what it was last paid, from full payment down or from nothing up.

Each payment counts from the moment it is known (Gauss-Seidel), and debtors come to rest before their creditors begin,
strong component by strong component. That keeps the iteration monotone, so that it has the same limit as Picard's, and
gets there with less work: where nobody owes himself through others, in one round.
"""

from typing import Final

import numpy as np

from graph.contagion.clearing_fictitious import Cleared
from graph.contagion.clearing_rule import Waterfall
from graph.kernels.payout import sweep_until

TOLERANCE: Final = 1e-14
"""How far a rate may be from its limit: well within what counts as rounding, so that who is solvent in the limit is."""


def iterated(waterfall: Waterfall, downwards: bool, most_rounds: int) -> Cleared:
    """The greatest clearing vector from above, the least from below; not settled where the rounds were not enough."""
    rate = np.full(waterfall.obligations.party_count, 1.0 if downwards else 0.0)
    parts = (waterfall.obligations.loops.start, waterfall.obligations.loops.member)
    return Cleared(rate, *sweep_until(waterfall.by_creditor, waterfall.nodes, rate, parts, TOLERANCE, most_rounds))
