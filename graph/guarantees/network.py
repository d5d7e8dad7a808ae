"""The third-party personal guarantees in force on a day, and the structures they form; each is computed once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.guarantees import structure
from graph.guarantees.amount import guarantee_amount_cny, loan_outstanding_cny
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr, sorted_by
from graph.kernels.depth import depth_bounds
from graph.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class GuaranteeNetwork:
    """One row per guarantee in force, by guarantor, debtor and contract.

    guarantor, debtor: int32 positions of parties. amount_cny: float64, NaN where unknown. edge: int64, the row among
    the snapshot's GUARANTEES edges. contract: int32, the position of the contract, -1 where it is not there. borrower,
    loan_amount_cny, loan_edge: one row per loan with something outstanding, the edge among BORROWED.
    """

    party_count: int
    guarantor: NDArray[np.int32]
    debtor: NDArray[np.int32]
    amount_cny: NDArray[np.float64]
    edge: NDArray[np.int64]
    contract: NDArray[np.int32]
    borrower: NDArray[np.int32]
    loan_amount_cny: NDArray[np.float64]
    loan_edge: NDArray[np.int64]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "GuaranteeNetwork":
        """The network of a snapshot."""
        edges, borrowed = snapshot.edges("GUARANTEES"), snapshot.edges("BORROWED")
        contract = snapshot.find("Guarantee", edges.column("guarantee_id").combine_chunks())
        amount = guarantee_amount_cny(snapshot)
        per_edge = np.where(contract >= 0, amount[contract], np.nan) if len(amount) else np.full(len(edges), np.nan)
        outstanding = np.nan_to_num(loan_outstanding_cny(snapshot)[borrowed.target])
        owed = np.flatnonzero(outstanding > 0)
        order = np.argsort(contract, kind="stable")
        for key in (edges.target, edges.source):  # by counting, which numpy's lexsort does not
            order = order[sorted_by(key[order], snapshot.node_count("Party"))]
        return cls(
            snapshot.node_count("Party"), edges.source[order], edges.target[order], per_edge[order], order,
            contract[order], borrowed.source[owed], outstanding[owed], owed,
        )  # fmt: skip

    @cached_property
    def arcs(self) -> CSR:
        """Who stands for whom, each pair once."""
        return structure.arcs(self.party_count, self.guarantor, self.debtor)

    @cached_property
    def back_arcs(self) -> CSR:
        """Whom each party is guaranteed by, each pair once."""
        return build_csr(self.arcs.indices, self.arcs.sources(), self.party_count)

    @cached_property
    def by_guarantor(self) -> CSR:
        """The guarantees that each party gave."""
        return self._between_two(self.guarantor, self.debtor)

    @cached_property
    def by_debtor(self) -> CSR:
        """The guarantees that each party received."""
        return self._between_two(self.debtor, self.guarantor)

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """The number of each party's strong component."""
        return strong_components(self.arcs)

    def members_in(self, component: int) -> NDArray[np.int32]:
        """The parties of a strong component, ascending; one alone is no circle."""
        indptr, order = self._components
        return order[indptr[component] : indptr[component + 1]]

    def members_of(self, party: int) -> NDArray[np.int32]:
        """The parties of the strong component in which a party is."""
        return self.members_in(int(self.component[party]))

    @cached_property
    def alone(self) -> NDArray[np.bool_]:
        """Per party whether it is in no circle."""
        flags: NDArray[np.bool_] = (np.bincount(self.component) == 1)[self.component]
        return flags

    @cached_property
    def depth(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Per party how many guarantees the longest chain from it has, at least and at most; circles are not walked."""
        return depth_bounds(self.arcs, self.component)

    @cached_property
    def _components(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The parties component by component, and where each begins."""
        counts = np.bincount(self.component)
        order = np.argsort(self.component, kind="stable").astype(np.int32)
        return np.concatenate([[0], np.cumsum(counts)]), order

    @cached_property
    def circles(self) -> list[structure.Circle]:
        """Every circle."""
        return structure.circles(self.arcs, self.guarantor, self.debtor)

    @cached_property
    def mutual_pairs(self) -> NDArray[np.int32]:
        """Pairs that stand for each other."""
        return structure.mutual_pairs(self.arcs)

    @cached_property
    def chain_reach(self) -> structure.ChainReach:
        """What hangs downstream of each guarantor: loans with something outstanding, at what is outstanding."""
        return structure.chain_reach(self.arcs, self.borrower, self.loan_amount_cny)

    @cached_property
    def given_cny(self) -> NDArray[np.float64]:
        """Per party, the sum of the known amounts of the guarantees that it gave for others."""
        others = self.guarantor != self.debtor
        return sums(self.guarantor, np.where(others, np.nan_to_num(self.amount_cny), 0.0), self.party_count)

    @cached_property
    def received_cny(self) -> NDArray[np.float64]:
        """Per party, the sum of the known amounts of the guarantees that others gave for it."""
        others = self.guarantor != self.debtor
        return sums(self.debtor, np.where(others, np.nan_to_num(self.amount_cny), 0.0), self.party_count)

    def _between_two(self, end: NDArray[np.int32], other: NDArray[np.int32]) -> CSR:
        """All guarantees but those for oneself, by one end."""
        apart = np.flatnonzero(end != other)
        csr = build_csr(end[apart], other[apart], self.party_count)
        return CSR(csr.indptr, csr.indices, apart[csr.edge])


def sums(position: NDArray[np.int32], amounts: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Per position below `count`, the sum of its amounts."""
    return np.bincount(position, weights=amounts, minlength=count).astype(np.float64)
