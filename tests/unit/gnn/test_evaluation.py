"""Figures of a model on samples: who counts, enterprises drawn whole, groups, prior shift, pairs of models."""

import numpy as np
import pytest
from scipy.special import expit, logit

from gnn.evaluate.groups import Support
from gnn.evaluate.intervals import Estimate
from gnn.evaluate.metrics import METRICS, ROC_AUC
from gnn.report.cases import Grouped, score_cases
from gnn.report.evaluation import Evaluation, compared, evaluated
from gnn.sample import Sample
from graph.bootstrap import Bootstrap
from graph.errors import UsageError
from tests.unit.gnn.foretold import Foretold, Knowing, foretold

FEW = Bootstrap(resamples=200)


def figure(found: Evaluation, name: str) -> Estimate:
    return next(one for one in found.figures if one.metric == name)


def turned(tested: Grouped, seed: int = 3) -> Grouped:
    sample, order = tested.sample, np.random.default_rng(seed).permutation(len(tested.sample.ids))
    return Grouped(
        Sample(sample.name, sample.ids[order], sample.table.rows(order), sample.network, sample.label[order],
               sample.population[order]),
        {name: group[order] for name, group in tested.groups.items()},
    )  # fmt: skip


def test_who_counts_is_counted() -> None:
    tested = foretold()
    sample, model = tested.sample, Knowing()
    cases = score_cases(model, [tested])
    unknown = np.isnan(sample.table.values[:, 0])
    assert cases.population == sample.population.sum()
    assert cases.labelled == (sample.population & ~np.isnan(sample.label)).sum()
    assert cases.abstained == (sample.population & unknown).sum() > 0
    assert len(cases) == (sample.population & ~unknown & ~np.isnan(sample.label)).sum()
    assert set(cases.ids) <= set(sample.ids[sample.population & ~unknown])
    found = evaluated(cases, model.calibration.prevalence, FEW)
    assert (found.cases, found.enterprises) == (len(cases), len(cases))
    assert found.defaults == cases.label.sum()
    assert [one.metric for one in found.figures] == [one.name for one in METRICS]
    assert figure(found, "roc_auc").value == ROC_AUC(cases.label, cases.probability)
    assert found.base["noise"][0].value == pytest.approx(1 - found.base["trees"][0].value)
    assert 0 < found.width < 0.25


def test_the_order_of_rows_moves_no_figure() -> None:
    tested = foretold(800)
    one, other = (evaluated(score_cases(Knowing(), [each]), 0.3, FEW) for each in (tested, turned(tested)))
    assert one == other


def test_an_enterprise_at_two_cut_offs_is_one_piece_of_evidence() -> None:
    first = foretold(800)
    again = Grouped(
        Sample("2023-09-30", first.sample.ids, first.sample.table, first.sample.network, first.sample.label,
               first.sample.population),
        first.groups,
    )  # fmt: skip
    once, twice = (evaluated(score_cases(Knowing(), each), 0.3, FEW) for each in ([first], [first, again]))
    assert (twice.cases, twice.enterprises) == (2 * once.cases, once.enterprises)
    widths = [figure(one, "roc_auc").high - figure(one, "roc_auc").low for one in (once, twice)]
    # Twice the rows would make it narrower by the root of two, were they new.
    assert widths[1] == pytest.approx(widths[0], rel=0.1)
    assert sum(one.enterprises for one in twice.reliability.bins) == once.cases
    assert [one.cut_off for one in twice.prevalence] == ["2023-06-30", "2023-09-30"]


def test_groups_too_small_say_so() -> None:
    found = {one.group: one for one in evaluated(score_cases(Knowing(), [foretold()]), 0.3, FEW).groups["region"]}
    assert found["舟山市"].support is Support.TOO_FEW
    assert found["舟山市"].figures is None
    assert found["杭州市"].figures is not None
    assert [one.metric for one in found["杭州市"].figures] == ["roc_auc", "average_precision", "brier", "ece_10"]
    assert all(one.low <= one.value <= one.high for one in found["杭州市"].figures[:3])


def test_a_shift_of_the_share_of_defaults_is_found_and_undone() -> None:
    # Calibrated where the odds of default are e times those here: exactly what a prior shift undoes.
    grouped = foretold(6000)
    here = float(np.nanmean(expit(grouped.sample.table.values[:, 0])))
    model = Knowing(shift=1.0, prevalence=float(expit(logit(here) + 1.0)))
    found = evaluated(score_cases(model, [grouped]), model.calibration.prevalence, FEW)
    before, after = figure(found, "ece_10"), next(one for one in found.shifted if one.metric == "ece_10")
    assert after.value < 0.04 < before.value
    (told,) = found.prevalence
    assert told.estimated.low < told.observed < told.estimated.high


def test_models_are_compared_on_those_whom_both_have_scored() -> None:
    class Silent(Knowing):
        def score(self, sample: Sample) -> Foretold:
            said = super().score(sample)
            said.probability[sample.ids < "e00400"] = np.nan
            return said

    tested = [foretold(3000)]
    weak, strong = score_cases(Silent(noise=1.5), tested), score_cases(Knowing(), tested)
    found = compared(weak, strong, FEW)
    assert found.cases == len(weak) < len(strong)
    auc = next(one for one in found.differences if one.metric == "roc_auc")
    assert auc.told_apart
    assert auc.low > 0
    assert auc.first == ROC_AUC(weak.label, weak.probability)
    same = compared(strong, strong, FEW)
    assert all(one.value == 0 and not one.told_apart for one in same.differences)


def test_bad_input_is_refused() -> None:
    nobody = foretold(50)
    nobody.sample.label[:] = np.nan
    with pytest.raises(UsageError, match="known outcome"):
        score_cases(Knowing(), [nobody])
    with pytest.raises(UsageError, match="same samples"):
        compared(score_cases(Knowing(), [foretold()]), score_cases(Knowing(), [foretold(seed=1)]))
