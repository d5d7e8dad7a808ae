"""Which migrations a database has had, and applying the others."""

import hashlib
from datetime import date
from typing import Final

from graph.errors import StoreVersion
from graph.schema.ddl import constraints, indexes
from graph.store.migrations.m0001_keys import KEYS
from graph.store.migrations.m0002_editions import EDITIONS
from graph.store.migrations.m0003_ranks import RANKS
from graph.store.migrations.migration import Migration
from graph.store.transaction import Reader, Writer

MIGRATIONS: Final[tuple[Migration, ...]] = (KEYS, EDITIONS, RANKS)
"""In order; numbers never change once released."""


def state(reader: Reader) -> dict[int, str | None]:
    """Every migration that program or database knows, with the day it was applied (None: pending)."""
    found = reader.rows("MATCH (m:Migration) RETURN m.migration_id AS migration_id, m.applied_on AS applied_on")
    applied: dict[int, str | None] = {int(row["migration_id"]): row["applied_on"].isoformat() for row in found}
    known: dict[int, str | None] = {migration.number: None for migration in MIGRATIONS}
    return dict(sorted((known | applied).items()))


def pending(reader: Reader) -> list[Migration]:
    """The migrations to apply; StoreVersion if the database has one that this program does not know."""
    applied = {number for number, day in state(reader).items() if day}
    newest = MIGRATIONS[-1].number
    if applied and max(applied) > newest:
        raise StoreVersion(
            f"The database has schema {max(applied)}; this program knows up to {newest}. Install a newer ringfence.",
            f"数据库结构版本为 {max(applied)}，本程序只支持到 {newest}。请安装更新版本的 ringfence。",
            stored=max(applied),
            known=newest,
        )
    missing = [migration for migration in MIGRATIONS if migration.number not in applied]
    # The keys are derived from the schema: they are applied again whenever it has changed.
    if KEYS not in missing and _stored_fingerprint(reader) != _fingerprint():
        missing.insert(0, KEYS)
    return missing


def migrate(writer: Writer) -> list[int]:
    """Apply what is pending, in order; the numbers applied now. Nothing happens when there is nothing to do."""
    todo = pending(writer)
    for migration in todo:
        migration.apply(writer)
        writer.run(
            "MERGE (m:Migration {migration_id: $migration_id}) SET m.title = $title, m.applied_on = $applied_on",
            {"migration_id": migration.migration_id, "title": migration.title, "applied_on": date.today()},
        )
    if todo:
        writer.run(
            'MERGE (s:Store {store_id: "store"}) SET s.schema_version = $number, s.ddl_fingerprint = $fingerprint',
            {"number": MIGRATIONS[-1].number, "fingerprint": _fingerprint()},
        )
    return [migration.number for migration in todo]


def _fingerprint() -> str:
    return hashlib.sha256("\n".join((*constraints(), *indexes())).encode()).hexdigest()[:16]


def _stored_fingerprint(reader: Reader) -> str | None:
    rows = reader.rows('MATCH (s:Store {store_id: "store"}) RETURN s.ddl_fingerprint AS fingerprint')
    return rows[0]["fingerprint"] if rows else None
