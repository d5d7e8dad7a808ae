"""What neighbours foretell in a world with contagion, and that nobody's fate does where there is none."""

from datetime import date

import pytest

from graph.signals import load_rules
from graph.signals.backtest import Asked, Backtest, Period, Step, backtest
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by
from tests.unit.signals.backtest.rules import DEBTORS, NEIGHBOURS

END = date(2025, 12, 31)
CIRCLES = tuple(rule for rule in load_rules() if rule.id == "guarantee_circle")
RULES = (DEBTORS, NEIGHBOURS, *CIRCLES)


def outcome(contagion: float) -> Backtest:
    history = told_by(build_world(WorldOptions(seed=3, enterprises=4_000, contagion=contagion)))
    return backtest(history, RULES, Asked(Period(date(2020, 1, 31), END, Step(3)), END))


@pytest.fixture(scope="module")
def contagious() -> Backtest:
    return outcome(1.0)


@pytest.fixture(scope="module")
def harmless() -> Backtest:
    return outcome(0.0)


@pytest.mark.parametrize("rule", range(2), ids=["debtors", "neighbours"])
def test_neighbours_foretell_where_defaults_spread(contagious: Backtest, rule: int) -> None:
    assert contagious.rules[rule].lift.low > 1


@pytest.mark.parametrize("rule", range(len(RULES)), ids=["debtors", "neighbours", "circle"])
def test_nothing_foretells_where_defaults_do_not_spread(harmless: Backtest, rule: int) -> None:
    for figure in (harmless.rules[rule].lift, harmless.rules[rule].lift_standing):
        assert figure.low <= 1 <= figure.high
