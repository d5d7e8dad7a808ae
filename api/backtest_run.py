"""A back-test over a store: the same for the command, a job and the demonstration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.jobs import Asked as JobAsked
from api.jobs import Title
from api.known_scores import KnownScores
from api.rules_known import evaluated_rules
from gnn.registry import Registry
from graph.as_of import AsOf
from graph.errors import NotFound
from graph.signals import FACTS_READ, Rule
from graph.signals.backtest import (
    DEFINITIONS,
    Asked,
    Awaited,
    Backtest,
    Figure,
    Period,
    RuleFigures,
    Step,
    backtest,
    first_told,
)
from graph.snapshot import History
from graph.store import Store

if TYPE_CHECKING:
    from api.settings import Settings

KIND: Final = "backtest"

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class BacktestRun:
    """first: None for the whole history, from the first day on which an event was recorded. at: the last date, and the
    day by which outcomes are known. folder: its rules alone; None for those in force, at all dates with the thresholds
    that are in force now."""

    settings: "Settings"
    store: Store
    at: AsOf
    first: date | None = None
    step: Step = field(default_factory=Step)
    awaited: Awaited = field(default_factory=Awaited)
    folder: Path | None = None

    @property
    def asked(self) -> JobAsked:
        """What decides about the result."""
        return JobAsked(
            KIND, Title("预警规则回测", "Back-test of the warning rules"),
            {
                "from": None if self.first is None else self.first.isoformat(), "to": self.at.as_of.isoformat(),
                "step": str(self.step), "horizon_days": self.awaited.horizon_days,
            },
            self.at,
        )  # fmt: skip

    def check(self) -> None:
        """UsageError for dates that cannot be asked for, as far as is known before anything is read."""
        Asked(Period(self.first or self.at.as_of, self.at.as_of, self.step), self.at.known_at, self.awaited)

    def found(self, on_progress: OnProgress) -> dict[str, Any]:
        """The figures as JSON holds them. What on_progress raises ends it. NotFound where no event is recorded, so that
        nothing could come true; UsageError for a period that is none."""
        self.check()
        rules = evaluated_rules(self.store, self.settings.rules_folder, self.folder)
        history = History.read(self.store, self.settings.cache_folder, FACTS_READ)
        asked = self.asked_of(history)
        scores = KnownScores(self.store, Registry(self.settings.models_folder), self.at.known_at)
        tested = backtest(
            history, rules, asked, scores, lambda done, total: on_progress("dates · 日期", done, total)
        )  # fmt: skip
        return told(tested, rules)

    def asked_of(self, history: History) -> Asked:
        """The period and outcomes. Raises NotFound and UsageError as above."""
        return Asked(Period(self._first(history), self.at.as_of, self.step), self.at.known_at, self.awaited)

    def _first(self, history: History) -> date:
        first = self.first or first_told(history)
        if first is None or first > self.at.as_of:
            raise NotFound(
                "No event is recorded up to then, so nothing could have come true. Load events, or name --from.",
                "截至该日没有任何事件记录，预警无从验证。请装载事件数据，或指定--from。",
            )
        return first


def dates_of(default: date | None, last: date | None, known_at: date | None) -> AsOf:
    """Outcomes are those known today, or on the setting's day, but not before the last date."""
    today = default or date.today()
    last = last or today
    return AsOf(last, known_at or max(last, today))


def told(found: Backtest, rules: Sequence[Rule]) -> dict[str, Any]:
    """A back-test as its JSON document holds it: null for a figure that is not defined."""
    asked = found.asked
    of = {one.rule.id: one for one in found.rules}
    return {
        "from": asked.period.days[0], "to": asked.period.last, "step": str(asked.period.step),
        "known_at": asked.known_at, "version": found.version, "dates": found.dates,
        "judged_dates": found.judged_dates, "horizon_days": asked.awaited.horizon_days,
        "reporting_lag_days": asked.awaited.reporting_lag_days, "confidence": asked.bootstrap.confidence,
        "at_risk": found.at_risk, "default_rate": found.default_rate, "workload_per_week": found.workload_per_week,
        "rules": [_rule(of[rule.id]) for rule in rules],
        "definitions": {name: {"zh": text.zh, "en": text.en} for name, text in DEFINITIONS.items()},
    }  # fmt: skip


def _rule(one: RuleFigures) -> dict[str, Any]:
    rule = one.rule
    return {
        "id": rule.id, "family": rule.family, "title": {"zh": rule.title.zh, "en": rule.title.en},
        "foretells": one.foretells, "alarms": one.alarms, "judged": one.judged, "censored": one.censored,
        "outside": one.outside, "true": one.true, **figure("precision", one.precision), "defaults": one.defaults,
        "foreseen": one.foreseen, **figure("recall", one.recall), **figure("lift", one.lift),
        **figure("lift_standing", one.lift_standing), **figure("lead_time_days", one.lead_time_days),
        "lead_time_quartiles_days": list(one.quartiles_days), "workload_per_week": one.workload_per_week,
        "overlap": [{"rule": other, "share": share} for other, share in one.overlap.items()],
    }  # fmt: skip


def figure(name: str, one: Figure) -> Mapping[str, float]:
    """A figure and its interval under its name."""
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
