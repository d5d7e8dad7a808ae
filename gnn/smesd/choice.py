"""Which families of features the models see, and the tables that this makes of the splits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gnn.features.content import content_folds
from gnn.features.groups import group_features
from gnn.features.neighbours import Wanted, neighbour_features
from gnn.features.rates import GroupRates, out_of_fold_rates, rate_features
from gnn.features.spread import spread_features
from gnn.features.table import FeatureTable, Floats, beside
from gnn.sample import Sample
from gnn.smesd.samples import Samples
from gnn.smesd.words import WORDS

SHOWN = ("capital.registered", "capital.paid_ratio", "lawsuits.all", "lawsuits.share_lost_as_defendant")
"""An enterprise's own columns that its neighbours may be described by."""


@dataclass(frozen=True)
class Choice:
    """Families beside capital. triples: lawsuits by cause, court and result at once. hops: 0 without the network.

    attributes: of ties. shown, shared: whether neighbours, and those who share people, are described by their own
    columns. rates: kinds of membership whose smoothed rate of default is a feature.
    """

    lawsuits: bool = True
    triples: bool = False
    hops: int = 1
    attributes: tuple[str, ...] = ()
    breadth: bool = True
    shown: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    spread: bool = False
    rates: tuple[str, ...] = ()


def build_tables(samples: Samples, choice: Choice) -> dict[str, FeatureTable]:
    """Per split a table of all its enterprises, neighbours included; all with the same columns."""
    rates = _rates(samples, choice.rates)
    prior = float(np.nanmean(samples.train.label))
    tables = {}
    for sample in (samples.train, samples.valid, samples.test):
        parts = [sample.table.only(_own(sample.table.names, choice))]
        if choice.hops:
            parts += _of_network(sample, choice)
        if choice.spread:
            parts.append(spread_features(sample.network, samples.known_outcomes[sample.name], prior=prior, words=WORDS))
        if choice.rates:
            parts.append(rate_features(rates[sample.name], WORDS))
        tables[sample.name] = beside(*parts)
    return tables


def learnable(sample: Sample, table: FeatureTable) -> tuple[FeatureTable, Floats]:
    """The rows whose outcome is known, and it."""
    return table.rows(sample.labelled), sample.label[sample.labelled]


def _of_network(sample: Sample, choice: Choice) -> list[FeatureTable]:
    wanted = Wanted(choice.shown, choice.attributes, choice.hops, choice.breadth)
    return [
        neighbour_features(sample.network, sample.table, wanted, words=WORDS),
        group_features(sample.network, sample.table, choice.shared, words=WORDS),
    ]


def _own(names: Sequence[str], choice: Choice) -> list[str]:
    def wanted(name: str) -> bool:
        if name.startswith("lawsuits."):
            return choice.lawsuits and (choice.triples or not name.startswith("lawsuits.kind."))
        return True

    return [name for name in names if wanted(name)]


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
