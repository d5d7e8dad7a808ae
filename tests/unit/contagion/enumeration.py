"""What is to be expected of a cascade under a copula, exactly: every set of initial defaulters with its probability."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook
from graph.contagion.copula import OneFactorCopula
from graph.contagion.guarantee_calls import Allocation, CallCascade, DefaultRule
from graph.kernels.counter_random import marks_of

Floats = NDArray[np.float64]

FACTORS = np.linspace(-8.5, 8.5, 1_201)
WEIGHTS = np.exp(-FACTORS * FACTORS / 2) * (FACTORS[1] - FACTORS[0]) / np.sqrt(2 * np.pi)


@dataclass(frozen=True)
class Expected:
    """Per party; loss of all lenders; and its distribution as (loss, probability)."""

    pd_total: Floats
    lender_loss: Floats
    call: Floats
    payment: Floats
    outcomes: tuple[tuple[float, float], ...]

    @property
    def loss(self) -> float:
        return sum(loss * chance for loss, chance in self.outcomes)


def expected(cascade: CallCascade, copula: OneFactorCopula) -> Expected:
    """For few parties with a probability, and a correlation below 1."""
    able = np.flatnonzero(copula.pd > 0)
    assert len(able) <= 12
    count, book = len(copula.pd), cascade.book
    given: Floats = np.array([copula.chances_given(float(one))[able] for one in FACTORS])
    totals = [np.zeros(count) for _ in range(4)]
    outcomes = []
    for failed in product((False, True), repeat=len(able)):
        sign = np.array(failed, dtype=np.bool_)
        chance = float(WEIGHTS @ np.prod(np.where(sign, given, 1 - given), axis=1))
        found = cascade.run(able[sign].astype(np.int32))
        known = book.lender >= 0
        parts = (
            found.default_round >= 0, np.bincount(book.lender[known], found.loss[known], count), found.calls,
            np.bincount(book.guarantor[book.contract], found.paid, count),
        )  # fmt: skip
        for total, part in zip(totals, parts, strict=True):
            total += chance * part.astype(np.float64)
        outcomes.append((float(found.loss.sum()), chance))
    pd_total, lender_loss, call, payment = totals
    return Expected(pd_total, lender_loss, call, payment, tuple(outcomes))


def random_world(seed: int, parties: int = 8, rho: float = 0.0) -> tuple[CallCascade, OneFactorCopula]:
    """Loans to each party, guarantees among them (pools included), a bank that never fails; rules at random."""
    chance = np.random.default_rng(seed)
    loans, contracts = parties + 3, parties + 4
    borrower = np.concatenate([np.arange(parties), chance.integers(0, parties, 3)]).astype(np.int32)
    lender = np.where(chance.random(loans) < 0.2, -1, parties).astype(np.int32)
    pairs = {(contract, int(loan)) for contract in range(contracts) for loan in chance.integers(0, loans, 2)}
    contract, loan = np.array(sorted(pairs), dtype=np.int32).T
    cap = np.where(chance.random(contracts) < 0.5, np.inf, chance.integers(5, 60, contracts))
    book = CallBook(
        parties + 1, borrower, lender, chance.integers(10, 60, loans).astype(np.float64),
        chance.integers(0, parties, contracts).astype(np.int32), cap, contract, loan,
    )  # fmt: skip
    buffer = chance.choice([0.0, 10.0, 25.0, 50.0, 1_000.0], parties + 1)
    cascade = CallCascade(
        book, buffer, list(Allocation)[seed % 3], list(DefaultRule)[seed % 2], 0.5 if seed % 5 == 0 else 0.0
    )  # fmt: skip
    pd = np.append(chance.choice([0.0, 0.02, 0.1, 0.3], parties), 0.0)
    return cascade, OneFactorCopula.of(pd, rho, marks_of(f"P{i}" for i in range(parties + 1)))
