"""What became of those tied to an enterprise, where that was known at the cut-off: outcomes spread along ties.

The enterprise's own outcome is never part of its own row: it is taken out of the sums along every walk that leads back.
Walks therefore end after two steps; longer ones come back by ways that cannot be told apart in linear time.
"""

from dataclasses import dataclass

import numpy as np

from gnn.features.aggregate import Gathered, over_neighbours, over_peers
from gnn.features.table import FeatureTable, Floats
from gnn.features.views import Words, other_kinds, pooled_ties
from gnn.network import ENTERPRISE, TypedNetwork
from graph.measures.measure import Measure

Column = tuple[Measure, Floats]


@dataclass(frozen=True)
class Spreading:
    """prior_weight: how many unknown enterprises stand at the prior beside those known; damping: what a step loses."""

    prior_weight: float = 2.0
    damping: float = 0.5


def spread_features(
    network: TypedNetwork,
    known_outcome: Floats,
    *,
    prior: float,
    spreading: Spreading | None = None,
    words: Words | None = None,
) -> FeatureTable:
    """Per enterprise: how many known outcomes are near, how many of them defaults, and the smoothed rate.

    known_outcome: float64 per enterprise, 1 or 0 where it had become known by the cut-off, else NaN. What is to be
    foretold must not be in it: the caller gives outcomes of earlier cut-offs only. prior: rate where nothing is known.
    """
    words, spreading = words or Words(), spreading or Spreading()
    direct, back = pooled_ties(network, ENTERPRISE)
    reached: list[tuple[str, tuple[str, str], Gathered, float]] = [
        ("direct", ("直接所联企业", "those tied to it"), over_neighbours(direct, known_outcome), 1.0),
        ("two_hops", ("两跳企业", "those two ties away"), over_peers(direct, back, known_outcome), spreading.damping),
    ]
    for kind in other_kinds(network):
        zh, en = words.kind(kind)
        peers = over_peers(*pooled_ties(network, kind), known_outcome)
        reached.append((f"by_{kind}", (f"共有{zh}的企业", f"those sharing {en}"), peers, spreading.damping))
    found = [column for name, title, one, _ in reached for column in _told(name, title, one, (prior, spreading))]
    total = sum((weight * one.total for *_, one, weight in reached), np.zeros(len(known_outcome)))
    count = sum((weight * one.count for *_, one, weight in reached), np.zeros(len(known_outcome)))
    found.append((_feature("rate", ("周边违约率", "rate of default around it"), "ratio"),
                  _rate(total, count, (prior, spreading))))  # fmt: skip
    return FeatureTable(tuple(feature for feature, _ in found), np.column_stack([values for _, values in found]))


def _told(name: str, title: tuple[str, str], one: Gathered, smoothing: tuple[float, Spreading]) -> list[Column]:
    zh, en = title
    return [
        (_feature(f"{name}.known", (f"{zh}中结局已知者数", f"known outcomes among {en}"), "count"), one.count),
        (_feature(f"{name}.defaults", (f"{zh}中已违约者数", f"defaults among {en}"), "count"), one.total),
        (_feature(f"{name}.rate", (f"{zh}的违约率", f"rate of default among {en}"), "ratio"),
         _rate(one.total, one.count, smoothing)),
    ]  # fmt: skip


def _rate(total: Floats, count: Floats, smoothing: tuple[float, Spreading]) -> Floats:
    """NaN where no outcome is known."""
    prior, weight = smoothing[0], smoothing[1].prior_weight
    return np.where(count > 0, (total + weight * prior) / (count + weight), np.nan)


def _feature(name: str, title: tuple[str, str], unit: str) -> Measure:
    return Measure(
        f"spread.{name}", *title, unit,
        f"仅计截止日已知的结局,不含本企业:{title[0]}",
        f"Outcomes known by the cut-off only, never its own: {title[1]}",
    )  # fmt: skip
