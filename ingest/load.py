"""A delivery into the store: read, check, cut into batches, write each in one transaction with its ledger row."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from graph.schema import upsert
from graph.store import Reader, Store, Writer
from ingest.accounts import Accounts, Outcome
from ingest.ahead import ahead
from ingest.batches import DEFAULT_ROWS, Batch, batches
from ingest.oddities import oddities
from ingest.options import LoadOptions, OnProgress
from ingest.read import Delivery, read_delivery
from ingest.rejects import rejects_of, write_rejects
from ingest.report import LoadReport
from ingest.typed import TypedTable
from ingest.validate import validate
from ingest.write import Ready, Unchanged, Written, check_fingerprint, ledger_row, nothing, ready, write_batch


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
    for name, table in checked.tables.items():
        on_progress(name, 0, len(table))
    written: list[Written] = []
    done: Counter[str] = Counter()
    for batch, made in ahead(_made(store, checked.tables, options)):
        result = _write(store, batch, made, options, delivery)
        written.append(result)
        _account(checked.accounts, batch, result)
        name = batch.facts.table.table.name
        done[name] += len(batch)
        on_progress(name, done[name], len(checked.tables[name]))
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


def _made(store: Store, tables: Mapping[str, TypedTable], options: LoadOptions) -> Iterator[tuple[Batch, Ready | None]]:
    """Every batch and all that can be made of it beforehand, which is nothing for one that is loaded already."""
    rows = options.batch_rows or DEFAULT_ROWS[store.kind]
    for table in tables.values():
        for batch in batches(table, options, rows):
            known = store.read(partial(ledger_row, batch=batch, options=options))
            yield batch, ready(batch, options) if known is None else None


def _write(store: Store, batch: Batch, made: Ready | None, options: LoadOptions, delivery: Delivery) -> Written:
    if made is None:
        return nothing(batch)
    described = _described(batch, delivery)
    attempts: list[Written] = []

    def work(writer: Writer) -> Written:
        attempts.append(write_batch(writer, made, options, described))
        return attempts[-1]

    def committed(reader: Reader) -> Written | None:
        """When nobody knows whether a commit went through, the ledger tells; what it did, the attempt knows."""
        known = ledger_row(reader, batch, options)
        return attempts[-1] if known is not None and attempts else known

    try:
        return store.write(work, committed)
    except Unchanged:
        store.run(upsert.LEDGER_PRIORITY, {"batch_id": batch.batch_id, "priority": options.precedence})
        return nothing(batch, known=False)


def _described(batch: Batch, delivery: Delivery) -> dict[str, object]:
    """Where a batch's first row stood, for its ledger row."""
    table = batch.facts.table
    origin = delivery.tables[int(table.part[0])].origins[0]
    return {
        "file": origin.sheet.file,
        "file_hash": origin.sheet.content_hash,
        "first_row": int(origin.sheet.numbers[origin.rows[table.row[0]]]),
    }


def _account(accounts: Accounts, batch: Batch, result: Written) -> None:
    table = batch.facts.table
    accounts.mark(table, ~result.changed, Outcome.IGNORED)
    accounts.mark(table, result.changed, Outcome.LOADED)
