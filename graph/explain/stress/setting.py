"""A scenario on the facts of a day: who falls at first, what everybody has to lose, and through what losses spread."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.contagion.balance_sheets import BalanceSheets, MissingPolicy
from graph.contagion.layers import Layers
from graph.contagion.loss_events import Channel
from graph.contagion.scenario import Model, Scenario
from graph.explain.day import Day
from graph.explain.stress.selected import PartyId, selected, selected_by_any

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Setting:
    """initial: who is in default from the start; shocked: who has lost something before that (int32, ascending).

    sheets: as they were. equity, buffer: per party what is left after the shocks (元). shock_cny: what the shocks cost,
    as far as it is finite.
    """

    day: Day = field(repr=False)
    scenario: Scenario
    layers: Layers = field(repr=False)
    sheets: BalanceSheets = field(repr=False)
    equity: Floats = field(repr=False)
    buffer: Floats = field(repr=False)
    initial: Positions
    shocked: Positions
    shock_cny: float

    @classmethod
    def of(cls, day: Day, scenario: Scenario, party_id: PartyId) -> "Setting":
        """NotFound or Ambiguous where the scenario names parties or circles that the day does not have."""
        sheets = BalanceSheets.of(day.snapshot, MissingPolicy(scenario.missing_policy))
        left = np.ones(len(sheets.equity))
        for shock in scenario.shocks:  # who is hit by several loses each share of what the others left
            left[selected(day, shock.of, party_id)] *= 1 - shock.lost_ratio
        # Net assets below zero are not made smaller by a loss.
        equity = np.where((left < 1) & (sheets.equity > 0), _part(sheets.equity, left), sheets.equity)
        buffer = np.where(left < 1, _part(sheets.buffer, left), sheets.buffer)
        lost = np.where(np.isfinite(sheets.equity), sheets.equity, 0.0) - np.where(np.isfinite(equity), equity, 0.0)
        return cls(
            day, scenario, Layers.of(day.portfolio, scenario.lgd), sheets, equity, buffer,
            selected_by_any(day, scenario.defaults, party_id), np.flatnonzero(left < 1).astype(np.int32),
            float(lost.sum()),
        )  # fmt: skip

    @property
    def counted(self) -> tuple[Channel, ...]:
        """The ways on which a loss can bring somebody down in the scenario's model."""
        return (Channel.CALL,) if self.scenario.model is Model.GUARANTEE_CALLS else tuple(Channel)

    @property
    def limit(self) -> Floats:
        """Per party how much of such losses it bears (元)."""
        borne = self.buffer if self.scenario.model is Model.GUARANTEE_CALLS else self.equity
        return np.maximum(borne, 0.0)


def _part(amount: Floats, share: Floats) -> Floats:
    """A share of each amount; nothing of an infinite one where the share is nothing."""
    return np.multiply(amount, share, out=np.zeros(len(amount)), where=share > 0)
