"""The one store: facts in Neo4j or in the embedded ArcadeDB of a data folder, behind the same driver."""

from graph.store.embedded import EmbeddedOptions
from graph.store.opening import connect, open_store
from graph.store.store import Store
from graph.store.transaction import Reader, Writer

__all__ = ["EmbeddedOptions", "Reader", "Store", "Writer", "connect", "open_store"]
