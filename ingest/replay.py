"""Refused rows that were mended are loaded again from the folder in which they wait."""

import tempfile
from dataclasses import replace
from pathlib import Path

from graph.store import Store
from ingest.load import load_delivery, no_progress, started_now
from ingest.options import LoadOptions, OnProgress
from ingest.read import read_delivery
from ingest.rejects import reject_files
from ingest.report import LoadReport


def replay_rejects(
    store: Store, folder: Path, *, options: LoadOptions, on_progress: OnProgress = no_progress
) -> LoadReport:
    """Load the rows of a rejects folder: what loads leaves the folder, what is still wrong stays, said anew.

    Rows keep the file and row number of their first delivery. The folder's files change only after everything has
    been loaded, so a replay that was killed can be repeated.
    """
    files = reject_files(folder)
    if not files:
        return LoadReport({})
    with tempfile.TemporaryDirectory(dir=folder) as kept:
        report = load_delivery(
            store, read_delivery(files, "auto"), replace(options, rejects=Path(kept)), on_progress, started_now()
        )
        still_wrong = {Path(name).name for name in report.reject_files}
        for name in still_wrong:
            (Path(kept) / name).replace(folder / name)
    for path in files:
        if path.name not in still_wrong:
            path.unlink()
    return replace(report, reject_files=tuple(str(folder / name) for name in sorted(still_wrong)))
