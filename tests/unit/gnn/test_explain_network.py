"""What features and ties add to a network model's score: it adds up, it is the same score, and only facts move it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from gnn.explain.ego import FAR_WIDTH, Ego, EgoNetworks
from gnn.explain.integrated import NetworkExplainer, NetworkReasons
from gnn.models.network_model import NetworkModel
from gnn.models.shape import Architecture, Combination, NetworkShape, NetworkTraining
from gnn.network import ENTERPRISE, Relation, TypedNetwork
from gnn.sample import Sample
from tests.unit.gnn.infected import infected
from tests.unit.gnn.made_up import shuffled
from tests.unit.gnn.network_fit import fit

TRAIN, VALID, TEST = infected(1, 400), infected(2, 300, "valid"), infected(3, 300, "test")
ROWS = np.flatnonzero(TEST.population)[:10]
LISTENING: tuple[tuple[Architecture, Combination], ...] = (
    ("sage", "mean"), ("sage", "attention"), ("gat", "sum"), ("hgt", "mean")
)  # fmt: skip


@cache
def trained(
    architecture: Architecture = "sage", combination: Combination = "mean", degrees: bool = True
) -> NetworkModel:
    shape = NetworkShape(architecture, hidden=16, layers=2, heads=2, combination=combination, degrees=degrees)
    training = NetworkTraining(seeds=(0, 1), epochs=8, patience=8, learning_rate=1e-2)
    return fit([TRAIN], [VALID], shape, training)


class Looked:
    """Reasons of one model and sample."""

    def __init__(self, model: NetworkModel, sample: Sample = TEST, points: int = 32) -> None:
        self.prepared = model.inputs.prepared(sample)
        self.egos = EgoNetworks(self.prepared, model.shape.hops)
        self.reasons = NetworkExplainer(model, self.prepared, points)
        self.place = np.argsort(self.prepared.order)

    def ego(self, row: int) -> Ego:
        return self.egos.around(int(self.place[row]))

    def of(self, row: int) -> NetworkReasons:
        return self.reasons.of(self.ego(row))

    def by_end(self, row: int, sample: Sample) -> dict[str, float]:
        """What the guarantees of an enterprise add, by the ids of both ends."""
        ego, added = self.ego(row), self.of(row).ties
        ids = sample.ids[self.prepared.order[ego.nodes[ENTERPRISE]]]
        here = [tie for tie in range(len(added)) if ego.relations[ego.ties.relation[tie]][1] == "guarantees"]
        pairs = [(f"{ids[ego.ties.source[tie]]}>{ids[ego.ties.target[tie]]}", float(added[tie])) for tie in here]
        return {name: sum(value for one, value in pairs if one == name) for name, _ in pairs}


@pytest.mark.parametrize("degrees", [True, False])
@pytest.mark.parametrize(("architecture", "combination"), LISTENING)
def test_base_features_and_ties_are_the_score_of_the_whole_network(
    architecture: Architecture, combination: Combination, degrees: bool
) -> None:
    model = trained(architecture, combination, degrees)
    looked, score = Looked(model), model.score(TEST).logit
    found = [looked.of(int(row)) for row in ROWS]
    assert max(abs(one.logit - score[row]) for one, row in zip(found, ROWS, strict=True)) < 1e-5
    remainder, reach = (np.abs([getattr(one, name) for one in found]) for name in ("remainder", "logit"))
    assert np.median(remainder) < 0.02
    assert remainder.max() < 0.1 < reach.max()


def test_more_points_leave_less() -> None:
    model = trained()
    few, many = (
        np.abs([looked.of(int(row)).remainder for row in ROWS])
        for looked in (Looked(model, points=4), Looked(model, points=32))
    )
    assert many.mean() < few.mean() / 2


@pytest.mark.parametrize(("architecture", "combination"), LISTENING)
def test_base_and_features_are_the_score_of_the_enterprise_alone(
    architecture: Architecture, combination: Combination
) -> None:
    model, row = trained(architecture, combination), int(ROWS[0])
    network = TEST.network
    for one in network.relations:
        ends = [(one.source_kind, one.source), (one.target_kind, one.target)]
        touching = np.any([places == row for kind, places in ends if kind == ENTERPRISE], axis=0)
        network = network.without(one.name, np.flatnonzero(touching))
    alone = replace(TEST, network=network)
    found, score = Looked(model).of(row), model.score(alone).logit[row]
    assert found.base + found.features.sum() == pytest.approx(score, abs=0.03)
    assert abs(found.ties.sum()) > 0.05


def test_a_network_that_hears_nobody_has_features_alone() -> None:
    model = trained("mlp")
    found = Looked(model).of(int(ROWS[0]))
    assert len(found.ties) == 0
    assert found.logit == pytest.approx(model.score(TEST).logit[ROWS[0]], abs=1e-5)


def test_rows_and_ties_in_another_order_give_the_same_reasons() -> None:
    other = shuffled(TEST, 4)
    first, second = Looked(trained()), Looked(trained(), other)
    where = {name: row for row, name in enumerate(other.ids)}
    for row in ROWS[:8]:
        turned = where[TEST.ids[row]]
        before, after = first.by_end(int(row), TEST), second.by_end(turned, other)
        assert before.keys() == after.keys()
        assert max(abs(before[name] - after[name]) for name in before) < 1e-6
        assert np.abs(first.of(int(row)).features - second.of(turned).features).max() < 1e-6


def test_explaining_in_threads_moves_neither_scores_nor_reasons() -> None:
    model, looked = trained(), Looked(trained())
    score, expected = model.score(TEST).logit, [looked.of(int(row)).ties for row in ROWS]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda row: looked.of(int(row)).ties, ROWS))
        again = pool.submit(model.score, TEST).result().logit
    assert all(np.allclose(one, other, atol=1e-6) for one, other in zip(told, expected, strict=True))
    assert np.array_equal(score, again, equal_nan=True)


def test_of_somebody_with_very_many_ties_a_sample_stands_for_all() -> None:
    """A lender of everybody: two hops away are all others, of whom so many are looked at as the width says."""
    everybody = np.arange(300, dtype=np.int32)
    lends = Relation("leads", "person", ENTERPRISE, np.zeros_like(everybody), everybody, np.zeros((300, 0)))
    network = TypedNetwork(TEST.network.counts, (TEST.network.relation("guarantees"), lends))
    sample, model, row = replace(TEST, network=network), trained(), int(ROWS[0])
    ego = Looked(model, sample).ego(row)
    assert ego.sampled
    assert not Looked(model).ego(row).sampled
    assert FAR_WIDTH <= int((ego.ties.relation == 1).sum()) < 2 * FAR_WIDTH
    assert Looked(model, sample).of(row).logit == pytest.approx(model.score(sample).logit[row], abs=0.1)
