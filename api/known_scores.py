"""Learned scores as they could have been known at past dates: what a back-test gives its rules."""

import hashlib
import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

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
        for made in self.made:
            if made.had_from <= day:
                keys, figures = self._scores(made)
                place = snapshot.find("Party", keys)
                for name in FIGURES:
                    columns[name][place[place >= 0]] = figures[name][place >= 0]
        return {f"score.{name}": values for name, values in columns.items()}

    def mark(self) -> str:
        """A hash over all of it: the same hash, the same values on every day."""
        found = hashlib.sha256()
        for made in self.made:
            keys, figures = self._scores(made)
            order = pc.sort_indices(keys)
            found.update(repr((made, keys.take(order).to_pylist())).encode())
            for name in FIGURES:
                found.update(figures[name][order.to_numpy()].tobytes())
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

    def _scores(self, made: Made) -> tuple[pa.Array, dict[str, Floats]]:
        """Whose scores, and the scores; read once."""
        if made not in self._read:
            asked = {"model": made.model, "as_of": made.as_of, "known_at": made.known_at}
            buckets = math.ceil(made.scores / ROWS_PER_MESSAGE)
            found = self.store.columns(query("score/of_day").text, asked | {"buckets": buckets})
            figures = {name: np.asarray(found[name], dtype=np.float64) for name in FIGURES}
            self._read[made] = pa.array(found["party_id"], pa.string()), figures
        return self._read[made]

    @cached_property
    def _read(self) -> dict[Made, tuple[pa.Array, dict[str, Floats]]]:
        return {}
