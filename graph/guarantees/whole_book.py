"""The numbers of the whole portfolio at once: in all, and per borrower, guarantor and lender."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from graph.guarantees.book import GuaranteeBook, sums
from graph.guarantees.book_index import BookIndex
from graph.guarantees.calls import Calls, Split, expected_calls
from graph.guarantees.cover import cover
from graph.guarantees.exposure import Exposure, exposure, per_guarantor


@dataclass(frozen=True, eq=False)
class WholeBook:
    """Each is worked out when first asked for. Arrays have one value per party; `whole` has one in all."""

    index: BookIndex = field(repr=False)
    split: Split = Split.EQUAL

    @property
    def book(self) -> GuaranteeBook:
        """Who can be called for which loan."""
        return self.index.book

    @cached_property
    def calls(self) -> Calls:
        """What each pair is called for if all borrowers fail."""
        return expected_calls(self.book, self.split)

    @cached_property
    def whole(self) -> Exposure:
        """Of all guarantees together."""
        book, guarantors = self.book, self.guarantors
        guaranteed = np.diff(self.index.pairs_by_loan.indptr) > 0
        return Exposure(
            outstanding=book.outstanding[guaranteed].sum(keepdims=True),
            nominal=guarantors.nominal.sum(keepdims=True),
            contingent=guarantors.contingent.sum(keepdims=True),
            covered=cover(book).sum(keepdims=True),
            called=self.calls.paid.sum(keepdims=True),
            complete=self.calls.complete,
        )

    @cached_property
    def guarantors(self) -> Exposure:
        """Of each guarantor its own contracts; what is called falls to it beside the others for the same loans. What it
        covers alone is the most that can be called from it."""
        nominal, most, called = per_guarantor(self.book, self.calls, self.index.party_count)
        loans = max(1, len(self.book.outstanding))
        stands = np.unique(self.book.pair_guarantor.astype(np.int64) * loans + self.book.loan)
        outstanding = sums(stands // loans, self.book.outstanding[stands % loans], self.index.party_count)
        return Exposure(outstanding, nominal, most, most, called, self.calls.complete)

    @cached_property
    def borrowers(self) -> Exposure:
        """Of each borrower the guarantees of its loans, as if it failed alone."""
        return exposure(self.book, self.book.borrower[self.book.loan], self.index.party_count, self.split)

    @cached_property
    def lenders(self) -> Exposure:
        """Of each lender the guarantees of its loans, as if only they were called. A loan of several lenders is in full
        each one's."""
        loan, lender = self.index.lent
        by_loan = self.index.pairs_by_loan
        pairs = by_loan.edges_of_all(loan)
        scope = np.repeat(lender, np.diff(by_loan.indptr)[loan])
        book = self.book
        lent = GuaranteeBook(
            book.borrower, book.outstanding, book.guarantor, book.cap, book.contract[pairs], book.loan[pairs]
        )
        return exposure(lent, scope, self.index.party_count, self.split)
