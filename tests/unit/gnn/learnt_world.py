"""A synthetic world learnt from as a firm would: models of earlier cut-offs foretell the defaults of later ones.

The same model is learnt twice, with and without what enterprises are tied by: features of the families in `OWN` and no
ties, beside all features and all ties. Test horizons do not overlap, so that no default counts twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.dataset import Dataset, Observed
from gnn.models.risk_model import RiskModel, fit_risk_model
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.network import TypedNetwork
from gnn.sample import Sample
from gnn.split import Split
from gnn.task import Task
from ingest.world import WorldOptions, build_world
from tests.unit.gnn.transmitted_edges import Edges, edges_of
from tests.unit.measures.told import told_by

Floats = NDArray[np.float64]

OWN: Final = ("own", "loans", "events")
YEARS: Final = 10
SPLIT: Final = Split(
    Task(),
    train=(date(2018, 9, 30), date(2019, 9, 30), date(2020, 9, 30)),
    validation=(date(2021, 10, 31),),
    test=(date(2022, 11, 30), date(2023, 11, 30), date(2024, 11, 30)),
    known_at=date(2025, 12, 31),
)
SETTINGS: Final = ModelSettings(
    members=3, trees=BoostingSettings(rounds=300), network=NetworkShape(hidden=16),
    training=NetworkTraining(epochs=20, patience=5), refit=False,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Foretold:
    """One value per enterprise and test cut-off. with_ties, without_ties: probabilities. edges: of all test cut-offs.
    left_out: of whom a model says nothing."""

    ids: NDArray[np.str_]
    label: Floats
    with_ties: Floats
    without_ties: Floats
    edges: Edges
    left_out: int

    @property
    def defaults(self) -> int:
        """How many there are to be foretold."""
        return int(self.label.sum())


def foretold(
    options: WorldOptions,
    settings: ModelSettings = SETTINGS,
    split: Split = SPLIT,
    on_step: Callable[[str], None] = lambda _done: None,
) -> Foretold:
    """Make the world, learn from it and foretell. on_step: told what is done."""
    world = build_world(options)
    dataset = Dataset(told_by(world), split.task)
    on_step("world")
    samples = {name: dataset.of_split(split, name) for name in ("train", "validation", "test")}
    on_step("samples")
    with_ties = _learnt(samples, settings, lambda sample: sample)
    on_step("model with ties")
    without_ties = _learnt(samples, replace(settings, network=None), on_its_own)
    on_step("model without ties")
    parts, edges, left_out = [], [], 0
    for observed in samples["test"]:
        sample = observed.sample
        scores = with_ties.score(sample).probability, without_ties.score(on_its_own(sample)).probability
        rows = sample.labelled
        rows = rows[~np.isnan(scores[0][rows]) & ~np.isnan(scores[1][rows])]
        left_out += len(sample.labelled) - len(rows)
        parts.append((sample.ids[rows], sample.label[rows], scores[0][rows], scores[1][rows]))
        edges.append(edges_of(world, dataset.facts_at(observed.cut_off), sample, scores[0]))
    on_step("scores")
    ids, label, first, second = (np.concatenate(one) for one in zip(*parts, strict=True))
    return Foretold(ids, label, first, second, edges[0].followed_by(*edges[1:]), left_out)


def on_its_own(sample: Sample) -> Sample:
    """Without what enterprises are tied by."""
    names = [one.name for one in sample.table.features if one.family in OWN]
    return replace(sample, table=sample.table.only(names), network=TypedNetwork(sample.network.counts, ()))


def _learnt(
    samples: dict[str, tuple[Observed, ...]], settings: ModelSettings, seen: Callable[[Sample], Sample]
) -> RiskModel:
    def of(name: str) -> Sequence[Sample]:
        return [seen(observed.sample) for observed in samples[name]]

    return fit_risk_model(of("train"), of("validation"), settings)
