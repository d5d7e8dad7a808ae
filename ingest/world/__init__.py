"""A province's economy, drawn at random: what a firm would deliver about it, and apart from that what is true.

`economy.py` is the table of contents: enterprises, planted structures, persons, ownership, lending, guarantees,
weakness, the history of defaults, and how each contract ended. `build.py` makes the tables of the feed from it.
"""

from ingest.world.build import build_world
from ingest.world.options import World, WorldOptions
from ingest.world.write import write_world

__all__ = ["World", "WorldOptions", "build_world", "write_world"]
