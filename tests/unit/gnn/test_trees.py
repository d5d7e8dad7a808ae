"""Trees, scorecard and blend: the same in any order and after a file, with reasons that add up."""

from pathlib import Path

import numpy as np
import pytest

from gnn.evaluate.metrics import ROC_AUC
from gnn.features.content import Folds, content_folds
from gnn.features.table import FeatureTable, Floats
from gnn.models.blend import Blend, fit_blend, load_blend, out_of_fold_blend
from gnn.models.scorecard import fit_scorecard, load_scorecard
from gnn.models.trees import (
    TreeSettings,
    fit_trees,
    load_trees,
    out_of_fold_logits,
)
from graph.errors import UsageError
from tests.unit.gnn.tied import table_of

FAST = TreeSettings(rounds=40, seeds=(0, 1))


def world(rows: int = 600, seed: int = 0) -> tuple[FeatureTable, Floats]:
    draw = np.random.default_rng(seed)
    values = draw.normal(size=(rows, 4))
    values[draw.random((rows, 4)) < 0.1] = np.nan
    chance = 1 / (1 + np.exp(-(1.5 * np.nan_to_num(values[:, 0]) - np.nan_to_num(values[:, 1], nan=1.0))))
    return table_of(**{f"c{place}": values[:, place] for place in range(4)}), (draw.random(rows) < chance).astype(
        np.float64
    )


def test_trees_foretell_rows_they_have_not_seen() -> None:
    model = fit_trees(*world(), FAST)
    table, label = world(seed=1)
    assert ROC_AUC(label, model.logit(table)) > 0.78
    assert model.member_logits(table).shape == (600, 2)
    assert (model.member_logits(table).std(axis=1) > 0).any()


def test_order_of_training_rows_and_of_scored_rows_moves_nothing() -> None:
    table, label = world()
    order = np.random.default_rng(9).permutation(len(label))
    first, second = fit_trees(table, label, FAST), fit_trees(table.rows(order), label[order], FAST)
    assert np.array_equal(first.logit(table), second.logit(table))
    assert np.array_equal(first.logit(table)[order], first.logit(table.rows(order)))
    card, again = fit_scorecard(table, label), fit_scorecard(table.rows(order), label[order])
    assert np.array_equal(card.logit(table)[order], again.logit(table.rows(order)))


def test_another_seed_is_another_model() -> None:
    table, label = world()
    first, second = (fit_trees(table, label, TreeSettings(rounds=40, seeds=(seed,))) for seed in (0, 7))
    assert not np.array_equal(first.logit(table), second.logit(table))


def test_models_come_back_from_files_to_the_last_bit(tmp_path: Path) -> None:
    table, label = world()
    trees, card = fit_trees(table, label, FAST), fit_scorecard(table, label)
    trees.save(tmp_path / "trees.json")
    card.save(tmp_path / "card.json")
    assert np.array_equal(load_trees(tmp_path / "trees.json").logit(table), trees.logit(table))
    assert np.array_equal(load_scorecard(tmp_path / "card.json").logit(table), card.logit(table))
    for load in (load_trees, load_scorecard, load_blend):
        for content in ("no model", '{"format": "another"}', "[]"):
            (tmp_path / "bad").write_text(content)
            with pytest.raises(UsageError, match="bad"):
                load(tmp_path / "bad")


def test_contributions_add_up_to_the_logit() -> None:
    table, label = world()
    for model in (fit_trees(table, label, FAST), fit_scorecard(table, label)):
        told = model.contributions(table)
        assert told.names == table.names
        assert np.allclose(told.base + told.values.sum(axis=1), model.logit(table), atol=1e-9)
        # The columns that decide have the largest share, noise the least.
        weight = np.abs(told.values).mean(axis=0)
        assert weight[:2].min() > 2 * weight[2:].max()


def test_monotone_features_only_raise_the_score() -> None:
    table, label = world(300)
    settings = TreeSettings(rounds=60, seeds=(0,), monotone={"own.c0": 1})
    row = table.values[:50].copy()
    low, high = row.copy(), row.copy()
    low[:, 0], high[:, 0] = -0.3, 0.4

    def rises(model_settings: TreeSettings) -> Floats:
        model = fit_trees(table, label, model_settings)
        grid = np.sort(np.random.default_rng(2).normal(size=60))
        steps = [
            model.logit(FeatureTable(table.features, np.column_stack([np.full(50, at), row[:, 1:]]))) for at in grid
        ]
        return np.asarray(np.diff(steps, axis=0))

    assert (rises(settings) >= 0).all()
    assert (rises(TreeSettings(rounds=60, seeds=(0,))) < 0).any()
    with pytest.raises(UsageError, match=r"own\.c9"):
        fit_trees(table, label, TreeSettings(monotone={"own.c9": 1}))


