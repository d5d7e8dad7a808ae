"""The statement by which a party is judged on a day: the latest one known."""

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from graph.snapshot.columns import float64


def latest_statements(snapshot: Snapshot) -> NDArray[np.int64]:
    """Per party, the place of its latest statement among the snapshot's REPORTED edges; -1 without one."""
    reported = snapshot.edges("REPORTED")
    latest = np.full(snapshot.node_count("Party"), -1, dtype=np.int64)
    if len(reported):
        period = snapshot.nodes("Statement").column("period_end").cast("int32").to_numpy(zero_copy_only=False)
        order = np.lexsort((reported.target, np.nan_to_num(period[reported.target])))
        latest[reported.source[order]] = order
    return latest


def stated_cny(snapshot: Snapshot, name: str) -> NDArray[np.float64]:
    """Per party an amount of its latest statement (float64, 元); NaN where none is known."""
    latest = latest_statements(snapshot)
    amounts = np.full(len(latest), np.nan)
    known = latest >= 0
    statement = snapshot.edges("REPORTED").target[latest[known]]
    amounts[known] = float64(snapshot.nodes("Statement"), name)[statement]
    return amounts
