"""What a back-test says of each rule, with intervals; each figure is defined here, in words that the output repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.bootstrap import Bootstrap
from graph.signals.backtest.intervals import Resampled, between, quantile, share_bounds
from graph.signals.backtest.judged import Alarms, Defaults, foretells
from graph.signals.backtest.replay import Replay
from graph.signals.backtest.tally import Tally
from graph.signals.rule import Rule
from graph.text import Text

Floats = NDArray[np.float64]

DEFINITIONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "alarm": Text(
            "规则对某主体开始触发：当日触发而上一日期未触发；持续触发不再计为新预警",
            "a rule starts to fire for a party: it fires at a date and did not at the one before; going on is no alarm",
        ),
        "thresholds": Text(
            "各日期均按现行阈值（含人工采纳的调整）回测",
            "every date is tested with the thresholds that are in force now",
        ),
        "judged": Text(
            "观察期（及其后的报告期）已过，且当日已知未违约、有敞口、属规则适用类型的企业的预警；截至知悉日已在当日之前"
            "违约（事后才获知）的不计",
            "alarms whose window, and the days after it for reports, has passed, of enterprises not known to be in "
            "default, exposed and of the rule's kinds; not of one that had failed already, which was told later",
        ),
        "precision": Text(
            "已可判断的预警中，其后观察期内企业首次违约的比例",
            "of the judged alarms, the share after which the enterprise first defaulted within the horizon",
        ),
        "lift": Text(
            "命中率与同日同类企业违约率之比（按预警日期加权）：1为与随机无异",
            "precision over the default rate of all enterprises of the rule's kinds at the same dates, each date by "
            "its alarms: 1 is no better than chance",
        ),
        "lift_standing": Text(
            "规则正在触发（不论新旧）的企业的违约率与同日同类企业违约率之比",
            "the default rate of all for whom the rule fires at a date, newly or not, over that of everybody as above",
        ),
        "recall": Text(
            "首日之后至末日、之前一个日期处于观察中的企业的首次违约中，违约前观察期内有过预警的比例",
            "of the first defaults after the first date and up to the last, of enterprises at risk at the date before, "
            "the share with an alarm within the horizon before the default",
        ),
        "lead_time_days": Text(
            "被预见的违约，自观察期内最早一次预警至违约的天数（中位数及四分位数）",
            "of each default foreseen, the days from the earliest alarm within the horizon: median and quartiles",
        ),
        "workload_per_week": Text(
            "每周新增预警数，含自然人及尚不可判断者",
            "alarms per week, also of persons and those that cannot be judged yet",
        ),
        "overlap": Text(
            "该规则的预警中，另一规则当日也在触发的比例",
            "of the rule's alarms, the share for which the other rule fires at the date too",
        ),
        "interval": Text(
            "按企业整体重抽样的95%区间；全部或无一命中时为精确区间",
            "95 % by drawing whole enterprises anew; where none or all came true, the exact interval of a share",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval; NaN where it is not defined."""

    value: float
    low: float
    high: float

    @classmethod
    def unknown(cls) -> "Figure":
        """Nobody can say."""
        return cls(np.nan, np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One rule over the period; see `DEFINITIONS`. foretells: False for rules on data, which claim nothing of defaults
    and have no figure of them. alarms = judged + censored + outside. quartiles_days: of the lead time. overlap: by the
    id of the other rule, the largest first."""

    rule: Rule
    foretells: bool
    alarms: int
    judged: int
    censored: int
    outside: int
    true: int
    expected: float
    defaults: int
    foreseen: int
    standing: int
    precision: Figure
    recall: Figure
    lift: Figure
    lift_standing: Figure
    lead_time_days: Figure
    quartiles_days: tuple[float, float]
    workload_per_week: float
    overlap: Mapping[str, float]


def figures(
    found: Replay, alarms: Sequence[Alarms], defaults: Sequence[Defaults], tally: Tally, bootstrap: Bootstrap
) -> tuple[RuleFigures, ...]:
    """Of every rule, in their order."""
    place = np.full(found.at_risk.shape[1], -1, dtype=np.int64)
    place[tally.unit] = np.arange(len(tally.unit))
    leads = [_leads(one, place) for one in defaults]
    once = np.ones((len(tally.unit), 1), dtype=np.float32)
    values = {name: of[:, 0] for name, of in tally.under(once).items()}
    drawn = Resampled.of(tally, leads, bootstrap)
    overlaps = _overlaps(found, alarms)
    return tuple(
        _of_rule(
            _Told(
                found, number, alarms[number], defaults[number], leads[number][1], tally.alarms.enterprises[number],
                tally.standing.enterprises[number],
            ),
            values, drawn, bootstrap, overlaps[number],
        )
        for number in range(len(found.rules))
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What was counted of one rule. alarmed, stood: of how many enterprises alarms were judged, and it fired."""

    found: Replay
    number: int
    alarms: Alarms
    defaults: Defaults
    leads: Floats
    alarmed: int
    stood: int


def _of_rule(
    told: _Told, values: Mapping[str, Floats], drawn: Resampled, bootstrap: Bootstrap, overlap: Mapping[str, float]
) -> RuleFigures:
    rule, alarms = told.found.rules[told.number], told.alarms
    claims = foretells(rule)
    judged, true, foreseen = int(alarms.judged.sum()), int(alarms.true.sum()), len(told.leads)
    expected = float(values["expected"][told.number])
    defaults, standing = len(told.defaults.party), int(values["standing"][told.number])
    exact = {
        "precision": share_bounds(true, judged, told.alarmed, bootstrap),
        "recall": share_bounds(foreseen, defaults, defaults, bootstrap),
        "lift": share_bounds(true, judged, told.alarmed, bootstrap, _over(judged, expected)),
        "lift_standing": share_bounds(
            int(values["standing_true"][told.number]), standing, told.stood, bootstrap,
            _over(standing, float(values["standing_expected"][told.number])),
        ),
    }  # fmt: skip

    def figure(name: str) -> Figure:
        if not claims:
            return Figure.unknown()
        low, high = exact[name] or drawn.bounds(name, told.number, bootstrap)
        return Figure(float(values[name][told.number]), low, high)

    lower, median, upper = (_lead(told.leads, share) if claims else np.nan for share in (0.25, 0.5, 0.75))
    lead = Figure(median, *between(drawn.leads[told.number], bootstrap)) if claims else Figure.unknown()
    return RuleFigures(
        rule, claims, len(alarms.date), judged, alarms.censored, alarms.outside, true, expected,
        defaults, foreseen, standing, figure("precision"), figure("recall"), figure("lift"),
        figure("lift_standing"), lead, (lower, upper), len(alarms.date) / told.found.period.weeks, overlap,
    )  # fmt: skip


def _leads(defaults: Defaults, place: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """The enterprises whose default was foreseen, and how long before, ascending."""
    seen = np.flatnonzero(~np.isnan(defaults.lead_days))
    order = seen[np.lexsort((place[defaults.party[seen]], defaults.lead_days[seen]))]
    return place[defaults.party[order]], defaults.lead_days[order]


def _lead(leads: Floats, share: float) -> float:
    return float(quantile(leads, np.ones((len(leads), 1), dtype=np.float32), share)[0])


def _overlaps(found: Replay, alarms: Sequence[Alarms]) -> list[dict[str, float]]:
    """Per rule, of its alarms, the share for which each other rule fires too; those of which none does are left out."""
    names = [rule.id for rule in found.rules]
    together, count = np.zeros((len(names), len(names))), found.at_risk.shape[1]
    for date, fired in enumerate(found.fired):
        firing = np.zeros((len(names), count), dtype=np.bool_)
        for number, parties in enumerate(fired):
            firing[number, parties] = True
        for number, one in enumerate(alarms):
            together[number] += firing[:, one.party[one.date == date]].sum(axis=1)
    np.fill_diagonal(together, 0)
    shares = together / np.maximum([len(one.date) for one in alarms], 1)[:, None]
    return [
        {names[other]: float(row[other]) for other in np.argsort(-row, kind="stable").tolist() if row[other]}
        for row in shares
    ]


def _over(part: float, whole: float) -> float:
    return part / whole if whole else np.nan
