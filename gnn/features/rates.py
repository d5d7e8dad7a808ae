"""How often members of a group defaulted, smoothed: learnt on training rows, and for these out of fold."""

from dataclasses import dataclass

import numpy as np

from gnn.features.aggregate import over_neighbours
from gnn.features.content import Folds
from gnn.features.table import FeatureTable, Floats
from gnn.features.views import Words, pooled_ties
from gnn.network import TypedNetwork
from graph.measures.measure import Measure


@dataclass(frozen=True, eq=False)
class GroupRates:
    """Rates of the groups of one kind: `rate` per group, the prior where no member's outcome is known."""

    kind: str
    prior: float
    prior_weight: float
    rate: Floats

    @classmethod
    def fit(
        cls, network: TypedNetwork, kind: str, label: Floats, *, prior: float, prior_weight: float = 10.0
    ) -> "GroupRates":
        """label: float64 per enterprise, NaN for all that are not to be learnt from."""
        members = over_neighbours(pooled_ties(network, kind)[1], label)
        rate = (members.total + prior_weight * prior) / (members.count + prior_weight)
        return cls(kind, prior, prior_weight, rate)

    def values(self, network: TypedNetwork) -> Floats:
        """Per enterprise the mean over its groups; NaN without one. Groups stand at the places they were learnt at."""
        return over_neighbours(pooled_ties(network, self.kind)[0], self.rate).mean


def out_of_fold_rates(network: TypedNetwork, kind: str, label: Floats, folds: Folds) -> Floats:
    """For the rows that rates are learnt from: each from the rows of other folds alone.

    folds: int64 per enterprise. The prior is that of all rows: one by fold would tell the fold's labels.
    Leaving only the row itself out would tell its label: among members of one group the
    rate would then be lower exactly where the label is 1.
    """
    found = np.full(len(label), np.nan)
    prior = float(np.nanmean(label))
    for fold in np.unique(folds):
        inside = folds == fold
        rates = GroupRates.fit(network, kind, np.where(inside, np.nan, label), prior=prior)
        found[inside] = rates.values(network)[inside]
    return found


def rate_features(kinds: dict[str, Floats], words: Words | None = None) -> FeatureTable:
    """Rates by kind of group as a table."""
    words = words or Words()
    features = tuple(
        Measure(
            f"rates.{kind}", f"{words.kind(kind)[0]}违约率", f"rate of default by {words.kind(kind)[1]}", "ratio",
            "训练样本中同组企业的平滑违约率,训练样本自身用折外值",
            "Smoothed rate of default of the group in training rows; out of fold for these themselves",
        )
        for kind in kinds
    )  # fmt: skip
    return FeatureTable(features, np.column_stack(list(kinds.values())))
