"""The linear threshold model: a party falls when the weights of the fallen it depends on add up to its threshold.

After Granovetter 1978 ("Threshold Models of Collective Behavior") and Watts 2002 ("A Simple Model of Global Cascades on
Random Networks").
"""

from dataclasses import dataclass

import numpy as np

from graph.contagion.convergence import Convergence
from graph.contagion.exposures import Floats, Positions
from graph.errors import UsageError
from graph.kernels.csr import CSR, build_csr
from graph.kernels.cumulative import accumulate


@dataclass(frozen=True, eq=False)
class Activation:
    """active_round: per party the round in which it fell, 0 for the seeds, -1 never (int32). pressure: the weights of
    the fallen upon it (float64)."""

    active_round: Positions
    pressure: Floats
    convergence: Convergence

    @property
    def active(self) -> Positions:
        """Who has fallen in the end, ascending."""
        return np.flatnonzero(self.active_round >= 0).astype(np.int32)

    @property
    def rounds(self) -> list[Positions]:
        """Who fell in each round, the seeds first."""
        last = int(self.active_round.max(initial=-1))
        return [np.flatnonzero(self.active_round == number).astype(np.int32) for number in range(last + 1)]


@dataclass(frozen=True, eq=False)
class LinearThreshold:
    """source, target (int32), weight (float64, zero or more): one row per influence; parallel rows add up, one upon
    oneself counts for nothing. threshold: float64 per party.

    UsageError for a weight below zero or a missing threshold.
    """

    source: Positions
    target: Positions
    weight: Floats
    threshold: Floats

    def __post_init__(self) -> None:
        if not ((self.weight >= 0) & np.isfinite(self.weight)).all():
            raise UsageError("A weight is below zero or no number.", "存在小于零或非数值的权重。", field="weight")
        if np.isnan(self.threshold).any():
            raise UsageError("The threshold of a party is missing.", "有主体缺少阈值。", field="threshold")

    def run(self, seeds: Positions) -> Activation:
        """The least set that holds the seeds and everybody whose pressure is at least its threshold, ties within 1e-12
        included; a party whose threshold is zero needs nobody and falls in the first round."""
        apart = self.source != self.target
        csr: CSR = build_csr(self.source[apart], self.target[apart], len(self.threshold))
        weight = self.weight[apart][csr.edge]
        fallen = accumulate((csr.indptr, csr.indices, weight), self.threshold, seeds, strict=False)
        return Activation(fallen.round, fallen.received, Convergence(fallen.rounds, 0.0, True))
