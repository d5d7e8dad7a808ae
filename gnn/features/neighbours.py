"""Who an enterprise is tied to: numbers and amounts of its ties, and what its neighbours are like, at one and two hops.

For any typed network: by relation and direction; enterprises' neighbours that are persons are described by how widely
they are tied themselves. A count is zero where there is no tie; a mean or maximum over nobody is NaN.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from gnn.features.aggregate import Gathered, distinct_ties, over_neighbours, over_peers, over_ties, ties_from
from gnn.features.table import FeatureTable, Floats
from gnn.features.views import View, Words, pooled_ties, views
from gnn.network import ENTERPRISE, TypedNetwork
from graph.measures.measure import Measure

Column = tuple[Measure, Floats]


@dataclass(frozen=True)
class Wanted:
    """columns: of the enterprises' own table, whose mean and maximum over neighbours are wanted. attributes: of ties.

    hops: 1, or 2 for the enterprises tied to those tied to it too. breadth: how widely the other ends are tied.
    """

    columns: Sequence[str] = ()
    attributes: Collection[str] = ()
    hops: int = 1
    breadth: bool = True


def neighbour_features(
    network: TypedNetwork, table: FeatureTable, wanted: Wanted, *, words: Words | None = None
) -> FeatureTable:
    """One row per enterprise of the network; which columns there are depends on its relations and `wanted` alone.

    table: what is known of each enterprise, row by row. KeyError for a column that is not there.
    """
    words = words or Words()
    described = table.only(wanted.columns)
    breadth = _breadth(network) if wanted.breadth else {}
    found: list[Column] = []
    for view in views(network):
        found += _ties(view, network.counts[ENTERPRISE], wanted, words)
        found += _neighbours(view, described, breadth, words)
    found += _all_ties(network, described, wanted.hops)
    return FeatureTable(tuple(feature for feature, _ in found), np.column_stack([values for _, values in found]))


def _ties(view: View, count: int, wanted: Wanted, words: Words) -> list[Column]:
    """How many, and of what amounts."""
    zh, en = view.title(words.relations)
    parallel, distinct = ties_from(view.near, view.far, count), distinct_ties(view.near, view.far, count)
    found = [
        (_feature(view, "ties", (f"{zh}:关系数", f"{en}: ties"), "count"), parallel.counts),
        (_feature(view, "others", (f"{zh}:对方数", f"{en}: distinct other ends"), "count"), distinct.counts),
    ]
    for place, attribute in enumerate(view.relation.attribute_names):
        if attribute not in wanted.attributes:
            continue
        values = view.relation.attributes[:, place]
        gathered, squares = over_ties(parallel, values), over_ties(parallel, values**2)
        attribute_zh, attribute_en = words.attribute(attribute)
        title = f"{zh}:{attribute_zh}", f"{en}: {attribute_en}"
        # The Herfindahl index: 1 where one tie carries everything.
        concentration = np.full(count, np.nan)
        np.divide(squares.total, gathered.total**2, out=concentration, where=gathered.total > 0)
        found += _summary(view, attribute, title, gathered)
        found += [
            (_feature(view, f"{attribute}.sum", (f"{title[0]}合计", f"{title[1]}, sum"), "as given"), _sum(gathered)),
            (_feature(view, f"{attribute}.concentration", (f"{title[0]}集中度", f"{title[1]}, concentration"), "ratio"),
             concentration),
        ]  # fmt: skip
    return found


def _neighbours(view: View, described: FeatureTable, breadth: dict[str, Floats], words: Words) -> list[Column]:
    """How widely they are tied and, where they are enterprises, what they are like."""
    zh, en = view.title(words.relations)
    ties = distinct_ties(view.near, view.far, len(described))
    found: list[Column] = []
    if breadth:
        title = f"{zh}:对方所联企业数", f"{en}: enterprises tied to the other end"
        found = _summary(view, "breadth", title, over_neighbours(ties, breadth[view.far_kind]))
    if view.far_kind != ENTERPRISE:
        return found
    for feature in described.features:
        title = f"{zh}:对方的{feature.title_zh}", f"{en}: the other end's {feature.title_en}"
        found += _summary(view, feature.name, title, over_neighbours(ties, described.column(feature.name)))
    return found


def _all_ties(network: TypedNetwork, described: FeatureTable, hops: int) -> list[Column]:
    """All relations between enterprises together."""
    ties, back = pooled_ties(network, ENTERPRISE)
    found = [(_plain("all.others", ("所联企业数", "enterprises tied to it"), "count"), ties.counts)]
    for feature in described.features:
        values = described.column(feature.name)
        title = f"所联企业的{feature.title_zh}", f"{feature.title_en} of enterprises tied to it"
        found += _pair("all", feature.name, title, over_neighbours(ties, values))
        if hops > 1:
            title = f"两跳企业的{feature.title_zh}", f"{feature.title_en} of enterprises two ties away"
            found += _pair("two_hops", feature.name, title, over_peers(ties, back, values))
    if hops > 1:
        walks = over_peers(ties, back, np.zeros(len(described))).count
        found.append((_plain("two_hops.walks", ("两跳路径数", "ways to enterprises two ties away"), "count"), walks))
    return found


def _breadth(network: TypedNetwork) -> dict[str, Floats]:
    """Per kind of node: how many distinct enterprises each is tied to."""
    return {kind: pooled_ties(network, kind)[1].counts for kind in network.counts}


def _summary(view: View, name: str, title: tuple[str, str], gathered: Gathered) -> list[Column]:
    return _pair(view.name, name, title, gathered)


def _pair(prefix: str, name: str, title: tuple[str, str], gathered: Gathered) -> list[Column]:
    return [
        (_plain(f"{prefix}.{name}.mean", (f"{title[0]}均值", f"{title[1]}, mean"), "as given"), gathered.mean),
        (_plain(f"{prefix}.{name}.max", (f"{title[0]}最大值", f"{title[1]}, largest"), "as given"), gathered.largest),
    ]


def _sum(gathered: Gathered) -> Floats:
    """NaN where no tie states an amount: unknown is not nothing."""
    return np.where(gathered.count > 0, gathered.total, np.nan)


def _feature(view: View, name: str, title: tuple[str, str], unit: str) -> Measure:
    return _plain(f"{view.name}.{name}", title, unit)


def _plain(name: str, title: tuple[str, str], unit: str) -> Measure:
    return Measure(
        f"neighbours.{name}", *title, unit,
        f"截止日网络中:{title[0]};无已知值时为空", f"In the network at the cut-off: {title[1]}; none where not known",
    )  # fmt: skip
