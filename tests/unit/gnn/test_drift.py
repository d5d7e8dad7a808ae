"""Population stability beside hand-computed values, its distribution under no drift, and ties and missing values."""

from math import inf, isnan, log

import numpy as np
import pytest

from gnn.drift import Drift, Shift, drift, drift_report
from gnn.evaluate.ranking import Floats
from gnn.features.table import FeatureTable
from graph.errors import UsageError
from graph.measures.measure import Measure


def of(reference: Floats, current: Floats) -> Drift:
    return drift("own.figure", reference, current, "指标", "Figure")


def table(**columns: Floats) -> FeatureTable:
    features = tuple(Measure(name, f"{name}（中）", name, "ratio", "定义", "definition") for name in columns)
    return FeatureTable(features, np.column_stack(list(columns.values())))


def test_hand_computed_over_deciles() -> None:
    reference = np.arange(1.0, 101.0)
    current = np.concatenate([np.full(30, 5.0), np.arange(31.0, 101.0)])
    found = of(reference, current)
    # 30 of 100 instead of 10 in the first decile; none, counted as half a one, instead of 10 in the second and third.
    assert found.psi == pytest.approx(0.2 * log(3) + 2 * (0.095 * log(0.1 / 0.005)))
    assert [each.reference for each in found.bins] == pytest.approx([0.1] * 10)
    assert (found.bins[0].above, found.bins[0].up_to, found.bins[0].current) == (-inf, 10.0, 0.3)
    assert found.shift is Shift.MAJOR


def test_missing_is_a_bin_of_its_own() -> None:
    reference, current = np.arange(100.0), np.arange(100.0)
    current[::2] = np.nan
    reference[:10] = np.nan
    found = of(reference, current)
    last = found.bins[-1]
    assert isnan(last.up_to)
    assert (last.reference, last.current) == (0.1, 0.5)
    assert found.psi > 0.4 * log(5)


def test_a_value_that_fills_a_bin_is_compared_by_itself() -> None:
    # Deciles of a figure that is zero for most would put all in one bin.
    rare = np.repeat([0.0, 1.0], [950, 50])
    assert of(rare, np.repeat([0.0, 1.0], [650, 350])).psi == pytest.approx(0.3 * log(7) + 0.3 * log(0.95 / 0.65))
    assert of(np.full(50, 5.0), np.full(50, 3.0)).shift is Shift.MAJOR
    assert of(np.full(50, 5.0), np.full(50, 5.0)).psi == 0.0


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_without_drift_chance_exceeds_its_bound_once_in_twenty(missing: float) -> None:
    chance, beyond, psis = np.random.default_rng(0), 0, []
    for _ in range(400):
        reference, current = chance.standard_normal(800), chance.standard_normal(500)
        reference[chance.random(800) < missing] = np.nan
        current[chance.random(500) < missing] = np.nan
        found = of(reference, current)
        beyond += found.beyond_chance
        psis.append(found.psi)
    bins = 10 if missing == 0.0 else 11
    # 20 expected, and quantiles of the reference itself; three standard errors are 13.
    assert 7 <= beyond <= 33
    assert np.mean(psis) == pytest.approx((bins - 1) * (1 / 800 + 1 / 500), rel=0.1)


def test_the_order_of_rows_and_the_unit_move_nothing() -> None:
    chance = np.random.default_rng(1)
    reference, current = np.round(chance.standard_normal(500), 1), np.round(chance.standard_normal(400) + 0.3, 1)
    found = of(reference, current)
    assert of(chance.permutation(reference), chance.permutation(current)).psi == found.psi
    assert of(1024 * reference, 1024 * current).psi == found.psi


def test_a_report_has_the_most_drifted_first_and_the_score() -> None:
    chance = np.random.default_rng(2)
    was = {name: chance.standard_normal(1000) for name in ("own.age", "own.size", "graph.degree")}
    now = {name: chance.standard_normal(2000) for name in was}
    now["graph.degree"] += 1.5
    now["own.size"] += 0.35
    report = drift_report(table(**was), table(**now), (was["own.size"], now["own.size"]))
    assert [each.name for each in report.columns][:1] == ["graph.degree"]
    assert [each.name for each in report.columns][-1:] == ["own.age"]
    by_name = {each.name: each for each in report.columns}
    assert set(by_name) == {*was, "score"}
    assert by_name["score"].psi == by_name["own.size"].psi
    assert by_name["graph.degree"].shift is Shift.MAJOR
    assert by_name["own.size"].shift is Shift.MODERATE
    assert by_name["own.age"].shift is Shift.LITTLE
    assert not by_name["own.age"].beyond_chance
    assert by_name["own.size"].title_zh == "own.size（中）"
    assert (report.reference, report.current) == (1000, 2000)


def test_a_column_nobody_ever_knew_has_not_drifted() -> None:
    nothing = np.full(20, np.nan)
    found = of(nothing, nothing)
    assert (found.psi, found.by_chance, len(found.bins)) == (0.0, 0.0, 1)
    assert of(nothing, np.arange(20.0)).shift is Shift.MAJOR


def test_what_cannot_be_compared_is_refused() -> None:
    one, other = table(a=np.arange(3.0)), table(b=np.arange(3.0))
    with pytest.raises(UsageError, match="different features"):
        drift_report(one, other)
    with pytest.raises(UsageError, match="scores"):
        drift_report(one, one, (np.zeros(3), np.zeros(2)))
    with pytest.raises(UsageError, match="each with enterprises"):
        drift_report(one, one.rows(np.zeros(0, dtype=np.int64)))
