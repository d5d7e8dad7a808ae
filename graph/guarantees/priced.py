"""Guarantees as arcs with a price: what it costs to release all that one party guarantees for another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.guarantees import structure
from graph.kernels.csr import CSR


@dataclass(frozen=True, slots=True, eq=False)
class PricedArcs:
    """Who stands for whom, each pair once, and what releasing the pair's contracts costs together.

    csr: guarantor to debtor, `edge` is the arc's own place. cost_cny: float64 per arc, NaN where a contract's cost is
    unknown. The contracts of arc a are `contract[start[a] : start[a + 1]]`, their places among the guarantees. unknown:
    bool per guarantee, whether its cost is not known (and so counted as the caller said).
    """

    csr: CSR
    cost_cny: NDArray[np.float64]
    start: NDArray[np.int64]
    contract: NDArray[np.int64]
    unknown: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        party_count: int,
        guarantor: NDArray[np.int32],
        debtor: NDArray[np.int32],
        cost_cny: NDArray[np.float64],
        unknown_cny: float | None = None,
    ) -> "PricedArcs":
        """The arcs of these guarantees; those that a party gave for itself are left out.

        cost_cny: float64 per guarantee, the amount or what replacing it costs (元), NaN where unknown; unknown_cny is
        then counted, and without it the cost stays unknown. UsageError where a cost is negative or infinite.
        """
        fallback = np.nan if unknown_cny is None else unknown_cny
        unknown = np.isnan(cost_cny)
        cost = np.where(unknown, fallback, cost_cny)
        _refuse_impossible(cost_cny if unknown_cny is None else np.append(cost_cny, unknown_cny))
        merged = structure.arcs(party_count, guarantor, debtor)
        key = merged.sources().astype(np.int64) * party_count + merged.indices
        apart = np.flatnonzero(guarantor != debtor)
        arc = np.searchsorted(key, guarantor[apart].astype(np.int64) * party_count + debtor[apart])
        contract = apart[np.argsort(arc, kind="stable")]
        count = np.bincount(arc, minlength=len(key))
        return cls(
            CSR(merged.indptr, merged.indices, np.arange(len(key))),
            np.bincount(arc, weights=cost[apart], minlength=len(key)).astype(np.float64),
            np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
            contract,
            unknown,
        )

    def contracts(self, arc: int) -> NDArray[np.int64]:
        """The places of the guarantees that an arc stands for, in their order."""
        return self.contract[self.start[arc] : self.start[arc + 1]]

    def unknown_among(self, arcs: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of the guarantees of unknown cost on these arcs, ascending."""
        on_arcs = np.zeros(len(self.start) - 1, dtype=np.bool_)
        on_arcs[arcs] = True
        contracts = self.contract[np.repeat(on_arcs, np.diff(self.start))]
        return np.sort(contracts[self.unknown[contracts]])

    def require_costs(self, arcs: NDArray[np.int64]) -> None:
        """UsageError naming the guarantees whose cost is needed, unknown and not given a number."""
        if np.isnan(self.cost_cny[arcs]).any():
            places = self.unknown_among(arcs).tolist()
            raise UsageError(
                f"{len(places)} guarantees that may have to be released have no known cost. "
                "Say at how much to count them, or leave them out.",
                f"有 {len(places)} 笔可能需要解除的担保成本未知。请指定其计价金额，或将其排除。",
                guarantees=places,
            )


def _refuse_impossible(cost_cny: NDArray[np.float64]) -> None:
    """UsageError for costs that are negative or infinite."""
    impossible = np.flatnonzero((cost_cny < 0) | np.isinf(cost_cny)).tolist()
    if impossible:
        raise UsageError(
            f"{len(impossible)} costs are negative or infinite. Give each in yuan, zero or more.",
            f"有 {len(impossible)} 个成本为负数或无穷大。请以元为单位给出零或正数。",
            guarantees=impossible,
        )
