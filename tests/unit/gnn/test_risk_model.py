"""The risk model: blended, calibrated, with bounds; it abstains, says what it lacks, and depends on facts alone."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from gnn.evaluate.metrics import BRIER, ROC_AUC
from gnn.features.table import FeatureTable
from gnn.models.abstain import Abstention
from gnn.models.base_models import NETWORK, SCORECARD, TREES, WITHOUT_TIES
from gnn.models.committee import fit_committee
from gnn.models.groups import enterprise_groups
from gnn.models.risk_model import RiskModel, Scored, fit_risk_model, learn, load_risk_model
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.network import Relation, TypedNetwork
from gnn.sample import Sample
from graph.errors import UsageError
from tests.unit.gnn.infected import infected
from tests.unit.gnn.made_up import shuffled

SETTINGS = ModelSettings(
    members=3,
    trees=BoostingSettings(rounds=30, learning_rate=0.1),
    network=NetworkShape(hidden=16, layers=1, heads=2),
    training=NetworkTraining(epochs=40, patience=10, learning_rate=1e-2),
)
QUICK = replace(
    SETTINGS, trees=BoostingSettings(rounds=8), training=replace(SETTINGS.training, epochs=4, patience=4), members=2
)
TRAIN, VALID, TEST = infected(1, 400), infected(2, 400, "valid"), infected(3, 400, "test")


@cache
def trained() -> RiskModel:
    return fit_risk_model([TRAIN], [VALID], SETTINGS)


@cache
def quick() -> RiskModel:
    return fit_risk_model([TRAIN], [VALID], QUICK)


def same(first: Scored, second: Scored) -> bool:
    columns = ("probability", "low", "high", "abstained")
    return all(np.array_equal(getattr(first, one), getattr(second, one), equal_nan=True) for one in columns)


def without_ties(sample: Sample) -> Sample:
    relations = (
        Relation(
            one.name, one.source_kind, one.target_kind, one.source[:0], one.target[:0], one.attributes[:0],
            one.attribute_names,
        )
        for one in sample.network.relations
    )  # fmt: skip
    return replace(sample, network=TypedNetwork(sample.network.counts, tuple(relations)))


def with_outcome(sample: Sample, label: float) -> Sample:
    return replace(sample, label=np.full(len(sample.ids), label))


def test_the_blend_knows_more_than_features_alone_and_its_probabilities_are_right() -> None:
    scored, rows = trained().score(TEST), TEST.labelled
    label = TEST.label[rows]
    alone = fit_risk_model([TRAIN], [VALID], replace(SETTINGS, network=None)).score(TEST)
    assert ROC_AUC(label, scored.probability[rows]) > ROC_AUC(label, alone.probability[rows]) + 0.05
    assert BRIER(label, scored.probability[rows]) < BRIER(label, alone.probability[rows]) - 0.02
    assert abs(scored.probability[rows].mean() - label.mean()) < 0.08
    assert set(scored.logits) == {TREES, SCORECARD, NETWORK}
    assert set(alone.logits) == {TREES, SCORECARD}


def test_bounds_tell_how_far_another_training_is() -> None:
    """95 % for the mean of many trainings; two of them differ by more. Three members leave bounds wide."""
    scored, rows = trained().score(TEST), TEST.labelled
    assert (scored.low[rows] < scored.probability[rows]).all()
    assert (scored.probability[rows] < scored.high[rows]).all()
    other = fit_risk_model([infected(11, 400)], [infected(12, 400)], SETTINGS).score(TEST).probability[rows]
    within = (scored.low[rows] <= other) & (other <= scored.high[rows])
    assert within.mean() > 0.65
    assert (scored.high[rows] - scored.low[rows]).mean() < 0.95


def test_same_seed_same_scores_another_seed_others() -> None:
    again = fit_risk_model([TRAIN], [VALID], QUICK)
    assert same(again.score(TEST), quick().score(TEST))
    other = fit_risk_model([TRAIN], [VALID], replace(QUICK, seed=1)).score(TEST).probability
    assert not np.allclose(other, quick().score(TEST).probability, equal_nan=True)


def test_what_was_saved_scores_the_same_to_the_last_bit(tmp_path: Path) -> None:
    quick().save(tmp_path)
    loaded = load_risk_model(tmp_path)
    assert same(loaded.score(TEST), quick().score(TEST))
    assert (loaded.feature_names, loaded.schema_digest) == (TRAIN.table.names, TRAIN.table.schema_digest)
    assert loaded.relation_names == ("guarantees", "leads")
    (tmp_path / "network" / "weights.pt").unlink()
    with pytest.raises(UsageError, match="network"):
        load_risk_model(tmp_path)
    (tmp_path / "risk_model.json").write_text("{}")
    with pytest.raises(UsageError, match="no risk model"):
        load_risk_model(tmp_path)


def test_order_of_rows_ties_and_samples_and_names_of_enterprises_move_nothing() -> None:
    later = infected(4, 200, "train2")
    before = fit_risk_model([TRAIN, later], [VALID], QUICK).score(TEST)
    samples = [shuffled(one, place) for place, one in enumerate((later, TRAIN, VALID, TEST))]
    renamed = [replace(one, ids=np.array([f"x{name}" for name in one.ids])) for one in samples]
    after = fit_risk_model(renamed[:2], renamed[2:3], QUICK).score(renamed[3])
    place = {name: row for row, name in enumerate(TEST.ids)}
    rows = [place[name[1:]] for name in after.ids]
    for name in ("probability", "low", "high"):
        assert np.array_equal(getattr(after, name), getattr(before, name)[rows], equal_nan=True)


def test_an_enterprise_stays_in_one_group_at_all_cut_offs_and_each_group_has_both_outcomes() -> None:
    later = replace(shuffled(TRAIN, 5), name="train2")
    groups = enterprise_groups([TRAIN, later], 5)
    first = dict(zip(TRAIN.ids, groups[0], strict=True))
    assert [first[name] for name in later.ids] == groups[1].tolist()
    for group in range(5):
        assert set(TRAIN.label[groups[0] == group]) == {0.0, 1.0}
    assert (groups[0] >= 0).tolist() == [row in TRAIN.labelled for row in range(len(TRAIN.ids))]
    assert not np.array_equal(enterprise_groups([TRAIN], 5, seed=1)[0], groups[0])


def test_of_whom_nothing_is_known_nothing_is_said() -> None:
    """Row 0: features missing and no tie; row 1: the same with a tie; row 2: a feature and no tie."""
    values = TEST.table.values.copy()
    values[:2] = np.nan
    kept = [
        np.flatnonzero(
            ~np.isin(one.target, (0, 2)) & ~((one.source_kind == "enterprise") & np.isin(one.source, (0, 2)))
        )
        for one in TEST.network.relations
    ]
    relations = tuple(
        Relation(
            one.name, one.source_kind, one.target_kind, one.source[rows], one.target[rows], one.attributes[rows],
            one.attribute_names,
        )
        for one, rows in zip(TEST.network.relations, kept, strict=True)
    )  # fmt: skip
    population = TEST.population.copy()
    population[:4] = True, True, True, False
    sample = replace(
        TEST, table=FeatureTable(TEST.table.features, values), population=population,
        network=TypedNetwork(TEST.network.counts, relations),
    )  # fmt: skip
    scored = trained().score(sample)
    said = [Abstention(one) for one in scored.abstained[:4].tolist()]
    assert said == [Abstention.NO_FACTS, Abstention.NONE, Abstention.NONE, Abstention.NOT_IN_POPULATION]
    for column in (scored.probability, scored.low, scored.high):
        assert np.isnan(column).tolist() == (scored.abstained != Abstention.NONE).tolist()
    assert scored.abstentions == {Abstention.NO_FACTS: 1, Abstention.NOT_IN_POPULATION: int((~population).sum())}


def test_a_zero_is_no_fact_and_a_loan_no_tie() -> None:
    facts = SETTINGS.facts
    sample = without_ties(replace(TEST, table=FeatureTable(TEST.table.features, np.zeros((len(TEST.ids), 2)))))
    lent = Relation(
        "lends", "enterprise", "enterprise", np.array([3], np.int32), np.array([4], np.int32), np.zeros((1, 0))
    )
    loan = replace(sample, network=TypedNetwork(sample.network.counts, (*sample.network.relations, lent)))
    assert facts.without_facts(loan, ("guarantees", "leads", "lends")).all()
    assert facts.without_facts(loan, ()).all()
    tied = replace(facts, left_out=()).without_facts(loan, ("lends",))
    assert np.flatnonzero(~tied).tolist() == [3, 4]


def test_another_prevalence_moves_all_and_turns_no_order() -> None:
    plain, rarer = trained().score(TEST), trained().score(TEST, prevalence=0.05)
    known = ~np.isnan(plain.probability)
    assert np.array_equal(np.argsort(plain.probability[known]), np.argsort(rarer.probability[known]))
    for name in ("probability", "low", "high"):
        assert (getattr(rarer, name)[known] < getattr(plain, name)[known]).all()
    with pytest.raises(UsageError):
        trained().score(TEST, prevalence=1.0)


def test_without_ties_the_answer_rests_on_features_and_says_so() -> None:
    samples = [without_ties(one) for one in (TRAIN, VALID, TEST)]
    model = fit_risk_model(samples[:1], samples[1:2], QUICK)
    scored = model.score(samples[2])
    assert model.network is None
    assert WITHOUT_TIES in scored.notes
    assert ROC_AUC(TEST.label[TEST.labelled], scored.probability[TEST.labelled]) > 0.6
    told = quick().score(samples[2])
    assert any("own facts alone" in note.en and "自身" in note.zh for note in told.notes)
    assert np.isfinite(told.probability[TEST.population]).all()


def test_new_relations_are_left_out_and_said() -> None:
    new = Relation(
        "trades_with", "enterprise", "enterprise", np.array([1], np.int32), np.array([2], np.int32), np.zeros((1, 0))
    )
    more = replace(TEST, network=TypedNetwork(TEST.network.counts, (*TEST.network.relations, new)))
    scored = quick().score(more)
    assert same(scored, quick().score(TEST))
    assert any("trades_with" in note.en and "trades_with" in note.zh for note in scored.notes)


def test_missing_values_are_scored() -> None:
    values = TEST.table.values.copy()
    values[: len(values) // 2, 0] = np.nan
    scored = quick().score(replace(TEST, table=FeatureTable(TEST.table.features, values)))
    assert np.isfinite(scored.probability[TEST.population]).all()


@pytest.mark.parametrize("outcome", [0.0, 1.0, np.nan])
def test_what_cannot_be_learnt_from_is_refused_in_two_languages(outcome: float) -> None:
    for train, valid in (([with_outcome(TRAIN, outcome)], [VALID]), ([TRAIN], [with_outcome(VALID, outcome)])):
        with pytest.raises(UsageError) as refused:
            fit_risk_model(train, valid, QUICK)
        assert "cut-off" in refused.value.en
        assert "截止日" in refused.value.zh
    with pytest.raises(UsageError):
        fit_risk_model([], [VALID], QUICK)
    with pytest.raises(UsageError):
        fit_risk_model([TRAIN], [], QUICK)


def test_other_features_are_refused() -> None:
    other = replace(TEST, table=TEST.table.only(["own.capital"]))
    with pytest.raises(UsageError, match=r"own\.weakness"):
        quick().score(other)
    with pytest.raises(UsageError, match=r"own\.weakness"):
        fit_risk_model([TRAIN, replace(other, name="z")], [VALID], QUICK)


def test_validation_is_measured_by_models_that_have_not_seen_it() -> None:
    """Outcomes of validation that are turned about leave the base models' scores of it as they are."""
    first, second = (learn([TRAIN], [one], QUICK).validation for one in (VALID, replace(VALID, label=1 - VALID.label)))
    for name, logits in first.logits.items():
        assert np.array_equal(logits, second.logits[name])
    assert len(first.label) == len(VALID.labelled)
    assert ROC_AUC(first.label, first.probability) > 0.6


