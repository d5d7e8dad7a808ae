"""What stands beside the responsibility balance of a guarantor and counts nothing in it: counter-guarantees received,
room of pools, contracts that secure nothing, guarantees of guarantees.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.amount import loan_outstanding_cny
from graph.guarantees.book import FEN, Positions
from graph.guarantees.firm_balance import OwnPairs
from graph.guarantees.portfolio import Flags, Portfolio
from graph.kernels.csr import CSR, build_csr


@dataclass(frozen=True, slots=True)
class NotCounted:
    """What of one guarantor does not count.

    counter: contracts that secure its own (positions, int64), counter_cny: the most that can be called under them.
    undrawn_cny: room of its pools. unknown_amounts: loans without an amount. secure_nothing: contracts in force that
    name neither loan nor guarantee and are no pool. for_guarantees: contracts that secure guarantees of others.
    """

    counter: NDArray[np.int64]
    counter_cny: float
    undrawn_cny: float
    unknown_amounts: int
    secure_nothing: int
    for_guarantees: int


@dataclass(frozen=True, eq=False)
class Beside:
    """What does not count, of every guarantor of a day."""

    portfolio: Portfolio

    def of(self, firm: int) -> NotCounted:
        """What does not count of one guarantor."""
        portfolio, counter = self.portfolio, self.portfolio.counter
        contracts = self._contracts_of.neighbours(firm)
        received = self._received_by.edges_of(firm)
        pairs = self._secured_by.edges_of(firm)
        unknown = self._unknown[portfolio.of_loans.secured[pairs]] & portfolio.of_loans.alive[pairs]
        idle = ~self._secures[contracts] & (portfolio.undrawn[contracts] == 0)
        alive = self._for_guarantee[contracts]
        return NotCounted(
            np.unique(counter.contract[received]).astype(np.int64),
            int(OwnPairs.of(counter, received).called(np.arange(len(received))).sum()) / FEN,
            int(portfolio.undrawn[contracts].sum()) / FEN,
            len(np.unique(portfolio.of_loans.secured[pairs[unknown]])), int(idle.sum()), int(alive.sum()),
        )  # fmt: skip

    @cached_property
    def _contracts_of(self) -> CSR:
        """The personal guarantees in force by guarantor."""
        gave = self.portfolio.snapshot.edges("GAVE")
        kept = self.portfolio.personal[gave.target]
        return build_csr(gave.source[kept], gave.target[kept], max(gave.source_count, gave.target_count))

    @cached_property
    def _received_by(self) -> CSR:
        """The rows of the counter-guarantees by whose guarantees they secure."""
        counter = self.portfolio.counter
        return self._by(counter.borrower[counter.loan])

    @cached_property
    def _secured_by(self) -> CSR:
        """The rows of contracts and loans by guarantor, those without one left out."""
        return self._by(self.portfolio.guarantor[self.portfolio.of_loans.contract])

    def _by(self, party: Positions) -> CSR:
        known = np.flatnonzero(party >= 0)
        count = self.portfolio.snapshot.node_count("Party")
        csr = build_csr(party[known], np.zeros(len(known), dtype=np.int32), count)
        return CSR(csr.indptr, csr.indices, known[csr.edge])

    @cached_property
    def _unknown(self) -> Flags:
        """Per loan whether no amount of it is known."""
        return np.isnan(loan_outstanding_cny(self.portfolio.snapshot))

    @cached_property
    def _for_guarantee(self) -> Flags:
        """Per contract whether it secures a guarantee and can be called for it."""
        found, counter = np.zeros(len(self.portfolio.cap), dtype=np.bool_), self.portfolio.counter
        found[counter.contract] = True
        return found

    @cached_property
    def _secures(self) -> Flags:
        """Per contract whether it names a loan or a guarantee."""
        found = np.zeros(len(self.portfolio.cap), dtype=np.bool_)
        found[self.portfolio.of_loans.contract] = found[self.portfolio.of_guarantees.contract] = True
        return found
