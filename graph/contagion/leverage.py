"""How much of a creditor's equity is lost when a debtor fails: the leverage matrix of distress models."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy.sparse import csr_array

from graph.contagion.exposures import Exposures, Floats, Positions
from graph.errors import UsageError
from graph.kernels.propagate import Propagation
from graph.kernels.spectral_radius import Radius, spectral_radius

LARGEST: Final = 1e30
"""Larger weights say the same: the least stress passed on wipes the creditor out. So no product ever overflows."""


@dataclass(frozen=True, eq=False)
class Leverage:
    """matrix[i, j]: what j owes to i over the equity of i; zero where i has no equity left and on the diagonal.

    Parallel exposures are added up. in_default: the parties with an equity of zero or less, ascending.
    """

    matrix: csr_array[Any, tuple[int, int]]
    in_default: Positions

    @classmethod
    def of(cls, exposures: Exposures, equity: Floats, most: float = LARGEST) -> "Leverage":
        """equity: 元, float64 per party; most: weights are cut there (1 in DebtRank of 2012).

        UsageError for an equity that is no number or an amount without end.
        """
        if len(equity) != exposures.party_count or np.isnan(equity).any():
            raise UsageError(
                "The equity of a party is missing. Fill it, or leave the party out.",
                "有主体缺少净资产数值。请先补全，或剔除该主体。",
            )
        matrix = claims(exposures, (equity > 0)[exposures.creditor])
        with np.errstate(over="ignore"):
            matrix.data /= np.repeat(equity, np.diff(matrix.indptr))
        np.minimum(matrix.data, min(most, LARGEST), out=matrix.data)
        return cls(matrix, np.flatnonzero(equity <= 0).astype(np.int32))

    @property
    def party_count(self) -> int:
        """How many parties it spans."""
        return int(self.matrix.shape[0])

    @cached_property
    def network(self) -> Propagation:
        """Prepared for propagation in float64."""
        return self.network_of(np.float64)

    def network_of(self, dtype: DTypeLike) -> Propagation:
        """Prepared for propagation in float32 or float64."""
        return Propagation.of(self.matrix, dtype)

    @cached_property
    def radius(self) -> Radius:
        """The spectral radius, between bounds; from one on, distress that reaches such a loop grows to the full."""
        return spectral_radius(self.matrix)


def claims(exposures: Exposures, counts: NDArray[np.bool_]) -> csr_array[Any, tuple[int, int]]:
    """What each creditor (row) is owed by each debtor (column), 元, parallel rows added up, of the rows that count.

    Nothing by itself, no zeros. UsageError for an amount without end.
    """
    if not np.isfinite(exposures.amount).all():
        raise UsageError("An exposure is infinite. Give finite amounts.", "存在无穷大的敞口。请给出有限金额。")
    kept = counts & (exposures.creditor != exposures.debtor) & (exposures.amount > 0)
    ends = exposures.creditor[kept], exposures.debtor[kept]
    matrix = csr_array((exposures.amount[kept], ends), shape=(exposures.party_count, exposures.party_count))
    matrix.sum_duplicates()
    return matrix


def starts_at(party_count: int, initial: NDArray[np.float64]) -> Floats:
    """The distress that is given, per party. UsageError where it is outside 0 to 1."""
    if len(initial) != party_count or not ((initial >= 0) & (initial <= 1)).all():
        raise UsageError("Initial distress lies between 0 and 1.", "初始困境程度须在 0 与 1 之间。", field="initial")
    return np.asarray(initial, dtype=np.float64)
