"""The deliveries that benchmarks load: worlds written as a firm would deliver them."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from graph.as_of import AsOf
from graph.identifiers import HashKey
from graph.schema import TABLES
from ingest import LoadOptions
from ingest.world import WorldOptions, build_world, write_world

LAST_DAY = date(2025, 12, 31)
NOW = AsOf(LAST_DAY, LAST_DAY)
SEED = 5
WARM_UP_SEED = 6

OPTIONS = LoadOptions(source="bench", hash_key=HashKey(b"a key for benchmarks only"), loaded_on=LAST_DAY)


def written(folder: Path, enterprises: int, seed: int = SEED) -> Path:
    """The folder of a world, written once."""
    place = folder / f"world-{enterprises}-{seed}"
    if not place.exists():
        write_world(build_world(WorldOptions(seed, enterprises)), place)
    return place


def files(folder: Path, tables: Iterable[str] = TABLES) -> dict[str, Path]:
    """The files of the named tables, in the order of loading."""
    return {name: folder / f"{name}.csv" for name in TABLES if name in tables}


def month_ends(count: int) -> list[AsOf]:
    """The last days of so many months up to the world's last day, each as it was known on that day."""
    months = [divmod(LAST_DAY.year * 12 + LAST_DAY.month - back, 12) for back in range(count)]
    days = [date(year, month + 1, 1) - timedelta(days=1) for year, month in months]
    return [AsOf(day, day) for day in days]
