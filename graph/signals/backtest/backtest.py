"""A back-test from facts to figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from graph.bootstrap import Bootstrap
from graph.errors import UsageError
from graph.measures.day import Given, no_scores
from graph.signals.backtest.figures import RuleFigures, figures
from graph.signals.backtest.judged import Alarms, Defaults, Whom
from graph.signals.backtest.outcome import Awaited, Outcomes
from graph.signals.backtest.period import Period
from graph.signals.backtest.replay import OnDate, Replay, replay
from graph.signals.backtest.tally import Positions, Tally
from graph.signals.rule import Rule
from graph.snapshot import History

FIVE_HUNDRED: Final = Bootstrap(500)


@dataclass(frozen=True, slots=True)
class Asked:
    """known_at: the day by which outcomes are known, not before the last date."""

    period: Period
    known_at: date
    awaited: Awaited = field(default_factory=Awaited)
    bootstrap: Bootstrap = FIVE_HUNDRED

    def __post_init__(self) -> None:
        if self.known_at < self.period.last:
            raise UsageError(
                f"Outcomes known on {self.known_at} cannot tell of alarms up to {self.period.last}.",
                f"{self.known_at}所知的结果无法判断截至{self.period.last}的预警。",
            )


@dataclass(frozen=True, slots=True)
class Backtest:
    """at_risk: enterprises at risk at the mean date, of kinds that lend nothing by trade; default_rate: of those, at
    dates whose window has passed, the share that defaulted within it, NaN where none has."""

    asked: Asked
    version: int
    dates: int
    judged_dates: int
    at_risk: float
    default_rate: float
    rules: tuple[RuleFigures, ...]

    @property
    def workload_per_week(self) -> float:
        """Alarms of all rules."""
        return sum(one.workload_per_week for one in self.rules)


def backtest(
    history: History, rules: Sequence[Rule], asked: Asked, given: Given = no_scores, on_date: OnDate | None = None
) -> Backtest:  # fmt: skip
    """Replay rules over a period and say what became of their alarms. UsageError without rules."""
    if not rules:
        raise UsageError("There is no rule to test.", "没有可回测的规则。")
    found = replay(history, rules, asked.period, given, on_date)
    return judge(history, found, asked)


def judge(history: History, found: Replay, asked: Asked) -> Backtest:
    """What became of the alarms of a replay, by what a history tells of outcomes."""
    outcomes = Outcomes.of(history, asked.known_at, asked.awaited)
    whom = Whom.of(history, found, outcomes)
    alarms = [Alarms.of(found, number, whom) for number in range(len(found.rules))]
    defaults = [
        Defaults.of(found, outcomes, one, whom.of_kind(number)) for number, one in enumerate(alarms)
    ]  # fmt: skip
    tally = Tally.of(found, whom, alarms, defaults, _units(history, found, defaults))
    at_risk, fails = whom.at_risk.sum(), whom.fails.sum()
    return Backtest(
        asked, history.version, len(asked.period.days), int(whom.matured.sum()),
        float(found.at_risk.sum(axis=1).mean()), float(fails / at_risk) if at_risk else np.nan,
        figures(found, alarms, defaults, tally, asked.bootstrap),
    )  # fmt: skip


def _units(history: History, found: Replay, defaults: Sequence[Defaults]) -> Positions:
    """Whoever was at risk at some date, or defaulted, by id: draws do not depend on the order in which facts stand."""
    counted = np.asarray(found.at_risk.any(axis=0), dtype=np.bool_)
    for one in defaults:
        counted[one.party] = True
    unit = np.flatnonzero(counted).astype(np.int32)
    names = np.asarray(history.parties.table.column("party_id").take(unit).to_pylist(), dtype=np.str_)
    return unit[np.argsort(names, kind="stable")]
