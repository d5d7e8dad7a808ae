"""How deliveries are loaded under the operator's settings."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.settings import Settings
    from ingest import LoadOptions


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
