"""Who is called when borrowers fail, who fails of the call, and what the lenders lose in the end.

When a borrower defaults, `CallBook.due` of each of its loans is called from the guarantors of the loan, by one of three
allocations. A guarantor whose calls in all exceed its buffer defaults in its turn, and its own loans fall due. Calls
never fall as more default, so there is one least set of defaults, whatever the order.

A guarantor pays the lesser of its calls and its buffer, to its loans in proportion to what they call; a lender loses
what is due less what is paid, never below zero. Where more is called for a loan than is due (full_to_each, and
survivors who take over the part of one that fell), calls are what one must stand for, not payments; what is paid for
the loan is then cut, all alike, to what is due. A buffer below zero is none, and fails nobody who is not called.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.contagion.call_network import CallNetwork
from graph.contagion.convergence import Convergence
from graph.contagion.trial_outcomes import TrialOutcomes, Trials, in_turn, joined
from graph.errors import UsageError
from graph.kernels.call_settling import settle
from graph.kernels.call_state import CALLS, CUT, ROUNDS, TIE, Rules, Work, work_for
from graph.kernels.call_trials import Found, run_trials
from graph.kernels.calling import cascade

BLOCK: Final = 32
"""So many trials are one piece of work for a thread: what they leave stays in the caches until it is taken over."""


class Allocation(StrEnum):
    """How what is due is called from the guarantors of a loan."""

    EQUAL = "equal_split"  # all of them alike up to their caps, whether they can pay or not
    SURVIVORS = "equal_split_survivors"  # those not in default; as they fall, the whole is called from fewer
    FULL = "full_to_each"  # each up to its cap (Civil Code art. 699): what it must stand for, not what it will pay


class DefaultRule(StrEnum):
    """When calls make a guarantor fail."""

    GREATER = "calls_strictly_greater_than_buffer"
    AT_LEAST = "calls_greater_or_equal_buffer"


@dataclass(frozen=True, eq=False)
class CallOutcome:
    """default_round: int32 per party, 0 of initial defaulters, -1 never. calls: 元 per party, the largest amount
    claimed. called, paid: 元 per pair of the book. loss: 元 per loan."""

    default_round: Positions
    calls: Floats
    called: Floats
    paid: Floats
    loss: Floats
    convergence: Convergence


@dataclass(frozen=True, eq=False)
class CallCascade:
    """Loans with guarantees, what each party can pay (buffer: float64, 元, below zero counts as zero), and the rules.

    initial_pay: the part of their buffer, 0 to 1, that initial defaulters still pay.
    """

    book: CallBook
    buffer: Floats
    allocation: Allocation = Allocation.EQUAL
    rule: DefaultRule = DefaultRule.GREATER
    initial_pay: float = 0.0

    def __post_init__(self) -> None:
        if len(self.buffer) != self.book.party_count or np.isnan(self.buffer).any():
            raise UsageError(
                "The buffers are not one number per party. Fill missing ones by a rule first.",
                "缓冲金额须每个主体一个数值；缺失的请先按规则填补。",
            )
        if not 0 <= self.initial_pay <= 1:
            raise UsageError(
                "The part that initial defaulters pay is not between 0 and 1.", "初始违约方的偿付比例须在0与1之间。"
            )

    def run(self, initial: Positions) -> CallOutcome:
        """One scenario in full."""
        book, network = self.book, self._network
        work = work_for(network.net, self._rules)
        cascade(network.net, self._rules, work, self._seeds(initial))
        settle(network.net, self._rules, work)
        due = book.due * (work.failed[book.borrower] >= 0)
        called = self._by_pair(np.where(work.failed[network.row_borrower] >= 0, work.called, 0.0))
        paid = called * work.share[book.guarantor[book.contract]]
        offered = np.bincount(book.loan, paid, len(due))
        paid *= np.divide(due, offered, out=np.ones(len(due)), where=offered > due)[book.loan]
        loss = np.where(due - offered > TIE * due, due - offered, 0.0)
        return CallOutcome(
            work.failed, work.state[:, CALLS].copy(), called, paid, loss,
            Convergence(int(work.counts[ROUNDS]), 0.0, network.complete and not work.counts[CUT]),
        )  # fmt: skip

    def many(self, seeds: Trials, threads: int = 1) -> TrialOutcomes:
        """Many scenarios, blocks of them on so many threads; bit for bit the same for any number of threads, and
        guarantor by guarantor the same as `run`."""
        net, rules, idle = self._network.net, self._rules, self._idle
        parties, trials = self._seeds(seeds.parties), len(seeds.indptr) - 1

        def block(first: int, room: Found) -> Found:
            try:
                work = idle.pop()
            except IndexError:
                work = work_for(net, rules)
            found = run_trials(net, rules, work, room, seeds.indptr[first : first + BLOCK + 1], parties)
            idle.append(work)  # clean again; one that was interrupted is not
            return found

        blocks = in_turn(block, range(0, max(1, trials), BLOCK), threads)
        return joined(blocks, trials, self._network.complete)

    @cached_property
    def _idle(self) -> list[Work]:
        """Clean states that nobody uses."""
        return []

    @cached_property
    def _network(self) -> CallNetwork:
        survivors, alone = self.allocation is Allocation.SURVIVORS, self.allocation is Allocation.FULL
        return CallNetwork(self.book, np.maximum(self.buffer, 0.0).astype(np.float64), alone, survivors)

    @property
    def _rules(self) -> Rules:
        survivors, at_least = self.allocation is Allocation.SURVIVORS, self.rule is DefaultRule.AT_LEAST
        return Rules(survivors, at_least, float(self.initial_pay), self.allocation is Allocation.EQUAL)

    def _seeds(self, parties: Positions) -> Positions:
        if len(parties) and not 0 <= int(parties.min()) <= int(parties.max()) < self.book.party_count:
            raise UsageError("An initial defaulter is not among the parties.", "初始违约方不在给定主体之内。")
        return np.ascontiguousarray(parties, dtype=np.int32)

    def _by_pair(self, of_row: Floats) -> Floats:
        """Amounts of rows as amounts of the pairs of the book."""
        network, found = self._network, np.zeros(len(self.book.loan))
        whole = np.bincount(network.row, network.weight, len(of_row))[network.row]
        part = np.divide(network.weight, whole, out=np.zeros(len(whole)), where=whole > 0)
        found[network.pairs] = of_row[network.row] * part
        return found
