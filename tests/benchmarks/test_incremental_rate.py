"""What an evaluation costs after a small delivery, in full and of what has changed: in memory, and with a store."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from api.settings import Settings, read_settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.measures.day import DayMeasures
from graph.schema import TABLES
from graph.signals import Signal, rules_in_force
from graph.signals.evaluate import Evaluation, signals_of
from graph.signals.incremental import Comparison, Known
from graph.signals.incremental.kept import Key
from graph.snapshot import History
from graph.store import Store
from ingest import load
from ingest.world import WorldOptions, build_world
from ingest.world.write import as_template
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, peak_memory, seconds
from tests.benchmarks.tiled_world import tiled
from tests.benchmarks.worlds import LAST_DAY, NOW, OPTIONS, files, written
from tests.unit.measures.told import told_by

SIZES: Final = (20_000, 100_000)
STORED: Final = 20_000
TILE: Final = 10_000
SEED: Final = 6
TOUCHED: Final = 50
REPEATS: Final = 3
RULES: Final = rules_in_force(None)

Before = Mapping[Key, Known]


@pytest.mark.parametrize("enterprises", SIZES)
def test_after_a_small_delivery_in_memory(record: Recorder, enterprises: int) -> None:
    """Measures, conditions, evidence and wording; what is written comes on top, and is in proportion to what is new."""
    size = record.scaled(enterprises, TILE)
    history = tiled(told_by(build_world(WorldOptions(SEED, TILE, years=3))), size // TILE)
    earlier = without_last(history, TOUCHED)
    before = found(earlier, {}, NOW).now
    ways: dict[str, Callable[[], float]] = {
        "full": lambda: seconds(lambda: signals_of(DayMeasures.of(history, NOW), RULES)),
        "changed": lambda: seconds(lambda: found(history, before, NOW).fresh),
    }
    with peak_memory() as peak:
        took = in_turns(REPEATS, ways)
    changed = found(history, before, NOW)
    assert {one.signal_id for one in changed.now.values()} == ids(signals_of(DayMeasures.of(history, NOW), RULES))
    keep(record, f"{size:,} enterprises in memory, {TOUCHED} events more", took, peak.mib, changed)
    tomorrow = AsOf(LAST_DAY + timedelta(days=1), LAST_DAY + timedelta(days=1))
    ways = {
        "full": lambda: seconds(lambda: signals_of(DayMeasures.of(history, tomorrow), RULES)),
        "changed": lambda: seconds(lambda: found(history, changed.now, tomorrow).fresh),
    }
    took = in_turns(REPEATS, ways)
    after = found(history, changed.now, tomorrow)
    keep(record, f"{size:,} enterprises in memory, the next day", took, peak.mib, after)


def test_after_a_small_delivery_with_a_store(
    embedded_store: Store, record: Recorder, deliveries: Path, tmp_path: Path
) -> None:
    """From reading what is new to matters and notices."""
    enterprises = record.scaled(STORED, 1_000)
    world = written(deliveries, enterprises)
    load(embedded_store, list(files(world).values()), options=OPTIONS)
    settings = read_settings(data_folder=tmp_path / "data", cache_folder=tmp_path / "cache")
    evaluated(settings, embedded_store)
    parties = build_world(WorldOptions(5, enterprises)).tables["enterprises"]["party_id"].to_pylist()
    took: dict[str, list[float]] = {"full": [], "changed": []}
    for turn in range(REPEATS):
        for way, number in (("changed", 2 * turn), ("full", 2 * turn + 1)):
            deliver(embedded_store, tmp_path / str(number), parties[number * TOUCHED :][:TOUCHED])
            took[way].append(seconds(partial(evaluated, settings, embedded_store, full=way == "full")))
    took["nothing"] = [seconds(lambda: evaluated(settings, embedded_store)) for _ in range(REPEATS)]
    common: dict[str, Any] = {
        "claim": "incremental", "unit": "s", "size": f"{enterprises:,} enterprises", "database": "embedded",
        "repeats": REPEATS,
    }  # fmt: skip
    for way, figure in (("changed", f"{TOUCHED} new events"), ("nothing", "nothing new")):
        value = median(took[way])
        record.keep(
            Measurement(figure=f"evaluation, {figure}", value=value, plain=median(took["full"]), plain_way="in full",
                        wall_s=sum(took[way]), **common)
        )  # fmt: skip


def evaluated(settings: Settings, store: Store, *, full: bool = False) -> None:
    evaluate(settings, store, NOW, None, lambda _what, _done, _total: None, full=full)


def deliver(store: Store, folder: Path, parties: list[str]) -> None:
    """An overdue loan each, told the day before."""
    day = LAST_DAY - timedelta(days=1)
    rows = [
        {"event_id": f"{folder.name}-{i}", "party": party, "kind": "overdue", "occurred_on": day, "recorded_on": day}
        for i, party in enumerate(parties)
    ]
    like = build_world(WorldOptions(5, 1_000)).tables["events"].schema
    folder.mkdir()
    parquet.write_table(
        as_template(TABLES["events"], pa.Table.from_pylist(rows, schema=like)), folder / "events.parquet"
    )
    load(store, [folder], options=OPTIONS)


def found(history: History, before: Before, at: AsOf) -> Comparison:
    """Compared and, as far as it is new, put into words."""
    compared = Comparison(RULES, lambda: Evaluation.of(DayMeasures.of(history, at)), before)
    assert compared.now is not None
    return compared


def without_last(history: History, count: int) -> History:
    """The history before so many parties had an event more."""
    table = history.table("HAD")
    known = np.flatnonzero(np.asarray(table.column("recorded_on").to_numpy() <= np.datetime64(LAST_DAY)))
    last = known[np.argsort(table.column("valid_from").to_numpy()[known], kind="stable")][-count:]
    return history.restated({"HAD": table.take(pa.array(np.setdiff1d(np.arange(len(table)), last)))})


def ids(signals: list[Signal]) -> set[str]:
    return {one.signal_id for one in signals}


def keep(record: Recorder, size: str, took: Mapping[str, list[float]], peak: float, changed: Comparison) -> None:
    value, plain = median(took["changed"]), median(took["full"])
    record.keep(
        Measurement(
            claim="incremental", figure="findings of what has changed", value=value, unit="s", size=size, seed=SEED,
            plain=plain, plain_way="in full", wall_s=sum(took["changed"]), peak_mib=peak, repeats=len(took["changed"]),
            note=f"{len(changed.looked_at):,} parties looked at, {len(changed.fresh):,} new signals of "
            f"{len(changed.now):,}.",
        )
    )  # fmt: skip
