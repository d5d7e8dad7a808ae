"""Scaling of columns: fitted once, finite always, in order, missing values flagged."""

import json

import numpy as np

from gnn.models.scaling import Scaling

CHANCE = np.random.default_rng(0)
HEAVY = np.column_stack([CHANCE.lognormal(8, 3, 500), CHANCE.integers(0, 2, 500), CHANCE.standard_normal(500)])


def test_columns_come_out_centred_and_narrow_in_the_same_order() -> None:
    scaled = Scaling.fitted(HEAVY)(HEAVY)
    assert scaled.dtype == np.float32
    assert np.abs(scaled.mean(axis=0)).max() < 1e-6
    assert np.abs(scaled.std(axis=0) - 1).max() < 1e-6
    assert np.abs(scaled).max() < 6
    assert np.array_equal(np.argsort(scaled[:, 0], kind="stable"), np.argsort(HEAVY[:, 0], kind="stable"))
    assert len(np.unique(scaled[:, 1])) == 2


def test_missing_values_stand_at_the_mean_and_are_flagged_where_training_had_some() -> None:
    values = HEAVY.copy()
    values[:50, 0] = np.nan
    scaling = Scaling.fitted(values)
    scaled = scaling(values)
    assert scaling.width == scaled.shape[1] == 4
    assert scaled[:, 3].tolist() == [1.0] * 50 + [0.0] * 450
    assert (scaled[:50, 0] == 0).all()
    later = HEAVY[:2].copy()
    later[0, 2] = np.nan
    assert np.isfinite(scaling(later)).all()
    assert scaling.unforeseen(later).tolist() == [2]
    assert scaling.unforeseen(values).tolist() == []


def test_the_numbers_are_those_of_training_whatever_the_order_of_rows() -> None:
    scaling = Scaling.fitted(HEAVY)
    shuffled = Scaling.fitted(HEAVY[np.random.default_rng(3).permutation(500)])
    assert shuffled.told() == scaling.told()
    alone, beside = scaling(HEAVY[:1]), scaling(HEAVY[:9])[:1]
    assert np.array_equal(alone, beside)


def test_a_column_that_never_differs_or_is_missing_altogether_is_zeros() -> None:
    values = np.column_stack([np.full(9, 3.0), np.full(9, np.nan)])
    scaled = Scaling.fitted(values)(values)
    assert scaled.tolist() == [[0, 0, 1]] * 9


def test_told_and_read_again_it_is_the_same_to_the_last_bit() -> None:
    scaling = Scaling.fitted(HEAVY)
    again = Scaling.read(json.loads(json.dumps(scaling.told())))
    assert np.array_equal(again(HEAVY), scaling(HEAVY))
