"""The command on a made-up folder, and the published data where they are at hand."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gnn.evaluate.metrics import ROC_AUC
from gnn.models.settings import BoostingSettings
from gnn.models.shape import NetworkShape, NetworkTraining
from gnn.smesd.__main__ import main
from gnn.smesd.compare import VARIANTS, compare
from gnn.smesd.model import SETTINGS, foretell, gain_of_network, learn_splits, without_network
from gnn.smesd.read import read_files
from gnn.smesd.samples import build_samples
from tests.unit.gnn.smesd_folder import COUNTS, made_up, read_predictions, renamed, write

DATA = Path(os.environ.get("RINGFENCE_TEST_DATA", Path(__file__).parents[3] / ".." / "shared")) / "data" / "smesd"
real = pytest.mark.skipif(not DATA.is_dir(), reason="no SME bankruptcy graph; set RINGFENCE_TEST_DATA")
QUICK = replace(
    SETTINGS,
    members=2,
    trees=BoostingSettings(rounds=40, learning_rate=0.1),
    network=NetworkShape(hidden=16, layers=1),
    training=NetworkTraining(epochs=15, learning_rate=1e-2),
)


def predicted(folder: Path, out: Path, seed: int = 0) -> dict[str, float]:
    assert main(["--data", str(folder), "--out", str(out), "--seed", str(seed)], QUICK) == 0
    return read_predictions(out)


def test_each_company_of_the_test_split_has_one_probability(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = made_up()
    found = predicted(write(tmp_path / "data", files), tmp_path / "out.csv")
    assert set(found) == {row[0] for row in files["companies"] if row[1] == "test"}
    assert all(0 < one < 1 for one in found.values())
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[0] == "company_id,probability"
    told = json.loads(capsys.readouterr().out)
    value, low, high = told["valid"]["blend"]["roc_auc"]
    assert 0.7 < low < value < high <= 1
    assert told["scored"] == COUNTS["test"]


def test_the_same_seed_says_the_same_and_ids_and_orders_say_nothing(tmp_path: Path) -> None:
    files = made_up()
    first = predicted(write(tmp_path / "data", files), tmp_path / "first.csv")
    assert predicted(tmp_path / "data", tmp_path / "again.csv") == first
    assert predicted(tmp_path / "data", tmp_path / "other.csv", seed=5) != first
    other, new = renamed(files, 1)
    second = predicted(write(tmp_path / "renamed", other), tmp_path / "second.csv")
    assert {new[one]: probability for one, probability in first.items()} == second


def test_later_facts_do_not_move_validation(tmp_path: Path) -> None:
    """What is told of the test split may change the test split's scores only."""
    files = made_up()
    before = build_samples(read_files(write(tmp_path / "data", files)))
    for name in ("relations", "lawsuits"):
        files[name] = [row for row in files[name] if row[0] != "test"]
    after = build_samples(read_files(write(tmp_path / "data", files)))
    first, second = (learn_splits(one, QUICK) for one in (before, after))
    assert np.array_equal(first.validation.probability, second.validation.probability)
    assert not np.array_equal(foretell(before, first).probability, foretell(after, second).probability)


def test_of_whom_nothing_is_known_the_share_of_defaults_is_said(tmp_path: Path) -> None:
    files = made_up()
    unknown = next(row for row in files["companies"] if row[1] == "test")
    unknown[2:4] = "", ""
    files["relations"] = [row for row in files["relations"] if unknown[0] not in row[1:3]]
    files["lawsuits"] = [row for row in files["lawsuits"] if row[1] != unknown[0]]
    samples = build_samples(read_files(write(tmp_path / "data", files)))
    found = foretell(samples, learn_splits(samples, QUICK))
    told = dict(zip(found.ids.tolist(), found.probability.tolist(), strict=True))
    assert found.unknown == 1
    assert told[unknown[0]] == found.applied_prevalence
    assert np.isfinite(found.probability).all()


def test_the_gain_of_the_network_is_paired(tmp_path: Path) -> None:
    learnt = learn_splits(build_samples(read_files(write(tmp_path / "data", made_up()))), QUICK)
    auc = gain_of_network(learnt, 0)[0]
    alone = ROC_AUC(learnt.validation.label, without_network(learnt, 0))
    whole = ROC_AUC(learnt.validation.label, learnt.validation.probability)
    assert (auc.metric, auc.first, auc.second) == ("roc_auc", alone, whole)
    assert auc.low < auc.value == whole - alone < auc.high


def test_what_is_wrong_with_a_folder_ends_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "out.csv")], QUICK) == 1
    told = capsys.readouterr().err
    assert "companies.csv" in told
    assert "无法" in told
    assert not (tmp_path / "out.csv").exists()
    folder = write(tmp_path / "data", made_up())
    assert main(["--data", str(folder), "--out", str(tmp_path / "none" / "out.csv")], QUICK) == 1
    assert "Cannot write" in capsys.readouterr().err


def test_variants_are_compared(tmp_path: Path) -> None:
    files = read_files(write(tmp_path / "data", made_up()))
    bare, tied = compare(files, 0, ["attributes", "+ network"])
    assert bare.columns < tied.columns
    assert tied.within_train > bare.within_train + 0.03
    assert [one.metric for one in tied.valid] == ["roc_auc", "average_precision", "brier"]
    assert len(VARIANTS) == len({str(variant) for variant in VARIANTS.values()})


@real
def test_published_data_are_foretold_as_well_as_published_and_not_better_than_can_be() -> None:
    samples = build_samples(read_files(DATA))
    assert [int(one.population.sum()) for one in (samples.train, samples.valid, samples.test)] == [2765, 720, 491]
    learnt = learn_splits(samples, replace(QUICK, refit=False))
    measured = learnt.validation
    for scores in (measured.probability, *measured.logits.values()):
        assert 0.84 < ROC_AUC(measured.label, scores) < 0.92
    assert learnt.model.blend.weights["network"] > 0
    found = foretell(samples, learnt)
    assert len(found.probability) == 491
    assert 0.5 < found.probability.mean() < 0.75
