"""A made-up sample: a dozen enterprises with features, ties and outcomes."""

import numpy as np

from gnn.features.table import FeatureTable
from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from gnn.sample import Sample
from graph.measures.measure import Measure
from tests.unit.gnn.tied import turned


def feature(name: str, unit: str = "ratio") -> Measure:
    return Measure(name, name, name, unit, "示例", "example")


def sample(seed: int = 0, count: int = 12, name: str = "train") -> Sample:
    chance = np.random.default_rng(seed)
    values = chance.random((count, 2))
    values[0, 1] = np.nan
    ties = chance.integers(0, count, (2, 20)).astype(np.int32)
    people = chance.integers(0, 4, 15).astype(np.int32)
    network = TypedNetwork(
        {ENTERPRISE: count, PERSON: 4},
        (
            Relation("owns", ENTERPRISE, ENTERPRISE, ties[0], ties[1], chance.random((20, 1)), ("share",)),
            Relation(
                "held_by", PERSON, ENTERPRISE, people, chance.integers(0, count, 15).astype(np.int32),
                np.zeros((15, 0)),
            ),
        ),
    )  # fmt: skip
    label = np.where(chance.random(count) < 0.3, 1.0, 0.0)
    label[1] = np.nan
    ids = np.array([f"e{one}" for one in range(count)])
    return Sample(
        name,
        ids,
        FeatureTable((feature("own.a"), feature("own.b")), values),
        network,
        label,
        chance.random(count) < 0.9,
    )


def shuffled(one: Sample, seed: int = 1) -> Sample:
    """The same enterprises, persons, features and ties in another order."""
    network, order = turned(one.network, seed)
    return Sample(one.name, one.ids[order], one.table.rows(order), network, one.label[order], one.population[order])
