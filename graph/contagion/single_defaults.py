"""What each party's default alone does by calls: lenders' losses, guarantors' payments, further defaults.

Every borrower is tried as the only one that fails at first; whoever owes nothing costs nobody anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.contagion.convergence import Convergence
from graph.contagion.exposures import Exposures
from graph.contagion.guarantee_calls import BLOCK, CallCascade
from graph.contagion.seed_trials import OnProgress
from graph.contagion.trial_outcomes import TrialAmounts, TrialOutcomes, Trials

AT_ONCE: Final = 4_096
"""Cascades that run together at most, and at least a block for each thread: fewer where each reaches many."""
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


@dataclass(frozen=True, eq=False)
class BorneAlone:
    """Who bears how much of a borrower's loans if it alone fails and all guarantors can pay: each guarantor what it is
    called for, known lenders the rest. By equal splits that comes to what is due; with full_to_each every guarantor
    bears all that it stands for."""

    by_guarantors: Exposures
    by_lenders: Exposures

    @classmethod
    def of(cls, cascade: CallCascade, threads: int = 1, on_progress: OnProgress | None = None) -> "BorneAlone":
        """Of every borrower; identical for any number of threads. on_progress as of `single_defaults`."""
        able = replace(cascade, buffer=np.full(cascade.book.party_count, np.inf))
        called: list[_Rows] = []
        lost: list[_Rows] = []
        for seeds, found in _one_by_one(able, threads, on_progress):
            called.append(_known(seeds, found.called))
            lost.append(_known(seeds, found.lost))
        count = cascade.book.party_count
        return cls(_exposures(count, called), _exposures(count, lost))

    @cached_property
    def exposures(self) -> Exposures:
        """Both."""
        ways = (self.by_guarantors, self.by_lenders)
        rows = [(one.creditor, one.debtor, one.amount) for one in ways]
        return _exposures(self.by_guarantors.party_count, rows)


def borrowers(book: CallBook) -> Positions:
    """Who owes anything, ascending."""
    return np.unique(book.borrower[book.due > 0]).astype(np.int32)


def _one_by_one(
    cascade: CallCascade, threads: int, on_progress: OnProgress | None
) -> Iterator[tuple[Positions, TrialOutcomes]]:
    """The cascades of each borrower alone, so many borrowers at a time."""
    owing, least = borrowers(cascade.book), BLOCK * threads
    begin, count, reached = 0, min(AT_ONCE, least), 0
    while begin < len(owing):
        seeds = owing[begin : begin + count]
        found = cascade.many(Trials(np.arange(len(seeds) + 1, dtype=np.int64), seeds), threads)
        yield seeds, found
        begin += len(seeds)
        reached += len(found.defaulted.parties) + len(found.called.party) + len(found.lost.party)
        count = min(AT_ONCE, max(least, REACHED_AT_ONCE * begin // max(reached, 1)))
        if on_progress:
            on_progress(begin, len(owing))


_Rows = tuple[Positions, Positions, Floats]


def _known(seeds: Positions, borne: TrialAmounts) -> _Rows:
    """Creditor, debtor and amount, of creditors that are known."""
    known = borne.party >= 0
    return borne.party[known], np.repeat(seeds, np.diff(borne.indptr))[known], borne.amount[known]


def _exposures(party_count: int, rows: list[_Rows]) -> Exposures:
    if not rows:
        none = np.zeros(0, dtype=np.int32)
        return Exposures(party_count, none, none, np.zeros(0))
    creditor, debtor, amount = (np.concatenate(column) for column in zip(*rows, strict=True))
    return Exposures(party_count, creditor, debtor, amount)


def _totals(amounts: TrialAmounts) -> Floats:
    """What the amounts of each trial come to."""
    trials = len(amounts.indptr) - 1
    of_trial = np.repeat(np.arange(trials), np.diff(amounts.indptr))
    return np.bincount(of_trial, amounts.amount, trials).astype(np.float64)
