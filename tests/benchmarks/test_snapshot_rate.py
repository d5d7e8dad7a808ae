"""Reading the graph of a day in columns against reading the same facts as records, and many days from one reading."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.schema import NODES, RELATIONSHIPS
from graph.snapshot import History
from graph.snapshot.freshness import fact_names
from graph.snapshot.read import bulk_read
from graph.store import Store
from ingest import load
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds
from tests.benchmarks.worlds import NOW, OPTIONS, SEED, files, month_ends, written

ENTERPRISES = 2_000
REPEATS = 3
MONTHS = 36
THREE_TIMES = 3.0
LITTLE_MORE = 1.5
"""So many times the time of one month-end may 36 of them take, reading included."""


@pytest.fixture
def loaded_store(store: Store, deliveries: Path, record: Recorder) -> Store:
    """A store with a whole world in it, read once already in both ways."""
    load(store, list(files(written(deliveries, record.scaled(ENTERPRISES, 200))).values()), options=OPTIONS)
    read_columns(store, [NOW])
    read_records(store)
    return store


def test_snapshot(loaded_store: Store, record: Recorder) -> None:
    """The whole graph of one day, and of 36 month-ends."""
    store = loaded_store
    counts: set[int] = set()
    ways: dict[str, Callable[[], object]] = {
        "one": lambda: counts.add(read_columns(store, [NOW])),
        "many": lambda: read_columns(store, month_ends(MONTHS)),
        "records": lambda: counts.add(read_records(store)),
    }
    with peak_memory() as peak:
        timed = {name: partial(seconds, work) for name, work in ways.items()}
        found = in_turns(REPEATS if record.scale >= 1 else 1, timed)
    assert len(counts) == 1, "both ways read as many facts"
    one, many, records = (median(found[name]) for name in ways)
    facts = counts.pop()
    common: dict[str, Any] = {
        "claim": "snapshot", "database": store.kind, "size": f"{facts:,} facts", "seed": SEED, "peak_mib": peak.mib,
        "repeats": len(found["one"]),
    }  # fmt: skip
    record.keep(
        Measurement(
            figure="one day", value=facts / one, plain=facts / records, unit="facts/s", target_ratio=THREE_TIMES,
            wall_s=sum(found["one"]), **common,
        ),
        Measurement(
            figure=f"{MONTHS} month-ends, reading included", value=many, plain=MONTHS * one, unit="s",
            target=LITTLE_MORE * one, wall_s=sum(found["many"]),
            note=f"The plain way to {MONTHS} month-ends is as many readings, reckoned from one.", **common,
        ),
    )  # fmt: skip


def read_columns(store: Store, days: Sequence[AsOf]) -> int:
    """Read everything and cut out the days with the ends of every kind of relationship; the facts read."""
    history = History.read(store)
    for day in days:
        snapshot = history.at(day)
        for name in RELATIONSHIPS:
            if name in history.tables:
                snapshot.edges(name)
    return sum(len(table) for table in history.tables.values())


def read_records(store: Store) -> int:
    """Read the same values as records, one kind after the other, all kept as a program would; how many."""
    kept = {name: store.rows(text) for name, text in record_texts()}
    return sum(map(len, kept.values()))


def record_texts() -> Iterator[tuple[str, str]]:
    """For each kind of fact a statement that returns one record each, with the values that columns read."""
    for name in fact_names():
        names = [prop.name for prop in bulk_read(name).properties]
        if name in NODES:
            yield name, f"MATCH (n:{name}) RETURN {', '.join(f'n.{n} AS {n}' for n in names)}"
            continue
        kind = RELATIONSHIPS[name]
        source, target = NODES[kind.source], NODES[kind.target]
        values = [f"a.{source.key} AS source_key", f"b.{target.key} AS target_key"]
        values += [f"r.{n} AS {n}" for n in names[2:]]
        yield name, f"MATCH (a:{source.label})-[r:{kind.type}]->(b:{target.label}) RETURN {', '.join(values)}"
