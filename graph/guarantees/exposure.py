"""The four numbers of a book of guarantees, which answer four questions and are never mixed.

Nominal: what the contracts come to. Contingent: the most each guarantor can be called for. Covered: how much of the
loans can be paid from guarantees. Called: what is to be expected if the borrowers fail. Whom a guarantor stands for
indirectly is a scenario (`reach`), and no amount of it is ever added to these.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import GuaranteeBook, Ints, Positions, sums
from graph.guarantees.calls import Calls, Floats, Split, expected_calls
from graph.guarantees.cover import contingent, cover
from graph.kernels.csr import CSR
from graph.kernels.distinct import distinct_pairs


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """The numbers of each scope, fen: per borrower, guarantor, lender, group, or one for a whole portfolio.

    outstanding: of the guaranteed loans, each once. nominal: the caps of the contracts; of one without a cap what it
    secures in the scope. contingent: the sum over guarantors of the most that can be called from each alone, which is
    never called from all at once. covered: the largest part of the loans that caps can pay. called (float64): expected
    if all borrowers of the scope fail. complete: false where `called` is a lower bound. All of it as if nothing outside
    the scope were called.
    """

    outstanding: Ints
    nominal: Ints
    contingent: Ints
    covered: Ints
    called: Floats
    complete: bool

    @property
    def uncovered(self) -> Ints:
        """What no guarantee can pay."""
        return self.outstanding - self.covered

    @property
    def over_cover(self) -> Ints:
        """By how much the contracts come to more than they cover."""
        return self.nominal - self.covered

    @property
    def coverage_ratio(self) -> Floats:
        """Nominal by outstanding; NaN where nothing is outstanding."""
        return np.divide(self.nominal, self.outstanding, out=_unknown(self.nominal), where=self.outstanding > 0)


@dataclass(frozen=True, slots=True, eq=False)
class ScopedBook:
    """A book of which every pair is in one of `count` scopes, with a copy of each contract and loan per scope.

    A contract that secures loans in several scopes stands with its whole cap in each: scopes are not added up.
    """

    book: GuaranteeBook
    scope: NDArray[np.integer]
    contract_scope: NDArray[np.integer]
    loan_scope: NDArray[np.integer]
    count: int

    @classmethod
    def of(cls, book: GuaranteeBook, scope: NDArray[np.integer], count: int) -> "ScopedBook":
        """`scope` says per pair of contract and loan in which it is."""
        contracts, loans = distinct_pairs(scope, book.contract), distinct_pairs(scope, book.loan)
        apart = GuaranteeBook(
            book.borrower[loans.second], book.outstanding[loans.second], book.guarantor[contracts.second],
            book.cap[contracts.second], contracts.number.astype(np.int32), loans.number.astype(np.int32),
        )  # fmt: skip
        return cls(apart, scope, contracts.first, loans.first, count)

    @property
    def outstanding(self) -> Ints:
        """Per scope, of the loans in it."""
        return sums(self.loan_scope, self.book.outstanding, self.count)

    @property
    def nominal(self) -> Ints:
        """Per scope, what its contracts are for."""
        return sums(self.contract_scope, self.book.nominal, self.count)

    @property
    def contingent(self) -> Ints:
        """Per scope, the sum of the most that can be called from each guarantor alone."""
        found = _stands(self)[0]
        return sums(found.scope, found.contingent, self.count)

    @property
    def covered(self) -> Ints:
        """Per scope, the largest part of its loans that caps can pay."""
        return sums(self.scope, cover(self.book), self.count)

    def calls(self, split: Split) -> Calls:
        """What each pair is called for if all borrowers of its scope fail, and nobody else does."""
        return expected_calls(self.book, split)


@dataclass(frozen=True, slots=True, eq=False)
class Stands:
    """What each guarantor has in each scope: a row per scope and guarantor in it, by scope, then guarantor.

    contracts: how many. Amounts in fen, as of the scope.
    """

    scope: Ints
    guarantor: Positions
    contracts: Ints
    nominal: Ints
    contingent: Ints


def exposure(book: GuaranteeBook, scope: NDArray[np.integer], count: int, split: Split = Split.EQUAL) -> Exposure:
    """The numbers of `count` scopes; `scope` says per pair of contract and loan in which it is."""
    return with_stands(book, scope, count, split)[0]


def stands(book: GuaranteeBook, scope: NDArray[np.integer], count: int) -> Stands:
    """What each guarantor has in each of `count` scopes."""
    return _stands(ScopedBook.of(book, scope, count))[0]


def with_stands(
    book: GuaranteeBook, scope: NDArray[np.integer], count: int, split: Split = Split.EQUAL
) -> tuple[Exposure, Stands, Floats]:
    """The numbers of `count` scopes, what each guarantor has in each, and what is called from it there (fen)."""
    apart = ScopedBook.of(book, scope, count)
    (found, stand), calls = _stands(apart), apart.calls(split)
    whole = Exposure(
        outstanding=apart.outstanding,
        nominal=apart.nominal,
        contingent=sums(found.scope, found.contingent, count),
        covered=apart.covered,
        called=np.bincount(scope, weights=calls.paid, minlength=count).astype(np.float64),
        complete=calls.complete,
    )
    called = np.bincount(stand[apart.book.contract], weights=calls.paid, minlength=len(found.scope))
    return whole, found, called.astype(np.float64)


def _stands(apart: ScopedBook) -> tuple[Stands, NDArray[np.integer]]:
    """What guarantors have in each scope, and per contract the row of its guarantor."""
    book, rows = apart.book, distinct_pairs(apart.contract_scope, apart.book.guarantor)
    by_stand = GuaranteeBook(
        book.borrower, book.outstanding, rows.number.astype(np.int32), book.cap, book.contract, book.loan
    )
    found = Stands(
        rows.first.astype(np.int64), rows.second.astype(np.int32), np.bincount(rows.number, minlength=len(rows)),
        sums(rows.number, book.nominal, len(rows)), contingent(by_stand, len(rows)),
    )  # fmt: skip
    return found, rows.number


def per_guarantor(book: GuaranteeBook, calls: Calls, party_count: int) -> tuple[Ints, Ints, Floats]:
    """Per party as guarantor (fen): nominal, contingent, and the part of the calls that falls to it."""
    called = np.bincount(book.pair_guarantor, weights=calls.paid, minlength=party_count).astype(np.float64)
    return sums(book.guarantor, book.nominal, party_count), contingent(book, party_count), called


def from_outside(book: GuaranteeBook, members: NDArray[np.integer]) -> int:
    """How much of the members' loans guarantors outside their circle cover (fen)."""
    outside = ~np.isin(book.pair_guarantor, members) & np.isin(book.borrower[book.loan], members)
    return int(cover(book.of_pairs(outside)).sum())


def concentration(amounts: NDArray[np.number]) -> tuple[float, float]:
    """Of amounts per guarantor the Herfindahl-Hirschman index (0 to 1) and the largest share; NaN where all are 0."""
    whole = float(amounts.sum())
    if whole <= 0:
        return float("nan"), float("nan")
    shares = amounts / whole
    return float((shares**2).sum()), float(shares.max())


def reach(arcs: CSR, starts: int | Positions, depth: int) -> Positions:
    """Who is reached from one or several parties within so many guarantees, ascending, themselves left out: a scenario,
    without amounts. Along arcs from guarantor to debtor, those whose failure can reach a guarantor; against them, those
    whom a borrower's failure can reach.
    """
    frontier = np.atleast_1d(np.asarray(starts, dtype=np.int32))
    found, own = np.zeros(arcs.node_count, dtype=np.bool_), frontier
    for _ in range(depth):
        others = np.unique(arcs.neighbours_of_all(frontier))
        frontier = others[~found[others]]
        found[frontier] = True
        if not len(frontier):
            break
    found[own] = False
    return np.flatnonzero(found).astype(np.int32)


def _unknown(like: Ints) -> Floats:
    return np.full(len(like), np.nan)
