"""A delivery into the store: read, check, cut into batches, write each in one transaction with its ledger row."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from graph.schema import upsert
from graph.store import Reader, Store, Writer
from ingest.accounts import Accounts, Outcome
from ingest.batches import DEFAULT_ROWS, Batch, batches
from ingest.oddities import oddities
from ingest.options import LoadOptions, OnProgress
from ingest.read import Delivery, read_delivery
from ingest.rejects import rejects_of, write_rejects
from ingest.report import LoadReport
from ingest.validate import validate
from ingest.write import Unchanged, Written, check_fingerprint, ledger_row, write_batch


def no_progress(table: str, done: int, total: int) -> None:
    """Tell nobody."""


def started_now() -> float:
    """The monotonic time from which a report counts its seconds."""
    return time.monotonic()


def load(
    store: Store, paths: Sequence[Path], *, options: LoadOptions, on_progress: OnProgress = no_progress
) -> LoadReport:
    """Bring files and folders into the store; rows that fail are refused, the others loaded.

    Loading the same again changes nothing; a load that was killed is finished by running it again. Raises FeedError
    for a file that cannot be understood (nothing is loaded then), SettingsError without the right hash key, and the
    store's own errors.
    """
    started = started_now()
    delivery = read_delivery([Path(path) for path in paths], options.format)
    return load_delivery(
        store, delivery, replace(options, source=delivery.source or options.source), on_progress, started
    )


def load_delivery(
    store: Store, delivery: Delivery, options: LoadOptions, on_progress: OnProgress, started: float
) -> LoadReport:
    """The same for what has been read already; `started` is the monotonic time from which seconds count."""
    found = store.rows(upsert.KEY_FINGERPRINT)
    check_fingerprint(found[0]["key_fingerprint"] if found else None, options)
    checked = validate(delivery, store, options)
    written: list[Written] = []
    rows = options.batch_rows or DEFAULT_ROWS[store.kind]
    for name, table in checked.tables.items():
        on_progress(name, 0, len(table))
        cut = batches(table, options, rows)
        done = _in_ledger(store, cut, options)
        for batch in cut:
            result = _write(store, batch, options, delivery, batch.batch_id in done)
            written.append(result)
            _account(checked.accounts, batch, result)
            on_progress(name, batch.last, len(table))
    checked.accounts.ignore_unused()
    rejects = tuple(rejects_of(checked.accounts))
    files = write_rejects(checked.accounts, options.rejects, options) if options.rejects else ()
    return LoadReport(
        checked.accounts.counts(),
        rejects,
        tuple(oddities(checked.tables)),
        {raw.origins[0].sheet.file: raw.ignored_columns for raw in delivery.tables if raw.ignored_columns},
        delivery.skipped_files,
        nodes=sum(w.nodes for w in written),
        relationships=sum(w.relationships for w in written),
        batches=len(written),
        batches_skipped=sum(w.known for w in written),
        seconds=time.monotonic() - started,
        reject_files=files,
    )


def _in_ledger(store: Store, cut: list[Batch], options: LoadOptions) -> set[str]:
    """Which batches are loaded already."""
    if not cut:
        return set()
    asked = {"batch_id": [batch.batch_id for batch in cut], "priority": options.precedence}
    found = store.columns(upsert.LEDGER_ROWS, asked)
    return set(found.get("batch_id", []))


def _write(store: Store, batch: Batch, options: LoadOptions, delivery: Delivery, known: bool) -> Written:
    nothing = Written(np.zeros(len(batch), dtype=bool), known=known)
    if known:
        return nothing
    described = _described(batch, delivery)
    attempts: list[Written] = []

    def work(writer: Writer) -> Written:
        attempts.append(write_batch(writer, batch, options, described))
        return attempts[-1]

    def committed(reader: Reader) -> Written | None:
        """When nobody knows whether a commit went through, the ledger tells; what it did, the attempt knows."""
        known = ledger_row(reader, batch, options)
        return attempts[-1] if known is not None and attempts else known

    try:
        return store.write(work, committed)
    except Unchanged:
        store.run(upsert.LEDGER_PRIORITY, {"batch_id": batch.batch_id, "priority": options.precedence})
        return nothing


def _described(batch: Batch, delivery: Delivery) -> dict[str, object]:
    """Where a batch's first row stood, for its ledger row."""
    table = batch.facts.table
    origin = delivery.tables[int(table.part[batch.first])].origins[0]
    return {
        "file": origin.sheet.file,
        "file_hash": origin.sheet.content_hash,
        "first_row": int(origin.sheet.numbers[origin.rows[table.row[batch.first]]]),
    }


def _account(accounts: Accounts, batch: Batch, result: Written) -> None:
    rows = np.arange(batch.first, batch.last, dtype=np.int64)
    accounts.mark(batch.facts.table, rows[~result.changed], Outcome.IGNORED)
    accounts.mark(batch.facts.table, rows[result.changed], Outcome.LOADED)
