"""How deliveries are loaded under the operator's settings."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import Store
    from ingest import LoadOptions, LoadReport


def load_options(settings: "Settings", format_: str = "auto", source: str = "") -> "LoadOptions":
    """How a delivery is loaded under these settings."""
    from api.settings import read_hash_key
    from graph.identifiers import HashKey
    from graph.money import Rates
    from ingest import LoadOptions

    options = LoadOptions(
        format=format_,  # type: ignore[arg-type]  # the choices of the option are those of the loader
        hash_key=HashKey(read_hash_key(settings)),
        rates=Rates.read(settings.rates_file) if settings.rates_file else Rates(),
        priority=settings.source_priority,
    )
    return replace(options, source=source) if source else options


def load_into(
    store: "Store", settings: "Settings", paths: Sequence[Path], options: "LoadOptions",
    moved: Callable[[str, int, int], None],
) -> "LoadReport":  # fmt: skip
    """Load a delivery; refused rows go to its own folder."""
    from api.commands.refused import Refused
    from ingest import load

    refused = Refused.of(settings.rejects_folder, options, paths)
    with refused.fresh() as folder:
        report = load(store, paths, options=replace(options, rejects=folder), on_progress=moved)
    return replace(report, reject_files=tuple(str(file) for file in refused.files()))
