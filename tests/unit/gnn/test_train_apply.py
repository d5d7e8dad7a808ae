"""From a history to a model in a registry and back to scores of a day, without a database in between."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from gnn.apply import NOBODY, open_model, score_day, to_scores
from gnn.dataset import Dataset
from gnn.digest import samples_digest
from gnn.features.catalogue import features_of
from gnn.features.table import FeatureTable
from gnn.models.abstain import Abstention
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.registry import Manifest, Registry
from gnn.split import Split
from gnn.task import Task
from gnn.train import DEFAULTS, ENTERPRISES, read_samples, train
from graph.errors import UsageError
from graph.measures.facts import Facts
from graph.measures.own import own_measures
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by

TODAY = date(2025, 12, 31)
TASK = Task()
SPLIT = Split(
    TASK, (date(2020, 6, 30), date(2021, 6, 30)), (date(2022, 12, 31),), (date(2024, 6, 30),), TODAY
)  # fmt: skip
SETTINGS = ModelSettings(
    members=2,
    trees=BoostingSettings(rounds=15),
    network=NetworkShape(hidden=8, layers=1, heads=2),
    training=NetworkTraining(epochs=4, patience=4),
)


def own_features(facts: Facts) -> FeatureTable:
    return features_of(own_measures(facts))


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    history = told_by(build_world(WorldOptions(seed=5, enterprises=900, contagion=1.0)))
    return Dataset(history, TASK, own_features)


@pytest.fixture(scope="module")
def kept(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> tuple[Registry, Manifest]:
    registry = Registry(tmp_path_factory.mktemp("models"))
    return registry, train(dataset, SPLIT, SETTINGS, registry)


def test_the_manifest_says_what_was_learnt_from_and_what_validation_says(
    dataset: Dataset, kept: tuple[Registry, Manifest]
) -> None:
    training, said = kept[1].training, kept[1].training.figures
    samples = read_samples(dataset, SPLIT)
    assert training.cut_off == SPLIT.test[0]
    assert (training.horizon_days, training.seed) == (365, 0)
    assert training.features == samples["train"][0].table.names
    assert "enterprise_guarantees_enterprise" in training.relations
    assert training.data_digest == samples_digest([*samples["train"], *samples["validation"]])
    known = samples["validation"][0]
    assert said[DEFAULTS] == np.nansum(known.label) > 5
    assert said[ENTERPRISES] <= len(known.labelled)
    assert 0 <= said["ece_10"] < 0.2
    for name in ("roc_auc", "average_precision", "brier"):
        assert said[f"{name}_low"] <= said[name] <= said[f"{name}_high"]


def test_training_reads_nothing_of_the_test(dataset: Dataset) -> None:
    days: list[date] = []

    def noted(facts: Facts) -> FeatureTable:
        days.append(facts.snapshot.at.as_of)
        return own_features(facts)

    read_samples(replace(dataset, features=noted), SPLIT)
    assert days == [*SPLIT.train, *SPLIT.validation]


def test_a_day_is_scored_by_what_was_known_on_it(dataset: Dataset, kept: tuple[Registry, Manifest]) -> None:
    model, manifest = open_model(kept[0])
    assert manifest == kept[1]
    scored = score_day(dataset, model, manifest, TODAY)
    sample = dataset.at(TODAY, TODAY).sample
    assert scored.ids.tolist() == sample.ids.tolist()
    assert ((scored.abstained == Abstention.NOT_IN_POPULATION) == ~sample.population).all()
    assert NOBODY not in scored.notes
    assert not any("forecast" in note.en for note in scored.notes)
    scores = to_scores(scored)
    assert [one.party_id for one in scores] == sorted(scored.ids[~np.isnan(scored.probability)].tolist())
    assert len(scores) == int(sample.population.sum()) - scored.abstentions[Abstention.NO_FACTS] > 100
    rarer = score_day(dataset, model, manifest, TODAY, prevalence=0.001)
    assert np.nanmean(rarer.probability) < np.nanmean(scored.probability) / 2


def test_the_same_history_and_seed_make_a_model_with_the_same_scores(
    dataset: Dataset, kept: tuple[Registry, Manifest], tmp_path: Path
) -> None:
    again = Registry(tmp_path)
    manifest = train(dataset, SPLIT, SETTINGS, again)
    assert manifest.training == kept[1].training
    first, second = (score_day(dataset, *open_model(one), TODAY) for one in (kept[0], again))
    assert np.array_equal(first.probability, second.probability, equal_nan=True)


def test_a_model_for_something_else_is_refused(dataset: Dataset, kept: tuple[Registry, Manifest]) -> None:
    model, manifest = open_model(kept[0])

    def less(facts: Facts) -> FeatureTable:
        table = own_features(facts)
        return table.only(table.names[1:])

    with pytest.raises(UsageError, match=r"other features"):
        score_day(replace(dataset, features=less), model, manifest, TODAY)
    with pytest.raises(UsageError, match="365 days, not 180"):
        score_day(replace(dataset, task=Task(horizon_days=180)), model, manifest, TODAY)


@pytest.mark.parametrize(("day", "said"), [(date(2022, 6, 30), "no forecast"), (date(2011, 1, 1), NOBODY.en)])
def test_days_that_cannot_be_foretold_are_said(
    dataset: Dataset, kept: tuple[Registry, Manifest], day: date, said: str
) -> None:
    scored = score_day(dataset, *open_model(kept[0]), day)
    assert any(said in note.en for note in scored.notes)
    assert bool(to_scores(scored)) == (day.year == 2022)


def test_too_short_a_history_is_refused_in_words(dataset: Dataset, tmp_path: Path) -> None:
    early = Split(TASK, (date(2010, 6, 30),), (date(2012, 6, 30),), (date(2014, 6, 30),), TODAY)
    with pytest.raises(UsageError) as refused:
        train(dataset, early, SETTINGS, Registry(tmp_path))
    assert "截止日" in refused.value.zh
    assert Registry(tmp_path).versions() == []


def test_progress_is_told_of_cut_offs_and_models(dataset: Dataset, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    train(dataset, SPLIT, SETTINGS, Registry(tmp_path), lambda what, done, of: steps.append((what, done, of)))
    assert [one[1:] for one in steps] == [*((done, 3) for done in (1, 2, 3)), *((done, 8) for done in range(1, 9))]
