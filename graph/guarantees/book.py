"""A book of guarantees: loans, contracts, and which contract secures which loan. Amounts are whole fen.

Fen are integers, so that sums are exact and a maximum flow is one: int64 holds 92 thousand trillion 元.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError

FEN: Final = 100
UNLIMITED: Final = -1
"""The cap of a contract that names none."""

Ints = NDArray[np.int64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class GuaranteeBook:
    """What is guaranteed on a day.

    borrower (int32), outstanding (int64 fen): per loan. guarantor (int32), cap (int64 fen, or UNLIMITED): per contract.
    contract, loan (int32): one row per contract and loan that it secures, each pair once. UsageError for a cap or a
    loan below zero.
    """

    borrower: Positions
    outstanding: Ints
    guarantor: Positions
    cap: Ints
    contract: Positions
    loan: Positions

    def __post_init__(self) -> None:
        if (self.outstanding < 0).any() or (self.cap < UNLIMITED).any():
            raise UsageError(
                "An outstanding amount or a cap is below zero. Give amounts of zero or more; no cap means unlimited.",
                "存在小于零的余额或担保限额。金额须不小于零；不填限额即为无限额。",
            )

    @cached_property
    def secured(self) -> Ints:
        """Per contract, what is outstanding of the loans that it secures."""
        return sums(self.contract, self.outstanding[self.loan], len(self.cap))

    @cached_property
    def nominal(self) -> Ints:
        """Per contract, what it is for: its cap, without one what it secures; nothing where it secures no loan."""
        secures = np.bincount(self.contract, minlength=len(self.cap)) > 0
        return np.where(self.cap == UNLIMITED, self.secured, self.cap) * secures

    @cached_property
    def limit(self) -> Ints:
        """Per contract, the most that can be called under it: what it is for, but no more than its loans come to."""
        return np.minimum(self.nominal, self.secured)

    @cached_property
    def pair_guarantor(self) -> Positions:
        """The guarantor of each pair."""
        return self.guarantor[self.contract]

    def of_pairs(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "GuaranteeBook":
        """The book of some of the pairs (flags or places); loans and contracts keep their places."""
        return GuaranteeBook(
            self.borrower, self.outstanding, self.guarantor, self.cap, self.contract[chosen], self.loan[chosen]
        )

    def part(self, pairs: NDArray[np.int64]) -> "BookPart":
        """Some of the pairs (places) as a book of their own, so that a question takes the time of what it touches."""
        contracts, contract = np.unique(self.contract[pairs], return_inverse=True)
        loans, loan = np.unique(self.loan[pairs], return_inverse=True)
        book = GuaranteeBook(
            self.borrower[loans], self.outstanding[loans], self.guarantor[contracts], self.cap[contracts],
            contract.astype(np.int32), loan.astype(np.int32),
        )  # fmt: skip
        return BookPart(book, contracts, loans)


@dataclass(frozen=True, slots=True, eq=False)
class BookPart:
    """Some pairs of a book with only their contracts and loans; parties keep their positions.

    contracts, loans: where those stand in the whole book (int32, ascending).
    """

    book: GuaranteeBook
    contracts: Positions
    loans: Positions


def share_of(amounts: Ints, share: NDArray[np.float64]) -> Ints:
    """An agreed share of amounts, whole fen only; 29 % of 100 is 29, though floating point makes it less."""
    found: Ints = np.floor(np.round(amounts * share, 3)).astype(np.int64)
    return found


def sums(position: NDArray[np.integer], amounts: Ints, count: int) -> Ints:
    """Per position below `count`, the exact sum of its amounts."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, position, amounts)
    return found
