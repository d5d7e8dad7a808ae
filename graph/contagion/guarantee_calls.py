"""Who is called when borrowers fail, who fails of the call, and what the lenders lose in the end.

When a borrower defaults, `CallBook.due` of each of its loans is called from the guarantors of the loan, by one of three
allocations. A guarantor whose calls in all exceed its buffer defaults in its turn, and its own loans fall due. Calls
never fall as more default, so there is one least set of defaults, whatever the order.

A guarantor pays the lesser of its calls and its buffer, to its loans in proportion to what they call; a lender loses
what is due less what is paid, never below zero. Where more is called for a loan than is due (full_to_each, and
survivors who take over the part of one that fell), calls are what one must stand for, not payments; what is paid for
the loan is then cut, all alike, to what is due. A buffer below zero is none, and fails nobody who is not called.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from queue import SimpleQueue
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.contagion.call_network import CallNetwork
from graph.contagion.convergence import Convergence
from graph.errors import UsageError
from graph.kernels.call_settling import settle
from graph.kernels.call_state import CALLS, CUT, ROUNDS, TIE, Rules, Work, work_for
from graph.kernels.call_trials import Found, run_trials
from graph.kernels.calling import cascade

BLOCK: Final = 256
BLOCKS: Final = 4
"""At most so many trials are one piece of work for a thread, and so many pieces there are at least for each."""
BOUNDS: Final = ("failed_ptr", "called_ptr", "lost_ptr")
COLUMNS: Final = tuple(name for name in Found._fields if name not in BOUNDS)


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


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Sets of parties, trial by trial: those of trial i are parties[indptr[i] : indptr[i + 1]], ascending.

    indptr: int64, trials + 1. parties: int32.
    """

    indptr: NDArray[np.int64]
    parties: Positions


@dataclass(frozen=True, slots=True, eq=False)
class TrialAmounts:
    """Amounts (float64, 元) by party (int32, ascending; -1 for an unknown lender), trial by trial as in `Trials`."""

    indptr: NDArray[np.int64]
    party: Positions
    amount: Floats


@dataclass(frozen=True, slots=True, eq=False)
class TrialOutcomes:
    """defaulted: initial ones included. called, paid: by guarantor. lost: by lender. rounds: int32 per trial."""

    defaulted: Trials
    called: TrialAmounts
    paid: TrialAmounts
    lost: TrialAmounts
    rounds: Positions
    converged: bool


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
        net, rules = self._network.net, self._rules
        parties = self._seeds(seeds.parties)
        count = max(1, len(seeds.indptr) - 1)
        size = min(BLOCK, -(-count // (BLOCKS * threads)))
        idle = SimpleQueue[tuple[Work, Positions]]()
        for _ in range(threads):
            idle.put((work_for(net, rules), np.zeros(3, dtype=np.int32)))

        def block(first: int) -> Found:
            work, room = idle.get()
            try:
                return run_trials(net, rules, work, seeds.indptr[first : first + size + 1], parties, room)
            finally:
                idle.put((work, room))

        with ThreadPoolExecutor(threads, thread_name_prefix="calls") as pool:
            blocks = list(pool.map(block, range(0, count, size)))
            return _outcomes(blocks, self._network.complete, pool)

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


def _outcomes(blocks: Sequence[Found], complete: bool, pool: ThreadPoolExecutor) -> TrialOutcomes:
    """The outcomes of all blocks one after another."""
    failed, called, lost = (_bounds([getattr(block, name) for block in blocks]) for name in BOUNDS)

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(block, name) for block in blocks])

    columns = dict(zip(COLUMNS, pool.map(joined, COLUMNS), strict=True))
    return TrialOutcomes(
        Trials(failed, columns["failed"]), TrialAmounts(called, columns["giver"], columns["called"]),
        TrialAmounts(called, columns["giver"], columns["given"]), TrialAmounts(lost, columns["loser"], columns["lost"]),
        columns["rounds"], complete and bool(columns["complete"].all()),
    )  # fmt: skip


def _bounds(blocks: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Bounds of runs that follow each other, from those of each block, which begin with 0."""
    counts = np.concatenate([np.diff(bounds) for bounds in blocks])
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
