"""Who is called when borrowers fail, who fails of the call, and what the lenders lose in the end.

A borrower in default owes `CallBook.due` of each loan; that is called from the guarantors of the loan by one of three
allocations, and a guarantor whose calls exceed its buffer is in default too, so that its own loans fall due (DEFINITIONS
"Contagion"). Rounds are simultaneous; the set that is in default in the end does not depend on any order.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.contagion.convergence import Convergence
from graph.contagion.plain_calls import PlainBook, plain_cascade


class Allocation(StrEnum):
    """How what is due is called from the guarantors of a loan."""

    EQUAL = "equal_split"
    SURVIVORS = "equal_split_survivors"
    FULL = "full_to_each"


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
    """Amounts (float64, 元, above zero) by party (int32, ascending; -1 for an unknown lender), trial by trial as in
    `Trials`."""

    indptr: NDArray[np.int64]
    party: Positions
    amount: Floats


@dataclass(frozen=True, slots=True, eq=False)
class TrialOutcomes:
    """defaulted: initial ones included. called, paid: by guarantor. lost: by lender."""

    defaulted: Trials
    called: TrialAmounts
    paid: TrialAmounts
    lost: TrialAmounts


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

    def run(self, initial: Positions) -> CallOutcome:
        """One scenario in full."""
        book = self.book
        plain = PlainBook(
            list(zip(book.borrower.tolist(), book.due.tolist(), strict=True)),
            list(zip(book.guarantor.tolist(), book.cap.tolist(), strict=True)),
            list(zip(book.contract.tolist(), book.loan.tolist(), strict=True)), self.buffer.tolist(),
        )  # fmt: skip
        found = plain_cascade(
            plain, self.allocation, np.unique(initial).tolist(), self.rule is DefaultRule.AT_LEAST, self.initial_pay
        )
        rounds, calls = np.full(book.party_count, -1, dtype=np.int32), np.zeros(book.party_count)
        for party, at in found.default_round.items():
            rounds[party] = at
        for party, amount in found.called.items():
            calls[party] = amount
        last = int(rounds.max(initial=0))
        return CallOutcome(
            rounds, calls, np.zeros(len(book.loan)), np.array(found.paid), np.array(found.loss),
            Convergence(last + 1, 0.0, True),
        )  # fmt: skip

    def many(self, seeds: Trials, threads: int = 1) -> TrialOutcomes:
        """Many scenarios; bit for bit the same for any number of threads, and the same as `run`."""
        runs = [self.run(seeds.parties[a:b]) for a, b in zip(seeds.indptr[:-1], seeds.indptr[1:], strict=True)]
        pair_guarantor, last = self.book.guarantor[self.book.contract], self.book.party_count
        lender = np.where(self.book.lender < 0, last, self.book.lender)
        fallen = [np.flatnonzero(one.default_round >= 0) for one in runs]
        bounds = np.concatenate([[0], np.cumsum([len(one) for one in fallen])]).astype(np.int64)
        return TrialOutcomes(
            Trials(bounds, np.concatenate([np.zeros(0, np.int32), *fallen]).astype(np.int32)),
            _stacked([one.calls for one in runs]),
            _stacked([np.bincount(pair_guarantor, one.paid, last) for one in runs]),
            _stacked([np.roll(np.bincount(lender, one.loss, last + 1), 1) for one in runs], -1),
        )


def _stacked(amounts: list[Floats], first: int = 0) -> TrialAmounts:
    places = [np.flatnonzero(one) for one in amounts]
    bounds = np.concatenate([[0], np.cumsum([len(one) for one in places])]).astype(np.int64)
    return TrialAmounts(
        bounds, (np.concatenate([np.zeros(0, np.int64), *places]) + first).astype(np.int32),
        np.concatenate([np.zeros(0), *(one[at] for one, at in zip(amounts, places, strict=True))]),
    )  # fmt: skip
