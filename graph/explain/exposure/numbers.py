"""The numbers of a scope: in all, and per guarantor and borrower in it."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.explain.day import Day
from graph.explain.exposure.answer import Concentration
from graph.explain.exposure.scope import ExposureScope, Role
from graph.explain.four_numbers import FourNumbers, four_numbers
from graph.guarantees.book import GuaranteeBook, Ints
from graph.guarantees.calls import Calls, Floats, Split, expected_calls
from graph.guarantees.exposure import Exposure, ScopedBook, concentration


@dataclass(frozen=True, slots=True, eq=False)
class PerParty:
    """Amounts (fen) of some parties (positions), the largest contingent amount first."""

    parties: NDArray[np.integer]
    nominal: Ints
    contingent: Ints
    called: Floats

    def concentration(self, day: Day) -> Concentration:
        """How the contingent amounts are spread."""
        hhi, top = concentration(self.contingent)
        if math.isnan(hhi):
            return Concentration(len(self.parties), None, None, None)
        return Concentration(len(self.parties), hhi, top, day.naming.party(int(self.parties[0])))


@dataclass(frozen=True, eq=False)
class ScopeNumbers:
    """Each is worked out when first asked for."""

    scope: ExposureScope
    split: Split

    @cached_property
    def book(self) -> GuaranteeBook:
        """The pairs in the scope."""
        return self.scope.book

    @cached_property
    def contracts(self) -> Ints:
        """The contracts that can be called in the scope."""
        return self.scope.part.contracts[np.unique(self.book.contract)].astype(np.int64)

    @cached_property
    def calls(self) -> Calls:
        """Per pair of the scope, what is called if all its borrowers fail; for a guarantor, beside the others."""
        return _of_own(self.scope, expected_calls(self.scope.part.book, self.split))

    @cached_property
    def whole(self) -> Exposure:
        """The numbers of the scope."""
        one = ScopedBook.of(self.book, np.zeros(len(self.book.loan), dtype=np.int32), 1)
        called = self.calls.paid.sum(keepdims=True)
        return Exposure(one.outstanding, one.nominal, one.contingent, one.covered, called, self.calls.complete)

    @property
    def four(self) -> FourNumbers:
        """The same in 元."""
        return four_numbers(self.whole, 0)

    @cached_property
    def guarantors(self) -> PerParty:
        """Per guarantor of the scope."""
        return self._per_party(self.book.pair_guarantor)

    @cached_property
    def borrowers(self) -> PerParty:
        """Per borrower of the scope."""
        return self._per_party(self.book.borrower[self.book.loan])

    @cached_property
    def called_alone(self) -> tuple[NDArray[np.integer], Floats]:
        """Per borrower (position) what is called in the scope if that borrower alone fails."""
        if self.scope.role is Role.BORROWER:
            return self.scope.members, self.calls.paid.sum(keepdims=True)
        book = self.scope.part.book
        borrowers, label = np.unique(book.borrower[book.loan], return_inverse=True)
        calls = ScopedBook.of(book, label, len(borrowers)).calls(self.split)
        called = np.bincount(label[self.scope.own], weights=_of_own(self.scope, calls).paid, minlength=len(borrowers))
        return borrowers, called.astype(np.float64)

    def _per_party(self, party: NDArray[np.integer]) -> PerParty:
        parties, label = np.unique(party, return_inverse=True)
        scoped = ScopedBook.of(self.book, label, len(parties))
        called = np.bincount(label, weights=self.calls.paid, minlength=len(parties)).astype(np.float64)
        contingent = scoped.contingent
        order = np.lexsort((parties, -contingent))
        return PerParty(parties[order], scoped.nominal[order], contingent[order], called[order])


def _of_own(scope: ExposureScope, calls: Calls) -> Calls:
    return Calls(calls.paid[scope.own], calls.complete)
