"""The numbered steps from an empty database to this program's schema, each recorded where it was applied."""

from graph.store.migrations.apply import MIGRATIONS, migrate, pending, state
from graph.store.migrations.migration import Migration

__all__ = ["MIGRATIONS", "Migration", "migrate", "pending", "state"]
