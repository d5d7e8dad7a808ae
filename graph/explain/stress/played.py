"""What a scenario came to: who fell when, and every loss with the contract, loan or stake that carried it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.clearing import Clearing
from graph.contagion.convergence import Convergence
from graph.contagion.debtrank import Distress
from graph.contagion.law_aware import LawfulOutcome
from graph.contagion.loss_events import Channel, LossEvents
from graph.regimes.provision import Wording

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
NOBODY: Final = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Played:
    """default_round: int32 per party, 0 of initial defaulters, -1 never. paid: 元 per pair of the call book, of
    guarantors. law: what was called by law, whose book is then the call book; None in other models.

    notes: what the model has to say of how sure it is. against: per party what counts against what it can bear (元),
    where that is not what it lost. distress, cleared, outside_lost_cny: what DebtRank and clearing alone know; the last
    is what creditors outside lost, beside the loans told.
    """

    default_round: Positions
    paid: Floats
    events: LossEvents = field(repr=False)
    over_owned: Positions
    convergence: Convergence
    notes: tuple[Wording, ...] = ()
    against: Floats | None = field(default=None, repr=False)
    distress: Distress | None = field(default=None, repr=False)
    cleared: Clearing | None = field(default=None, repr=False)
    outside_lost_cny: float | None = None
    law: LawfulOutcome | None = field(default=None, repr=False)

    @cached_property
    def losses(self) -> Floats:
        """Per channel and party what it lost (元): channels × parties; of lenders nobody knows nothing here."""
        known = self.events.loser >= 0
        count = len(self.default_round)
        found = np.zeros((len(Channel), count))
        for channel in Channel:
            rows = known & (self.events.channel == channel)
            found[channel] = np.bincount(self.events.loser[rows], self.events.amount[rows], count)
        return found

    @property
    def lost(self) -> Floats:
        """Per party what it lost in all (元)."""
        return np.asarray(self.losses.sum(axis=0))

    def counted(self, ways: Sequence[Channel]) -> Floats:
        """Per party what counts against what it can bear (元), where losses by these ways do."""
        return self.losses[list(ways)].sum(axis=0) if self.against is None else self.against

    @property
    def last_round(self) -> int:
        """The last round in which anything happened."""
        return int(max(self.default_round.max(initial=-1), self.events.round.max(initial=-1), 0))

    @cached_property
    def causes(self) -> Positions:
        """Per party from whom most of what it had lost when it fell had come; -1 for those that did not fall of a loss.
        Of equal ones the one that stands first."""
        events, fell = self.events, self.default_round
        counted = (events.loser >= 0) & (fell[events.loser] > 0)
        counted &= events.round <= np.where(events.loser >= 0, fell[events.loser], -1)
        pairs, which = np.unique(np.stack([events.loser[counted], events.source[counted]]), axis=1, return_inverse=True)
        amounts = np.bincount(which, events.amount[counted], pairs.shape[1])
        order = np.lexsort((-pairs[1], amounts))
        found = np.full(len(fell), -1, dtype=np.int32)
        found[pairs[0, order]] = pairs[1, order]
        return found
