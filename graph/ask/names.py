"""The index over names: parties by name or code, one or two characters included, at a million names.

Neither database finds a part of a Chinese name by an index that both have, so the names are kept here: normalised,
sorted, joined by line ends into one string that is searched from end to end (about 10 ms for a million names), and
written as one Arrow file among those of the same store, so that the next process reads it instead of the database.
"""

import threading
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, takewhile
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cypher import QUERIES
from graph.snapshot.cache import Cache
from graph.snapshot.freshness import Freshness, read_freshness, still_stands
from graph.snapshot.parties import LABELS
from graph.store import Store

BUCKETS: Final = 64
USCC: Final = "cn.uscc:"
LINE: Final = "\n"

FILE: Final = "names"
"""The name of the index among the store's cached files."""

FORMAT: Final = "1"
"""To be raised when names come to be normalised or kept in another way."""


def normalised(text: str) -> str:
    """The form in which names are compared: full-width as half-width, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class _Lines:
    """Texts joined by line ends, each with the place where it starts."""

    text: str  # begins with a line end, and every line ends with one
    starts: np.ndarray

    @classmethod
    def of(cls, lines: pa.Array) -> "_Lines":
        text = LINE + LINE.join(lines.to_pylist()) + LINE
        lengths = pc.utf8_length(lines).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        return cls(text, np.cumsum(lengths) - lengths + 1)

    def line(self, row: int) -> str:
        """The line of that number."""
        start = int(self.starts[row])
        return self.text[start : self.text.index(LINE, start)]

    def beginning(self, part: str) -> Iterator[int]:
        """Numbers of the lines that begin with the part; the lines must be sorted."""
        first = bisect_left(range(len(self.starts)), part, key=self.line)
        return takewhile(lambda row: self.line(row).startswith(part), range(first, len(self.starts)))

    def containing(self, part: str) -> Iterator[int]:
        """Numbers of the lines in which the part stands, in order, each once."""
        place = self.text.find(part)
        while place >= 0:
            row = int(np.searchsorted(self.starts, place + part.startswith(LINE), side="right")) - 1
            yield row
            if row + 1 == len(self.starts):
                return
            place = self.text.find(part, int(self.starts[row + 1]) - 1)


class NameIndex:
    """Names and codes of the parties of a store."""

    def __init__(self, table: pa.Table) -> None:
        self._party_ids = table["party_id"].combine_chunks()
        self._persons = table["person"].combine_chunks().to_numpy(zero_copy_only=False)
        self._names = _Lines.of(table["key"].combine_chunks())
        self._codes = _Lines.of(table["code"].combine_chunks())

    def enterprises(self, text: str, *, parts: bool = True) -> Iterator[str]:
        """Party ids of enterprises by name or code: the whole name first, then its beginning, the code, any part.

        parts: False leaves it at whole names and beginnings, which are found without looking through all of them.
        """
        wanted = normalised(text)
        if not wanted:
            return
        codes = self._codes.containing(f"{LINE}{wanted.upper()}") if parts and wanted.isascii() else ()
        anywhere = self._names.containing(wanted) if parts else ()
        seen = set()
        for row in chain(self._names.beginning(wanted), codes, anywhere):
            if row not in seen and not self._persons[row]:
                seen.add(row)
                yield self._party_ids[row].as_py()

    def named(self, name: str) -> list[str]:
        """Party ids of everybody of exactly that name."""
        wanted = normalised(name)
        same = takewhile(lambda row: self._names.line(row) == wanted, self._names.beginning(wanted))
        return [self._party_ids[row].as_py() for row in same]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An index in memory, and the state of the ledger from which it was made."""

    index: NameIndex
    fresh: Freshness
    mark: str


_kept: "WeakKeyDictionary[Store, _Kept]" = WeakKeyDictionary()
_reading = threading.Lock()


def name_index(store: Store, folder: Path | None = None) -> NameIndex:
    """The index of the store as it stands now: the one at hand, else the one in the folder, else read and kept."""
    with _reading:
        kept = _kept.get(store)
        if kept is None or not still_stands(store, kept.fresh):
            kept = _kept[store] = _renewed(store, kept, Cache(folder, store.address) if folder else None)
        return kept.index


def _renewed(store: Store, kept: _Kept | None, cache: Cache | None) -> _Kept:
    """The index by the ledger's present state: kept as it is where no batch has touched parties.

    During a load the names may be newer than the state they are kept under; then they are not written, and the next
    look finds another version.
    """
    fresh = read_freshness(store)
    mark = _mark(fresh)
    if kept and mark and kept.mark == mark:
        return replace(kept, fresh=fresh)
    index = _from_file(cache, mark) if cache else None
    if index is None:
        table = _read(store)
        if cache and read_freshness(store) == fresh:
            cache.put(FILE, mark, table)
        index = NameIndex(table)
    return _Kept(index, fresh, mark)


def _mark(fresh: Freshness) -> str:
    """Changes when a batch has touched enterprises or persons; empty where the ledger knows of neither.

    Of a kind without a batch nothing may be concluded while the version moves on, so the version stands for it.
    """
    marks = [fresh.marks[label] for label in LABELS]
    if not any(marks):
        return ""
    return sha256("|".join([FORMAT, *(mark or str(fresh.version) for mark in marks)]).encode()).hexdigest()[:20]


def _from_file(cache: Cache, mark: str) -> NameIndex | None:
    """The index of the file under that mark; None where there is none or it is damaged."""
    try:
        table = cache.get(FILE, mark)
        if table is None:
            return None
        table.validate(full=True)
        return NameIndex(table)
    except (pa.ArrowException, KeyError):
        return None


def _read(store: Store) -> pa.Table:
    """Party id, comparable name, code, and whether a person; sorted by name, then id."""
    names = store.columns(QUERIES["party/names"].text, {"buckets": BUCKETS})
    party_ids, persons = names.get("party_ids", []), names.get("persons", [])
    codes = ["" if person else _code(party_id) for party_id, person in zip(party_ids, persons, strict=True)]
    columns = {
        "key": pa.array([normalised(name) for name in names.get("names", [])], pa.large_string()),
        "party_id": pa.array(party_ids, pa.large_string()),
        "code": pa.array(codes, pa.large_string()),
        "person": pa.array(persons, pa.bool_()),
    }
    return pa.table(columns).sort_by([("key", "ascending"), ("party_id", "ascending")])


def _code(party_id: str) -> str:
    return party_id.removeprefix(USCC).upper()
