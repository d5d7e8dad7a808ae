"""What is to be expected when defaults are a matter of chance: trials of the guarantee-call cascade under a copula.

Each trial draws who fails of itself (`OneFactorCopula`) and lets the calls run (`CallCascade`). What is averaged comes
with its standard error. Draws are common to all scenarios with one seed, so that two of them differ by what was changed
and not by chance.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.contagion.convergence import Convergence
from graph.contagion.copula import OneFactorCopula
from graph.contagion.estimates import Averages, Estimate, Spread, frequency
from graph.contagion.guarantee_calls import CallCascade
from graph.contagion.loss_distribution import Losses
from graph.contagion.trial_outcomes import TrialAmounts, TrialOutcomes, Trials
from graph.errors import LimitExceeded, UsageError

KEPT_AMOUNTS: Final = 100_000_000
"""So many amounts of watched parties are kept at most, 12 bytes each."""

NOBODY: Final = np.zeros(0, dtype=np.int32)


class Ended(StrEnum):
    """Why no further trial was made."""

    PRECISION = "precision"
    TRIALS = "trials"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Sampling:
    """seed: whole number. trials: how many at most. relative_error: end once the standard error of the expected loss is
    no more than this part of it; None: make all trials. batch: an even number, after each of which that is looked at.
    """

    seed: int = 0
    trials: int = 10_000
    relative_error: float | None = None
    batch: int = 500
    threads: int = 1

    def __post_init__(self) -> None:
        wanted = self.relative_error
        if (
            self.trials < 2
            or self.batch < 2
            or self.batch % 2
            or self.threads < 1
            or not (wanted is None or wanted > 0)
        ):
            raise UsageError(
                "Take at least two trials, batches of an even number, one thread or more, and a precision above zero.",
                "试验次数至少为2，批量须为偶数，线程数至少为1，精度须大于零。",
            )


@dataclass(frozen=True, eq=False)
class Simulation:
    """What the trials told. Arrays are per party; amounts in 元.

    pd_own: as given. pd_total: of its own or by calls. lender_loss, call, payment: expected, by lender and guarantor;
    a call is what is claimed, a payment what comes. loss: of all lenders, unknown ones included, trial by trial.
    lender_losses, payments: of the watched parties over the trials. complete: false where a cascade was not followed to
    its end, so that what is expected may be more.
    """

    trials: int
    ended: Ended
    sampling: Sampling
    pd_own: Floats
    pd_total: Estimate
    lender_loss: Estimate
    call: Estimate
    payment: Estimate
    loss: Floats
    lender_losses: Losses
    payments: Losses
    complete: bool

    @property
    def expected_loss(self) -> float:
        """Of all lenders together."""
        return float(self.loss.mean())

    @property
    def loss_error(self) -> float:
        """The standard error of the expected loss."""
        return _standard_error(self.loss)

    @property
    def distribution(self) -> Losses:
        """Of the loss of all lenders together."""
        return Losses.of_one(self.loss)

    @property
    def convergence(self) -> Convergence:
        """Trials made, standard error of the expected loss (元), and whether what was asked for was reached."""
        wanted = self.sampling.relative_error
        reached = self.ended is Ended.TRIALS if wanted is None else self.ended is Ended.PRECISION
        return Convergence(self.trials, self.loss_error, reached and self.complete)


def simulate(
    cascade: CallCascade,
    copula: OneFactorCopula,
    sampling: Sampling,
    watched: Positions = NOBODY,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Simulation:
    """Trials until the precision, their number or somebody says that it is enough.

    watched: parties whose losses and payments are kept trial by trial, for their value at risk. on_progress: trials
    made and to be made at most. cancelled: asked after each batch; what was made until then is the result.
    LimitExceeded where the watched parties lose too often to be kept.
    """
    tally = _Tally(cascade.book, copula.pd, watched)
    ended, made = None, 0
    while ended is None:
        count = min(sampling.batch, sampling.trials - made)
        drawn = copula.initial_defaults(sampling.seed, made, count, sampling.threads)
        tally.add(drawn, cascade.many(drawn, sampling.threads))
        made += count
        if on_progress:
            on_progress(made, sampling.trials)
        ended = _ended(tally, made, sampling, cancelled)
    return tally.told(ended, sampling)


def _ended(
    tally: "_Tally", made: int, sampling: Sampling, cancelled: Callable[[], bool] | None
) -> Ended | None:  # fmt: skip
    """Whether it is enough. No loss in any trial is precise only where nobody can fail."""
    if sampling.relative_error is not None:
        precise = tally.spread.standard_error <= sampling.relative_error * tally.spread.mean
        if precise and (tally.spread.mean > 0 or tally.nobody_fails):
            return Ended.PRECISION
    if made >= sampling.trials:
        return Ended.TRIALS
    return Ended.CANCELLED if cancelled and cancelled() else None


class _Tally:
    """What is kept of the trials as they are made."""

    def __init__(self, book: CallBook, pd: Floats, watched: Positions) -> None:
        self.pd, self.watched, self.callable = pd, watched, can_be_called(book)
        self.syndicates = book.syndicates
        self.nobody_fails = not (pd > 0).any()
        self.by_calls = np.zeros(book.party_count, dtype=np.int64)
        self.lost, self.called, self.paid = (Averages(book.party_count) for _ in range(3))
        self.loss: list[Floats] = []
        self.spread = Spread()
        self.kept_lost: list[tuple[Positions, Floats]] = []
        self.kept_paid: list[tuple[Positions, Floats]] = []
        self.kept, self.complete = 0, True

    def add(self, drawn: Trials, found: TrialOutcomes) -> None:
        """The trials of a batch."""
        count = len(self.by_calls)
        self.complete &= found.converged
        self.by_calls += np.bincount(found.defaulted.parties, minlength=count)
        self.by_calls -= np.bincount(drawn.parties, minlength=count)
        lost = self._by_lender(found.lost)
        for averages, amounts in ((self.lost, lost), (self.called, found.called), (self.paid, found.paid)):
            averages.add(amounts.party, amounts.amount)
        trials = len(drawn.indptr) - 1
        of_trial = np.repeat(np.arange(trials), np.diff(found.lost.indptr))
        self.loss.append(np.bincount(of_trial, found.lost.amount, trials).astype(np.float64))
        self.spread.add(self.loss[-1])
        if len(self.watched):
            self._keep(self.kept_lost, lost)
            self._keep(self.kept_paid, found.paid)

    def _by_lender(self, lost: TrialAmounts) -> TrialAmounts:
        """What syndicates lost as what their members did."""
        if self.syndicates is None:
            return lost
        return TrialAmounts(*self.syndicates.borne_in_trials(lost.indptr, lost.party, lost.amount))

    def _keep(self, kept: list[tuple[Positions, Floats]], amounts: TrialAmounts) -> None:
        chosen = np.isin(amounts.party, self.watched)
        kept.append((amounts.party[chosen], amounts.amount[chosen]))
        self.kept += int(chosen.sum())
        if self.kept > KEPT_AMOUNTS:
            raise LimitExceeded(
                f"The watched parties lose more than {KEPT_AMOUNTS:,} times. Watch fewer, or make fewer trials.",
                f"关注对象的损失记录超过{KEPT_AMOUNTS:,}条。请减少关注对象或试验次数。", limit=KEPT_AMOUNTS,
            )  # fmt: skip

    def told(self, ended: Ended, sampling: Sampling) -> Simulation:
        """The averages, and the losses of whom was watched.

        The own probability is known, so only what calls add to it is estimated.
        """
        loss = np.concatenate(self.loss)
        trials = len(loss)
        added = frequency(self.by_calls, trials)
        error = np.where(self.callable & (self.pd < 1), added.standard_error, 0.0)
        total = Estimate(np.minimum(self.pd + added.mean, 1.0), error)
        return Simulation(
            trials, ended, sampling, self.pd, total, self.lost.after(trials), self.called.after(trials),
            self.paid.after(trials), loss, self._losses(self.kept_lost, trials), self._losses(self.kept_paid, trials),
            self.complete,
        )  # fmt: skip

    def _losses(self, kept: list[tuple[Positions, Floats]], trials: int) -> Losses:
        party = np.concatenate([NOBODY, *(party for party, _ in kept)])
        return Losses.of(trials, self.watched, party, np.concatenate([np.zeros(0), *(amount for _, amount in kept)]))


def can_be_called(book: CallBook) -> NDArray[np.bool_]:
    """Who can be called at all."""
    guarantor = book.guarantor[book.contract]
    counts = (book.due[book.loan] > 0) & (book.cap[book.contract] > 0) & (book.borrower[book.loan] != guarantor)
    found = np.zeros(book.party_count, dtype=np.bool_)
    found[guarantor[counts]] = True
    return found


def _standard_error(values: Floats) -> float:
    return float(values.std(ddof=1)) / sqrt(len(values))
