"""What each source states, table by table: how much, how much of it is in force, superseded or outranked, how fresh."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.schema import RELATIONSHIPS
from graph.snapshot import History
from graph.snapshot.columns import int32_days
from graph.snapshot.parties import whole

_EPOCH: Final = date(1970, 1, 1)
NO_DAY: Final = np.iinfo(np.int32).min
EARLIEST: Final = (date(1, 1, 2) - _EPOCH).days
"""A start before this day is one that nobody stated."""

Days = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts that a source states by a table of a feed, as told by a day.

    facts: held true then, whenever they were in force; in_force: on the day; superseded: held true before, and told
    otherwise or ended by a later word; outranked: a source that takes precedence says something else. recorded_on,
    valid_from, period_end: the newest day, None where nobody stated one. A row of a file may state several facts.
    """

    source: str
    table: str
    facts: int
    in_force: int
    superseded: int
    outranked: int
    recorded_on: date | None
    valid_from: date | None
    period_end: date | None


def stated(history: History, at: AsOf, batches: pa.Table) -> tuple[Stated, ...]:
    """By source and table, in their order. batches: the ledger, which says which table a batch was of."""
    table_of = dict(zip(*(batches.column(name).to_pylist() for name in ("batch_id", "table")), strict=True))
    found: dict[tuple[str, str], _Sums] = {}
    for name in sorted(set(history.tables) & RELATIONSHIPS.keys()):
        if RELATIONSHIPS[name].dated and not RELATIONSHIPS[name].derived:
            for source, batch, sums in _by_batch(history, name, at):
                found.setdefault((source, table_of.get(batch) or ""), _Sums.none()).add(sums)
    return tuple(found[key].told(*key) for key in sorted(found))


@dataclass(slots=True)
class _Sums:
    """Counts, and newest days."""

    counts: NDArray[np.int64]
    newest: Days

    @classmethod
    def none(cls) -> "_Sums":
        return cls(np.zeros(4, dtype=np.int64), np.full(3, NO_DAY, dtype=np.int32))

    def add(self, other: "_Sums") -> None:
        self.counts = self.counts + other.counts
        self.newest = np.maximum(self.newest, other.newest)

    def told(self, source: str, table: str) -> Stated:
        days = [None if day == NO_DAY else date.fromordinal(_EPOCH.toordinal() + int(day)) for day in self.newest]
        return Stated(source, table, *self.counts.tolist(), *days)


def _by_batch(history: History, name: str, at: AsOf) -> Iterator[tuple[str, str, _Sums]]:
    """Of one kind of fact, by source and batch."""
    table = history.table(name)
    if not len(table):
        return
    source, sources = _coded(table, "source")
    batch, names = _coded(table, "batch")
    keys, group = np.unique(source.astype(np.int64) * len(names) + batch, return_inverse=True)
    counts = [np.bincount(group, weights=flags, minlength=len(keys)) for flags in _flags(table, at)]
    newest = []
    for days in _days(history, name, at):
        latest = np.full(len(keys), NO_DAY, dtype=np.int32)
        np.maximum.at(latest, group, days)
        newest.append(latest)
    for place, key in enumerate(keys.tolist()):
        own = np.array([int(one[place]) for one in counts], dtype=np.int64)
        yield sources[key // len(names)], names[key % len(names)], _Sums(own, np.array([n[place] for n in newest]))


def _flags(table: pa.Table, at: AsOf) -> tuple[Flags, Flags, Flags, Flags]:
    """Held true, in force, superseded, outranked."""
    today, known = ((day - _EPOCH).days for day in (at.as_of, at.known_at))
    told, superseded = int32_days(table, "recorded_on"), int32_days(table, "superseded_on")
    heard = told <= known
    held = heard & (known < superseded)
    in_force = held & (int32_days(table, "valid_from") <= today) & (today < int32_days(table, "valid_to"))
    outranked = heard & (told == superseded)
    return held, in_force, heard & ~held & ~outranked, outranked


def _days(history: History, name: str, at: AsOf) -> tuple[Days, Days, Days]:
    """Of each word that was told by the day: when it was recorded, since when it holds, of which period it is."""
    table = history.table(name)
    today, known = ((day - _EPOCH).days for day in (at.as_of, at.known_at))
    told, since = int32_days(table, "recorded_on"), int32_days(table, "valid_from")
    heard = told <= known
    period = np.full(len(table), NO_DAY, dtype=np.int32)
    if name == "REPORTED":
        ends = history.table("Statement").column("period_end").cast(pa.int32()).fill_null(NO_DAY).to_numpy()
        period = ends[history.ends(name)[1]].astype(np.int32)
    return tuple(  # type: ignore[return-value]  # three of them
        np.where(heard & (days >= EARLIEST) & (days <= most), days, NO_DAY).astype(np.int32)
        for days, most in ((told, known), (since, today), (period, today))
    )


def _coded(table: pa.Table, name: str) -> tuple[NDArray[np.int32], list[str]]:
    """The texts of a column by number, and what each number stands for."""
    column = whole(table.column(name))
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    texts = [text or "" for text in encoded.dictionary.to_pylist()]
    missing = len(texts)
    codes = encoded.indices.fill_null(missing).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes, [*texts, ""]
