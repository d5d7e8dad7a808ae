"""Proposals on planted judgements: found where officers draw a line, silent where they draw none."""

from math import comb

import numpy as np
import pytest

from graph.errors import UsageError
from graph.signals.learning import Criteria, propose
from graph.signals.learning.cuts import cuts, roundest
from graph.signals.learning.separation import Share
from graph.signals.rule import Threshold
from tests.unit.signals.learning.rules import LEVERED, OVERDUE, movable, overdue, sample

FEW = Criteria(draws=499)
"""Enough draws for one rule."""


def test_officers_who_dismiss_everything_below_a_value_are_heard() -> None:
    days = [float(day) for day in range(5, 45)]
    (found,) = propose([overdue(days, lambda day: day >= 20)])
    assert found.proposal is not None
    assert (found.proposal.threshold, found.proposal.from_value, found.proposal.to_value) == ("days", 5, 20)
    assert (found.confirmed, found.dismissed) == (25, 15)
    assert (found.proposal.kept.part, found.proposal.left_out.part, found.proposal.gain) == (25, 15, 1.0)
    assert found.proposal.chance == found.proposal.chance_over_rules == pytest.approx(1 / 10_000)
    assert found.moved.thresholds["days"].value == 20
    assert found.why.en == "leaves out 15 of 15 dismissed, keeps 25 of 25 confirmed"


def test_a_line_that_is_not_sharp_is_drawn_where_the_confirmed_begin() -> None:
    """Of a hundred, one in thirty of those confirmed may be lost, not more than one in twenty."""
    generator = np.random.default_rng(7)
    days = generator.integers(5, 60, 300).astype(float)
    judged = np.where(days >= 30, generator.random(300) < 0.9, generator.random(300) < 0.02)
    (found,) = propose([sample(OVERDUE, judged.tolist(), events__days_past_due=days.tolist())], FEW)
    assert found.proposal is not None
    assert 25 <= found.proposal.to_value <= 33
    assert found.proposal.kept.value >= 0.95
    kept = days >= found.proposal.to_value
    assert found.proposal.kept.part == (judged & kept).sum()
    assert found.proposal.left_out.part == (~judged & ~kept).sum()
    assert found.proposal.kept.low < found.proposal.kept.value < found.proposal.kept.high


def test_judgements_that_mean_nothing_lead_to_no_proposal() -> None:
    """In at least 95 of 100 worlds; over five rules at once just as seldom, since all of them are counted."""
    one, five = 0, 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        many = [
            sample(
                OVERDUE, (generator.random(60) < 0.5).tolist(),
                events__days_past_due=generator.integers(5, 60, 60).astype(float).tolist(),
            )
            for _ in range(5)
        ]  # fmt: skip
        one += propose(many[:1], Criteria(draws=199, seed=seed))[0].proposal is not None
        five += any(found.proposal for found in propose(many, Criteria(draws=199, seed=seed)))
    assert one <= 16  # 200 × 5 % and two standard deviations
    assert five <= 16


def test_many_rules_need_more_than_one_does() -> None:
    """A separation that convinces alone may be luck among forty rules."""
    days = [5.0] * 6 + [6.0] * 14
    said = [day > 5 for day in days]
    said[0], said[8], said[9], said[10], said[11] = True, False, False, False, False
    faint = sample(OVERDUE, said, events__days_past_due=days)
    wanted = Criteria(draws=1_999, least_kept=0.9)
    (alone,) = propose([faint], wanted)
    assert alone.proposal is not None
    among = propose([faint] * 40, wanted)
    assert [one.proposal for one in among] == [None] * 40
    assert "could be luck" in among[0].why.en


@pytest.mark.parametrize(
    ("confirmed", "dismissed", "why"),
    [
        (7, 7, "14 judged, 20 are needed"), (17, 4, "4 dismissed of 21, 5 are needed"),
        (4, 17, "4 confirmed of 21, 5 are needed"),
    ],
)  # fmt: skip
def test_too_few_judgements_are_none(confirmed: int, dismissed: int, why: str) -> None:
    days = [10.0] * dismissed + [30.0] * confirmed
    (found,) = propose([overdue(days, lambda day: day > 20)])
    assert (found.proposal, found.why.en) == (None, why)
    assert (found.confirmed, found.dismissed) == (confirmed, dismissed)


