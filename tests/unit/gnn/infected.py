"""A made-up economy in which defaults come from those whom an enterprise guarantees, and from its own weakness."""

import numpy as np

from gnn.features.table import FeatureTable
from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from gnn.sample import Sample
from tests.unit.gnn.made_up import feature

TIES_EACH = 3


def infected(seed: int, count: int = 400, name: str = "train") -> Sample:
    """Weakness is a feature; a guarantee of share near 1 carries the debtor's weakness to the guarantor, one near 0
    does not. Persons and a second relation say nothing."""
    chance = np.random.default_rng(seed)
    weakness = chance.standard_normal(count)
    guarantor = np.repeat(np.arange(count, dtype=np.int32), TIES_EACH)
    debtor = chance.integers(0, count, len(guarantor)).astype(np.int32)
    share = np.where(chance.random(len(guarantor)) < 0.5, 1.0, 0.0)
    heard = np.bincount(guarantor, share * weakness[debtor], count) / np.maximum(
        np.bincount(guarantor, share, count), 1
    )
    label = (0.5 * weakness + 2 * heard + 0.3 * chance.standard_normal(count) > 0).astype(float)
    label[:5] = np.nan
    table = np.column_stack([weakness, chance.lognormal(3, 3, count)])
    table[chance.random(count) < 0.1, 1] = np.nan
    boss = chance.integers(0, count // 2, count).astype(np.int32)
    network = TypedNetwork(
        {ENTERPRISE: count, PERSON: count // 2},
        (
            Relation("guarantees", ENTERPRISE, ENTERPRISE, guarantor, debtor, share[:, None], ("share",)),
            Relation("leads", PERSON, ENTERPRISE, boss, np.arange(count, dtype=np.int32), np.empty((count, 0))),
        ),
    )
    ids = np.array([f"{name}{one}" for one in range(count)])
    features = FeatureTable((feature("own.weakness"), feature("own.capital", "元")), table)
    return Sample(name, ids, features, network, label, chance.random(count) < 0.95)
