"""Stars: a guarantor of many debtors, and what many stand for together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr, merged


@dataclass(frozen=True, slots=True, eq=False)
class Stars:
    """Guarantors and for how many distinct others each stands; int32 positions and int64 counts."""

    guarantors: NDArray[np.int32]
    debtors: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class JointGuarantees:
    """What has two guarantors or more: int32 `items`, ascending; `of` gives the guarantors of each."""

    items: NDArray[np.int32]
    by_item: CSR

    def of(self, item: int) -> NDArray[np.int32]:
        """The positions of an item's guarantors, ascending, each once."""
        return self.by_item.neighbours(item)


def stars(csr: CSR, most: int) -> Stars:
    """The guarantors of the most debtors, at most so many; of equal ones the smaller position first.

    csr: the arcs of `structure.arcs`, so that several contracts for one debtor count once.
    """
    debtors = np.diff(csr.indptr)
    first = np.argsort(-debtors, kind="stable")[: min(most, int(np.count_nonzero(debtors)))]
    return Stars(first.astype(np.int32), debtors[first])


def joint_guarantees(guarantor: NDArray[np.int32], item: NDArray[np.int32]) -> JointGuarantees:
    """The debtors, loans or contracts for which several parties stand; a guarantor of several contracts is one.

    guarantor, item: one row per guarantee and what it secures; a party's guarantee for itself is the caller's to leave
    out.
    """
    node_count = int(max(guarantor.max(), item.max())) + 1 if len(item) else 0
    by_item = merged(build_csr(item, guarantor, node_count))
    return JointGuarantees(np.flatnonzero(np.diff(by_item.indptr) >= 2).astype(np.int32), by_item)