def test_training_stops_where_later_rows_get_no_better() -> None:
    table, label = world()
    noise = world(seed=3)[0], np.random.default_rng(4).integers(0, 2, 600).astype(np.float64)
    settings = TreeSettings(rounds=300, learning_rate=0.1, seeds=(0,))
    stopped = fit_trees(table, label, settings, early=noise, patience=10)
    assert stopped.members[0].num_trees() < 100
    assert fit_trees(table, label, settings).members[0].num_trees() == 300


def test_out_of_fold_logits_know_nothing_of_labels_by_chance() -> None:
    table, _ = world(400)
    label = np.random.default_rng(8).integers(0, 2, 400).astype(np.float64)
    inside = fit_trees(table, label, FAST).logit(table)
    outside = out_of_fold_logits(table, label, FAST, content_folds(table, 5))
    assert ROC_AUC(label, inside) > 0.7
    assert abs(ROC_AUC(label, outside) - 0.5) < 0.1


def test_what_cannot_be_learnt_or_scored_is_refused() -> None:
    table, label = world()
    for fit in (lambda y: fit_trees(table, y, FAST), lambda y: fit_scorecard(table, y)):
        for wrong in (np.ones(600), np.where(label == 1, np.nan, 0.0), label * 2):
            with pytest.raises(UsageError, match="both are needed"):
                fit(wrong)
    other = table_of(c0=np.zeros(3), c1=np.zeros(3))
    for model in (fit_trees(table, label, FAST), fit_scorecard(table, label)):
        with pytest.raises(UsageError, match="Train anew"):
            model.logit(other)
        assert len(model.logit(table.rows(np.zeros(0, dtype=np.int64)))) == 0


def test_a_column_without_values_and_one_without_change_do_no_harm() -> None:
    table, label = world()
    wide = table_of(
        **{f"c{place}": table.values[:, place] for place in range(4)}, none=np.full(600, np.nan), same=np.full(600, 3.0)
    )
    card = fit_scorecard(wide, label)
    assert np.isfinite(card.logit(wide)).all()
    assert (card.contributions(wide).values[:, 4:] == 0).all()


def blended_world(seed: int = 0, rows: int = 800) -> tuple[dict[str, Floats], Floats]:
    draw = np.random.default_rng(seed)
    truth = draw.normal(size=rows) * 1.5
    label = (draw.random(rows) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    return {
        "one": truth + draw.normal(size=rows), "two": truth + draw.normal(size=rows), "noise": draw.normal(size=rows)
    }, label  # fmt: skip


def dealt(label: Floats) -> Folds:
    return np.arange(len(label)) % 10


def test_a_blend_is_better_than_its_parts_and_hears_no_noise() -> None:
    scores, label = blended_world()
    outside = out_of_fold_blend(scores, label, dealt(label))
    best = max(ROC_AUC(label, one) for one in scores.values())
    assert ROC_AUC(label, outside) > best + 0.01
    blend = fit_blend(scores, label)
    assert blend.weights["noise"] < 0.1 < min(blend.weights["one"], blend.weights["two"])
    assert blend.probability(scores).mean() == pytest.approx(label.mean(), abs=1e-6)


def test_a_model_that_speaks_the_contrary_is_not_heard() -> None:
    scores, label = blended_world()
    contrary = np.random.default_rng(3).normal(size=len(label)) - 2 * (scores["one"] + scores["two"])
    blend = fit_blend({**scores, "contrary": contrary}, label, penalty=0.01)
    assert blend.weights["contrary"] == 0.0


def test_a_blend_out_of_fold_tells_nothing_where_scores_are_chance() -> None:
    draw = np.random.default_rng(6)
    scores = {"a": draw.normal(size=500), "b": draw.normal(size=500)}
    label = draw.integers(0, 2, 500).astype(np.float64)
    assert abs(ROC_AUC(label, out_of_fold_blend(scores, label, dealt(label))) - 0.5) < 0.09


def test_the_order_of_rows_does_not_move_a_blend(tmp_path: Path) -> None:
    scores, label = blended_world()
    order = np.random.default_rng(1).permutation(len(label))
    blend, again = fit_blend(scores, label), fit_blend({name: one[order] for name, one in scores.items()}, label[order])
    assert blend == again
    fold = dealt(label)
    turned = out_of_fold_blend({name: one[order] for name, one in scores.items()}, label[order], fold[order])
    assert np.array_equal(out_of_fold_blend(scores, label, fold)[order], turned)
    blend.save(tmp_path / "blend.json")
    assert load_blend(tmp_path / "blend.json") == blend


def test_a_blend_refuses_what_is_no_score() -> None:
    scores, label = blended_world()
    with pytest.raises(UsageError, match="Score all rows"):
        fit_blend({**scores, "one": np.where(label == 1, np.nan, 0.0)}, label)
    with pytest.raises(UsageError, match="both are needed"):
        fit_blend(scores, np.ones(len(label)))
    with pytest.raises(UsageError, match="lacks the scores of two"):
        Blend({"one": 0.5, "two": 0.5}, 0.0).logit({"one": scores["one"]})
