"""What explanations name is what scores rest on: without it they move more than without as much at random."""

from dataclasses import replace

import numpy as np
import pytest

from gnn.explain.deletion import logits_with_unknown, logits_without_ties
from gnn.explain.explain import Explainer, Parts
from gnn.explain.fidelity import DRAWS, fidelity
from gnn.models.blend import Blend
from tests.unit.gnn.explained import TEST, scored_rows, trained
from tests.unit.gnn.made_up import shuffled


class Guessing(Explainer):
    """Names ties and features at random."""

    def parts(self, row: int) -> Parts:
        found, chance = super().parts(row), np.random.default_rng(row)
        assert found.network is not None
        features = {name: chance.permutation(one) for name, one in found.features.items()}
        return replace(
            found, features=features, network=replace(found.network, ties=chance.permutation(found.network.ties))
        )


def test_named_ties_and_features_move_scores_more_than_random_ones() -> None:
    found = fidelity(trained(), TEST, scored_rows()[:30], count=2)
    assert found.ties is not None
    assert found.own_ties is not None
    for moved in (found.ties, found.own_ties, found.features):
        assert moved.enterprises == 30
        assert 0.05 < moved.low < moved.difference < moved.high
        assert moved.difference == pytest.approx(moved.explained - moved.random)
    assert found.ties.explained > 3 * found.ties.random


def test_explanations_that_guess_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gnn.explain.fidelity.Explainer", Guessing)
    found = fidelity(trained(), TEST, scored_rows()[:30], count=2)
    assert found.ties is not None
    assert found.ties.low < 0.05
    assert found.features.low < 0.05


def test_order_of_rows_moves_no_figure_and_another_seed_draws_otherwise() -> None:
    other, rows = shuffled(TEST, 3), scored_rows()[:10]
    where = {name: row for row, name in enumerate(other.ids)}
    first = fidelity(trained(), TEST, rows, count=2, seed=5)
    again = fidelity(trained(), other, [where[TEST.ids[row]] for row in rows][::-1], count=2, seed=5)
    for one, two in ((first.ties, again.ties), (first.own_ties, again.own_ties), (first.features, again.features)):
        assert one is not None
        assert two is not None
        assert np.allclose(
            [one.explained, one.random, one.low, one.high], [two.explained, two.random, two.low, two.high], atol=1e-6
        )
    third = fidelity(trained(), TEST, rows, count=2, seed=6)
    assert third.ties is not None
    assert first.ties is not None
    assert third.ties.explained == first.ties.explained
    assert third.ties.random != first.ties.random


def test_who_has_no_more_than_is_removed_tells_nothing() -> None:
    found = fidelity(trained(), TEST, scored_rows()[:5], count=10_000)
    assert found.ties is not None
    assert found.ties.enterprises == found.features.enterprises == 0
    assert np.isnan(found.features.difference)


def test_without_a_network_in_the_blend_only_features_are_judged() -> None:
    whole = trained()
    blend = Blend({"trees": 1.0, "scorecard": 0.5, "network": 0.0}, 0.0)
    found = fidelity(replace(whole, stack=replace(whole.stack, blend=blend)), TEST, scored_rows()[:30], count=1)
    assert found.ties is None
    assert found.own_ties is None
    assert found.features.low > 0


def test_scores_without_ties_are_those_of_a_sample_without_them() -> None:
    explainer, network = Explainer(trained(), TEST), trained().network
    assert network is not None
    ego = explainer.parts(int(scored_rows()[1])).ego
    assert ego is not None
    kept = np.ones((3, len(ego.ties)), dtype=np.bool_)
    kept[1, np.flatnonzero(ego.ties.own)[:2]] = False
    kept[2, :: DRAWS // 2] = False
    found = logits_without_ties(explainer, ego, kept)
    for case, left in enumerate(kept):
        fewer = TEST.network
        for number, (_, name, _) in enumerate(ego.relations):
            cut = ego.ties.tie[~left & (ego.ties.relation == number)]
            fewer = fewer.without(name, explainer.prepared.ties[name][cut])
        expected = network.score(replace(TEST, network=fewer)).logit[scored_rows()[1]]
        assert found[case] == pytest.approx(expected, abs=1e-5)
    assert len(set(found.round(4))) == len(kept)


def test_scores_with_unknown_features_are_those_of_a_sample_that_lacks_them() -> None:
    explainer, row = Explainer(trained(), TEST), int(scored_rows()[2])
    unknown = np.zeros((3, len(TEST.table.features)), dtype=np.bool_)
    unknown[1, 0] = unknown[2, [1, 3]] = True
    found = logits_with_unknown(explainer, row, explainer.parts(row).ego, unknown)
    for case, lacking in enumerate(unknown):
        values = TEST.table.values.copy()
        values[row, lacking] = np.nan
        sample = replace(TEST, table=replace(TEST.table, values=values))
        expected = trained().blend.logit(trained().score(sample).logits)[row]
        assert found[case] == pytest.approx(expected, abs=1e-5)
    assert len(set(found.round(4))) == len(unknown)
