"""Enterprises as one would know them without a network: what a model of the network has to be better than."""

from typing import Final

import numpy as np

from gnn.network import ENTERPRISE, TypedNetwork
from gnn.report.cases import Grouped
from gnn.sample import Sample
from graph.errors import UsageError

OWN_FAMILIES: Final = ("own", "loans", "events")
"""Families of features that are of an enterprise alone: its statements and register, its loans, what has happened to
it. Whom it guarantees, owns or shares people with, and how these fare, is the network's."""


def own_facts_of(sample: Sample) -> Sample:
    """The same enterprises and outcomes, with features of their own alone and no tie to anybody.

    UsageError where no feature is of an enterprise's own.
    """
    names = [feature.name for feature in sample.table.features if feature.family in OWN_FAMILIES]
    if not names:
        raise UsageError(
            f"No feature of sample {sample.name} is of the families {', '.join(OWN_FAMILIES)}.",
            f"样本{sample.name}中没有属于{'、'.join(OWN_FAMILIES)}的特征。",
        )
    alone = TypedNetwork({ENTERPRISE: len(sample.ids)}, ())
    return Sample(
        sample.name, sample.ids, sample.table.only(names), alone, np.asarray(sample.label), sample.population
    )  # fmt: skip


def own_facts_grouped(tested: Grouped) -> Grouped:
    """As above, under the same groups."""
    return Grouped(own_facts_of(tested.sample), tested.groups)
