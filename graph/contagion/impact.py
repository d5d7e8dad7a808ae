"""How far an impact can travel: susceptibility, fluidity and diffusion from the communicability of the impact matrix.

V[i, j] = min(cap, what i owes to j / equity of j) is the impact of i's failure on j; its exponential counts all walks
from i to j, longer ones for less (Estrada, Hatano 2008). After Silva, Souza, Tabak 2015 ("Monitoring vulnerability and
impact diffusion in financial networks"), as the R package NetworkRiskMeasures computes them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import expm_multiply

from graph.contagion.exposures import Exposures, Floats, Positions
from graph.contagion.leverage import claims
from graph.errors import UsageError
from graph.kernels.closed_walks import closed_walks
from graph.kernels.cumulative import NOISE

Matrix = csr_array[Any, tuple[int, int]]


class Diffusion(NamedTuple):
    """How much less susceptible others would be if the party passed nothing on, per unit of its own impacts: start, of
    walks that begin at it; intermediate, of those that pass through it. float64, for the parties asked for."""

    start: Floats
    intermediate: Floats

    @property
    def total(self) -> Floats:
        """Both together."""
        return self.start + self.intermediate


@dataclass(frozen=True, eq=False)
class ImpactMeasures:
    """equity: 元, float64 per party. cap: impacts count up to it. is_binary: an impact counts as 1 where it takes all
    equity, else not at all (a tie within 1e-12 takes it).

    Whoever has no equity is hit in full by whatever it loses. UsageError for a missing equity or a cap below zero.
    """

    exposures: Exposures
    equity: Floats
    cap: float = 1.0
    is_binary: bool = False

    def __post_init__(self) -> None:
        if len(self.equity) != self.exposures.party_count or np.isnan(self.equity).any():
            raise UsageError(
                "The equity of a party is missing. Fill it, or leave the party out.",
                "有主体缺少净资产数值。请先补全，或剔除该主体。",
            )
        if not 0 <= self.cap < np.inf:
            raise UsageError("The cap of an impact is zero or more.", "影响上限须不小于零。", field="cap")

    @cached_property
    def impact(self) -> Matrix:
        """V: rows are debtors, columns their creditors; an entry for every pair with a claim."""
        matrix = claims(self.exposures, np.ones(len(self.exposures.amount), dtype=np.bool_)).T.tocsr()
        equity = self.equity[matrix.indices]
        with np.errstate(over="ignore", divide="ignore"):
            share = np.where(equity > 0, matrix.data / np.maximum(equity, 0), np.inf)
        if self.is_binary:
            share = (share >= 1 - NOISE).astype(np.float64)
        matrix.data = np.minimum(share, self.cap)
        return matrix

    @cached_property
    def susceptibility(self) -> Floats:
        """Per party: the walks that reach it over the direct impacts upon it; 0 where there are none, above 1 where it
        is exposed beyond those it lends to."""
        reached = _exponential_times_ones(self.impact.T.tocsr()) - 1 - closed_walks(self.impact)
        return _ratio(reached, np.asarray(self.impact.sum(axis=0), dtype=np.float64))

    @property
    def fluidity(self) -> float:
        """The mean susceptibility; 0 without parties."""
        return float(self.susceptibility.mean()) if len(self.susceptibility) else 0.0

    def diffusion(self, parties: Positions) -> Diffusion:
        """Of these parties; each takes an exponential of the network, times a vector, and its closed walks anew."""
        sums = _exponential_times_ones(self.impact) - 1 - closed_walks(self.impact)
        direct: Floats = np.asarray(self.impact.sum(axis=1), dtype=np.float64)
        through = np.zeros(len(parties))
        for number, party in enumerate(parties.tolist()):
            if direct[party] > 0:
                without = _without_row(self.impact, party)
                left = _exponential_times_ones(without) - 1 - closed_walks(without)
                through[number] = np.maximum(np.delete(sums - left, party), 0).sum()
        return Diffusion(_ratio(sums[parties], direct[parties]), _ratio(through, direct[parties]))


def _exponential_times_ones(matrix: Matrix) -> Floats:
    """exp(V) 1: per node the walks that start at it, its empty one included (Al-Mohy, Higham 2011)."""
    if not matrix.nnz:
        return np.ones(matrix.shape[0])
    return np.asarray(expm_multiply(matrix, np.ones(matrix.shape[0]), traceA=0.0))


def _without_row(matrix: Matrix, row: int) -> Matrix:
    """The matrix with one row emptied."""
    kept = matrix.copy()
    kept.data[kept.indptr[row] : kept.indptr[row + 1]] = 0.0
    kept.eliminate_zeros()
    return kept


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole, free of rounding below zero; 0 where there is no whole."""
    found = np.zeros(len(whole))
    np.divide(np.maximum(part, 0.0), whole, out=found, where=whole > 0)
    return found
