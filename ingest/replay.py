"""Refused rows that were mended are loaded again from the folder in which they wait."""

import tempfile
from dataclasses import replace
from pathlib import Path

from graph.errors import SettingsError
from graph.store import Store
from ingest.load import load_delivery, no_progress, started_now
from ingest.masking import KEY_COLUMN
from ingest.options import LoadOptions, OnProgress
from ingest.read import Delivery, read_waiting
from ingest.rejects import reject_files
from ingest.report import LoadReport


def replay_rejects(
    store: Store, folder: Path, *, options: LoadOptions, on_progress: OnProgress = no_progress
) -> LoadReport:
    """Load the rows of a rejects folder: what loads leaves the folder, what is still wrong stays, said anew.

    Rows keep the file and row number of their first delivery. Rows of templates and of the FinBench snapshot may wait
    side by side. The folder's files change only after everything has been loaded, so a replay that was killed can be
    repeated. Raises SettingsError if identity numbers were hashed with another key than the one that is set.
    """
    files = reject_files(folder)
    deliveries = read_waiting(files)
    for delivery in deliveries:
        _check_keys(delivery, options)
    with tempfile.TemporaryDirectory(dir=folder) as kept:
        report = LoadReport.joined([_loaded(store, one, options, Path(kept), on_progress) for one in deliveries])
        still_wrong = {Path(name).name for name in report.reject_files}
        for name in still_wrong:
            (Path(kept) / name).replace(folder / name)
    for path in files:
        if path.name not in still_wrong:
            path.unlink()
    return replace(report, reject_files=tuple(str(folder / name) for name in sorted(still_wrong)))


def _loaded(store: Store, delivery: Delivery, options: LoadOptions, kept: Path, on_progress: OnProgress) -> LoadReport:
    """Load what waits under the source by which it was refused; what is still wrong is written to `kept`."""
    here = replace(options, source=delivery.source or options.source, rejects=kept, replay=True)
    return load_delivery(store, delivery, here, on_progress, started_now())


def _check_keys(delivery: Delivery, options: LoadOptions) -> None:
    """Raises SettingsError if a row holds hashes of identity numbers made with another key: nobody could tell later."""
    ours = options.hash_key.fingerprint if options.hash_key else ""
    sheets = [raw.origins[0].sheet for raw in delivery.tables]
    keys = {
        key for sheet in sheets if KEY_COLUMN in sheet.headers for key in sheet.text[KEY_COLUMN].unique().to_pylist()
    }
    if keys - {"", ours}:
        raise SettingsError(
            "The refused rows hold identity numbers hashed with a key that is not set. Set the key under which they "
            "were refused and load them again.",
            "拒收的行中含有以其他密钥散列的身份证号。请设置拒收时所用的密钥后重新装载。",
            found=sorted(keys - {""}),
            given=ours,
        )
