"""What officers' judgements propose for the thresholds of rules: the same for the command and as a job."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from api.backtest_run import BacktestRun, OnProgress, figure
from api.jobs import Asked as JobAsked
from api.jobs import Title
from api.known_scores import KnownScores
from api.rules_known import evaluated_rules
from gnn.registry import Registry
from graph.errors import NotFound
from graph.signals import FACTS_READ
from graph.signals.backtest import DEFINITIONS, RuleFigures
from graph.signals.learning import Criteria, Effect, Learned, effects, propose, read_judgements, samples
from graph.signals.learning.separation import Share
from graph.snapshot import History
from graph.text import Text

KIND: Final = "rule_proposals"

MEANINGS: Final[Mapping[str, Text]] = {
    "selection": Text(
        "人员只判断规则已提示的情形，未提示的无人判断：因此只建议更严的阈值，不建议放宽",
        "officers judge what rules find, and nobody judges what they do not: so only stricter thresholds are proposed, "
        "never laxer ones",
    ),
    "judged": Text(
        "每个事项计一次，以其最后的结论为准：确认，或（须复核的经复核后）排除；已重开的不计",
        "each matter counts once, by its last judgement: confirmed, or dismissed (where it takes two, once approved); "
        "one that was reopened is not judged",
    ),
    "outside": Text(
        "现行规则已不再提示的已判断情形，不计", "judged findings that the rule as it stands would not make; not counted"
    ),
    "unlike": Text(
        "按当日所知数据重算与当时所见不符的已判断情形，不计",
        "judged findings that come out otherwise when they are measured again by what was known then; not counted",
    ),
    "kept": Text("仍会提示的已确认预警；附精确95%区间", "of the confirmed, those found still; exact 95 % interval"),
    "left_out": Text(
        "不再提示的已排除预警；附精确95%区间", "of the dismissed, those no longer found; exact 95 % interval"
    ),
    "gain": Text(
        "约登指数：左列比例减去丢失的已确认比例；所列取值是在同一批判断上选出的，今后可能略差",
        "Youden's J: the share of the dismissed left out less that of the confirmed; the value was chosen on the same "
        "judgements, so expect somewhat less of it",
    ),
    "chance": Text(
        "若判断毫无意义，出现同样好取值的概率；chance_over_rules计入全部规则（Holm）",
        "of so good a value if judgements meant nothing; chance_over_rules counts all rules (Holm)",
    ),
}


@dataclass(frozen=True)
class ProposalsRun:
    """backtest: the period and outcomes on which the effect of each proposal is told."""

    backtest: BacktestRun
    criteria: Criteria

    @property
    def asked(self) -> JobAsked:
        """What decides about the result."""
        asked = self.backtest.asked
        return JobAsked(
            KIND, Title("预警阈值建议", "Proposed thresholds of the warning rules"), asked.parameters, asked.at
        )  # fmt: skip

    def found(self, on_progress: OnProgress) -> dict[str, Any]:
        """The proposals as JSON holds them. What on_progress raises ends it. UsageError for a period that is none."""
        test = self.backtest
        test.check()
        store, settings = test.store, test.settings
        rules = evaluated_rules(store, settings.rules_folder)
        judgements = read_judgements(store)
        history = History.read(store, settings.cache_folder, FACTS_READ)
        scores = KnownScores(store, Registry(settings.models_folder), test.at.known_at)
        sampled = samples(
            history, rules, judgements, self.criteria.least_judged, scores,
            lambda done, total: on_progress("judged · 判断", done, total),
        )  # fmt: skip
        learned = propose(sampled, self.criteria)
        changed, missing = self._effects(history, learned, scores, on_progress)
        return {
            "from": test.first, "to": test.at.as_of, "known_at": test.at.known_at, "step": str(test.step),
            "version": history.version, "horizon_days": test.awaited.horizon_days, "criteria": asdict(self.criteria),
            "effect_missing": missing and {"zh": missing.zh, "en": missing.en},
            "rules": [_rule(one, changed.get(one.rule.id)) for one in learned],
            "definitions": {name: {"zh": one.zh, "en": one.en} for name, one in {**DEFINITIONS, **MEANINGS}.items()},
        }  # fmt: skip

    def _effects(
        self, history: History, learned: Sequence[Learned], scores: KnownScores, on_progress: OnProgress
    ) -> tuple[dict[str, Effect], NotFound | None]:  # fmt: skip
        """By rule; none, and why, where nothing could come true."""
        if not any(one.proposal for one in learned):
            return {}, None
        try:
            asked = self.backtest.asked_of(history)
        except NotFound as error:
            return {}, error
        return effects(
            history, learned, asked, scores, lambda done, total: on_progress("dates · 日期", done, total)
        ), None  # fmt: skip


def _rule(one: Learned, effect: Effect | None) -> dict[str, Any]:
    found = one.proposal
    return {
        "id": one.rule.id, "family": one.rule.family, "title": {"zh": one.rule.title.zh, "en": one.rule.title.en},
        "confirmed": one.confirmed, "dismissed": one.dismissed, "outside": one.outside, "unlike": one.unlike,
        "why": {"zh": one.why.zh, "en": one.why.en},
        "proposal": found and {
            "threshold": found.threshold, "unit": found.unit, "from_value": found.from_value,
            "to_value": found.to_value, "kept": _share(found.kept), "left_out": _share(found.left_out),
            "gain": found.gain, "chance": found.chance, "chance_over_rules": found.chance_over_rules,
        },
        "effect": effect and {"before": _figures(effect.before), "after": _figures(effect.after)},
    }  # fmt: skip


def _share(one: Share) -> dict[str, float]:
    return {"part": one.part, "whole": one.whole, "share": one.value, "low": one.low, "high": one.high}


def _figures(one: RuleFigures) -> dict[str, Any]:
    return {
        "alarms": one.alarms, "judged": one.judged, "true": one.true, **figure("precision", one.precision),
        **figure("recall", one.recall), **figure("lift", one.lift), **figure("lead_time_days", one.lead_time_days),
        "workload_per_week": one.workload_per_week,
    }  # fmt: skip
