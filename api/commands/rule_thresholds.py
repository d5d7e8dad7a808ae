"""`ringfence rules proposals`, `accept`, `revert`, `adjustments`: thresholds that learn from what officers say."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from api.commands.acting import acting
from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json, KnownAtDay, day
from api.commands.output import document, note, progress, say, table

RuleName = Annotated[str, typer.Argument(metavar="RULE", help="规则")]
ThresholdName = Annotated[str, typer.Argument(metavar="THRESHOLD", help="阈值")]
Why = Annotated[str, typer.Option("--reason", help="why · 理由")]


def add_commands(commands: typer.Typer) -> None:
    """Add them beside the others on rules."""
    for name, command in (("proposals", proposals), ("revert", revert), ("adjustments", adjustments)):
        commands.command(name)(command)
    # A value below zero is no option.
    commands.command("accept", context_settings={"ignore_unknown_options": True})(accept)


def proposals(  # noqa: PLR0913 - each is an option of the command
    first: Annotated[
        date | None,
        typer.Option("--from", parser=day, metavar="DATE", help="of the back-test; default: since events · 起始日"),
    ] = None,
    last: Annotated[
        date | None,
        typer.Option("--to", "--as-of", parser=day, metavar="DATE", help="last date; default today · 结束日"),
    ] = None,
    step: Annotated[str, typer.Option("--step", help="between dates: 1m, 2w or 10d · 步长")] = "1m",
    horizon: Annotated[
        int, typer.Option("--horizon", min=1, metavar="DAYS", help="within which an alarm comes true · 观察期（天）")
    ] = 365,
    database: Database = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:  # fmt: skip
    """Stricter thresholds that dismissals and confirmations propose, with their effect in the back-test · 阈值建议."""
    from api.backtest_run import BacktestRun, dates_of
    from api.jobs import keep_run
    from api.proposals_run import ProposalsRun
    from api.values import shown
    from graph.signals.backtest import Awaited, Step
    from graph.signals.learning import Criteria

    began = datetime.now(UTC)
    settings = settings_of(database=database)
    at = dates_of(settings.as_of, last, known_at)
    with opened(settings) as store, progress("proposals · 建议", quiet=in_json) as moved:
        test = BacktestRun(settings, store, at, first, Step.parse(step), Awaited(horizon))
        run = ProposalsRun(test, Criteria())
        found = shown(run.found(moved))
        job = keep_run(store, run.asked, found, began)
    if in_json:
        document(found)
    else:
        _show(found)
    note(f"kept · 已保存 {job.job_id}")


def accept(  # noqa: PLR0913 - each is an option of the command
    rule: RuleName,
    threshold: ThresholdName,
    value: Annotated[float, typer.Argument(metavar="VALUE", help="新值")],
    reason: Why,
    seen: Annotated[
        float | None, typer.Option("--from", metavar="VALUE", help="in force as you saw it; refused if not · 所见现值")
    ] = None,
    job: Annotated[
        str | None, typer.Option("--job", help="that proposed it; default: the newest that did · 提出建议的任务")
    ] = None,
    database: Database = None,
    in_json: Json = False,
) -> None:  # fmt: skip
    """Accept a value for a threshold: every evaluation from now on goes by it · 采纳阈值."""
    from api.moving_thresholds import Asked, accept_asked

    settings = settings_of(database=database)
    actor = acting(settings)
    with opened(settings) as store:
        act = accept_asked(settings, store, Asked(rule, threshold, value, reason, seen, job), actor)
    if in_json:
        document(act)
        return
    say(f"{act.rule} {act.threshold}: {act.from_value:g} → {act.to_value:g} {act.unit} ({act.adjustment_id})")
    if act.basis is None:
        note("no run has proposed this value · 该取值并非系统建议")


def revert(
    rule: RuleName, threshold: ThresholdName, reason: Why, database: Database = None, in_json: Json = False
) -> None:
    """Take back the last value accepted for a threshold · 撤销阈值调整."""
    from graph.signals import thresholds

    settings = settings_of(database=database)
    actor = acting(settings)
    with opened(settings) as store:
        taken = thresholds.standing_of(store, rule, threshold)
        act = thresholds.revert(store, taken.adjustment_id, reason, actor)
    if in_json:
        document(act)
    else:
        say(f"{act.rule} {act.threshold}: {act.from_value:g} → {act.to_value:g} {act.unit}")


def adjustments(database: Database = None, in_json: Json = False) -> None:
    """Who moved which threshold, when, why and on what · 阈值调整记录."""
    from api.moving_thresholds import log

    settings = settings_of(database=database)
    with opened(settings) as store:
        found = log(settings, store)
    if in_json:
        document({"adjustments": found})
        return
    heads = ("when · 时刻", "rule · 规则", "threshold · 阈值", "moved · 调整", "who · 调整人", "why · 理由",
             "proposed on · 依据", "state · 状态")  # fmt: skip
    table("", heads, [_adjustment(one) for one in found])
    say(f"{sum(one['in_force'] for one in found)} in force · 项生效")


def _adjustment(one: Mapping[str, Any]) -> tuple[Any, ...]:
    basis = one["basis"]
    on = f"{basis['confirmed']} confirmed · 确认, {basis['dismissed']} dismissed · 排除" if basis else ""
    state = "in force · 生效" if one["in_force"] else "the file has changed · 规则文件已变更" if one["stands"] else ""
    moved = f"{one['from_value']:g} → {one['to_value']:g} {one['unit']}"
    word = moved if one["kind"] == "accept" else f"{moved} (taken back · 撤销)"
    return one["at"], one["rule"], one["threshold"], word, one["actor"], one["reason"], on, state


def _show(found: Mapping[str, Any]) -> None:
    proposed = [one for one in found["rules"] if one["proposal"]]
    if proposed:
        _proposals(proposed)
    if missing := found["effect_missing"]:
        say(f"no back-test · 未回测: {missing['en']} · {missing['zh']}")
    judged = [one for one in found["rules"] if not one["proposal"] and any(one[name] for name in COUNTED)]
    if judged:
        _nothing(judged)
    if not (proposed or judged):
        say("no judgements yet · 尚无判断: `ringfence signals confirm`, `ringfence signals dismiss`")
    selection = found["definitions"]["selection"]
    say(f"{selection['en']} · {selection['zh']}")


COUNTED = ("confirmed", "dismissed", "outside", "unlike")


def _proposals(proposed: Sequence[Mapping[str, Any]]) -> None:
    table(
        "", ("rule · 规则", "proposed · 建议", "dismissed left out · 不再提示的已排除",
             "confirmed kept · 保留的已确认", "luck · 偶然概率"),
        [_proposed(one) for one in proposed],
    )  # fmt: skip
    for one in proposed:
        if one["effect"]:
            _effect(one)
    say("`ringfence rules accept RULE THRESHOLD VALUE --reason …`")


def _nothing(judged: Sequence[Mapping[str, Any]]) -> None:
    table(
        "nothing proposed · 无建议",
        ("rule · 规则", "confirmed · 确认", "dismissed · 排除", "no longer made · 已不再提示", "unlike · 无法复现",
         "why · 原因"),
        [
            (_title(one), *(one[name] for name in COUNTED), f"{one['why']['en']} · {one['why']['zh']}")
            for one in judged
        ],
    )  # fmt: skip


def _proposed(one: Mapping[str, Any]) -> tuple[Any, ...]:
    found = one["proposal"]
    return (
        _title(one), f"{found['threshold']} {found['from_value']:g} → {found['to_value']:g} {found['unit']}",
        _share(found["left_out"]), _share(found["kept"]), f"{found['chance_over_rules']:.2%}",
    )  # fmt: skip


def _share(one: Mapping[str, Any]) -> str:
    return f"{one['part']} of · 共 {one['whole']}: {one['share']:.0%} [{one['low']:.0%} – {one['high']:.0%}]"


def _effect(one: Mapping[str, Any]) -> None:
    """Before and after, side by side."""
    from api.commands.backtest import missing

    def told(of: Mapping[str, Any], name: str, form: str) -> str:
        if missing(of[name]):
            return "–"
        return f"{of[name]:{form}} [{of[f'{name}_low']:{form}} – {of[f'{name}_high']:{form}}]"

    columns = (("precision", ".1%"), ("recall", ".1%"), ("lift", ".2f"))
    table(
        f"{_title(one)}: in the back-test · 回测",
        ("", "alarms a week · 每周预警", "precision · 命中率", "recall · 召回率", "lift · 提升度"),
        [
            (word, f"{of['workload_per_week']:.2f}", *(told(of, name, form) for name, form in columns))
            for word, of in (("now · 现值", one["effect"]["before"]), ("proposed · 建议值", one["effect"]["after"]))
        ],
    )  # fmt: skip


def _title(one: Mapping[str, Any]) -> str:
    return f"{one['title']['zh']} · {one['title']['en']} ({one['id']})"
