"""What is to be done about a model: each reason by itself, weighed by what it leads to."""

from datetime import date, timedelta

import numpy as np
import pytest

from gnn.drift import DriftReport, drift_report
from gnn.features.table import FeatureTable
from gnn.report.still_fits import REASONS, WORDS, Advice, Reason, Since, verdict
from tests.unit.gnn.made_up import feature

MATURE = date(2024, 6, 30)
TODAY = MATURE - timedelta(1)
FEATURES = 20


def moved(features: int = 0, score: float = 0.0, count: int = 2000) -> DriftReport:
    """So many features, and the score, moved by so many standard deviations."""
    chance = np.random.default_rng(0)
    names = tuple(feature(f"own.{one}") for one in range(FEATURES))
    was, now = chance.standard_normal((count, FEATURES)), chance.standard_normal((count, FEATURES))
    now[:, :features] += 2.0
    scores = chance.standard_normal(count), chance.standard_normal(count) + score
    return drift_report(FeatureTable(names, was), FeatureTable(names, now), scores)


@pytest.mark.parametrize(
    ("report", "day", "since", "advice", "reason"),
    [
        (moved(), TODAY, None, Advice.KEEP, Reason.NOTHING),
        (moved(score=0.4), TODAY, None, Advice.WATCH, Reason.SCORE_MODERATE),
        (moved(features=2), TODAY, None, Advice.WATCH, Reason.SOME_FEATURES),
        (moved(), MATURE, None, Advice.WATCH, Reason.OUTCOMES_NEW),
        (moved(score=1.0), TODAY, None, Advice.RETRAIN, Reason.SCORE_MAJOR),
        (moved(features=3), TODAY, None, Advice.RETRAIN, Reason.FEATURES_MAJOR),
        (moved(), TODAY, Since(500, 0.05, 0.03, 0.8, 0.8), Advice.RETRAIN, Reason.CALIBRATION_OFF),
        (moved(), TODAY, Since(500, 0.02, 0.03, 0.7, 0.8), Advice.RETRAIN, Reason.RANKING_WORSE),
        (moved(), TODAY, Since(500, 0.02, 0.03, 0.85, np.nan), Advice.KEEP, Reason.NOTHING),
    ],
)
def test_each_reason_leads_to_its_advice(
    report: DriftReport, day: date, since: Since | None, advice: Advice, reason: Reason
) -> None:
    found = verdict(report, MATURE, day, since)
    assert (found.advice, found.reasons) == (advice, (reason,))


def test_the_weightiest_reason_decides_and_all_are_told() -> None:
    found = verdict(moved(features=1, score=1.0), MATURE, MATURE)
    assert found.advice is Advice.RETRAIN
    assert found.reasons == (Reason.SCORE_MAJOR, Reason.OUTCOMES_NEW, Reason.SOME_FEATURES)


def test_what_chance_explains_is_no_reason() -> None:
    # Of forty enterprises PSI is above .25 by chance alone, and of twenty features one is beyond its own bound.
    report = moved(count=40)
    assert any(one.psi > 0.25 and one.beyond_chance for one in report.columns)
    assert verdict(report, MATURE, TODAY).reasons == (Reason.NOTHING,)


def test_every_reason_and_advice_has_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(WORDS) == set(Advice)
    order = [REASONS[one][0] for one in Reason]
    assert order == sorted(order, key=list(Advice).index)
