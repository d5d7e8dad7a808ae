"""What the register's record in force says of each party of a day."""

import numpy as np
import pyarrow as pa

from graph.explain.day import Day
from graph.snapshot.parties import whole


def recorded(day: Day, column: str) -> pa.Array:
    """A column of the records, a value per party; null without a record, or where it says nothing."""
    described, records = day.snapshot.edges("DESCRIBED_BY"), day.snapshot.nodes("Record")
    record = np.full(day.snapshot.node_count("Party"), -1, dtype=np.int32)
    record[described.source] = described.target
    return whole(records.column(column)).take(pa.array(record, mask=record < 0))
