"""What each party's default alone does by calls: lenders' losses, guarantors' payments, further defaults.

Every borrower is tried as the only one that fails at first; whoever owes nothing costs nobody anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.contagion.convergence import Convergence
from graph.contagion.exposures import Exposures
from graph.contagion.guarantee_calls import CallCascade, TrialAmounts, TrialOutcomes, Trials

OnProgress = Callable[[int, int], None]

AT_ONCE: Final = (64, 4_096)
"""Cascades that run together, at least and at most: fewer where each reaches many."""
REACHED_AT_ONCE: Final = 1_000_000
"""So many parties are expected in those that run together."""


@dataclass(frozen=True, eq=False)
class SingleDefaults:
    """Per party, if it alone fails at first. lender_loss: of all lenders, unknown ones too; paid: by all guarantors
    (float64, 元). induced: how many others fail by calls (int64). convergence: rounds of the longest cascade."""

    lender_loss: Floats
    paid: Floats
    induced: NDArray[np.int64]
    convergence: Convergence


def single_defaults(
    cascade: CallCascade, threads: int = 1, on_progress: OnProgress | None = None
) -> SingleDefaults:  # fmt: skip
    """One cascade per borrower; identical for any number of threads. on_progress: cascades run, and to be run."""
    count = cascade.book.party_count
    lender_loss, paid = np.zeros((2, count))
    induced, rounds, complete = np.zeros(count, dtype=np.int64), 0, True
    for seeds, found in _one_by_one(cascade, threads, on_progress):
        lender_loss[seeds], paid[seeds] = _totals(found.lost), _totals(found.paid)
        induced[seeds] = np.diff(found.defaulted.indptr) - 1
        rounds, complete = max(rounds, int(found.rounds.max())), complete and found.converged
    return SingleDefaults(lender_loss, paid, induced, Convergence(rounds, 0.0, complete))


def exposures_alone(cascade: CallCascade, threads: int = 1) -> Exposures:
    """Who bears how much of a borrower's loans if it alone fails and all guarantors can pay: each guarantor what it is
    called for, known lenders the rest.

    By equal splits that comes to what is due; with full_to_each every guarantor bears all that it stands for.
    """
    able = replace(cascade, buffer=np.full(cascade.book.party_count, np.inf))
    none = np.zeros(0, dtype=np.int32)
    creditor, debtor, amount = [none], [none], [np.zeros(0)]
    for seeds, found in _one_by_one(able, threads, None):
        for borne in (found.called, found.lost):
            known = borne.party >= 0
            creditor.append(borne.party[known])
            debtor.append(np.repeat(seeds, np.diff(borne.indptr))[known])
            amount.append(borne.amount[known])
    return Exposures(
        cascade.book.party_count, np.concatenate(creditor), np.concatenate(debtor), np.concatenate(amount)
    )  # fmt: skip


def borrowers(book: CallBook) -> Positions:
    """Who owes anything, ascending."""
    return np.unique(book.borrower[book.due > 0]).astype(np.int32)


def _one_by_one(
    cascade: CallCascade, threads: int, on_progress: OnProgress | None
) -> Iterator[tuple[Positions, TrialOutcomes]]:
    """The cascades of each borrower alone, so many borrowers at a time."""
    owing, (least, most) = borrowers(cascade.book), AT_ONCE
    begin, count, reached = 0, least, 0
    while begin < len(owing):
        seeds = owing[begin : begin + count]
        found = cascade.many(Trials(np.arange(len(seeds) + 1, dtype=np.int64), seeds), threads)
        yield seeds, found
        begin += len(seeds)
        reached += len(found.defaulted.parties) + len(found.called.party) + len(found.lost.party)
        count = min(most, max(least, REACHED_AT_ONCE * begin // max(reached, 1)))
        if on_progress:
            on_progress(begin, len(owing))


def _totals(amounts: TrialAmounts) -> Floats:
    """What the amounts of each trial come to."""
    trials = len(amounts.indptr) - 1
    return np.bincount(np.repeat(np.arange(trials), np.diff(amounts.indptr)), amounts.amount, trials)
