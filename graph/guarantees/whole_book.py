"""The numbers of the whole portfolio at once: in all, and per borrower, guarantor and lender."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from graph.guarantees.book import GuaranteeBook, Positions, sums
from graph.guarantees.calls import Calls, Split, expected_calls
from graph.guarantees.cover import cover
from graph.guarantees.exposure import Exposure, exposure, per_guarantor
from graph.kernels.csr import build_csr
from graph.kernels.distinct import distinct_pairs


@dataclass(frozen=True, eq=False)
class WholeBook:
    """Each is worked out when first asked for. Arrays have one value per party; `whole` has one in all.

    lent: (loan, lender), each once.
    """

    book: GuaranteeBook = field(repr=False)
    party_count: int
    lent: tuple[Positions, Positions] = field(repr=False)
    split: Split = Split.EQUAL

    @cached_property
    def calls(self) -> Calls:
        """What each pair is called for if all borrowers fail."""
        return expected_calls(self.book, self.split)

    @cached_property
    def whole(self) -> Exposure:
        """Of all guarantees together."""
        book, guarantors = self.book, self.guarantors
        guaranteed = np.zeros(len(book.outstanding), dtype=np.bool_)
        guaranteed[book.loan] = True
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
        nominal, most, called = per_guarantor(self.book, self.calls, self.party_count)
        stands = distinct_pairs(self.book.pair_guarantor, self.book.loan)
        outstanding = sums(stands.first, self.book.outstanding[stands.second], self.party_count)
        return Exposure(outstanding, nominal, most, most, called, self.calls.complete)

    @cached_property
    def borrowers(self) -> Exposure:
        """Of each borrower the guarantees of its loans, as if it failed alone."""
        return exposure(self.book, self.book.borrower[self.book.loan], self.party_count, self.split)

    @cached_property
    def lenders(self) -> Exposure:
        """Of each lender the guarantees of its loans, as if only they were called. A loan of several lenders is in full
        each one's."""
        book, (loan, lender) = self.book, self.lent
        by_loan = build_csr(book.loan, book.loan, len(book.outstanding))
        pairs, scope = by_loan.edges_of_all(loan), np.repeat(lender, by_loan.degrees(loan))
        lent = GuaranteeBook(
            book.borrower, book.outstanding, book.guarantor, book.cap, book.contract[pairs], book.loan[pairs]
        )
        return exposure(lent, scope, self.party_count, self.split)
