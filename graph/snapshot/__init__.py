"""The world at a date as columns and edges: all facts read once, then cut by date in memory."""

from graph.snapshot.history import History
from graph.snapshot.parties import Parties
from graph.snapshot.snapshot import Edges, Snapshot

__all__ = ["Edges", "History", "Parties", "Snapshot"]
