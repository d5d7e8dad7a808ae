"""Which families of features the trees see, and the tables that this makes of the splits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gnn.features.content import content_folds
from gnn.features.groups import group_features
from gnn.features.neighbours import neighbour_features
from gnn.features.rates import GroupRates, out_of_fold_rates, rate_features
from gnn.features.spread import spread_features
from gnn.features.table import FeatureTable, Floats, beside
from gnn.sample import Sample
from gnn.smesd.samples import Samples
from gnn.smesd.words import WORDS

NEIGHBOURS_SHOW = ("capital.registered", "capital.paid_ratio", "lawsuits.all", "lawsuits.share_lost_as_defendant")
"""Columns whose mean and maximum over neighbours and over those who share people are features."""


@dataclass(frozen=True)
class Choice:
    """Families beside capital. hops: 0 without the network, 1 or 2. triples: lawsuits by cause, court and result at once.

    rates: kinds of membership whose smoothed rate of default is a feature.
    """

    lawsuits: bool = True
    triples: bool = False
    hops: int = 1
    spread: bool = False
    rates: tuple[str, ...] = ()


def build_tables(samples: Samples, choice: Choice) -> dict[str, FeatureTable]:
    """Per split a table of all its enterprises, neighbours included; all with the same columns."""
    prior = float(np.nanmean(samples.train.label))
    tables = {}
    rates = _rates(samples, choice.rates)
    for sample in (samples.train, samples.valid, samples.test):
        parts = [sample.table.only(_own(sample.table.names, choice))]
        if choice.hops:
            parts.append(
                neighbour_features(sample.network, sample.table, NEIGHBOURS_SHOW, hops=choice.hops, words=WORDS)
            )
            parts.append(group_features(sample.network, sample.table, NEIGHBOURS_SHOW, words=WORDS))
        if choice.spread:
            known = samples.known_outcomes[sample.name]
            parts.append(spread_features(sample.network, known, prior=prior, words=WORDS))
        if choice.rates:
            parts.append(rate_features(rates[sample.name], WORDS))
        tables[sample.name] = beside(*parts)
    return tables


def learnable(sample: Sample, table: FeatureTable) -> tuple[FeatureTable, Floats]:
    """The rows whose outcome is known, and it."""
    return table.rows(sample.labelled), sample.label[sample.labelled]


def _own(names: Sequence[str], choice: Choice) -> list[str]:
    return [
        name
        for name in names
        if name.startswith("capital.")
        or (choice.lawsuits and name.startswith("lawsuits.") and (choice.triples or ".kind." not in name))
    ]


def _rates(samples: Samples, kinds: Sequence[str]) -> dict[str, dict[str, Floats]]:
    """Learnt on train alone; for train itself out of fold."""
    train = samples.train
    prior = float(np.nanmean(train.label))
    folds = content_folds(train.table, 5)
    found: dict[str, dict[str, Floats]] = {"train": {}, "valid": {}, "test": {}}
    for kind in kinds:
        rates = GroupRates.fit(train.network, kind, train.label, prior=prior)
        found["train"][kind] = out_of_fold_rates(train.network, kind, train.label, folds)
        for sample in (samples.valid, samples.test):
            found[sample.name][kind] = rates.values(sample.network)
    return found
