"""Small shareholdings and concert groups as tests write them down."""

from collections.abc import Sequence

import numpy as np

from graph.ownership.concert import Concerts
from graph.ownership.shareholdings import Shareholdings, Stakes

Row = tuple[int, int, float] | tuple[int, int, float, float]


def holdings(party_count: int, rows: Sequence[Row]) -> Shareholdings:
    """Rows of owner, owned, share and, where they differ, votes; the place of a stake is its row."""
    votes = [row[3] if len(row) == 4 else np.nan for row in rows]
    return Shareholdings.of_stakes(
        party_count,
        Stakes(
            np.array([row[0] for row in rows], dtype=np.int32), np.array([row[1] for row in rows], dtype=np.int32),
            np.array([row[2] for row in rows], dtype=np.float64), np.array(votes, dtype=np.float64),
        ),
    )  # fmt: skip


def concerted(party_count: int, *groups: Sequence[int]) -> Concerts:
    """Groups that declared to act in concert."""
    return Concerts.of_groups(party_count, groups)
