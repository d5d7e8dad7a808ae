"""Learned scores as they could have been known at past dates: what a back-test gives its rules."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cypher import query
from gnn.registry import Registry
from graph.measures.measure import Columns
from graph.snapshot import Snapshot
from graph.store import Store

Floats = NDArray[np.float64]

FIGURES: Final = ("probability", "low", "high")
ROWS_PER_MESSAGE: Final = 20_000
"""About 1 MB a record, below the embedded database's 16 MB."""
SCORES_AT_ONCE: Final = 500_000
"""What the database collects for one answer."""


@dataclass(frozen=True, slots=True)
class Made:
    """The scores that a model gave for a day as it was known on a day, and since when anybody could have had them."""

    model: str
    as_of: date
    known_at: date
    scores: int
    had_from: date


@dataclass(frozen=True, eq=False)
class KnownScores:
    """The family `score` of past dates. known_at: scores that have seen facts told later than this are left out.

    A score could be had at a date if it is of that day or an earlier one, by facts known then, and if the outcomes that
    its model was trained on were known by then (`Training.cut_off`): else it would foretell what it had been told. A
    score of a model that is not kept any more is missing, since nobody can say what that had been told.
    """

    store: Store
    registry: Registry
    known_at: date

    def __call__(self, day: date, snapshot: Snapshot) -> Columns:
        """A value per party of the snapshot, NaN where none could be had: the newest day answers, of several scores of
        that day the model trained last, as in `score/latest`."""
        columns = {name: np.full(snapshot.node_count("Party"), np.nan) for name in FIGURES}
        had = [made for made in self.made if made.had_from <= day]
        everywhere = snapshot.find("Party", self._read.scored) if had else np.zeros(0, dtype=np.int32)
        for made in had:
            for part in self._read.parts[made]:
                place = everywhere[part.who]
                for name in FIGURES:
                    columns[name][place[place >= 0]] = part.figures[name][place >= 0]
        return {f"score.{name}": values for name, values in columns.items()}

    def mark(self) -> str:
        """A hash over all of it: the same hash, the same values on every day."""
        found = hashlib.sha256()
        for made in self.made:
            if not (parts := self._read.parts[made]):
                continue
            who = np.concatenate([part.who for part in parts])
            keys = self._read.scored.take(pa.array(who))
            order = pc.sort_indices(keys)
            found.update(repr((made, keys.take(order).to_pylist())).encode())
            for name in FIGURES:
                found.update(np.concatenate([part.figures[name] for part in parts])[order.to_numpy()].tobytes())
        return found.hexdigest()

    @cached_property
    def made(self) -> tuple[Made, ...]:
        """All scores whose model is kept, in the order in which a later one takes the place of an earlier one."""
        rows = self.store.rows(query("score/made").text, {"known_at": self.known_at})
        trained = {version: self.registry.manifest(version) for version in {str(row["model"]) for row in rows}}
        found = [
            Made(**row, had_from=max(row["as_of"], row["known_at"], manifest.training.cut_off))
            for row in rows
            if (manifest := trained[row["model"]]) is not None
        ]
        return tuple(sorted(found, key=lambda one: (one.as_of, one.model, one.known_at)))

    @cached_property
    def _read(self) -> "_Read":
        """All of them, so many days of a model at a time: the store would look through all scores for each day."""
        passes = [one for model in sorted({one.model for one in self.made}) for one in self._passes(model)]
        columns = [self._columns(one) for one in passes]
        who = pa.array(chain.from_iterable(one["party_id"] for one in columns), pa.string()).dictionary_encode()
        code, begin = who.indices.to_numpy(), 0
        read = _Read(who.dictionary, {made: [] for made in self.made})
        for days, found in zip(passes, columns, strict=True):
            of_day = {(one.as_of, one.known_at): one for one in days}
            figures = {name: np.asarray(found[name], dtype=np.float64) for name in FIGURES}
            ends = np.cumsum(found["scores"]).tolist()
            for as_of, known_on, first, end in zip(found["as_of"], found["known_on"], [0, *ends], ends, strict=False):
                made = of_day.get((as_of, known_on))
                if made is not None:  # else it was written meanwhile
                    part = {name: values[first:end] for name, values in figures.items()}
                    read.parts[made].append(_Part(code[begin + first : begin + end], part))
            begin += len(found["party_id"])
        return read

    def _passes(self, model: str) -> list[list[Made]]:
        """The scores of a model, parted where they become too many; those of one day are not."""
        passes: list[list[Made]] = []
        for _, same_day in groupby((one for one in self.made if one.model == model), lambda one: one.as_of):
            of_day = list(same_day)
            if not passes or _count(passes[-1]) + _count(of_day) > SCORES_AT_ONCE:
                passes.append([])
            passes[-1] += of_day
        return passes

    def _columns(self, days: Sequence[Made]) -> dict[str, list[Any]]:
        buckets = math.ceil(max(one.scores for one in days) / ROWS_PER_MESSAGE)
        asked = {
            "model": days[0].model, "first": days[0].as_of, "last": days[-1].as_of, "known_at": self.known_at,
            "buckets": buckets,
        }  # fmt: skip
        return self.store.columns(query("score/of_model").text, asked)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Scores of one day. who: places among all who have a score."""

    who: NDArray[np.int32]
    figures: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """All that was read. scored: everybody who has a score, once."""

    scored: pa.Array
    parts: dict[Made, list[_Part]]


def _count(days: Sequence[Made]) -> int:
    return sum(one.scores for one in days)
