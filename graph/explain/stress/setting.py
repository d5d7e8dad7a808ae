"""A scenario on the facts of a day: who falls at first, what everybody has to lose, and through what losses spread."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.balance_sheets import BalanceSheets, BufferOf, MissingPolicy
from graph.contagion.layers import Layers
from graph.contagion.loss_events import Channel
from graph.contagion.scenario import Model, Scenario
from graph.explain.day import Day
from graph.explain.stress.basis import Basis
from graph.explain.stress.selected import PartyId, population

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]

OF_CALLS: Final = (Model.GUARANTEE_CALLS, Model.LAW_AWARE)
"""In these only calls on guarantors bring anybody down, beyond what it can pay."""
LEVELS: Final = 100
"""So many levels of owners of owners are looked through for what stakes are worth."""
FEN_CNY: Final = 0.01
ROUNDING_CNY: Final = 0.005
"""Less than half a fen is nothing."""
BY_LOANS: Final = frozenset({Model.FURFINE, Model.DEBTRANK, Model.CLEARING})
"""The models in which only losses on loans bring anybody down."""


@dataclass(frozen=True, eq=False)
class Setting:
    """initial: who is in default from the start; shocked: who has lost something before that (int32, ascending).
    unranked: how many could not be among the first or last of a selection, since nobody knows their figure.

    sheets: as they were. books: per party its equity before the shocks, stakes that nobody counted among it (元). left:
    which part of its net assets the shocks left. equity, buffer: what is left after them (元). shock_cny: what they
    cost, as far as it is finite. settled: whether what stakes are worth was followed to its end.
    """

    day: Day = field(repr=False)
    scenario: Scenario
    layers: Layers = field(repr=False)
    sheets: BalanceSheets = field(repr=False)
    books: Floats = field(repr=False)
    left: Floats = field(repr=False)
    equity: Floats = field(repr=False)
    buffer: Floats = field(repr=False)
    initial: Positions
    shocked: Positions
    shock_cny: float
    unranked: int
    settled: bool

    @classmethod
    def of(cls, day: Day, scenario: Scenario, party_id: PartyId) -> "Setting":
        """NotFound or Ambiguous where the scenario names parties or circles that the day does not have."""
        return cls.on(Basis(day), scenario, party_id)

    @classmethod
    def on(cls, basis: Basis, scenario: Scenario, party_id: PartyId) -> "Setting":
        """The same with balance sheets and layers that other scenarios of the day share."""
        day, layers = basis.day, basis.layers(scenario.due_ratio)
        sheets = basis.sheets(MissingPolicy(scenario.missing_policy), BufferOf(scenario.buffer_of))
        asked = [*(shock.of for shock in scenario.shocks), *scenario.defaults]
        parties, left = population(day, party_id, asked), np.ones(len(sheets.equity))
        hit = [parties.select(shock.of) for shock in scenario.shocks]
        for shock, found in zip(scenario.shocks, hit, strict=True):
            left[found.parties] *= 1 - shock.lost_ratio  # of several each takes its share of what the others left
        books, settled = _with_stakes(sheets, layers)
        # Net assets below zero are not made smaller by a loss.
        equity = np.where((left < 1) & (books > 0), _part(books, left), books)
        lost = np.where(np.isfinite(books), books, 0.0) - np.where(np.isfinite(equity), equity, 0.0)
        failing = [parties.select(one) for one in scenario.defaults]
        initial = np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *(one.parties for one in failing)]))
        return cls(
            day, scenario, layers, sheets, books, left, equity,
            np.where(left < 1, _part(sheets.buffer, left), sheets.buffer), initial.astype(np.int32),
            np.flatnonzero(left < 1).astype(np.int32), float(lost.sum()), sum(one.unknown for one in (*hit, *failing)),
            settled,
        )  # fmt: skip

    @property
    def counted(self) -> tuple[Channel, ...]:
        """The ways on which a loss can bring somebody down in the scenario's model."""
        if self.scenario.model in BY_LOANS:
            return (Channel.LOAN,)
        return (Channel.CALL,) if self.scenario.model in OF_CALLS else tuple(Channel)

    @cached_property
    def limit(self) -> Floats:
        """Per party how much of such losses it bears (元)."""
        borne = self.buffer if self.scenario.model in OF_CALLS else self.equity
        return np.maximum(borne, 0.0)

    @cached_property
    def bearing(self) -> Floats:
        """Per party its equity (元) where whoever has none is in default from the start, as in Furfine's cascade and in
        DebtRank. Who states none is not insolvent for that: one that nobody knows anything of, and one whose peers
        usually have less than nothing, has one fen, so that the first loss brings it down."""
        unknown = self.sheets.missing & (self.left > 0)
        return np.where(unknown, np.maximum(self.equity, FEN_CNY), self.equity)

    @property
    def overdrawn(self) -> Floats:
        """Per party by how much its net assets lie below zero (元), where these are what it bears losses with."""
        liquid = self.sheets.liquid if self.scenario.model in OF_CALLS else False
        return np.where(liquid, 0.0, np.maximum(-self.equity, 0.0))

    @property
    def at_stake_cny(self) -> Floats:
        """Per party the most that it can lose (元) by the scenario's model. In clearing what it owes counts too:
        whether it can pay hangs on its balance sheet as much."""
        if self.scenario.model not in BY_LOANS:
            return self.layers.at_stake_cny(self.sheets)
        loans = self.layers.exposures
        stake = np.bincount(loans.creditor, loans.amount, loans.party_count)
        if self.scenario.model is Model.CLEARING:
            stake += np.bincount(loans.debtor, loans.amount, loans.party_count)
        return np.asarray(stake * self.scenario.due_ratio)


def _with_stakes(sheets: BalanceSheets, layers: Layers) -> tuple[Floats, bool]:
    """Per party its equity (元), and whether it is the whole to the fen. Where no statement is known it is at least
    what its stakes are worth by the books of those it owns: a write-down of what nobody counted must not bring an owner
    down."""
    held, found = layers.holdings, sheets.equity
    unknown = sheets.missing & np.isfinite(sheets.equity)

    def raised(worth: Floats) -> Floats:
        worth = np.where(np.isfinite(worth), np.maximum(worth, 0.0), 0.0)
        stakes = np.bincount(held.owner, held.weight * worth[held.owned], len(worth))
        return np.where(unknown, np.maximum(sheets.equity, stakes), sheets.equity)

    for _ in range(LEVELS):
        better = raised(found)
        if np.allclose(better, found, rtol=1e-12, atol=0.0):
            return found, True
        found = better
    return found, bool((np.abs(raised(found) - found)[unknown] <= ROUNDING_CNY).all())


def _part(amount: Floats, share: Floats) -> Floats:
    """A share of each amount; nothing of an infinite one where the share is nothing."""
    return np.multiply(amount, share, out=np.zeros(len(amount)), where=share > 0)
