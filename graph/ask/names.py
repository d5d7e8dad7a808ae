"""The index over names: parties by name or code, one or two characters included, at a million names.

Neither database finds a part of a Chinese name by an index that both have, so the names are kept here: normalised,
sorted, joined by line ends into one string that is searched from end to end (about 10 ms for a million names), and
written as one Arrow file, so that the next process reads it instead of the database.
"""

import os
import threading
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, takewhile
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cypher import QUERIES
from graph.store import Reader, Store

BUCKETS: Final = 64
USCC: Final = "cn.uscc:"
LINE: Final = "\n"

Edition = tuple[int, int]
"""The store's version and its number of parties: a database that was emptied and filled anew counts from 1 again."""


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
    """Names and codes of the parties of one edition of the store."""

    def __init__(self, table: pa.Table, edition: Edition) -> None:
        self.edition = edition
        self._party_ids = table["party_id"].combine_chunks()
        self._persons = table["person"].combine_chunks().to_numpy(zero_copy_only=False)
        self._names = _Lines.of(table["key"].combine_chunks())
        self._codes = _Lines.of(table["code"].combine_chunks())

    def enterprises(self, text: str) -> Iterator[str]:
        """Party ids of enterprises by name or code: the whole name first, then its beginning, the code, any part."""
        wanted = normalised(text)
        if not wanted:
            return
        codes = self._codes.containing(f"{LINE}{wanted.upper()}") if wanted.isascii() else ()
        seen = set()
        for row in chain(self._names.beginning(wanted), codes, self._names.containing(wanted)):
            if row not in seen and not self._persons[row]:
                seen.add(row)
                yield self._party_ids[row].as_py()

    def named(self, name: str) -> list[str]:
        """Party ids of everybody of exactly that name."""
        wanted = normalised(name)
        same = takewhile(lambda row: self._names.line(row) == wanted, self._names.beginning(wanted))
        return [self._party_ids[row].as_py() for row in same]


_kept: "WeakKeyDictionary[Store, NameIndex]" = WeakKeyDictionary()
_reading = threading.Lock()


def name_index(store: Store, folder: Path | None = None) -> NameIndex:
    """The index of the store as it stands now: the one at hand, else the one in the folder, else read and kept."""
    edition = store.read(_edition)
    with _reading:
        index = _kept.get(store)
        if index is None or index.edition != edition:
            index = NameIndex(_table(store, edition, folder), edition)
            _kept[store] = index
        return index


def _edition(reader: Reader) -> Edition:
    row = reader.rows(QUERIES["party/edition"].text, {"store_id": "store"})[0]
    return row["version"], row["parties"]


def _table(store: Store, edition: Edition, folder: Path | None) -> pa.Table:
    if folder is None:
        return _read(store)
    file = folder / f"names-{edition[0]}-{edition[1]}.arrow"
    if file.exists():
        with pa.memory_map(str(file)) as source:
            return pa.ipc.open_file(source).read_all()
    table = _read(store)
    _write(table, file)
    return table


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


def _write(table: pa.Table, file: Path) -> None:
    """Writes the file whole or not at all, readable by its owner only, and drops those of earlier editions."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    owner_only = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(owner_only, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    draft.replace(file)
    for other in file.parent.glob("names-*.arrow"):
        if other != file:
            other.unlink(missing_ok=True)
