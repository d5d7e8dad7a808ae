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
from graph.contagion.loss_events import Channel, LossEvents
from graph.errors import UsageError
from graph.kernels.calling import CUT, ROUNDS, Rules, work_for
from graph.kernels.csr import CSR, build_csr
from graph.kernels.layered_fall import MOST_PASSES, PASSES, Bearing, Stakes, layered_fall, state_for

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
    """default_round: int32 per party, 0 of initial defaulters, -1 never. losses: 元 per party, what it was called for,
    lost as a lender and wrote down; may exceed its equity. paid: 元 per pair of the book. lost: 元 per loan, so that
    what is due of loans of defaulters is paid or lost. insolvent_from_start: the parties of negative equity that were
    taken to be in default. over_owned: parties whose registered shares exceed the whole and count in proportion.
    """

    default_round: Positions
    losses: Floats
    paid: Floats
    lost: Floats
    events: LossEvents = field(repr=False)
    insolvent_from_start: Positions
    over_owned: Positions
    convergence: Convergence

    @property
    def defaults(self) -> Positions:
        """Everyone in default in the end, initial defaulters included, ascending."""
        return np.flatnonzero(self.default_round >= 0).astype(np.int32)

    def fell_in(self, at: int) -> Positions:
        """Who fell in a round; round 0: the initial defaulters."""
        return np.flatnonzero(self.default_round == at).astype(np.int32)


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
        network, stakes = self._network, self._stakes
        work, state = work_for(network.net), state_for(network.net, stakes)
        found = layered_fall(
            network.net, self._item_of_row, stakes, self._bearing, self._rules, work, state, seeds
        )
        lost = np.zeros(len(self.book.due))
        lost[network.order] = state.lost
        complete = network.complete and not work.counts[CUT] and state.counts[PASSES] < MOST_PASSES
        return MultilayerOutcome(
            work.failed, state.loss, self._paid(work.called, state.unpaid, work.failed), lost, self._events(*found),
            insolvent, self.holdings.over_owned,
            Convergence(int(work.counts[ROUNDS]), float(state.residual[0]), bool(complete)),
        )  # fmt: skip

    @cached_property
    def _network(self) -> CallNetwork:
        full, survivors = (self.rules.allocation is one for one in (Allocation.FULL, Allocation.SURVIVORS))
        return CallNetwork(self.book, np.maximum(self.buffer, 0.0).astype(np.float64), full, survivors)

    @cached_property
    def _stakes(self) -> Stakes:
        owners = self.holdings.owners_of
        return Stakes(owners.indptr, owners.indices, self.holdings.weight[owners.edge])

    @cached_property
    def _bearing(self) -> Bearing:
        worth = np.maximum(self.equity, 0.0).astype(np.float64)
        return Bearing(worth, worth)

    @property
    def _rules(self) -> Rules:
        rules = self.rules
        return Rules(
            rules.allocation is Allocation.SURVIVORS, rules.default is LossRule.AT_LEAST, float(rules.initial_pay)
        )

    @cached_property
    def _item_of_row(self) -> NDArray[np.int64]:
        """Per row of the network the place of its loan."""
        net = self._network.net
        item_of_slot = np.repeat(np.arange(len(net.amount)), np.diff(net.slot_ptr))
        return np.asarray(item_of_slot[net.slot])

    @cached_property
    def _pair_part(self) -> Floats:
        """Per counted pair its part in what its row is called for: by what its contract promises."""
        network = self._network
        whole = np.bincount(network.row, network.weight, len(network.net.giver))[network.row]
        return np.divide(network.weight, whole, out=np.zeros(len(whole)), where=whole > 0)

    def _paid(self, called: Floats, unpaid: Floats, failed: Positions) -> Floats:
        """Per pair what was paid: what guarantors can pay of their calls, together no more than is due."""
        network, net = self._network, self._network.net
        opened = failed[net.opener[net.slot]] >= 0
        able = np.where(opened, called * (1.0 - unpaid[net.giver]), 0.0)
        offered = np.bincount(self._item_of_row, able, len(net.amount))
        part = np.divide(net.amount, offered, out=np.ones(len(offered)), where=offered > net.amount)
        found = np.zeros(len(self.book.loan))
        found[network.pairs] = (able * part[self._item_of_row])[network.row] * self._pair_part
        return found

    def _events(
        self, at: Positions, kind: NDArray[np.int8], place: NDArray[np.int64], amount: Floats
    ) -> LossEvents:  # fmt: skip
        """The losses in the order in which they came, by contract, loan and stake; of several contracts of a guarantor
        for the same loans each has its part."""
        book, network, owners = self.book, self._network, self.holdings.owners_of
        pairs, copies = self._pairs_of_row, np.ones(len(kind), dtype=np.int64)
        copies[kind == Channel.CALL] = pairs.degrees(place[kind == Channel.CALL])
        event = np.repeat(np.arange(len(kind)), copies)
        nth = np.arange(len(event)) - np.repeat(np.cumsum(copies) - copies, copies)
        channel, place, part = kind[event], place[event], np.ones(len(event))
        losers, sources = np.empty((2, len(event)), dtype=np.int32)
        call, loan, stake = (channel == one for one in Channel)
        counted = pairs.edge[pairs.indptr[place[call]] + nth[call]]
        part[call], place[call] = self._pair_part[counted], network.pairs[counted]
        place[loan] = network.order[place[loan]]
        place[stake] = owners.edge[place[stake]]
        losers[call] = book.guarantor[book.contract[place[call]]]
        sources[call] = book.borrower[book.loan[place[call]]]
        losers[loan], sources[loan] = book.lender[place[loan]], book.borrower[place[loan]]
        losers[stake], sources[stake] = self.holdings.owner[place[stake]], self.holdings.owned[place[stake]]
        return LossEvents(at[event], channel, place, losers, sources, amount[event] * part)

    @cached_property
    def _pairs_of_row(self) -> CSR:
        """The counted pairs of each row of the network, as `edge`."""
        row = self._network.row.astype(np.int32)
        return build_csr(row, np.zeros(len(row), dtype=np.int32), len(self._network.net.giver))

    def _checked(self, initial: Positions) -> Positions:
        if len(initial) and not 0 <= int(initial.min()) <= int(initial.max()) < self.book.party_count:
            raise UsageError("An initial defaulter is not among the parties.", "初始违约方不在给定主体之内。")
        return initial


_NOBODY = np.zeros(0, dtype=np.int32)
