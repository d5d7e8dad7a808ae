"""Network models: they learn from neighbours, and nothing but the facts moves their scores."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import pytest
import torch

from gnn.models.network_model import NetworkModel
from gnn.models.shape import Architecture, Combination, NetworkShape, NetworkTraining
from gnn.network import ENTERPRISE, PERSON, TypedNetwork
from gnn.sample import Sample
from graph.errors import UsageError
from tests.unit.gnn.infected import infected
from tests.unit.gnn.made_up import shuffled
from tests.unit.gnn.network_fit import fit

TRAIN, VALID, TEST = infected(1, 600), infected(2, 400, "valid"), infected(3, 400, "test")
LISTENING: tuple[Architecture, ...] = ("sage", "gat", "hgt")
QUICK = NetworkTraining(epochs=60, patience=15, learning_rate=1e-2)
FEW = replace(QUICK, epochs=6)


def shape(architecture: Architecture = "sage", layers: int = 2, combination: Combination = "mean") -> NetworkShape:
    return NetworkShape(architecture, hidden=16, layers=layers, heads=2, combination=combination)


@cache
def trained(architecture: Architecture = "sage") -> NetworkModel:
    return fit([TRAIN], [VALID], shape(architecture), QUICK)


def auc(model: NetworkModel, sample: Sample = TEST) -> float:
    rows = sample.labelled
    score, label = model.score(sample).logit[rows], sample.label[rows] == 1
    return float((score[label][:, None] > score[~label][None, :]).mean())


@pytest.mark.parametrize("architecture", LISTENING)
def test_where_default_is_catching_networks_know_more_than_own_facts(architecture: Architecture) -> None:
    assert auc(trained(architecture)) > auc(trained("mlp")) + 0.05


def test_ties_that_carry_more_weigh_more() -> None:
    blind = fit([TRAIN], [VALID], replace(shape(), tie_attributes=False), QUICK)
    assert auc(trained()) > auc(blind) + 0.01


@pytest.mark.parametrize("architecture", [*LISTENING, "mlp"])
def test_one_seed_gives_one_result_to_the_last_bit_and_another_seed_another(architecture: Architecture) -> None:
    first, again = (fit([TRAIN], [VALID], shape(architecture), FEW).score(TEST) for _ in range(2))
    assert np.array_equal(first.member_logits, again.member_logits, equal_nan=True)
    other = fit([TRAIN], [VALID], shape(architecture), replace(FEW, seeds=(1,))).score(TEST)
    assert not np.allclose(first.logit, other.logit, equal_nan=True, atol=1e-3)


@pytest.mark.parametrize("batch", [None, 64])
@pytest.mark.parametrize("architecture", LISTENING)
def test_rows_ties_and_ids_in_another_order_give_the_same_scores(architecture: Architecture, batch: int | None) -> None:
    """Trained and scored anew on shuffled samples: the same to the last bit."""
    training = replace(FEW, batch=batch, fan_out=(3, 2))
    before = fit([TRAIN], [VALID], shape(architecture), training).score(TEST)
    renamed = [shuffled(sample, seed) for seed, sample in enumerate((TRAIN, VALID, TEST))]
    train, valid, test = (replace(one, ids=np.array([f"x{name}" for name in one.ids])) for one in renamed)
    after = fit([train], [valid], shape(architecture), training).score(test)
    known = dict(zip(TEST.ids, before.logit, strict=True))
    expected = np.array([known[name[1:]] for name in test.ids])
    assert np.array_equal(after.logit, expected, equal_nan=True)


def test_twins_move_nothing_either() -> None:
    """Enterprises and whole structures that stand in the sample twice cannot be put in one order."""
    train, valid = doubled(TRAIN), doubled(VALID)
    before = fit([train], [valid], shape(), FEW).score(TEST)
    after = fit([shuffled(train, 5)], [shuffled(valid, 6)], shape(), FEW).score(TEST)
    assert np.nanmax(np.abs(after.logit - before.logit)) < 1e-6


def doubled(sample: Sample) -> Sample:
    counts = sample.network.counts
    relations = tuple(
        replace(
            one,
            source=np.concatenate([one.source, one.source + np.int32(counts[one.source_kind])]),
            target=np.concatenate([one.target, one.target + np.int32(counts[one.target_kind])]),
            attributes=np.concatenate([one.attributes, one.attributes]),
        )
        for one in sample.network.relations
    )
    ids = np.concatenate([sample.ids, [f"{name}b" for name in sample.ids]])
    table = replace(sample.table, values=np.concatenate([sample.table.values] * 2))
    label, population = np.concatenate([sample.label] * 2), np.concatenate([sample.population] * 2)
    network = TypedNetwork({kind: 2 * count for kind, count in counts.items()}, relations)
    return Sample(sample.name, ids, table, network, label, population)


@pytest.mark.parametrize("architecture", LISTENING)
def test_scores_of_all_sampled_neighbours_are_those_at_once(architecture: Architecture) -> None:
    model = trained(architecture)
    at_once = model.score(TEST).logit
    sampled = model.score(TEST, fan_out=(-1, -1), batch=50).logit
    assert np.nanmax(np.abs(sampled - at_once)) < 1e-4
    some = model.score(TEST, fan_out=(1, 1), batch=50).logit
    assert np.nanmax(np.abs(some - at_once)) > 1e-2
    assert np.array_equal(np.isnan(sampled), ~TEST.population)


def test_trained_on_sampled_neighbours_it_learns_too() -> None:
    sampled = fit([TRAIN], [VALID], shape(), replace(QUICK, epochs=20, batch=128, fan_out=(3, 3)))
    assert auc(sampled) > auc(trained("mlp")) + 0.05


@pytest.mark.parametrize("architecture", [*LISTENING, "mlp"])
def test_kept_and_opened_again_it_scores_the_same_to_the_last_bit(architecture: Architecture, tmp_path: Path) -> None:
    model = trained(architecture)
    model.save(tmp_path / "kept")
    again = NetworkModel.load(tmp_path / "kept")
    assert np.array_equal(again.score(TEST).logit, model.score(TEST).logit, equal_nan=True)
    assert (again.shape, again.learned) == (model.shape, model.learned)


def test_a_file_that_carries_code_is_not_opened(tmp_path: Path) -> None:
    trained().save(tmp_path)
    torch.save([{"x": Path("of another kind")}], tmp_path / "weights.pt")
    with pytest.raises(UnpicklingError, match="Weights only load failed"):
        NetworkModel.load(tmp_path)
    with pytest.raises(UsageError, match="no network model"):
        NetworkModel.load(tmp_path / "elsewhere")


@pytest.mark.parametrize("architecture", [*LISTENING, "mlp"])
def test_without_a_tie_it_is_trained_and_scores_on_own_facts(architecture: Architecture) -> None:
    """No relation at all in training; and a trained model before a network without ties."""
    bare = [replace(one, network=TypedNetwork(one.network.counts, ())) for one in (TRAIN, VALID, TEST)]
    model = fit(bare[:1], bare[1:2], shape(architecture), QUICK)
    assert abs(auc(model, bare[2]) - auc(trained("mlp"))) < 0.03
    scores = trained(architecture).score(bare[2])
    assert np.isfinite(scores.logit[TEST.population]).all()
    assert ["own facts alone" in note.en for note in scores.notes] == [True]


@pytest.mark.parametrize("architecture", LISTENING)
def test_a_new_relation_changes_no_score_and_is_named(architecture: Architecture) -> None:
    trades = replace(TEST.network.relation("guarantees"), name="trades_with")
    wider = replace(TEST, network=TypedNetwork(TEST.network.counts, (*TEST.network.relations, trades)))
    scores = trained(architecture).score(wider)
    assert np.array_equal(scores.logit, trained(architecture).score(TEST).logit, equal_nan=True)
    assert ["trades_with" in note.en for note in scores.notes] == [True]


@pytest.mark.parametrize("architecture", LISTENING)
def test_nobody_to_score_is_no_error(architecture: Architecture) -> None:
    none = np.empty(0)
    table = replace(TEST.table, values=TEST.table.values[:0])
    nobody = Sample("none", none.astype(str), table, TypedNetwork({ENTERPRISE: 0}, ()), none, none.astype(bool))
    assert trained(architecture).score(nobody).logit.shape == (0,)
    unscored = replace(TEST, population=np.zeros(len(TEST.ids), dtype=bool))
    assert np.isnan(trained(architecture).score(unscored, fan_out=(2, 2)).logit).all()


def test_an_ensemble_is_the_mean_of_its_members() -> None:
    model = fit([TRAIN], [VALID], shape(), replace(FEW, seeds=(0, 1, 2)))
    scores = model.score(TEST)
    alone = fit([TRAIN], [VALID], shape(), replace(FEW, seeds=(1,))).score(TEST)
    assert np.array_equal(scores.member_logits[:, 1], alone.logit, equal_nan=True)
    kept = scores.member_logits[TEST.population]
    assert np.allclose(scores.logit[TEST.population], kept.mean(axis=1))
    assert (scores.deviation[TEST.population] > 0).all()
    assert ((scores.probability > 0) & (scores.probability < 1))[TEST.population].all()


@pytest.mark.parametrize("combination", ["sum", "mean", "attention"])
def test_each_way_to_put_relations_together_learns(combination: Combination) -> None:
    model = fit([TRAIN], [VALID], shape(combination=combination), QUICK)
    assert auc(model) > auc(trained("mlp")) + 0.05


def test_several_cut_offs_are_learned_from_together() -> None:
    model = fit([TRAIN, infected(9, 500, "earlier")], [VALID], shape(), replace(FEW, criterion="average_precision"))
    assert len(model.learned[0].validation) == 6
    assert all(-1 <= value <= 0 for value in model.learned[0].validation)


def test_who_lies_outside_the_population_counts_as_neighbour_only() -> None:
    outside = np.flatnonzero(~TRAIN.population)
    label = TRAIN.label.copy()
    label[outside] = 1 - label[outside]
    before, after = (
        fit([one], [VALID], shape(), FEW).score(TEST).logit for one in (TRAIN, replace(TRAIN, label=label))
    )
    assert np.nanmax(np.abs(before - after)) < 1e-4
    assert np.isnan(before[~TEST.population]).all()


def test_shapes_and_trainings_that_cannot_be_are_refused() -> None:
    for wrong in ({"hidden": 10, "heads": 4}, {"layers": 0}, {"dropout": 1.0}, {"architecture": "gcn"}):
        with pytest.raises(UsageError):
            NetworkShape(**wrong)
    for unfit in ({"seeds": ()}, {"seeds": (1, 1)}, {"epochs": 0}):
        with pytest.raises(UsageError):
            NetworkTraining(**unfit)
    with pytest.raises(UsageError, match="hops"):
        fit([TRAIN], [VALID], shape(), replace(FEW, batch=10, fan_out=(3,)))
    with pytest.raises(UsageError, match="hops"):
        trained().score(TEST, fan_out=(3,))


def test_settings_of_pytorch_are_as_before() -> None:
    def settings() -> list[object]:
        return [
            torch.are_deterministic_algorithms_enabled(), torch.get_num_threads(), torch.initial_seed(),
            torch.random.get_rng_state().tolist(),
        ]  # fmt: skip

    before = settings()
    fit([TRAIN], [VALID], shape(), replace(FEW, epochs=1)).score(TEST)
    assert settings() == before


def test_the_made_up_economy_has_what_is_tested() -> None:
    assert TRAIN.network.counts[PERSON] > 0
    assert TRAIN.network.counts[ENTERPRISE] == 600
    assert 0.3 < float(np.nanmean(TRAIN.label)) < 0.7
