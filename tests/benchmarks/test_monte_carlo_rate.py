"""Monte Carlo of guarantee calls among 100,000 parties with 500,000 guarantees, beside pure numpy."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from graph.contagion.copula import OneFactorCopula
from graph.contagion.guarantee_calls import CallCascade
from graph.contagion.monte_carlo import Sampling, Simulation, simulate
from graph.contagion.vulnerable import TopK, most_vulnerable
from graph.kernels.counter_random import marks_of
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds
from tests.benchmarks.test_call_trials import network_cascade

PARTIES, GUARANTEES, TRIALS = 100_000, 500_000, 2_000
PLAIN_TRIALS: Final = 20
RHO = 0.12
FIRST, MOST_TRIALS = 100, 8_000
SEED = 6
REPEATS = 5


def stressed(parties: int) -> tuple[CallCascade, OneFactorCopula]:
    """The network of calls with probabilities of default of 1.5 % on average, from 0.01 % to some 20 %."""
    cascade = network_cascade(parties, round(parties * GUARANTEES / PARTIES))
    pd = np.random.default_rng(SEED).beta(0.6, 40.0, parties).clip(1e-4)
    return cascade, OneFactorCopula.of(pd, RHO, marks_of(f"party {i}" for i in range(parties)))


class PlainTrials:
    """The same with numpy alone: dense normal draws, rounds of calls as sums over all guarantees."""

    def __init__(self, cascade: CallCascade, copula: OneFactorCopula) -> None:
        self.cascade, self.cut = cascade, ndtri(copula.pd)
        book = cascade.book
        self.borrower, self.guarantor = book.borrower[book.loan], book.guarantor[book.contract]
        self.share = cascade.run(np.arange(book.party_count, dtype=np.int32)).called

    def draws(self, trials: int, seed: int) -> list[NDArray[np.bool_]]:
        """Who fails of itself in each trial."""
        chance = np.random.default_rng(seed)
        factors = np.sqrt(RHO) * chance.standard_normal(trials)
        own = np.sqrt(1 - RHO)
        return [factor + own * chance.standard_normal(len(self.cut)) < self.cut for factor in factors.tolist()]

    def losses(self, trials: int, seed: int) -> NDArray[np.float64]:
        """The loss of all lenders in each trial."""
        return np.array([self._loss(initial) for initial in self.draws(trials, seed)])

    def _loss(self, initial: NDArray[np.bool_]) -> float:
        book, failed, count = self.cascade.book, initial, self.cascade.book.party_count
        while True:
            calls = np.bincount(self.guarantor, self.share * failed[self.borrower], count)
            fallen = failed | (calls > self.cascade.buffer)
            if (fallen == failed).all():
                break
            failed = fallen
        paid = np.where(initial, 0.0, np.minimum(calls, self.cascade.buffer)).sum()
        return float(book.due[failed[book.borrower]].sum() - paid)


def test_trials_under_a_copula(record: Recorder) -> None:
    """Draws, cascades and averages with standard errors, on one thread and on two; numpy makes twenty of the trials."""
    parties, trials = record.scaled(PARTIES, 2_000), record.scaled(TRIALS, 200)
    cascade, copula = stressed(parties)
    plain = PlainTrials(cascade, copula)

    def ours(threads: int) -> Simulation:
        return simulate(cascade, copula, Sampling(SEED, trials, threads=threads), np.arange(50, dtype=np.int32))

    found, others = ours(1), plain.losses(PLAIN_TRIALS, SEED)
    error = np.hypot(found.loss_error, others.std(ddof=1) / np.sqrt(PLAIN_TRIALS))
    assert abs(found.expected_loss - others.mean()) < 4 * error, "both estimate the same"
    np.testing.assert_array_equal(ours(2).loss, found.loss)
    ways: dict[str, Callable[[], object]] = {
        "one": lambda: ours(1),
        "two": lambda: ours(2),
        "draws": lambda: copula.initial_defaults(SEED, 0, trials),
        "plain": lambda: plain.losses(PLAIN_TRIALS, SEED),
        "plain draws": lambda: plain.draws(PLAIN_TRIALS, SEED),
    }
    with peak_memory() as peak:
        took = in_turns(REPEATS, {name: partial(seconds, work) for name, work in ways.items()})
    rate = {name: (PLAIN_TRIALS if "plain" in name else trials) / median(all_) for name, all_ in took.items()}
    common = _common(cascade, f"{trials:,} trials") | {"peak_mib": peak.mib, "unit": "trials/s", "plain_way": "numpy"}
    note = f"numpy: {PLAIN_TRIALS} trials."
    record.keep(
        Measurement(
            figure="trials, one thread", value=rate["one"], plain=rate["plain"], note=note,
            wall_s=sum(took["one"]), **common,
        ),
        Measurement(
            figure="trials, two threads", value=rate["two"], plain=rate["plain"], note=note,
            wall_s=sum(took["two"]), **common,
        ),
        Measurement(
            figure="draws alone, one thread", value=rate["draws"], plain=rate["plain draws"], note=note,
            wall_s=sum(took["draws"]), **common,
        ),
    )  # fmt: skip


def test_the_most_vulnerable(record: Recorder) -> None:
    """The first hundred by total probability of default; the plain way makes as many trials for everybody."""
    cascade, copula = stressed(record.scaled(PARTIES, 2_000))
    sampling = Sampling(SEED, record.scaled(MOST_TRIALS, 1_000), threads=2)

    def first() -> object:
        return most_vulnerable(cascade, copula, TopK(FIRST, tolerance=0.01), sampling)

    found = most_vulnerable(cascade, copula, TopK(FIRST, tolerance=0.01), sampling)
    trials = max(found.convergence.iterations, 2)
    everybody = Sampling(SEED, trials, threads=2)
    ways: dict[str, Callable[[], object]] = {"ours": first, "plain": lambda: simulate(cascade, copula, everybody)}
    with peak_memory() as peak:
        took = in_turns(3, {name: partial(seconds, work) for name, work in ways.items()})
    record.keep(
        Measurement(
            figure=f"the first {FIRST}", value=median(took["ours"]), unit="s", plain=median(took["plain"]),
            plain_way="all trials for everybody", wall_s=sum(took["ours"]), peak_mib=peak.mib,
            note=f"{found.sampled:,} sampled, {len(found.contenders):,} contenders left",
            **_common(cascade, f"{trials:,} trials"),
        )
    )  # fmt: skip


def _common(cascade: CallCascade, trials: str) -> dict[str, Any]:
    book = cascade.book
    return {
        "claim": "monte-carlo", "seed": SEED, "repeats": REPEATS,
        "size": f"{book.party_count:,} parties, {len(book.cap):,} guarantees, {trials}",
    }  # fmt: skip
