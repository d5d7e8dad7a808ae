"""One batch, one transaction: lock, ledger, nodes, relationships, ledger row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from graph.errors import SettingsError
from graph.schema import upsert
from graph.store import Reader, Writer
from ingest.batches import Batch
from ingest.merge_nodes import write_nodes
from ingest.merge_versions import Merge, note_renewed, write_versions
from ingest.new_nodes import NewNodes, new_nodes
from ingest.new_versions import NewVersions, new_versions
from ingest.options import LoadOptions


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What a batch did: which of its rows changed anything, and how much was written. `known`: found in the ledger."""

    changed: NDArray[np.bool_]
    nodes: int = 0
    relationships: int = 0
    known: bool = False


class Unchanged(Exception):
    """Nothing to write: rolls back, so that the store's version tells of changes only."""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A batch, and all that can be made of it without asking the store."""

    batch: Batch
    nodes: tuple[NewNodes, ...]
    relationships: tuple[NewVersions, ...]


def ready(batch: Batch, options: LoadOptions) -> Ready:
    """Make a batch ready to be written."""
    facts = batch.facts
    nodes = tuple(new_nodes(part, facts.table) for part in facts.nodes)
    return Ready(batch, nodes, tuple(new_versions(p, batch.batch_id, options.source) for p in facts.relationships))


Check = Callable[[Writer, int], Mapping[str, Any]]
"""What is asked once the store is locked and before anything is written, with the version that is being written: more
for the ledger row; what it raises leaves everything as it was."""


def write_batch(
    writer: Writer, made: Ready, options: LoadOptions, described: Mapping[str, Any], check: Check | None = None
) -> Written:
    """Bring the batch's facts into the store, once. `described` holds the ledger row's file, hash and first row.

    Raises Unchanged if everything is there already, SettingsError if identity numbers were hashed with another key,
    and what `check` raises.
    """
    fingerprint = options.hash_key.fingerprint if options.hash_key else None
    batch = made.batch
    asked = {"key_fingerprint": fingerprint, "batch_id": batch.batch_id, "priority": options.precedence}
    store = writer.rows(upsert.LOCK, asked)[0]
    check_fingerprint(store["key_fingerprint"], options)
    if store["known"]:
        return nothing(batch)
    told = {} if check is None else check(writer, store["version"])
    changed = np.zeros(len(batch), dtype=bool)
    created: dict[str, set[str]] = {}
    nodes = sum(write_nodes(writer, new, created, changed) for new in made.nodes)
    merge = Merge(batch.batch_id, options, created, changed)
    for new in made.relationships:
        note_renewed(writer, new.facts, merge)
    relationships = sum(write_versions(writer, new, merge) for new in made.relationships)
    if not nodes and not relationships:
        raise Unchanged
    loaded = int(changed.sum())
    row = {
        "batch_id": batch.batch_id, "source": options.source, "table": batch.facts.table.table.name,
        "rows": len(batch), "loaded": loaded, "ignored": len(batch) - loaded, "version": store["version"],
        "loaded_on": options.loaded_on, "priority": options.precedence, "edition": uuid4().hex,
        "answer": None,
    }  # fmt: skip
    writer.run(upsert.ledger_write(), row | dict(described) | dict(told))
    return Written(changed, nodes, relationships)


def nothing(batch: Batch, *, known: bool = True) -> Written:
    """What is done for a batch that is loaded already, or has nothing to say."""
    return Written(np.zeros(len(batch), dtype=bool), known=known)


def ledger_row(reader: Reader, batch: Batch, options: LoadOptions) -> Written | None:
    """What the ledger says of a batch: None if it has not been loaded under this order of precedence."""
    found = reader.rows(upsert.LEDGER_ROW, {"batch_id": batch.batch_id, "priority": options.precedence})
    return nothing(batch) if found else None


def check_fingerprint(stored: str | None, options: LoadOptions) -> None:
    """Raises SettingsError if the database's identity numbers were hashed with another key."""
    if stored and options.hash_key and stored != options.hash_key.fingerprint:
        raise SettingsError(
            "The database was loaded with another hash key for identity numbers. Use that key: under another one "
            "the same person would appear twice.",
            "数据库中的身份证号使用了另一散列密钥。请使用原密钥：换用密钥会使同一人出现两次。",
            stored=stored,
            given=options.hash_key.fingerprint,
        )