def test_twice_the_same_enterprise_is_one_cluster() -> None:
    found = learn([TRAIN], [VALID, replace(VALID, name="valid2")], QUICK).validation
    half = len(found.label) // 2
    assert np.array_equal(found.cluster[:half], found.cluster[half:])
    assert np.array_equal(found.fold[:half], found.fold[half:])
    assert len(np.unique(found.cluster)) == half


def test_refitting_learns_from_validation_too() -> None:
    apart = fit_risk_model([TRAIN], [VALID], replace(QUICK, refit=False))
    assert apart.blend == quick().blend
    assert not np.allclose(apart.score(TEST).probability, quick().score(TEST).probability, equal_nan=True)


def test_steps_are_counted() -> None:
    steps: list[tuple[int, int]] = []
    fit_risk_model([TRAIN], [VALID], QUICK, on_progress=lambda done, of: steps.append((done, of)))
    assert steps == [(one, 8) for one in range(1, 9)]


@pytest.mark.parametrize(("members", "seed"), [(1, 0), (5, -1)])
def test_settings_that_make_no_sense_are_refused(members: int, seed: int) -> None:
    with pytest.raises(UsageError):
        ModelSettings(seed=seed, members=members)


def test_with_several_samples_an_epoch_counts_for_as_many() -> None:
    shape, training = NetworkShape(hidden=8, layers=1, heads=2), NetworkTraining(seeds=(0, 1), epochs=40, patience=40)
    samples = [infected(seed, 120, f"s{seed}") for seed in range(4)]
    group = enterprise_groups(samples, 2)
    many = fit_committee(samples, group, shape, training)
    one = fit_committee(samples[:1], group[:1], shape, training)
    assert [len(member.validation) for member in one.learned] == [40, 40]
    assert [len(member.validation) for member in many.learned] == [10, 10]
