"""Enterprises as they were known at one cut-off, and what became of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gnn.features.table import FeatureTable, Floats
from gnn.network import ENTERPRISE, TypedNetwork
from graph.errors import UsageError


@dataclass(frozen=True, eq=False)
class Sample:
    """name: the cut-off or split. ids: one per enterprise; row i of the table is enterprise i of the network.

    label: float64, 1 for a default within the horizon, 0 for none, NaN where that is not known or does not count.
    population: bool, who is to be scored; the others are there as neighbours only.
    """

    name: str
    ids: NDArray[np.str_]
    table: FeatureTable
    network: TypedNetwork
    label: Floats
    population: NDArray[np.bool_]

    def __post_init__(self) -> None:
        lengths = {
            len(self.ids),
            len(self.table),
            len(self.label),
            len(self.population),
            self.network.counts[ENTERPRISE],
        }
        if len(lengths) > 1:
            raise UsageError(
                f"Sample {self.name} has rows of different numbers: {sorted(lengths)}.",
                f"样本{self.name}各列行数不一致：{sorted(lengths)}。",
            )

    @property
    def labelled(self) -> NDArray[np.int64]:
        """Places of the population whose outcome is known."""
        return np.flatnonzero(self.population & ~np.isnan(self.label))
