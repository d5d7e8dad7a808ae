"""Value at risk and expected shortfall beside numpy on the dense table."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from graph.contagion.loss_distribution import Losses
from graph.errors import UsageError

Floats = NDArray[np.float64]

CHANCE = np.random.default_rng(5)
TABLE = np.where(CHANCE.random((1_237, 6)) < [0.0, 0.01, 0.2, 0.7, 1.0, 0.5], CHANCE.lognormal(5, 1, (1_237, 6)), 0.0)


def losses(table: Floats, holder: list[int] | None = None) -> Losses:
    trial, party = np.nonzero(table)
    shuffled = np.random.default_rng(1).permutation(len(party))
    rows = np.array(range(table.shape[1]) if holder is None else holder, dtype=np.int32)
    return Losses.of(len(table), rows, party[shuffled].astype(np.int32), table[trial, party][shuffled])


def shortfall(values: Floats, level: float) -> float:
    """The average of the quantile function above the level, step by step."""
    ordered = np.sort(values)
    step = np.arange(len(ordered))
    part = np.clip((step + 1) / len(ordered) - np.maximum(level, step / len(ordered)), 0, None)
    return float((ordered * part).sum() / (1 - level))


@pytest.mark.parametrize("level", [0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999])
def test_value_at_risk_and_shortfall_are_those_of_the_dense_table(level: float) -> None:
    found = losses(TABLE).tail(level)
    expected = np.quantile(TABLE, level, axis=0, method="inverted_cdf")
    np.testing.assert_array_equal(found.value_at_risk, expected)
    np.testing.assert_allclose(found.expected_shortfall, [shortfall(one, level) for one in TABLE.T], rtol=1e-9)
    assert (found.low <= found.value_at_risk).all()
    assert (found.value_at_risk <= found.high).all()
    assert (found.expected_shortfall >= found.value_at_risk * (1 - 1e-12)).all()


def test_a_level_that_is_a_whole_number_of_trials_is_not_rounded_up() -> None:
    table = np.arange(1.0, 1001.0)[:, None]
    assert losses(table).quantile(0.95)[0] == 950
    assert losses(table).quantile(0.7)[0] == 700  # 0.7 * 1000 is 700 but for rounding
    assert losses(table).tail(0.95).expected_shortfall[0] == pytest.approx(975.5)


def test_the_interval_of_a_quantile_covers_it_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(400):
        values = np.exp(np.random.default_rng(seed).normal(size=(500, 1)))
        found = losses(values).tail(0.95, 0.9)
        covered += bool(found.low[0] <= np.exp(norm.ppf(0.95)) <= found.high[0])
    assert 0.88 <= covered / 400 <= 0.97


def test_the_error_of_the_shortfall_is_that_of_repeated_samples() -> None:
    samples = [losses(np.random.default_rng(seed).exponential(size=(2_000, 1))).tail(0.95) for seed in range(200)]
    found = np.array([one.expected_shortfall[0] for one in samples])
    assert found.mean() == pytest.approx(1 + np.log(20), abs=4 * found.std() / np.sqrt(200) + 0.01)
    assert np.mean([one.shortfall_error[0] for one in samples]) == pytest.approx(found.std(), rel=0.15)


def test_too_few_trials_have_no_upper_bound_and_say_so() -> None:
    few = losses(TABLE[:100]).tail(0.999)
    assert not few.high_known
    np.testing.assert_array_equal(few.high, TABLE[:100].max(axis=0))
    assert losses(TABLE).tail(0.9).high_known


def test_only_holders_have_rows_and_others_are_refused() -> None:
    some = losses(TABLE, [4, 2])
    assert some.holder.tolist() == [2, 4]
    np.testing.assert_array_equal(some.row(4).quantile(0.9), losses(TABLE).quantile(0.9)[[4]])
    with pytest.raises(UsageError):
        some.row(3)


def test_a_histogram_counts_every_trial_once() -> None:
    found = losses(TABLE).row(2).histogram(20)
    dense, edges = np.histogram(TABLE[:, 2], bins=20, range=(0, TABLE[:, 2].max()))
    np.testing.assert_array_equal(found.counts, dense)
    np.testing.assert_array_equal(found.edges, edges)
    assert losses(TABLE).row(0).histogram(4).counts.tolist() == [len(TABLE), 0, 0, 0]


def test_the_portfolio_is_a_holder_by_itself() -> None:
    total = TABLE.sum(axis=1)
    assert Losses.of_one(total).quantile(0.99)[0] == np.quantile(total, 0.99, method="inverted_cdf")


def test_a_level_outside_zero_to_one_is_refused() -> None:
    for level, confidence in ((0.0, 0.95), (1.0, 0.95), (0.5, 1.0)):
        with pytest.raises(UsageError):
            losses(TABLE).tail(level, confidence)
