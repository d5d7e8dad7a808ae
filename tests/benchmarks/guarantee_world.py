"""A million parties and five million guarantees: pools, pools shared by several borrowers, firms with many contracts.

Every number comes from the seed. Borrowers stand next to those they deal with: most guarantors are neighbours, some are
few guarantee firms with very many contracts. Part of the contracts are pools over several loans of a borrower, few of
them over the loans of neighbours as well; one long chain of such pools entangles thousands of borrowers. The first
parties form planted circles, in which each stands for the next.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import FEN, UNLIMITED, GuaranteeBook

CIRCLES: Final = (5_000, 1_000, 200, *[50] * 10, *[3] * 300)
CHAINED: Final = 5_000
"""Borrowers whose pools form one chain."""
CONTRACTS, LOANS, FIRMS, LENDERS = 5.0, 1.5, 0.002, 200
"""Contracts, loans and guarantee firms per party; lenders in all."""
POOLS, SHARED_POOLS = 0.04, 0.004
"""Parts of the contracts."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GuaranteeWorld:
    """A book; `circles` names the members (positions) of each planted circle. lent: (loan, lender), each once."""

    book: GuaranteeBook
    party_count: int
    circles: tuple[NDArray[np.int64], ...]
    lent: tuple[NDArray[np.int32], NDArray[np.int32]]


def guarantee_world(parties: int, seed: int) -> GuaranteeWorld:
    """The world of a size; loans stand by their borrower."""
    chance = np.random.default_rng(seed)
    borrower = np.sort(np.concatenate([np.arange(parties), chance.integers(0, parties, int(parties * (LOANS - 1)))]))
    outstanding = np.rint(chance.lognormal(15.0, 1.2, len(borrower)) * FEN).astype(np.int64)
    first = np.searchsorted(borrower, np.arange(parties + 1))
    sizes = [max(3, size * parties // 1_000_000) if size > 3 else 3 for size in CIRCLES]
    sizes = sizes[: max(1, int(np.searchsorted(np.cumsum(sizes), parties // 4)))]
    ring_guarantor, ring_loan = _rings(sizes, first)
    count = int(parties * CONTRACTS) - len(ring_loan)
    loan = np.concatenate([ring_loan, chance.integers(0, len(borrower), count)])
    guarantor = np.concatenate([ring_guarantor, _guarantors(borrower[loan[len(ring_loan) :]], parties, chance)])
    amount = np.rint(outstanding[loan] * chance.uniform(0.2, 1.5, len(loan))).astype(np.int64)
    cap = np.where(chance.random(len(loan)) < 0.3, UNLIMITED, amount)
    contract, secured = _pooled(loan, borrower, first, chance)
    chain = max(3, CHAINED * parties // 1_000_000)
    own, of, more = _chain(parties - chain - 1, chain, first)
    pair = np.concatenate([contract, len(loan) + of])
    book = GuaranteeBook(
        borrower.astype(np.int32), outstanding, np.concatenate([guarantor, own]).astype(np.int32),
        np.concatenate([cap, outstanding[first[parties - chain - 1 : parties - 1]]]), pair.astype(np.int32),
        np.concatenate([secured, more]).astype(np.int32),
    )  # fmt: skip
    apart = book.of_pairs(book.pair_guarantor != book.borrower[book.loan])
    ends = np.cumsum([0, *sizes])
    circles = tuple(np.arange(start, end) for start, end in pairwise(ends))
    return GuaranteeWorld(apart, parties, circles, _lent(len(borrower), chance))


def _rings(sizes: list[int], first: Ints) -> tuple[Ints, Ints]:
    """In each circle everybody stands for the first loan of the next."""
    guarantor, loan = [], []
    start = 0
    for size in sizes:
        member = start + np.arange(size)
        guarantor.append(member)
        loan.append(first[np.roll(member, -1)])
        start += size
    return np.concatenate(guarantor), np.concatenate(loan)


def _guarantors(borrower: Ints, parties: int, chance: np.random.Generator) -> Ints:
    """Neighbours mostly; anybody for a tenth; for three twentieths a guarantee firm, the first ones far more often."""
    kind = chance.random(len(borrower))
    near = (borrower + chance.integers(1, 9, len(borrower)) * chance.choice([-1, 1], len(borrower))) % parties
    firms = max(3, int(parties * FIRMS))
    firm = parties - 1 - np.minimum(firms - 1, (firms * chance.random(len(borrower)) ** 4).astype(np.int64))
    found: Ints = np.where(kind < 0.75, near, np.where(kind < 0.85, chance.integers(0, parties, len(borrower)), firm))
    return found


def _pooled(loan: Ints, borrower: Ints, first: Ints, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """The pairs: some contracts secure all loans of their borrower, few those of the next two borrowers besides."""
    kind, parties = chance.random(len(loan)), len(first) - 1
    last = np.where(kind < SHARED_POOLS, 3, 1)
    start = np.where(kind < POOLS, first[borrower[loan]], loan)
    end = np.where(kind < POOLS, first[np.minimum(parties, borrower[loan] + last)], loan + 1)
    length = end - start
    contract = np.repeat(np.arange(len(loan)), length)
    place = np.arange(len(contract)) - np.repeat(np.cumsum(length) - length, length)
    return contract, start[contract] + place


def _chain(start: int, length: int, first: Ints) -> tuple[Ints, Ints, Ints]:
    """A pool over the first loans of each two borrowers in a row, by somebody else each: guarantors and pairs."""
    at = np.arange(length)
    guarantor = np.zeros(length, dtype=np.int64) + at
    loans = np.stack([first[start + at], first[start + at + 1]], axis=1).ravel()
    return guarantor, np.repeat(at, 2), loans


def _lent(loans: int, chance: np.random.Generator) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """One loan in twenty is syndicated between two lenders."""
    loan = np.arange(loans)
    lender = (LENDERS * chance.random(loans) ** 2).astype(np.int64)
    second = np.flatnonzero(chance.random(loans) < 0.05)
    other = (lender[second] + 1 + chance.integers(0, LENDERS - 1, len(second))) % LENDERS
    return (
        np.concatenate([loan, second]).astype(np.int32), np.concatenate([lender, other]).astype(np.int32)
    )  # fmt: skip
