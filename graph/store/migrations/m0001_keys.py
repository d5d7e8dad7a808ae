"""The unique keys and indexes of the schema, and the store's own node."""

from graph.schema.ddl import constraints, indexes
from graph.store.migrations.migration import Migration
from graph.store.transaction import Writer


def _apply(writer: Writer) -> None:
    for statement in (*constraints(), *indexes()):
        writer.run(statement)
    writer.run('MERGE (s:Store {store_id: "store"}) SET s.version = coalesce(s.version, 0)')


KEYS = Migration(1, "keys and indexes", _apply)
