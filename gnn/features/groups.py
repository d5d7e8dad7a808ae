"""With whom an enterprise shares people or memberships: each node of another kind is a group of those tied to it."""

from collections.abc import Sequence

import numpy as np

from gnn.features.aggregate import Ties, over_neighbours, over_peers
from gnn.features.table import FeatureTable, Floats
from gnn.features.views import Words, other_kinds, pooled_ties
from gnn.network import TypedNetwork
from graph.measures.measure import Measure

Column = tuple[Measure, Floats]


def group_features(
    network: TypedNetwork, table: FeatureTable, columns: Sequence[str], *, words: Words | None = None
) -> FeatureTable:
    """Per enterprise and kind of group: how many groups, how large, and what the others in them are like.

    table, columns: as for neighbours. A size or mean over no group, or over groups without another member, is NaN.
    """
    words = words or Words()
    described = table.only(columns)
    found: list[Column] = []
    for kind in other_kinds(network):
        ties, back = pooled_ties(network, kind)
        title = words.kind(kind)
        found += _sizes(kind, title, ties, back)
        for feature in described.features:
            peers = over_peers(ties, back, described.column(feature.name))
            zh, en = f"共有{title[0]}的企业的{feature.title_zh}", f"{feature.title_en} of those sharing {title[1]}"
            name = f"{kind}.{feature.name}"
            found.append((_feature(f"{name}.mean", (f"{zh}均值", f"{en}, mean"), "as given"), peers.mean))
            found.append((_feature(f"{name}.max", (f"{zh}最大值", f"{en}, largest"), "as given"), peers.largest))
    values = [values for _, values in found] or [np.zeros((len(table), 0))]
    return FeatureTable(tuple(feature for feature, _ in found), np.column_stack(values))


def _sizes(kind: str, title: tuple[str, str], ties: Ties, back: Ties) -> list[Column]:
    sizes = over_neighbours(ties, back.counts)
    alone = over_neighbours(ties, (back.counts == 1).astype(np.float64))
    smallest = -over_neighbours(ties, -back.counts).largest
    zh, en = title
    return [
        (_feature(f"{kind}.groups", (f"所联{zh}数", f"{en} tied to it"), "count"), ties.counts),
        (_feature(f"{kind}.size.mean", (f"每个{zh}所联企业数均值", f"enterprises per tied {en}, mean"), "count"),
         sizes.mean),
        (_feature(f"{kind}.size.max", (f"每个{zh}所联企业数最大值", f"enterprises per tied {en}, largest"), "count"),
         sizes.largest),
        (_feature(f"{kind}.size.min", (f"每个{zh}所联企业数最小值", f"enterprises per tied {en}, smallest"), "count"),
         smallest),
        (_feature(f"{kind}.alone", (f"只联本企业的{zh}占比", f"share of {en} tied to it alone"), "ratio"), alone.mean),
        (_feature(f"{kind}.times_shared", (f"与他企共有{zh}的次数", f"times that {en} are shared"), "count"),
         sizes.total - sizes.count),
    ]  # fmt: skip


def _feature(name: str, title: tuple[str, str], unit: str) -> Measure:
    return Measure(
        f"groups.{name}", *title, unit,
        f"截止日网络中:{title[0]};无已知值时为空", f"In the network at the cut-off: {title[1]}; none where not known",
    )  # fmt: skip
