"""The guarantees of a day by who gave them and who owes the loans, so that a question touches only its own."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import Positions
from graph.guarantees.portfolio import Portfolio
from graph.kernels.csr import CSR, build_csr


@dataclass(frozen=True, eq=False)
class PairIndex:
    """Per party the pairs of contract and loan in the day's book; sorted once, when first asked for."""

    portfolio: Portfolio = field(repr=False)

    @cached_property
    def pairs_by_guarantor(self) -> CSR:
        """The pairs under which each party can be called."""
        return self._by(self.portfolio.book.pair_guarantor)

    @cached_property
    def pairs_by_borrower(self) -> CSR:
        """The pairs on the loans of each party."""
        book = self.portfolio.book
        return self._by(book.borrower[book.loan])

    def pairs(self, guarantor: int, borrower: int) -> NDArray[np.int64]:
        """The pairs of one guarantor, whatever they secure, and those on one borrower's loans, each once."""
        own, owed = self.pairs_by_guarantor.edges_of(guarantor), self.pairs_by_borrower.edges_of(borrower)
        return np.union1d(own, owed)

    def _by(self, party: Positions) -> CSR:
        return build_csr(party, party, self.portfolio.snapshot.node_count("Party"))
