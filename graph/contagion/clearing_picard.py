"""Clearing by iteration: everybody pays by what it was last paid, from full payment down or from nothing up.

Each payment counts from the moment it is known (Gauss-Seidel), forwards and backwards in turn. That keeps the
iteration monotone, so that it has the same limit as Picard's and gets there in fewer rounds.
"""

from typing import Final

import numpy as np

from graph.contagion.clearing_fictitious import Cleared
from graph.contagion.clearing_rule import Waterfall
from graph.kernels.payout import sweep

TOLERANCE: Final = 1e-12
"""How far a rate may be from its limit, as far as the last changes tell."""

ROUNDING: Final = 1e-15
"""A change of a rate that says nothing any more."""


def iterated(waterfall: Waterfall, downwards: bool, most_rounds: int) -> Cleared:
    """The greatest clearing vector from above, the least from below; not settled where the rounds were not enough."""
    rate = np.full(waterfall.obligations.party_count, 1.0 if downwards else 0.0)
    changes = [np.inf, np.inf]
    for rounds in range(1, most_rounds + 1):
        changes.append(sweep(waterfall.by_creditor, waterfall.nodes, rate, rounds % 2 == 0))
        if _rests(*changes[-3:]):
            return Cleared(rate, rounds, True)
    return Cleared(rate, most_rounds, False)


def _rests(before: float, between: float, last: float) -> bool:
    """Whether what is still to come, by the pace of the last three changes, is within the tolerance.

    A small change alone says little: at a pace of 0.999 a thousand more of its size follow.
    """
    if last <= ROUNDING:
        return True
    pace = max(last / between, np.sqrt(last / before)) if np.isfinite(before) else 1.0
    return bool(pace < 1 and last * pace / (1 - pace) <= TOLERANCE)
