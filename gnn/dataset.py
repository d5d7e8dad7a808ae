"""From the facts of a store to samples: enterprises at cut-offs, with features, network and, where known, outcome.

The history is read once; each cut-off is made from what was known by then, and nothing else (`graph.snapshot.known`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from gnn.features.catalogue import all_features
from gnn.features.table import FeatureTable
from gnn.relations import network_of
from gnn.sample import Sample
from gnn.split import Split
from gnn.task import Exclusion, Reason, Task
from graph.as_of import AsOf
from graph.measures.facts import READ, Facts
from graph.snapshot import History
from graph.snapshot.known import known_by
from graph.store import Store

Compute = Callable[[Facts], FeatureTable]


@dataclass(frozen=True, eq=False)
class Observed:
    """One cut-off. exclusions: who is not scored or has no label, counted once each, by the first reason that applies.
    known_at: as of which day the label is known."""

    cut_off: date
    known_at: date
    sample: Sample
    exclusions: tuple[Exclusion, ...]

    @property
    def left_out(self) -> dict[Reason, int]:
        """How many enterprises for which reason."""
        return {exclusion.reason: exclusion.count for exclusion in self.exclusions}


@dataclass(frozen=True, eq=False)
class Dataset:
    """A history and what is to be foretold of it. features: what is worked out of a day's facts."""

    history: History
    task: Task
    features: Compute = all_features

    @classmethod
    def read(cls, store: Store, task: Task, cache_dir: Path | None = None) -> "Dataset":
        """All facts of a store that features and labels need, in one reading."""
        return cls(History.read(store, cache_dir, READ), task)

    def facts_at(self, cut_off: date) -> Facts:
        """What was known at a cut-off."""
        at = AsOf(cut_off, cut_off)
        return Facts(known_by(self.history, cut_off).at(at), self.task.rule)

    def at(self, cut_off: date, known_at: date) -> Observed:
        """The enterprises known at a cut-off, with their outcomes as known on a later day (NaN before they matured)."""
        facts = self.facts_at(cut_off)
        parties = facts.snapshot.parties.table
        ids = np.array(parties.column("party_id").take(pa.array(facts.enterprises)).to_pylist(), dtype=np.str_)
        scored, exclusions = self.task.population(facts.snapshot)
        population = scored[facts.enterprises]
        label, before = self.task.labels(self.history, ids, cut_off, known_at)
        label[~population] = np.nan
        late = population & before
        unknown = population & np.isnan(label) & ~late
        counted = (
            Exclusion(Reason.DEFAULT_TOLD_LATE, int(late.sum())),
            Exclusion(Reason.NOT_MATURED, int(unknown.sum())),
        )
        sample = Sample(cut_off.isoformat(), ids, self.features(facts), network_of(facts), label, population)
        return Observed(cut_off, known_at, sample, exclusions + counted)

    def of_split(self, split: Split, name: str) -> tuple[Observed, ...]:
        """The cut-offs of `train`, `validation` or `test`, with labels of the day on which that part is used."""
        return tuple(self.at(cut_off, split.labels_known_at(name)) for cut_off in split.cut_offs(name))
