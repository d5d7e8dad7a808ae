"""The guarantees of one guarantor and for one borrower, without and with one contract more.

Nothing outside of them is looked at, so a question costs what these two have, however large the book.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import UNLIMITED, GuaranteeBook, Ints, Positions, share_of


@dataclass(frozen=True, slots=True, eq=False)
class NewContract:
    """A contract that is thought of. cap: fen, or UNLIMITED; share: the agreed part of what it secures, None where
    none is agreed. loans: positions in the day's book, those that it could be called for."""

    guarantor: int
    cap: int
    share: float | None
    loans: Positions


@dataclass(frozen=True, slots=True, eq=False)
class OneMore:
    """contracts, loans: places in the day's book of the contracts and loans here, int32 ascending. before, after: books
    over them; `after` has the new contract as its last."""

    contracts: Positions
    loans: Positions
    new: NewContract
    before: GuaranteeBook
    after: GuaranteeBook

    @property
    def liability(self) -> int:
        """The most that can be called under the new contract (fen)."""
        return int(self.after.limit[-1])

    @property
    def secured(self) -> int:
        """What is outstanding of the loans that it secures (fen)."""
        return int(self.after.secured[-1])

    def with_cap(self, cap: int) -> "OneMore":
        """The same with another cap (fen)."""
        new = replace(self.new, cap=cap)
        return replace(self, new=new, after=_with(self.before, new, np.searchsorted(self.loans, new.loans)))


def one_more(book: GuaranteeBook, pairs: NDArray[np.int64], new: NewContract) -> OneMore:
    """Some pairs of the day's book by themselves, and the same with a new contract."""
    contracts, contract = np.unique(book.contract[pairs], return_inverse=True)
    loans = np.union1d(book.loan[pairs], new.loans)
    before = GuaranteeBook(
        book.borrower[loans], book.outstanding[loans], book.guarantor[contracts], book.cap[contracts],
        contract.astype(np.int32), np.searchsorted(loans, book.loan[pairs]).astype(np.int32),
    )  # fmt: skip
    return OneMore(contracts, loans, new, before, _with(before, new, np.searchsorted(loans, new.loans)))


def _with(book: GuaranteeBook, new: NewContract, loans: NDArray[np.int64]) -> GuaranteeBook:
    """The book with the contract as its last; `loans` are places in the book."""
    return GuaranteeBook(
        book.borrower, book.outstanding, np.append(book.guarantor, np.int32(new.guarantor)),
        np.append(book.cap, _cap(new, book.outstanding[loans])),
        np.append(book.contract, np.full(len(loans), len(book.cap), dtype=np.int32)),
        np.append(book.loan, loans.astype(np.int32)),
    )  # fmt: skip


def _cap(new: NewContract, outstanding: Ints) -> np.int64:
    """Its cap, by the agreed share of what it secures where that is less, as `Portfolio.cap`."""
    if new.share is None:
        return np.int64(new.cap)
    part = int(share_of(outstanding.sum(keepdims=True), np.array([new.share]))[0])
    return np.int64(part if new.cap == UNLIMITED else min(part, new.cap))
