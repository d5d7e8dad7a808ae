"""The large holders of every company at once: who has a look-through share of a threshold or more in whom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.large_entries import large_entries
from graph.ownership.integrated import IntegratedOwnership
from graph.ownership.threshold import EPSILON, above, at_least


@dataclass(frozen=True, slots=True, eq=False)
class LargeHolders:
    """One row per outside holder and company, by company, then by share, the largest first.

    company, holder: int32 positions. share: float64, the look-through share, exact where `bound` (float64) is 0 and
    else at most so much too small; whether it reaches the threshold is decided exactly in any case. residual: of
    components too large to be solved directly.
    """

    company: NDArray[np.int32]
    holder: NDArray[np.int32]
    share: NDArray[np.float64]
    bound: NDArray[np.float64]
    residual: float

    def __len__(self) -> int:
        return len(self.company)

    def of(self, company: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The large holders of one company and their shares."""
        first, last = np.searchsorted(self.company, [company, company + 1])
        return self.holder[first:last], self.share[first:last]


def large_holders(
    ownership: IntegratedOwnership,
    threshold: float = 0.25,
    *,
    strict: bool = False,
    among: NDArray[np.bool_] | None = None,
) -> LargeHolders:
    """Every outside holder of the threshold or more (strict: of more), for all companies in one pass.

    among: bool per party, to look for these only, such as natural persons; by default every outside holder.
    Companies that the pass cannot decide are solved one by one.
    """
    wanted = ownership.is_outside if among is None else ownership.is_outside & among
    cut = float(np.nextafter(threshold + EPSILON, np.inf)) if strict else threshold - EPSILON
    found = large_entries(ownership.network, wanted, cut)
    company, holder, share, bound = [found.node], [found.source], [found.total], [found.bound]
    residual = found.residual
    for target in found.undecided.tolist():
        holders = ownership.holders_of(target).among(wanted)
        large = above(holders.share, threshold) if strict else at_least(holders.share, threshold)
        company.append(np.full(int(large.sum()), target, dtype=np.int32))
        holder.append(holders.party[large])
        share.append(holders.share[large])
        bound.append(np.zeros(len(company[-1])))
        residual = max(residual, holders.residual)
    return _ordered(
        np.concatenate(company), np.concatenate(holder), np.concatenate(share), np.concatenate(bound), residual
    )


def _ordered(
    company: NDArray[np.int32],
    holder: NDArray[np.int32],
    share: NDArray[np.float64],
    bound: NDArray[np.float64],
    residual: float,
) -> LargeHolders:
    order = np.lexsort((holder, -share, company))
    return LargeHolders(company[order], holder[order], share[order], bound[order], residual)
