"""The statement by which a party is judged on a day: the latest one known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.snapshot.columns import float64
from graph.snapshot.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class LatestStatements:
    """The latest statement of each party. edge: int64, its place among the REPORTED edges, -1 without one."""

    snapshot: Snapshot
    edge: NDArray[np.int64]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "LatestStatements":
        """By the end of the period; of statements for one period the one whose key comes last."""
        reported = snapshot.edges("REPORTED")
        latest = np.full(snapshot.node_count("Party"), -1, dtype=np.int64)
        if len(reported):
            period = snapshot.nodes("Statement").column("period_end").cast("int32").to_numpy(zero_copy_only=False)
            order = np.lexsort((reported.target, np.nan_to_num(period[reported.target])))
            latest[reported.source[order]] = order
        return cls(snapshot, latest)

    def amount_cny(self, name: str) -> NDArray[np.float64]:
        """Per party an amount of its statement (float64, 元); NaN where none is known."""
        amounts = np.full(len(self.edge), np.nan)
        known = self.edge >= 0
        statement = self.snapshot.edges("REPORTED").target[self.edge[known]]
        amounts[known] = float64(self.snapshot.nodes("Statement"), name)[statement]
        return amounts
