"""By whose failure calls can make whom fail, and how large a part of what it can pay each borrower may call."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.contagion.call_book import Floats, Positions
from graph.contagion.guarantee_calls import Allocation, CallCascade
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr, merged
from graph.kernels.reach import reaches_marked

ROUNDING: Final = 1e-9
"""By so small a part calls may miss a buffer and be taken to reach it."""


@dataclass(frozen=True, eq=False)
class CallPaths:
    """Arcs from each borrower to those guarantors of its loans whose calls can exceed their buffers at all."""

    cascade: CallCascade

    @cached_property
    def parts(self) -> csr_array:
        """Borrower × guarantor: the most that the borrower's failure calls, as a part of the guarantor's buffer, no
        more than all of it (float64)."""
        book, (able, amount) = self.cascade.book, self._most
        borrower, guarantor = book.borrower[book.loan], book.guarantor[book.contract]
        kept = (amount > 0) & (borrower != guarantor) & able[guarantor]
        size = (book.party_count, book.party_count)
        calls = csr_array((amount[kept], (borrower[kept], guarantor[kept])), shape=size)
        calls.sum_duplicates()
        buffer, called = self.cascade.buffer[calls.indices], calls.data * (1 + ROUNDING)
        calls.data = np.divide(called, buffer, out=np.ones(len(called)), where=buffer > called)
        return calls

    @cached_property
    def arcs(self) -> CSR:
        """The same without amounts."""
        indptr, indices = self.parts.indptr.astype(np.int64), self.parts.indices.astype(np.int32)
        return CSR(indptr, indices, np.arange(len(indices), dtype=np.int64))

    @cached_property
    def component(self) -> Positions:
        """The strong component of each party; an arc leads from the higher number to the lower."""
        return strong_components(self.arcs)

    @cached_property
    def condensed(self) -> CSR:
        """The arcs between components."""
        start, end = self.component[self.arcs.sources()], self.component[self.arcs.indices]
        apart = start != end
        return merged(build_csr(start[apart], end[apart], int(self.component.max(initial=-1)) + 1))

    @cached_property
    def exposed(self) -> NDArray[np.bool_]:
        """Per party whether calls can make it fail."""
        return np.bincount(self.arcs.indices, minlength=self.cascade.book.party_count) > 0

    def leading_to(self, chosen: Positions) -> NDArray[np.bool_]:
        """Per party whether it is among those chosen or its failure can lead to theirs."""
        marked = np.zeros(self.condensed.node_count, dtype=np.bool_)
        marked[self.component[chosen]] = True
        return reaches_marked(self.condensed, marked)[self.component]

    @cached_property
    def _most(self) -> tuple[NDArray[np.bool_], Floats]:
        """Whose calls exceed its buffer if everybody else fails, and the most that is called under each pair.

        Calls on a party grow with who fails, and those on a survivor are never more than if it had to stand for all
        alone. What is called for one loan under a pool may be more where less else is: there only the cap bounds it.
        """
        cascade, book = self.cascade, self.cascade.book
        if cascade.allocation is Allocation.SURVIVORS:
            cascade = replace(cascade, allocation=Allocation.FULL)
        found = cascade.run(np.arange(book.party_count, dtype=np.int32))
        amount = np.minimum(book.cap[book.contract], book.due[book.loan])
        if not found.convergence.converged:
            return np.ones(book.party_count, dtype=np.bool_), amount
        alone = np.bincount(book.contract, minlength=len(book.cap))[book.contract] == 1
        able = (found.calls > 0) & (found.calls * (1 + ROUNDING) >= cascade.buffer)
        return able, np.where(alone, found.called, amount)
