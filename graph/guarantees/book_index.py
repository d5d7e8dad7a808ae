"""The guarantees of a day by who borrowed, who guarantees and who lent: so a question touches only its own pairs.

Everything is sorted once, when first asked for; a look-up takes the time of what it finds.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.amount import loan_outstanding_cny
from graph.guarantees.book import GuaranteeBook, Ints, Positions
from graph.guarantees.portfolio import Flags, Portfolio, last_to_begin
from graph.kernels.csr import CSR, build_csr
from graph.snapshot.columns import float64


@dataclass(frozen=True, eq=False)
class BookIndex:
    """Look-ups by party, loan or contract (positions). In every CSR `edge` is what is found: the pair of the book of
    the day, the loan or the contract, as the name says.
    """

    portfolio: Portfolio = field(repr=False)

    @property
    def book(self) -> GuaranteeBook:
        """Who can be called for which loan."""
        return self.portfolio.book

    @property
    def party_count(self) -> int:
        """How many parties there are."""
        return len(self.portfolio.snapshot.parties.table)

    @cached_property
    def pairs_by_loan(self) -> CSR:
        """The pairs on each loan."""
        return places_by(self.book.loan, len(self.book.outstanding))

    @cached_property
    def pairs_by_borrower(self) -> CSR:
        """The pairs on the loans of each borrower."""
        return places_by(self.book.borrower[self.book.loan], self.party_count)

    @cached_property
    def pairs_by_guarantor(self) -> CSR:
        """The pairs that each guarantor can be called under."""
        return places_by(self.book.pair_guarantor, self.party_count)

    @cached_property
    def pairs_by_contract(self) -> CSR:
        """The pairs of each contract."""
        return places_by(self.book.contract, len(self.book.cap))

    def pairs_between(self, guarantor: int, borrower: int) -> Ints:
        """The pairs of one guarantor, whatever they secure, and those on one borrower's loans, each once."""
        own, owed = self.pairs_by_guarantor.edges_of(guarantor), self.pairs_by_borrower.edges_of(borrower)
        return np.union1d(own, owed)

    @cached_property
    def loans_by_borrower(self) -> CSR:
        """Everything that a party owes, guaranteed or not, of known amount or not."""
        return places_by(self.portfolio.borrower, self.party_count)

    @cached_property
    def lent(self) -> tuple[Positions, Positions]:
        """(loan, lender), each once, though one lender may stand there under several of its identities."""
        loan, lender = self.portfolio.lenders
        each = np.unique(loan.astype(np.int64) * max(1, self.party_count) + lender)
        return (each // max(1, self.party_count)).astype(np.int32), (each % max(1, self.party_count)).astype(np.int32)

    @cached_property
    def loans_by_lender(self) -> CSR:
        """Everything that a party has lent."""
        loan, lender = self.lent
        return places_by(lender, self.party_count, loan)

    @cached_property
    def lenders_by_loan(self) -> CSR:
        """The lenders of each loan: several where it is syndicated."""
        loan, lender = self.lent
        return places_by(loan, len(self.portfolio.outstanding), lender)

    @cached_property
    def contracts_by_guarantor(self) -> CSR:
        """All contracts that a party gave by the day, whatever they secure."""
        return places_by(self.portfolio.guarantor, self.party_count)

    @cached_property
    def contracts_by_debtor(self) -> CSR:
        """All contracts given for a party by the day."""
        edges = self.portfolio.snapshot.begun("FOR")
        return places_by(edges.target, self.party_count, edges.source)

    @cached_property
    def named_by_contract(self) -> CSR:
        """The loans that each contract names and is alive for, also those of which no amount is known or owed."""
        pairs = self.portfolio.of_loans
        return places_by(pairs.contract[pairs.alive], len(self.book.cap), pairs.secured[pairs.alive])

    @cached_property
    def contracts_by_loan(self) -> CSR:
        """The contracts that name each loan and are alive for it, also those that cannot be called."""
        pairs = self.portfolio.of_loans
        return places_by(pairs.secured[pairs.alive], len(self.book.outstanding), pairs.contract[pairs.alive])

    @cached_property
    def counter_by_contract(self) -> CSR:
        """The pairs of the counter-guarantees that secure each contract."""
        return places_by(self.portfolio.counter.loan, len(self.book.cap))

    @cached_property
    def counter_by_giver(self) -> CSR:
        """The pairs of the counter-guarantees that each party gave."""
        return places_by(self.portfolio.counter.pair_guarantor, self.party_count)

    @cached_property
    def in_force(self) -> Flags:
        """Per contract whether it is a personal guarantee in force by its own dates."""
        found = np.zeros(len(self.book.cap), dtype=np.bool_)
        found[self.portfolio.snapshot.edges("GAVE").target] = True
        return found & self.portfolio.personal

    @cached_property
    def for_oneself(self) -> Flags:
        """Per contract whether somebody stands with it for himself: an error of the data."""
        pairs, guarantor = self.portfolio.of_loans, self.portfolio.guarantor
        edges = self.portfolio.snapshot.begun("FOR")
        found = np.zeros(len(guarantor), dtype=np.bool_)
        found[edges.source] = guarantor[edges.source] == edges.target
        own = pairs.alive & (guarantor[pairs.contract] == self.portfolio.borrower[pairs.secured])
        found[pairs.contract[own]] = True
        return found & self.in_force & (guarantor >= 0)

    @cached_property
    def for_another(self) -> Flags:
        """Per contract whether it can be called for a loan that somebody else owes than the debtor whom it names."""
        book, edges = self.portfolio.book, self.portfolio.snapshot.begun("FOR")
        last = last_to_begin(edges, edges.source)
        debtor = np.full(len(book.guarantor), -1, dtype=np.int32)
        debtor[edges.source[last]] = edges.target[last]
        named, owes = debtor[book.contract], book.borrower[book.loan]
        found = np.zeros(len(debtor), dtype=np.bool_)
        found[book.contract[(named >= 0) & (named != owes)]] = True
        return found

    @cached_property
    def secures_nothing(self) -> Flags:
        """Per contract whether it is in force and names neither loan nor contract, and is no pool to be drawn on."""
        found: Flags = self.in_force & (self.portfolio.undrawn == 0)
        for pairs in (self.portfolio.of_loans, self.portfolio.of_guarantees):
            found[pairs.contract] = False
        return found

    @cached_property
    def without_form(self) -> Flags:
        """Per contract whether it does not say how the guarantor is liable."""
        form = self.portfolio.snapshot.nodes("Guarantee").column("form")
        return np.asarray(form.is_null().to_numpy(), dtype=np.bool_)

    @cached_property
    def balanced(self) -> Flags:
        """Per loan whether a balance says what is outstanding."""
        stood = self.portfolio.snapshot.edges("STOOD_AT")
        known = ~np.isnan(float64(self.portfolio.snapshot.nodes("Balance"), "outstanding_cny"))[stood.target]
        found = np.zeros(len(self.portfolio.outstanding), dtype=np.bool_)
        found[stood.source[known]] = True
        return found

    @cached_property
    def unknown(self) -> Flags:
        """Per loan whether no amount of it is known at all: it counts as nothing."""
        missing: Flags = np.isnan(loan_outstanding_cny(self.portfolio.snapshot))
        return missing


def places_by(key: Positions, count: int, what: NDArray[np.integer] | None = None) -> CSR:
    """The places at which each key below `count` stands, or what stands there; a key of -1 is nobody's."""
    kept = np.flatnonzero(key >= 0)
    csr = build_csr(key[kept], key[kept], count)
    places: Ints = kept[csr.edge] if what is None else what[kept[csr.edge]].astype(np.int64)
    return CSR(csr.indptr, csr.indices, places)
