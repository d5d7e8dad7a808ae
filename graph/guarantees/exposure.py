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
    """The numbers of `count` scopes; `scope` says per pair of contract and loan in which it is.

    A contract that secures loans in several scopes stands with its whole cap in each: scopes are not added up.
    """
    return with_stands(book, scope, count, split)[0]


def stands(book: GuaranteeBook, scope: NDArray[np.integer]) -> Stands:
    """What each guarantor has in each scope."""
    alone, contract_scope, _ = apart(book, scope)
    return _stands(alone, contract_scope)[0]


def with_stands(
    book: GuaranteeBook, scope: NDArray[np.integer], count: int, split: Split = Split.EQUAL
) -> tuple[Exposure, Stands, Floats]:
    """The numbers of `count` scopes, what each guarantor has in each, and what is called from it there (fen)."""
    alone, contract_scope, loan_scope = apart(book, scope)
    found, owner = _stands(alone, contract_scope)
    calls = expected_calls(alone, split)
    whole = Exposure(
        outstanding=sums(loan_scope, alone.outstanding, count),
        nominal=sums(contract_scope, alone.nominal, count),
        contingent=sums(found.scope, found.contingent, count),
        covered=sums(scope, cover(alone), count),
        called=np.bincount(scope, weights=calls.paid, minlength=count).astype(np.float64),
        complete=calls.complete,
    )
    called = np.bincount(owner[alone.contract], weights=calls.paid, minlength=len(found.scope))
    return whole, found, called.astype(np.float64)


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


def reach(arcs: CSR, guarantor: int, depth: int) -> Positions:
    """Whose failure can reach a guarantor within so many guarantees, ascending: a scenario, without amounts."""
    found, frontier = np.zeros(arcs.node_count, dtype=np.bool_), np.array([guarantor])
    for _ in range(depth):
        others = np.unique(np.concatenate([arcs.neighbours(int(one)) for one in frontier]))
        frontier = others[~found[others]]
        found[frontier] = True
        if not len(frontier):
            break
    found[guarantor] = False
    return np.flatnonzero(found).astype(np.int32)


def apart(book: GuaranteeBook, scope: NDArray[np.integer]) -> tuple[GuaranteeBook, Ints, Ints]:
    """The book with a copy of each contract and loan per scope that holds a pair of it, and the scope of each copy."""
    loans, contracts = max(1, len(book.outstanding)), max(1, len(book.cap))
    key = scope.astype(np.int64)
    of_contract, contract = np.unique(key * contracts + book.contract, return_inverse=True)
    of_loan, loan = np.unique(key * loans + book.loan, return_inverse=True)
    alone = GuaranteeBook(
        book.borrower[of_loan % loans], book.outstanding[of_loan % loans], book.guarantor[of_contract % contracts],
        book.cap[of_contract % contracts], contract.astype(np.int32), loan.astype(np.int32),
    )  # fmt: skip
    return alone, of_contract // contracts, of_loan // loans


def _stands(alone: GuaranteeBook, contract_scope: Ints) -> tuple[Stands, NDArray[np.int64]]:
    """What guarantors have in a book whose scopes are `apart`, and per contract the row of its guarantor."""
    parties = max(1, int(alone.guarantor.max(initial=-1)) + 1)
    key, owner = np.unique(contract_scope * parties + alone.guarantor, return_inverse=True)
    by_stand = GuaranteeBook(
        alone.borrower, alone.outstanding, owner.astype(np.int32), alone.cap, alone.contract, alone.loan
    )
    found = Stands(
        key // parties, (key % parties).astype(np.int32), np.bincount(owner, minlength=len(key)),
        sums(owner, alone.nominal, len(key)), contingent(by_stand, len(key)),
    )  # fmt: skip
    return found, owner


def _unknown(like: Ints) -> Floats:
    return np.full(len(like), np.nan)
