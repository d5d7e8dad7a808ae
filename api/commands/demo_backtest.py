"""The demonstration's back-test: how good the rules were over its last years, by what was known then."""

from datetime import date
from typing import TYPE_CHECKING, Final

from api.commands.backtest import show as show_table
from api.commands.output import note, progress, say

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import Store

YEARS: Final = 3
MONTHS_APART: Final = 3


def show(settings: "Settings", store: "Store", day: date) -> None:
    """Print the table of `ringfence backtest`, for the last years and a date per quarter."""
    from api.backtest_run import BacktestRun
    from graph.as_of import AsOf
    from graph.measures.changes import months_before
    from graph.signals.backtest import Step

    note("replaying the rules at past dates · 回测预警规则")
    first = months_before(day, 12 * YEARS)
    with progress("backtest · 回测") as moved:
        found = BacktestRun(settings, store, AsOf(day, day), first, Step(MONTHS_APART)).found(moved)
    say("\nThe rules at past dates, by what was known then (ringfence backtest) · 规则回测")
    show_table(found)
