"""The command on a made-up folder, and the published data where they are at hand."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from gnn.evaluate.metrics import ROC_AUC
from gnn.smesd.__main__ import main
from gnn.smesd.compare import VARIANTS, compare
from gnn.smesd.model import SplitLogits, score, table_logits
from gnn.smesd.read import read_files
from gnn.smesd.samples import build_samples
from tests.unit.gnn.smesd_folder import COUNTS, made_up, read_predictions, renamed, write

DATA = Path(os.environ.get("RINGFENCE_TEST_DATA", Path(__file__).parents[3] / ".." / "shared")) / "data" / "smesd"
real = pytest.mark.skipif(not DATA.is_dir(), reason="no SME bankruptcy graph; set RINGFENCE_TEST_DATA")


def predicted(folder: Path, out: Path, seed: int = 0) -> dict[str, float]:
    assert main(["--data", str(folder), "--out", str(out), "--seed", str(seed)]) == 0
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
    before = table_logits(build_samples(read_files(write(tmp_path / "data", files))), 0)
    for name in ("relations", "lawsuits"):
        files[name] = [row for row in files[name] if row[0] != "test"]
    after = table_logits(build_samples(read_files(write(tmp_path / "data", files))), 0)
    for name, logits in before.items():
        assert np.array_equal(logits.valid, after[name].valid)
        assert not np.array_equal(logits.test, after[name].test)


def test_another_models_scores_are_blended_in(tmp_path: Path) -> None:
    samples = build_samples(read_files(write(tmp_path / "data", made_up())))
    own = table_logits(samples, 0)
    label = samples.valid.label[samples.valid.labelled]
    draw = np.random.default_rng(0)
    knows = SplitLogits(6 * label - 3 + draw.normal(size=len(label)), np.linspace(-3, 3, COUNTS["test"]))
    alone, together = score(samples, own, 0), score(samples, {**own, "knows": knows}, 0)
    assert together.blend.weights["knows"] > 2 * max(together.blend.weights[name] for name in own)
    assert ROC_AUC(label, together.blended) > ROC_AUC(label, alone.blended) + 0.03
    assert np.corrcoef(together.probability, knows.test)[0, 1] > 0.8


def test_what_is_wrong_with_a_folder_ends_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "out.csv")]) == 1
    told = capsys.readouterr().err
    assert "companies.csv" in told
    assert "无法" in told
    assert not (tmp_path / "out.csv").exists()
    folder = write(tmp_path / "data", made_up())
    assert main(["--data", str(folder), "--out", str(tmp_path / "none" / "out.csv")]) == 1
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
    scored = score(samples, table_logits(samples, 0), 0)
    for logits in (scored.blended, *(one.valid for one in scored.logits.values())):
        assert 0.85 < ROC_AUC(scored.label, logits) < 0.92
    assert len(scored.probability) == 491
    assert 0.5 < scored.probability.mean() < 0.75
