"""The one writer of signals: what is new is added in batches, what is known stays as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cypher import query
from graph.signals.signal import Run, Signal
from graph.store import Reader, Store, Writer

SIGNALS_PER_BATCH: Final = 500
"""With evidence of some kilobytes each a message of about 2 MB, below the embedded database's 16 MB."""


@dataclass(frozen=True, slots=True)
class WriteCount:
    """How many signals were added and how many were there already."""

    new: int
    unchanged: int


def write_signals(
    store: Store, signals: Sequence[Signal], run: Run, on_progress: Callable[[int, int], None] | None = None
) -> WriteCount:
    """Write the run and those of its signals that are not written yet; doing it again adds and changes nothing."""
    store.write(lambda writer: _write_run(writer, run), confirm=lambda _: None)  # a merge may be repeated
    new = 0
    for start in range(0, len(signals), SIGNALS_PER_BATCH):
        batch = signals[start : start + SIGNALS_PER_BATCH]
        new += _write_batch(store, batch, run)
        if on_progress:
            on_progress(start + len(batch), len(signals))
    return WriteCount(new, len(signals) - new)


def _write_run(writer: Writer, run: Run) -> bool:
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    writer.run(
        query("signal/run").text,
        {
            "run_id": run.run_id, "kind": run.kind, "version": run.version, "started_at": started_at,
            "parameters": run.parameters, **run.at.parameters(),
        },
    )  # fmt: skip
    return True


def _write_batch(store: Store, batch: Sequence[Signal], run: Run) -> int:
    """How many of the batch were new. After a commit of unknown outcome the batch counts as new when it is there."""
    planned = 0

    def work(writer: Writer) -> int:
        nonlocal planned
        known = _known(writer, batch)
        new = [signal for signal in batch if signal.signal_id not in known]
        planned = len(new)
        if new:
            writer.run(query("signal/write").text, _columns(new, run))
        return planned

    def confirm(reader: Reader) -> int | None:
        return planned if len(_known(reader, batch)) == len(batch) else None

    return store.write(work, confirm)


def _known(reader: Reader, batch: Sequence[Signal]) -> set[str]:
    """Which of the batch are written."""
    ids = [signal.signal_id for signal in batch]
    return set(reader.columns(query("signal/known").text, {"signal_ids": ids})["known"])


def _columns(signals: Sequence[Signal], run: Run) -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "as_of": run.at.as_of,
        "signal_id": [signal.signal_id for signal in signals],
        "rule": [signal.rule for signal in signals],
        "party_id": [signal.party_id for signal in signals],
        "level": [signal.level.level for signal in signals],
        "level_reason": [signal.level_reason for signal in signals],
        "measure": [signal.measure for signal in signals],
        "value": [signal.value for signal in signals],
        "fingerprint": [signal.fingerprint for signal in signals],
        "evidence": [signal.evidence.to_json() for signal in signals],
    }
