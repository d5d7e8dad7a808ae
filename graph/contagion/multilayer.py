"""What falls when some fall, through all layers at once: calls on guarantors, losses of lenders, write-downs of owners.

A party in default owes what is due of its loans. Guarantors are called for it (`Allocation`) and lose what is claimed;
each pays its calls as far as its buffer goes. Lenders lose what guarantors do not pay. Owners write down their part of
what a party loses, at most its book equity; of initial defaulters all of it. Who loses more than its equity is in
default in the next round (DEFINITIONS "Contagion").

Calls are settled first: lenders and owners book in the first round in which calls bring down no further guarantor.
Simultaneous rounds make the result independent of any order of rows. Without pools every loss only grows with the set
in default, so that this is the least fixpoint; where guarantors share pools or take over from others (`SURVIVORS`), a
further default may relieve a lender, and who has fallen stays fallen.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook
from graph.contagion.call_network import CallNetwork
from graph.contagion.convergence import Convergence
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.holdings import Holdings
from graph.contagion.layer_network import LayerNetwork
from graph.contagion.loss_events import LossEvents
from graph.errors import UsageError
from graph.kernels.call_state import CUT, ROUNDS, Rules
from graph.kernels.layered_fall import layered_fall
from graph.kernels.layered_losses import MOST_PASSES
from graph.kernels.layered_state import LOSS, PASSES, UNPAID, State, Tape, clean_state, empty_tape

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


class LossRule(StrEnum):
    """When losses bring a party down. Amounts closer than 1e-11 of the larger are the same; without a loss nobody
    falls."""

    GREATER = "loss_strictly_greater_than_equity"
    AT_LEAST = "loss_greater_or_equal_equity"


@dataclass(frozen=True)
class MultilayerRules:
    """initial_pay: the part of their buffer, 0 to 1, that initial defaulters still pay when called.

    insolvent_default: whether parties of negative equity are in default from the start; else the first loss brings them
    down.
    """

    allocation: Allocation = Allocation.EQUAL
    default: LossRule = LossRule.GREATER
    initial_pay: float = 0.0
    insolvent_default: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.initial_pay <= 1:
            raise UsageError(
                "The part that initial defaulters pay is not between 0 and 1.", "初始违约方的偿付比例须在0与1之间。"
            )


@dataclass(frozen=True, eq=False)
class MultilayerOutcome:
    """default_round: int32 per party, 0 of initial defaulters, -1 never. insolvent_from_start: the parties of negative
    equity that were taken to be in default. over_owned: parties of which more than the whole is registered; shares in
    them count in proportion.
    """

    default_round: Positions
    insolvent_from_start: Positions
    over_owned: Positions
    convergence: Convergence
    _told: "Told" = field(repr=False)

    @property
    def defaults(self) -> Positions:
        """Everyone in default in the end, initial defaulters included, ascending."""
        return np.flatnonzero(self.default_round >= 0).astype(np.int32)

    @cached_property
    def losses(self) -> Floats:
        """元 per party, what it was called for, lost as a lender and wrote down; may exceed its equity."""
        return self._told.state.node[:, LOSS].copy()

    @cached_property
    def lost(self) -> Floats:
        """元 per loan."""
        return self._told.network.by_loan(self._told.state.lost)

    @cached_property
    def paid(self) -> Floats:
        """元 per pair of the book what its guarantor pays; of loans of defaulters what is due is paid or lost."""
        unpaid = self._told.state.node[:, UNPAID]
        return self._told.network.paid(self._told.called, unpaid, self.default_round)

    @cached_property
    def events(self) -> LossEvents:
        """Every loss in the order in which it came: the film, and what each party's loss is made of."""
        return self._told.network.events(self._told.tape, self._told.ends)


@dataclass(frozen=True, eq=False)
class Told:
    """What a run leaves behind: the tape of its losses, the state in the end, and what was called by rows of the
    network."""

    network: LayerNetwork
    tape: Tape
    ends: NDArray[np.int64]
    state: State
    called: Floats


@dataclass(frozen=True, eq=False)
class MultilayerCascade:
    """Loans and guarantees, stakes, and per party its equity and what it can pay when called (元, not NaN).

    Indexes are built once, when first asked for; every run takes the time of what it reaches. An infinite equity never
    fails and its owners write down their part of what it loses. UsageError for arrays of other lengths or NaN.
    """

    book: CallBook
    holdings: Holdings
    equity: Floats
    buffer: Floats
    rules: MultilayerRules = MultilayerRules()

    def __post_init__(self) -> None:
        count = self.book.party_count
        amounts = (self.equity, self.buffer)
        if any(len(one) != count or np.isnan(one).any() for one in amounts) or self.holdings.party_count != count:
            raise UsageError(
                "Equities, buffers or stakes are not of the same parties. Fill what is missing by a rule first.",
                "净资产、可偿付金额或股权与主体不一致；缺失的请先按规则填补。",
            )

    def run(self, initial: Positions) -> MultilayerOutcome:
        """What follows from these defaults; with none (and nobody insolvent) nothing. UsageError for one who is not
        among the parties."""
        insolvent = np.flatnonzero(self.equity < 0).astype(np.int32) if self.rules.insolvent_default else _NOBODY
        seeds = np.union1d(self._checked(initial), insolvent).astype(np.int32)
        layers, net = self._network, self._network.net
        work, state = clean_state(net, layers.stakes, self._rules, np.maximum(self.equity, 0.0))
        room = empty_tape(net, layers.stakes)
        tape, ends = layered_fall(net, layers.items, layers.stakes, self._rules, work, state, room, seeds)
        complete = layers.complete and not work.counts[CUT] and state.counts[PASSES] < MOST_PASSES
        return MultilayerOutcome(
            work.failed, insolvent, self.holdings.over_owned,
            Convergence(int(work.counts[ROUNDS]), float(state.residual[0]), bool(complete)),
            Told(layers, tape, ends, state, work.called),
        )  # fmt: skip

    @cached_property
    def _network(self) -> LayerNetwork:
        full, survivors = (self.rules.allocation is one for one in (Allocation.FULL, Allocation.SURVIVORS))
        strength = np.maximum(self.buffer, 0.0).astype(np.float64)
        return LayerNetwork(CallNetwork(self.book, strength, full, survivors), self.holdings)

    @property
    def _rules(self) -> Rules:
        rules = self.rules
        return Rules(
            rules.allocation is Allocation.SURVIVORS,
            rules.default is LossRule.AT_LEAST,
            float(rules.initial_pay),
            rules.allocation is Allocation.EQUAL,
        )

    def _checked(self, initial: Positions) -> Positions:
        if len(initial) and not 0 <= int(initial.min()) <= int(initial.max()) < self.book.party_count:
            raise UsageError("An initial defaulter is not among the parties.", "初始违约方不在给定主体之内。")
        return initial


_NOBODY = np.zeros(0, dtype=np.int32)
