"""The worlds that these tests share, each built once, and how their tables read."""

from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa

from ingest.world import World, WorldOptions, build_world
from ingest.world.economy import Economy, run_economy

SMALL = ((1, 200, 0.5), (2, 700, 1.0), (3, 3000, 0.5))
"""Seed, enterprises and contagion of the worlds that structure is checked on."""


@lru_cache(maxsize=8)
def world(seed: int, enterprises: int, contagion: float = 0.5, dirty: float = 0.0) -> World:
    return build_world(WorldOptions(seed, enterprises, contagion, dirty))


@lru_cache(maxsize=8)
def economy(seed: int, enterprises: int, contagion: float) -> Economy:
    return run_economy(WorldOptions(seed, enterprises, contagion))


def frame(table: pa.Table) -> Any:
    """The table as a pandas frame with dates as timestamps (typed Any: its stubs know no columns by name)."""
    columns = {}
    for name in table.column_names:
        column = table[name]
        columns[name] = pd.to_datetime(column.to_pandas()) if pa.types.is_date32(column.type) else column.to_pandas()
    return pd.DataFrame(columns)
