"""A thousand cascades of guarantee calls among 100,000 parties with 500,000 guarantees, beside plain Python."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation, CallCascade
from graph.contagion.trial_outcomes import TrialOutcomes, Trials
from graph.guarantees.book import FEN, UNLIMITED
from tests.benchmarks.guarantee_network import guarantee_network
from tests.benchmarks.guarantee_world import guarantee_world
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds

PARTIES, GUARANTEES, TRIALS = 100_000, 500_000, 1_000
PLAIN_TRIALS: Final = 10
FAIL_FIRST = 0.01
"""So many of the parties fail first in a trial."""
LENDERS = 50
SEED = 6
REPEATS = 5
TARGET_RATIO, TARGET_THREADS = 100.0, 1.6


def network_cascade(parties: int, guarantees: int) -> CallCascade:
    """One loan per party, its guarantees by contracts of their own, a third without a cap; parties in random order."""
    chance = np.random.default_rng(SEED)
    network = guarantee_network(parties, guarantees, SEED)
    due = np.rint(chance.lognormal(15.0, 1.2, parties) * FEN) / FEN
    contract = np.arange(len(network.debtor), dtype=np.int32)
    cap = np.where(chance.random(len(contract)) < 1 / 3, np.inf, due[network.debtor] * chance.uniform(0.2, 1.5))
    lender = chance.integers(0, LENDERS, parties).astype(np.int32)
    book = CallBook(
        parties, np.arange(parties, dtype=np.int32), lender, due, network.guarantor, cap, contract, network.debtor
    )
    return CallCascade(book, chance.lognormal(15.0, 1.2, parties) * 2)


def pooled_cascade(parties: int) -> CallCascade:
    """A book with pools, some of them over the loans of several borrowers; what is called of those that fell goes to
    the others."""
    chance, world = np.random.default_rng(SEED), guarantee_world(parties, SEED)
    book = world.book
    lender = np.full(len(book.borrower), -1, dtype=np.int32)
    lender[world.lent[0]] = world.lent[1] % world.party_count
    cap = np.where(book.cap == UNLIMITED, np.inf, book.cap / FEN)
    called = CallBook(
        world.party_count, book.borrower, lender, book.outstanding / FEN, book.guarantor, cap, book.contract, book.loan
    )
    buffer = chance.lognormal(15.0, 1.2, world.party_count) * 4
    return CallCascade(called, buffer, Allocation.SURVIVORS)


def drawn(parties: int, trials: int) -> Trials:
    """Who fails first in each trial, each party with the same probability."""
    chance = np.random.default_rng(SEED + 1)
    failed = [np.flatnonzero(chance.random(parties) < FAIL_FIRST).astype(np.int32) for _ in range(trials)]
    return Trials(np.concatenate([[0], np.cumsum([len(one) for one in failed])]), np.concatenate(failed))


class PlainCascade:
    """The same over lists and dictionaries; each party owes the loan of its number, by contracts of one loan each."""

    def __init__(self, cascade: CallCascade) -> None:
        book = cascade.book
        self.due, self.lender, self.buffer = book.due.tolist(), book.lender.tolist(), cascade.buffer.tolist()
        caps: list[dict[int, float]] = [{} for _ in book.due]
        for guarantor, loan, cap in zip(book.guarantor.tolist(), book.loan.tolist(), book.cap.tolist(), strict=True):
            if guarantor != loan:
                caps[loan][guarantor] = caps[loan].get(guarantor, 0.0) + cap
        self.by_cap = [sorted((cap, guarantor) for guarantor, cap in given.items()) for given in caps]

    def run(self, initial: list[int]) -> tuple[list[int], list[tuple[int, float]], list[tuple[int, float]]]:
        """Who defaults, what each guarantor pays and each lender loses, by party."""
        failed, work = set(initial), list(initial)
        shares: dict[int, list[tuple[int, float]]] = {}
        calls: dict[int, float] = {}
        while work:
            loan = work.pop()
            shares[loan] = self.split(loan)
            for guarantor, share in shares[loan]:
                claimed = calls[guarantor] = calls.get(guarantor, 0.0) + share
                if claimed > self.buffer[guarantor] and guarantor not in failed:
                    failed.add(guarantor)
                    work.append(guarantor)
        part = {one: min(1.0, self.buffer[one] / claimed) for one, claimed in calls.items()} | dict.fromkeys(initial, 0)
        paid: dict[int, float] = {}
        lost: dict[int, float] = {}
        for loan in failed:
            left = self.due[loan]
            for guarantor, share in shares[loan]:
                paid[guarantor] = paid.get(guarantor, 0.0) + share * part[guarantor]
                left -= share * part[guarantor]
            lost[self.lender[loan]] = lost.get(self.lender[loan], 0.0) + left
        return sorted(failed), sorted(paid.items()), sorted(lost.items())

    def split(self, loan: int) -> list[tuple[int, float]]:
        """The same from each guarantor, up to its caps."""
        left, found = self.due[loan], []
        for place, (cap, guarantor) in enumerate(self.by_cap[loan]):
            share = min(cap, left / (len(self.by_cap[loan]) - place))
            found.append((guarantor, share))
            left -= share
        return found


def test_a_thousand_trials(record: Recorder) -> None:
    """Defaults, payments and losses of every trial, on one thread and on two; plain Python makes ten of the trials."""
    parties, trials = record.scaled(PARTIES, 5_000), record.scaled(TRIALS, 64)
    cascade, seeds = network_cascade(parties, round(parties * GUARANTEES / PARTIES)), drawn(parties, trials)
    plain = PlainCascade(cascade)
    few = [seeds.parties[seeds.indptr[i] : seeds.indptr[i + 1]].tolist() for i in range(PLAIN_TRIALS)]
    found = cascade.many(seeds)  # compiles the kernels
    for trial, initial in enumerate(few):
        _same(found, trial, *plain.run(initial))
    ways: dict[str, Callable[[], object]] = {
        "one": lambda: cascade.many(seeds),
        "two": lambda: cascade.many(seeds, threads=2),
        "plain": lambda: [plain.run(initial) for initial in few],
    }
    with peak_memory() as peak:
        took = in_turns(REPEATS, {name: partial(seconds, work) for name, work in ways.items()})
    one, two, slow = median(took["one"]), median(took["two"]), median(took["plain"]) * trials / PLAIN_TRIALS
    common = _common(found, parties, len(cascade.book.cap), trials) | {"peak_mib": peak.mib}
    record.keep(
        Measurement(
            figure="trials, two threads", value=two, plain=slow, target_ratio=TARGET_RATIO, wall_s=sum(took["two"]),
            plain_way="plain Python", note=f"Plain Python: {PLAIN_TRIALS} of the trials, scaled.", **common,
        ),
        Measurement(
            figure="trials, one thread", value=one, plain=slow, plain_way="plain Python", wall_s=sum(took["one"]),
            **common,
        ),
        Measurement(
            figure="two threads beside one", value=two, plain=one, target_ratio=TARGET_THREADS,
            plain_way="one thread", wall_s=sum(took["two"]), **common,
        ),
    )  # fmt: skip


def test_trials_with_pools(record: Recorder) -> None:
    """Where pools tie loans together and survivors take over, loans are filled anew whenever somebody falls."""
    parties, trials = record.scaled(PARTIES, 5_000), record.scaled(TRIALS, 64)
    cascade, seeds = pooled_cascade(parties), drawn(parties, trials)
    found = cascade.many(seeds, threads=2)
    assert found.converged
    with peak_memory() as peak:
        took = [seconds(lambda: cascade.many(seeds, threads=2)) for _ in range(3)]
    record.keep(
        Measurement(
            figure="trials with pools and survivors, two threads", value=median(took), wall_s=sum(took),
            peak_mib=peak.mib, **_common(found, parties, len(cascade.book.cap), trials),
        )
    )  # fmt: skip


def _common(found: TrialOutcomes, parties: int, guarantees: int, trials: int) -> dict[str, Any]:
    return {
        "claim": "calls", "seed": SEED, "repeats": REPEATS, "unit": "s",
        "size": f"{parties:,} parties, {guarantees:,} guarantees, {trials:,} trials, "
        f"{len(found.defaulted.parties) / trials:,.0f} defaults in each",
    }  # fmt: skip


def _same(
    found: TrialOutcomes, trial: int, failed: list[int], *amounts: list[tuple[int, float]]
) -> None:  # fmt: skip
    at = slice(*found.defaulted.indptr[trial : trial + 2])
    assert found.defaulted.parties[at].tolist() == failed
    for ours, plain in zip((found.paid, found.lost), amounts, strict=True):
        at = slice(*ours.indptr[trial : trial + 2])
        expected = dict(plain)
        np.testing.assert_allclose(
            ours.amount[at], [expected[party] for party in ours.party[at].tolist()], rtol=1e-9, atol=1e-3
        )