def test_twenty_judgements_can_convince_over_all_rules_and_ten_could_not() -> None:
    rules = 80
    assert rules / comb(20, 5) < 0.05 < rules / comb(10, 5)
    days = [10.0] * 5 + [30.0] * 15
    found = propose([overdue(days, lambda day: day > 20)] * rules)
    assert all(one.proposal for one in found)


def test_what_was_confirmed_is_not_given_up() -> None:
    """Those confirmed lie at both ends: whatever leaves out the dismissed loses too many of them."""
    days = [5.0] * 4 + [10.0] * 20 + [30.0] * 20
    (found,) = propose([overdue(days, lambda day: day != 10)], FEW)
    assert found.proposal is None
    assert "no stricter value" in found.why.en
    assert "95%" in found.why.en


def test_only_stricter_values_are_tried() -> None:
    days = [float(day) for day in range(5, 45)]
    found = cuts(overdue(days, lambda day: day >= 20))
    assert min(one.value for one in found) > 5
    assert [one.value for one in found] == [*days[1:], 50.0]  # the last leaves out all of them


def test_a_rule_without_a_threshold_to_move_is_left() -> None:
    fixed = movable("late", "events.days_past_due >= days", "events.days_past_due", days=Threshold(5, "day", 5, 5))
    (found,) = propose([overdue([5.0] * 20 + [30.0] * 20, lambda day: day > 20, fixed)], FEW)
    assert (found.proposal, found.why.en) == (None, "no threshold may be moved")


def test_bounds_of_the_rule_are_kept() -> None:
    narrow = movable("late", "events.days_past_due >= days", "events.days_past_due", days=Threshold(5, "day", 1, 15))
    days = [float(day) for day in range(5, 45)]
    (found,) = propose([overdue(days, lambda day: day >= 20, narrow)], FEW)
    assert found.proposal is not None
    assert found.proposal.to_value == 15


def test_of_several_thresholds_the_one_that_matters_is_moved() -> None:
    rule = movable(
        "late", "events.days_past_due >= days and own.liabilities_to_assets >= share", "events.days_past_due",
        days=Threshold(5, "day", 1, 90), share=Threshold(0.2, "ratio", 0, 1),
    )  # fmt: skip
    generator = np.random.default_rng(1)
    share = np.round(generator.uniform(0.2, 1, 60), 4)
    days = generator.integers(5, 90, 60).astype(float)
    judged = (share >= 0.6).tolist()
    (found,) = propose([
        sample(rule, judged, events__days_past_due=days.tolist(), own__liabilities_to_assets=share.tolist())
    ], FEW)  # fmt: skip
    assert found.proposal is not None
    assert found.proposal.threshold == "share"
    below, above = share[share < 0.6].max(), share[share >= 0.6].min()
    assert below < found.proposal.to_value <= above


@pytest.mark.parametrize(
    ("condition", "measure", "value", "bounds", "line"),
    [
        ("own.liquidity_change <= -fallen", "own.liquidity_change", 0.1, (0, 1), lambda x: x <= -0.4),
        ("own.liquid_to_liabilities < most", "own.liquid_to_liabilities", 0.9, (0, 1), lambda x: x < 0.4),
        ("own.liabilities_to_assets > share", "own.liabilities_to_assets", 0.1, (0, 1), lambda x: x > 0.4),
        ("not own.liabilities_to_assets <= share", "own.liabilities_to_assets", 0.1, (0, 1), lambda x: x > 0.4),
    ],
)  # fmt: skip
def test_it_does_not_matter_how_a_condition_uses_its_threshold(
    condition: str, measure: str, value: float, bounds: tuple[float, float], line: object
) -> None:
    name = condition.split()[-1].removeprefix("-")
    rule = movable("one", condition, measure, **{name: Threshold(value, "ratio", *bounds)})
    assert callable(line)
    sign = -1 if "-fallen" in condition else 1
    measured = [sign * (0.12 + number / 50) for number in range(30)]
    judged = [bool(line(one)) for one in measured]
    (found,) = propose([sample(rule, judged, **{measure.replace(".", "__"): measured})], FEW)
    assert found.proposal is not None
    assert (found.proposal.to_value, found.proposal.gain) == (0.4, 1.0)


