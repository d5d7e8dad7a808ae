"""A small world from facts to the card: learnt, tested later, compared, told; and a model watched on a later day."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.values import shown
from gnn.dataset import Dataset
from gnn.digest import samples_digest
from gnn.models.settings import BoostingSettings, ModelSettings
from gnn.registry import Manifest, Registry, Training
from gnn.report.appraisal import Appraisal, appraise
from gnn.report.card import Source, card_of
from gnn.report.card_page import card_page
from gnn.report.model_report import ModelReport, model_report
from gnn.report.still_fits import Advice, Reason
from gnn.split import Split
from gnn.task import Reason as Out
from gnn.task import Task
from graph.errors import UsageError
from graph.measures.catalogue import catalogue
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by

TASK, TODAY = Task(), date(2025, 12, 31)
SPLIT = Split(
    TASK, (date(2020, 12, 31), date(2021, 12, 31)), (date(2023, 6, 30),), (date(2024, 8, 31), date(2024, 11, 30)), TODAY
)  # fmt: skip
SMALL = ModelSettings(members=2, trees=BoostingSettings(rounds=40), network=None, refit=False)
SOURCE = Source("小世界", "a small world", "nothing")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return Dataset(told_by(build_world(WorldOptions(seed=5, enterprises=900, contagion=1.0))), TASK)


@pytest.fixture(scope="module")
def appraisal(dataset: Dataset) -> Appraisal:
    return appraise(dataset, SPLIT, SMALL)


@pytest.fixture(scope="module")
def card(appraisal: Appraisal) -> dict[str, Any]:
    return shown(card_of(appraisal, SOURCE))


def test_figures_are_of_the_tests_enterprises(appraisal: Appraisal) -> None:
    samples = [one.sample for one in appraisal.parts["test"]]
    found = appraisal.evaluation
    assert found.population == sum(int(one.population.sum()) for one in samples)
    assert found.cases == found.labelled - found.abstained == sum(len(one.labelled) for one in samples)
    assert found.enterprises < found.cases
    assert found.defaults == sum(one.label[one.labelled].sum() for one in samples) > 10
    assert sum(one.enterprises for one in found.groups["region"]) == found.cases
    assert {one.group for one in found.groups["size"]} <= {"micro", "small", "medium", "large"}
    assert {one.cut_off for one in found.prevalence} == {"2024-08-31", "2024-11-30"}


def test_the_other_model_knows_of_no_network(appraisal: Appraisal) -> None:
    found = {one.metric: one for one in appraisal.comparison.differences}
    assert appraisal.comparison.cases == appraisal.evaluation.cases
    of_whole = {one.metric: one.value for one in appraisal.evaluation.figures}
    assert found["roc_auc"].second == of_whole["roc_auc"] != found["roc_auc"].first
    assert min(found["roc_auc"].first, found["roc_auc"].second) > 0.6
    assert set(appraisal.importance) == {one.name for one in catalogue()}
    assert list(appraisal.importance.values()) == sorted(appraisal.importance.values(), reverse=True)


def test_the_card_tells_periods_and_data(card: dict[str, Any], appraisal: Appraisal) -> None:
    train, validation, test = card["periods"]
    assert train["labels_known_at"] == validation["labels_known_at"] == "2024-08-31"
    assert test["labels_known_at"] == "2025-12-31"
    parts = appraisal.parts
    assert card["data_digest"] == samples_digest(
        [one.sample for name in ("train", "validation") for one in parts[name]]
    )
    assert test["left_out"]["in_default"] == sum(one.left_out[Out.IN_DEFAULT] for one in parts["test"])
    assert card["fidelity"]["ties"] is None
    assert card["fidelity"]["features"]["enterprises"] > 0


def test_the_same_facts_make_the_same_page(card: dict[str, Any], dataset: Dataset) -> None:
    again = card_page(shown(card_of(appraise(dataset, SPLIT, SMALL), SOURCE)))
    assert again == card_page(card)
    assert "The blend hears no network" in again


def kept(appraisal: Appraisal, folder: Path, low: float = 0.5) -> Manifest:
    model = appraisal.model
    training = Training(
        SPLIT.test[0], TASK.horizon_days, model.feature_names, model.relation_names, model.schema_digest, "digest", 0,
        {"roc_auc_low": low},
    )  # fmt: skip
    return Registry(folder).keep(training, model.save)


@pytest.fixture(scope="module")
def report(dataset: Dataset, appraisal: Appraisal, tmp_path_factory: pytest.TempPathFactory) -> ModelReport:
    manifest = kept(appraisal, tmp_path_factory.mktemp("models"))
    return model_report(dataset, appraisal.model, manifest, TODAY)


def test_drift_is_from_the_last_days_seen_to_the_day(report: ModelReport, dataset: Dataset) -> None:
    assert report.reference == (date(2023, 4, 30), date(2023, 7, 31))
    before = [dataset.at(one, TODAY).sample.population.sum() for one in report.reference]
    assert report.drift.reference == sum(before)
    assert report.drift.current == dataset.at(TODAY, TODAY).sample.population.sum()
    assert {one.name for one in report.drift.columns} == {"score", *(one.name for one in catalogue())}
    psi = [one.psi for one in report.drift.columns]
    assert psi == sorted(psi, reverse=True)


def test_outcomes_since_are_of_the_newest_cut_off_that_has_matured(report: ModelReport, appraisal: Appraisal) -> None:
    assert report.tested_at == date(2024, 11, 30)
    assert report.evaluation is not None
    assert report.evaluation.cases == len(appraisal.parts["test"][1].sample.labelled)


def test_outcomes_worse_than_on_validation_ask_for_training(
    dataset: Dataset, appraisal: Appraisal, tmp_path: Path
) -> None:
    found = model_report(dataset, appraisal.model, kept(appraisal, tmp_path, low=0.999), TODAY)
    assert found.verdict.advice is Advice.RETRAIN
    assert Reason.RANKING_WORSE in found.verdict.reasons


def test_before_outcomes_are_known_only_drift_speaks(dataset: Dataset, appraisal: Appraisal, tmp_path: Path) -> None:
    found = model_report(dataset, appraisal.model, kept(appraisal, tmp_path), date(2025, 3, 31))
    assert (found.tested_at, found.evaluation) == (None, None)
    assert not {Reason.RANKING_WORSE, Reason.CALIBRATION_OFF, Reason.OUTCOMES_NEW} & set(found.verdict.reasons)


def test_a_day_that_the_model_has_seen_is_refused(dataset: Dataset, appraisal: Appraisal, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Name a later day"):
        model_report(dataset, appraisal.model, kept(appraisal, tmp_path), date(2024, 6, 30))


def test_no_group_is_told_by_fewer_than_ten_defaults(appraisal: Appraisal) -> None:
    for groups in appraisal.evaluation.groups.values():
        for one in groups:
            assert (one.figures is None) == (min(one.defaults, one.enterprises - one.defaults) < 10)
            assert all(np.isfinite(each.value) for each in one.figures or ())
