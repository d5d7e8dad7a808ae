"""Between what each party's probability of default must lie, without a single trial.

Below: whoever fails of itself, and whoever fails surely once a certain other party does: the cascade only grows with
who fails of itself, so what one failure brings about alone it always brings about. Above: nobody fails by calls unless
somebody fails of itself from whom a chain of calls leads there. Given the common factor parties fail independently, and
all chances fall as it rises, so sums over intervals of the factor, taken at their ends, bound the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from graph.contagion.call_book import Floats, Positions
from graph.contagion.copula import OneFactorCopula
from graph.contagion.guarantee_calls import Allocation, CallCascade, Trials
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr, merged
from graph.kernels.reach import reaches_marked
from graph.kernels.untouched import untouched_at_least

FACTOR_EDGES: Final = np.concatenate([[-np.inf], np.linspace(-6.0, 4.0, 201), [np.inf]])
"""Ends of the intervals of the common factor: bounds are apart by some 5 % of a probability of 2 % through them."""

IMPLIED: Final = 5_000_000
"""So many defaults that a single other brings about are listed at most; with fewer the lower bound still holds."""

SEEDS_AT_ONCE: Final = 4_096

ROUNDING: Final = 1e-9
"""By so small a part calls may miss a buffer and be taken to reach it."""


@dataclass(frozen=True, slots=True, eq=False)
class DefaultBounds:
    """low, high: float64 per party, of the probability of default of its own or by calls; equal where it is known."""

    low: Floats
    high: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        """Per party whether nothing is left to estimate."""
        return np.equal(self.low, self.high)


@dataclass(frozen=True, eq=False)
class CallPaths:
    """By whose failure whom calls can make fail: an arc from a borrower to a guarantor whose calls can exceed its
    buffer at all."""

    cascade: CallCascade

    @cached_property
    def arcs(self) -> CSR:
        """Borrowers to such guarantors, each pair once."""
        book, able = self.cascade.book, self._can_fail
        borrower, guarantor = book.borrower[book.loan], book.guarantor[book.contract]
        kept = (book.due[book.loan] > 0) & (book.cap[book.contract] > 0) & (borrower != guarantor) & able[guarantor]
        return merged(build_csr(borrower[kept], guarantor[kept], book.party_count))

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
    def _can_fail(self) -> NDArray[np.bool_]:
        """Whose calls exceed its buffer if everybody else fails: calls grow with who fails, and those on a survivor
        are never more than if it had to stand for all alone."""
        cascade, everybody = self.cascade, np.arange(self.cascade.book.party_count, dtype=np.int32)
        if cascade.allocation is Allocation.SURVIVORS:
            cascade = replace(cascade, allocation=Allocation.FULL)
        found = cascade.run(everybody)
        if not found.convergence.converged:
            return np.ones(len(everybody), dtype=np.bool_)
        return (found.calls > 0) & (found.calls * (1 + ROUNDING) >= cascade.buffer)


def default_bounds(paths: CallPaths, copula: OneFactorCopula) -> DefaultBounds:
    """Bounds on every party's probability of default, certain but for rounding."""
    cause, induced = _implied(paths, copula.pd)
    low, high = copula.pd.copy(), copula.pd.copy()
    exposed = np.flatnonzero(paths.exposed)
    if not len(exposed):
        return DefaultBounds(low, high)
    least, most = np.zeros(len(low)), np.zeros(len(low))
    before: Floats | None = None
    for weight, left, right in _intervals(copula):
        spared = 1.0 - copula.chances_given(left) if before is None else before
        before = 1.0 - copula.chances_given(right)
        of_component = _products(paths.component, spared, paths.condensed.node_count)
        most += weight * (1.0 - untouched_at_least(paths.condensed, of_component)[paths.component])
        least += weight * (1.0 - before * _products(induced, before[cause], len(low)))
    low[exposed] = np.maximum(low, least)[exposed]
    high[exposed] = np.maximum(np.minimum(most, 1.0), low)[exposed]
    return DefaultBounds(low, high)


def _intervals(copula: OneFactorCopula) -> Iterator[tuple[float, float, float]]:
    """Probability and ends of each interval of the factor; only one where nobody depends on it."""
    edges = FACTOR_EDGES if (copula.rho > 0).any() else FACTOR_EDGES[[0, -1]]
    for left, right in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        yield float(ndtr(right) - ndtr(left)), left, right


def _implied(paths: CallPaths, pd: Floats) -> tuple[Positions, Positions]:
    """Pairs of a party and another that fails whenever the first does, those likeliest to fail first."""
    sources = np.flatnonzero((np.diff(paths.arcs.indptr) > 0) & (pd > 0))
    order = sources[np.argsort(-pd[sources], kind="stable")].astype(np.int32)
    causes, others, listed = [order[:0]], [order[:0]], 0
    for begin in range(0, len(order), SEEDS_AT_ONCE):
        seeds = order[begin : begin + SEEDS_AT_ONCE]
        found = paths.cascade.many(Trials(np.arange(len(seeds) + 1, dtype=np.int64), seeds)).defaulted
        cause = np.repeat(seeds, np.diff(found.indptr))
        other = cause != found.parties
        causes.append(cause[other])
        others.append(found.parties[other])
        listed += int(other.sum())
        if listed >= IMPLIED:
            break
    return np.concatenate(causes), np.concatenate(others)


def _products(place: Positions, factors: Floats, count: int) -> Floats:
    """The product of the factors at each place, 1 without any."""
    with np.errstate(divide="ignore"):
        return np.exp(np.bincount(place, np.log(factors), count))