def test_a_threshold_that_is_a_factor_is_moved_to_a_round_number() -> None:
    rule = movable(
        "sued", "events.defendant_amount_12m_cny >= share * own.total_assets_cny", "events.defendant_amount_12m_cny",
        share=Threshold(0.01, "ratio", 0.001, 1),
    )  # fmt: skip
    assets = np.linspace(1e6, 7e6, 40)
    ratio = np.linspace(0.011, 0.3, 40)
    judged = (ratio > 0.1).tolist()
    (found,) = propose([
        sample(rule, judged, events__defendant_amount_12m_cny=(assets * ratio).tolist(),
               own__total_assets_cny=assets.tolist())
    ], FEW)  # fmt: skip
    assert found.proposal is not None
    assert (found.proposal.to_value, found.proposal.gain) == (0.1, 1.0)


def test_the_value_nearest_to_the_one_in_force_leaves_out_least_of_what_nobody_judged() -> None:
    """Nothing between 10 and 30 days was judged: 11 leaves out the same as 30 does, and 20 is a rounder one."""
    days = [10.0] * 20 + [30.0] * 20
    (found,) = propose([overdue(days, lambda day: day > 10)], FEW)
    assert found.proposal is not None
    assert found.proposal.to_value == 20
    counts = [5.0] * 20 + [8.0] * 20
    (found,) = propose([overdue(counts, lambda day: day > 5)], FEW)
    assert found.proposal is not None
    assert found.proposal.to_value == 6


@pytest.mark.parametrize(
    ("start", "end", "decimals", "expected"),
    [
        (10.5, 30, 0, 20), (6, 8, 0, 6), (5.2e6, 9e6, 2, 6e6), (0.0713, 0.0731, 4, 0.072), (0.5, 0.12, 4, 0.5),
        (0.49, 0.12, 4, 0.4), (-3.2, -9, 0, -4), (7.1, 7.9, 0, None), (1.2e6, 9e8, 2, 2e6), (1e-24, 0.5, 4, 0.0001),
        (0, 3, 0, 0), (95, 99, 0, 95), (0.07, 0.07, 4, 0.07), (1234.0, 1234.0, 0, 1234),
    ],
)  # fmt: skip
def test_round_numbers(start: float, end: float, decimals: int, expected: float | None) -> None:
    assert roundest(start, end, decimals) == expected


def test_the_order_of_findings_does_not_matter() -> None:
    generator = np.random.default_rng(3)
    share = np.round(generator.uniform(0.51, 1, 80), 4)
    judged = share > 0.8
    order = generator.permutation(80)
    first, second = (
        propose([sample(LEVERED, judged[place].tolist(), own__liabilities_to_assets=share[place].tolist())], FEW)[0]
        for place in (np.arange(80), order)
    )
    assert first.proposal == second.proposal is not None


def test_intervals_are_exact() -> None:
    """Clopper and Pearson: of 10 of 10 the lower bound is 0.025^(1/10)."""
    assert Share.of(10, 10).low == pytest.approx(0.025 ** (1 / 10))
    assert (Share.of(10, 10).high, Share.of(0, 10).low) == (1.0, 0.0)
    assert Share.of(3, 10).low == pytest.approx(0.06673951)
    assert Share.of(3, 10).high == pytest.approx(0.65245285)


def test_criteria_that_make_no_sense_are_refused() -> None:
    for wrong in ({"least_of_each": 0}, {"least_kept": 0.0}, {"chance": 1.0}, {"draws": 0}):
        with pytest.raises(UsageError):
            Criteria(**wrong)
