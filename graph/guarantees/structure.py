"""Circles, mutual pairs, chains and multiple guarantees, on arrays of guarantor and debtor positions.

Parallel contracts between two parties are one arc; a guarantee for oneself is no arc (DEFINITIONS "Guarantees": a data
error, reported apart).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr, has_reverse, merged
from graph.kernels.reach import downstream_sums


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """Parties that stand for one another, directly or through others: a strong component of two or more.

    members: int32 positions, ascending. guarantees: int64, the places of the guarantees between members.
    """

    members: NDArray[np.int32]
    guarantees: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ChainReach:
    """What hangs downstream of each guarantor: distinct parties, their distinct loans and the amount (元).

    Indirect reach is a scenario, never to be added to direct exposure.
    """

    guarantors: NDArray[np.int32]
    parties: NDArray[np.int64]
    loans: NDArray[np.int64]
    amount_cny: NDArray[np.float64]


def arcs(party_count: int, guarantor: NDArray[np.int32], debtor: NDArray[np.int32]) -> CSR:
    """Who stands for whom, each pair once, oneself never; `edge` is the first guarantee of the pair."""
    apart = np.flatnonzero(guarantor != debtor)
    csr = merged(build_csr(guarantor[apart], debtor[apart], party_count))
    return CSR(csr.indptr, csr.indices, apart[csr.edge])


def self_guarantees(guarantor: NDArray[np.int32], debtor: NDArray[np.int32]) -> NDArray[np.int64]:
    """The places of guarantees that a party gave for itself."""
    return np.flatnonzero(guarantor == debtor)


def circles(csr: CSR, guarantor: NDArray[np.int32], debtor: NDArray[np.int32]) -> list[Circle]:
    """Every circle, by the smallest position among its members."""
    component = strong_components(csr)
    size = np.bincount(component, minlength=1)
    members = np.flatnonzero(size[component] >= 2)
    inside = np.flatnonzero(
        (component[guarantor] == component[debtor]) & (guarantor != debtor) & (size[component[guarantor]] >= 2)
    )
    members_of = _grouped(component[members], members)
    guarantees_of = _grouped(component[guarantor[inside]], inside)
    found = [Circle(members_of[number].astype(np.int32), guarantees_of[number]) for number in members_of]
    return sorted(found, key=lambda circle: int(circle.members[0]))


def mutual_pairs(csr: CSR) -> NDArray[np.int32]:
    """Pairs that stand for each other: int32, pairs × 2, the smaller position first, sorted."""
    source, target = csr.sources(), csr.indices
    both = has_reverse(csr) & (source < target)
    return np.stack([source[both], target[both]], axis=1)


def chain_reach(csr: CSR, borrower: NDArray[np.int32], loan_amount_cny: NDArray[np.float64]) -> ChainReach:
    """Down every chain to its end: per guarantor, the distinct loans of everyone reached, the guarantor's own apart.

    borrower: int32 per loan, each loan once. loan_amount_cny: float64 per loan.
    """
    weights = np.stack(
        [
            np.ones(csr.node_count),
            np.bincount(borrower, minlength=csr.node_count).astype(np.float64),
            np.bincount(borrower, weights=loan_amount_cny, minlength=csr.node_count),
        ],
        axis=1,
    )
    guarantors = np.flatnonzero(np.diff(csr.indptr)).astype(np.int32)
    sums = downstream_sums(csr, guarantors, weights)
    counts = np.rint(sums[:, :2]).astype(np.int64)
    return ChainReach(guarantors, counts[:, 0], counts[:, 1], sums[:, 2])


def guarantor_counts(csr: CSR, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Per party, by how many distinct guarantors of the counted ones it is guaranteed."""
    return np.bincount(csr.indices[counted[csr.sources()]], minlength=csr.node_count)


def witness_cycle(csr: CSR, member: int, component: NDArray[np.int32]) -> NDArray[np.int64]:
    """A shortest circle through a member: the places of its guarantees in order; empty where there is none."""
    met = [member]
    before: dict[int, tuple[int, int]] = {}
    for node in met:  # grows meanwhile
        for other, edge in zip(csr.neighbours(node).tolist(), csr.edges_of(node).tolist(), strict=True):
            if component[other] == component[member] and other not in before:
                before[other] = (node, edge)
                met.append(other)
                if other == member:
                    return _walk_back(before, member)
    return np.zeros(0, dtype=np.int64)


def _walk_back(before: dict[int, tuple[int, int]], member: int) -> NDArray[np.int64]:
    """The edges of the circle that `before` leads back along."""
    node, edges = member, []
    while True:
        node, edge = before[node]
        edges.append(edge)
        if node == member:
            return np.array(edges[::-1], dtype=np.int64)


def _grouped(keys: NDArray[np.int32], values: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """The values of each key, in their order."""
    order = np.argsort(keys, kind="stable")
    numbers, starts = np.unique(keys[order], return_index=True)
    return dict(zip(numbers.tolist(), np.split(values[order], starts[1:]), strict=True)) if len(keys) else {}
