"""A mark on the ledger rows of earlier versions, by which caches tell this database from any other."""

from typing import Final
from uuid import uuid4

from graph.store.migrations.migration import Migration
from graph.store.transaction import Writer

_WITHOUT: Final = "MATCH (b:Batch) WHERE b.edition IS NULL"
AT_ONCE: Final = 10_000


def _apply(writer: Writer) -> None:
    edition = uuid4().hex
    while writer.rows(f"{_WITHOUT} RETURN b.batch_id AS batch_id LIMIT 1"):
        writer.run(f"{_WITHOUT} WITH b LIMIT $limit SET b.edition = $edition", {"limit": AT_ONCE, "edition": edition})


EDITIONS = Migration(2, "marks of the ledger rows", _apply)
