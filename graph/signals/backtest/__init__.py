"""The time machine: rules replayed at past dates by what was known then, and what had become of their alarms since."""

from graph.signals.backtest.backtest import Asked, Backtest, backtest, judge
from graph.signals.backtest.figures import DEFINITIONS, Figure, RuleFigures
from graph.signals.backtest.outcome import Awaited, Outcomes, first_told
from graph.signals.backtest.period import Period, Step
from graph.signals.backtest.replay import Replay, replay

__all__ = [
    "DEFINITIONS",
    "Asked",
    "Awaited",
    "Backtest",
    "Figure",
    "Outcomes",
    "Period",
    "Replay",
    "RuleFigures",
    "Step",
    "backtest",
    "first_told",
    "judge",
    "replay",
]
