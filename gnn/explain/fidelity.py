"""Whether explanations tell what a score rests on: what they name is taken away, and so is as much at random.

Ties are cut and features made unknown, and the model scores anew (the deletion test; Samek et al. 2017, for networks
of ties Yuan et al. 2022, "fidelity+"). What explanations name has to move the score more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.evaluate.intervals import THOUSAND
from gnn.explain.deletion import logits_with_unknown, logits_without_ties
from gnn.explain.explain import Explainer, Parts
from gnn.features.table import Floats
from gnn.models.base_models import NETWORK
from gnn.models.risk_model import RiskModel
from gnn.network import ENTERPRISE
from gnn.sample import Sample
from graph.bootstrap import Bootstrap

Pair = tuple[float, float]
"""How far the score of one enterprise moves: without what is named, and without as much at random."""

DRAWS: Final = 8
"""So many random removals per enterprise, of which the mean counts."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How far removals move the blended log-odds, the mean size over so many enterprises: of what explanations name,
    and of as much at random; difference: the first less the second, with its bootstrap interval, paired by enterprise.
    NaN where no enterprise has more than is removed."""

    enterprises: int
    explained: float
    random: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fidelity:
    """count: so many of each are removed. ties: of the ego network; own_ties: of the enterprise itself, beside random
    ones that are its own, too; None where the blend hears no network. features: of those that are known."""

    count: int
    ties: Moved | None
    own_ties: Moved | None
    features: Moved


def fidelity(
    model: RiskModel, sample: Sample, rows: Sequence[int] | NDArray[np.integer], count: int = 3, seed: int = 0
) -> Fidelity:
    """rows: enterprises of the sample's population; those with no more than `count` ties, or known features, tell
    nothing and are passed over. Row order and ids move nothing."""
    explainer = Explainer(model, sample)
    heard = explainer.weights.get(NETWORK, 0.0) > 0
    found: tuple[list[Pair | None], ...] = ([], [], [])
    for row in rows:
        parts = explainer.parts(int(row))
        draws = [_chance(explainer, int(row), [seed, number]) for number in range(len(found))]
        if heard and parts.ego is not None:
            own, every = np.flatnonzero(parts.ego.ties.own), np.arange(len(parts.ego.ties))
            found[0].append(_ties_moved(explainer, parts, every, count, draws[0]))
            found[1].append(_ties_moved(explainer, parts, own, count, draws[1]))
        found[2].append(_features_moved(explainer, int(row), parts, count, draws[2]))
    bootstrap = Bootstrap(THOUSAND.resamples, THOUSAND.confidence, seed)
    ties, own_ties, features = (_moved(pairs, bootstrap) for pairs in found)
    return Fidelity(count, ties if heard else None, own_ties if heard else None, features)


def _ties_moved(
    explainer: Explainer, parts: Parts, among: NDArray[np.integer], count: int, chance: np.random.Generator
) -> Pair | None:
    if parts.ego is None or parts.ties is None or len(among) <= count:
        return None
    kept = ~_removals(parts.ties, among, count, chance)
    return _sizes(parts.weight * logits_without_ties(explainer, parts.ego, kept))


def _features_moved(
    explainer: Explainer, row: int, parts: Parts, count: int, chance: np.random.Generator
) -> Pair | None:
    known = np.flatnonzero(~np.isnan(explainer.sample.table.values[row]))
    if len(known) <= count:
        return None
    added = np.sum(list(parts.features.values()), axis=0)
    unknown = _removals(added, known, count, chance)
    return _sizes(logits_with_unknown(explainer, row, parts.ego, unknown))


def _removals(added: Floats, among: NDArray[np.integer], count: int, chance: np.random.Generator) -> NDArray[np.bool_]:
    """bool [2 + DRAWS, places]: nothing; the strongest; random ones."""
    found = np.zeros((2 + DRAWS, len(added)), dtype=np.bool_)
    found[1, among[np.argsort(-np.abs(added[among]), kind="stable")[:count]]] = True
    for draw in range(DRAWS):
        found[2 + draw, chance.choice(among, count, replace=False)] = True
    return found


def _sizes(logits: Floats) -> Pair:
    moved = np.abs(logits - logits[0])
    return float(moved[1]), float(moved[2:].mean())


def _moved(pairs: Sequence[Pair | None], bootstrap: Bootstrap) -> Moved:
    told = sorted(pair for pair in pairs if pair is not None)
    if not told:
        return Moved(0, *(float("nan") for _ in range(5)))
    explained, random = np.array(told).T
    apart = explained - random
    chance = np.random.default_rng(bootstrap.seed)
    drawn = apart[chance.integers(len(apart), size=(bootstrap.resamples, len(apart)))].mean(axis=1)
    outside = (1 - bootstrap.confidence) / 2
    low, high = np.quantile(drawn, (outside, 1 - outside))
    return Moved(len(told), float(explained.mean()), float(random.mean()), float(apart.mean()), float(low), float(high))


def _chance(explainer: Explainer, row: int, seed: Sequence[int]) -> np.random.Generator:
    """Draws that belong to what the enterprise is, not to its row."""
    if explainer.model.network is None:
        return np.random.default_rng([*seed, *explainer.sample.table.values[row].view(np.uint64).tolist()])
    key = int(explainer.prepared.data[ENTERPRISE].key[int(explainer.places[row])])
    return np.random.default_rng([*seed, key % 2**64])
