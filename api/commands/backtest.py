"""`ringfence backtest`: the rules at past dates by what was known then, and what became of their alarms."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json, KnownAtDay, day
from api.commands.output import document, note, progress, say, table

HEADINGS = (
    "rule · 规则", "alarms: judged, true · 预警：可判断、命中", "precision · 命中率", "recall · 召回率",
    "lift · 提升度", "standing · 持续触发提升度", "lead, days · 提前天数", "per week · 每周",
    "overlaps most · 重叠最多",
)  # fmt: skip
"""Of the table; what each means is in the document that --json prints."""


def backtest(  # noqa: PLR0913 - each is an option of the command
    first: Annotated[
        date | None,
        typer.Option("--from", parser=day, metavar="DATE", help="default: since events are recorded · 起始日"),
    ] = None,
    last: Annotated[
        date | None,
        typer.Option("--to", "--as-of", parser=day, metavar="DATE", help="last date; default today · 结束日"),
    ] = None,
    step: Annotated[str, typer.Option("--step", help="between dates: 1m, 2w or 10d · 步长")] = "1m",
    horizon: Annotated[
        int, typer.Option("--horizon", min=1, metavar="DAYS", help="within which an alarm comes true · 观察期（天）")
    ] = 365,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="a folder of rules of your own · 自有规则目录")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="draw into a .png or .svg · 绘图文件")
    ] = None,
    database: Database = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """How good each rule's warnings were at past dates, by what was known then · 规则回测."""
    from api.backtest_run import BacktestRun, dates_of
    from api.values import shown
    from graph.signals.backtest import Awaited, Step

    form = _form_of(picture)
    settings = settings_of(database=database)
    at = dates_of(settings.as_of, last, known_at)
    with opened(settings) as store, progress("backtest · 回测", quiet=in_json) as moved:
        found = BacktestRun(settings, store, at, first, Step.parse(step), Awaited(horizon), rules).found(moved)
    if in_json:
        document(shown(found))
    else:
        show(found)
    if picture:
        _draw(found, picture, form)


def show(found: Mapping[str, Any]) -> None:
    """Print the table of the rules, the most telling first."""
    say(
        f"{found['from']} – {found['to']}, every · 步长 {found['step']}: {found['dates']} dates · 个日期, "
        f"{found['dates'] - found['judged_dates']} of them too late to be judged · 个尚不可判断; outcomes known on · "
        f"结果知悉日 {found['known_at']}"
    )
    say(
        f"{found['at_risk']:,.0f} enterprises at risk · 家在观察; within · 违约于 {found['horizon_days']} days · 天内 "
        f"{_rate(found['default_rate'])} default; {found['workload_per_week']:,.1f} alarms a week · 条预警/周"
    )
    table("", HEADINGS, [_row(one) for one in ranked(found["rules"])])
    say("alarm: a rule starts to fire for a party · 预警：规则对某主体开始触发; [95 %]; –: not defined · 无定义")


def ranked(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By lift, those without one last."""
    return sorted(rules, key=lambda one: (missing(one["lift"]), -(0 if missing(one["lift"]) else one["lift"])))


def _row(one: Mapping[str, Any]) -> tuple[Any, ...]:
    overlap = one["overlap"][0] if one["overlap"] else None
    low, high = one["lead_time_quartiles_days"]
    lead = one["lead_time_days"]
    return (
        f"{one['title']['zh']} · {one['title']['en']}", f"{one['alarms']:,}: {one['judged']:,}, {one['true']:,}",
        _share(one, "precision"), _share(one, "recall"), _times(one, "lift"), _times(one, "lift_standing"),
        "–" if missing(lead) else f"{lead:.0f} ({low:.0f} – {high:.0f})", f"{one['workload_per_week']:.1f}",
        f"{overlap['rule']} {overlap['share']:.0%}" if overlap else "–",
    )  # fmt: skip


def _share(one: Mapping[str, Any], name: str) -> str:
    if missing(one[name]):
        return "–"
    return f"{one[name]:.1%} [{one[f'{name}_low']:.1%} – {one[f'{name}_high']:.1%}]"


def _times(one: Mapping[str, Any], name: str) -> str:
    return "–" if missing(one[name]) else f"{one[name]:.2f} [{one[f'{name}_low']:.2f} – {one[f'{name}_high']:.2f}]"


def _rate(share: float | None) -> str:
    return "–" if share is None or missing(share) else f"{share:.1%}"


def missing(figure: float | None) -> bool:
    """A figure that is not defined is no number, before JSON and after it."""
    return figure is None or figure != figure


def _form_of(picture: Path | None) -> str:
    """Of a picture by the end of its name. UsageError for another."""
    from graph.errors import UsageError

    form = "" if picture is None else picture.suffix.lower().removeprefix(".")
    if picture is not None and form not in ("png", "svg"):
        raise UsageError(
            f"{picture.name} is neither .png nor .svg.", f"{picture.name}不是.png或.svg文件。", file=str(picture)
        )
    return form


def _draw(found: Mapping[str, Any], picture: Path, form: str) -> None:
    from api.pictures.backtest import backtest_picture
    from api.pictures.canvas import Form, written

    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(written(backtest_picture(found), Form(form)))
    note(f"drawn · 已绘制 {picture}")
