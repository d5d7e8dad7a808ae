"""`ringfence signals`: the warnings found, the gravest first, and what officers do about them."""

from typing import Annotated, Any

import typer

from api.commands import acts, matters, officer_lists, standings
from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, question_dates
from api.commands.output import document, note, say, table
from api.commands.scored import brief, scores_of
from api.values import evidence

commands = typer.Typer()
for name, command in (
    ("matters", matters.matters), ("show", matters.show), ("export", matters.export),
    ("standings", standings.standings),
):  # fmt: skip
    commands.command(name)(command)
acts.add_commands(commands)
commands.add_typer(
    officer_lists.commands, name="lists", help="white and black lists · 白名单与黑名单", no_args_is_help=True
)


@commands.callback()
def signals() -> None:
    """Warnings found · 预警."""


@commands.command("list")
def list_signals(  # noqa: PLR0913 - each is an option of the command
    minimum_level: Annotated[int, typer.Option("--level", min=1, max=8, help="this grave or graver · 最低等级")] = 1,
    rule: Annotated[str | None, typer.Option("--rule", help="of this rule only · 规则")] = None,
    party: Annotated[str | None, typer.Option("--party", help="about this party_id only · 主体编号")] = None,
    portfolio: Annotated[
        str | None, typer.Option("--portfolio", metavar="NAME", help="about those in it only · 关注组合")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="most rows · 最多行数")] = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    in_json: Json = False,
) -> None:
    """List the warnings that `ringfence warn` has written · 列出预警."""
    from graph.ask import ask
    from graph.portfolios import canonical_ids, portfolio_named

    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, None)
    wanted: dict[str, Any] = {"minimum_level": minimum_level, "rule": rule, "party_id": party}
    with opened(settings) as store:
        if portfolio is not None:
            watched = portfolio_named(store, portfolio)
            wanted["party_ids"] = canonical_ids(store, watched, at, settings.max_rows, settings.cache_folder)
        answer = ask(store, "signal/list", wanted, at=at, limit=limit)
        ids = [row["signal_id"] for row in answer.rows] if in_json else []
        scored = scores_of(store, [row["party_id"] for row in answer.rows], at)
        told = ask(store, "signal/evidence", {"signal_ids": ids}, at=at, limit=limit).rows if ids else []
    if in_json:
        found_in = {row["signal_id"]: evidence(row["evidence"]) for row in told}
        rows = [
            row | {"score": scored.get(row["party_id"]), "evidence": found_in[row["signal_id"]]} for row in answer.rows
        ]
        document({"signals": rows, "truncated": answer.truncated})
    elif answer.rows:
        _show(answer.rows, scored)
    else:
        say("no warnings; run `ringfence warn` first · 没有预警，请先运行 `ringfence warn`")
    if answer.truncated:
        note("more exist; raise --limit · 还有更多，请加大 --limit")


def _show(rows: list[dict[str, Any]], scored: dict[str, dict[str, Any]]) -> None:
    from api.rules_known import rules_by_id

    rules = rules_by_id(settings_of().rules_folder)
    titles = {name: f"{rule.title.zh} · {rule.title.en}" for name, rule in rules.items()}
    table(
        "",
        ("level · 等级", "warning · 预警", "party · 主体", "default · 违约概率", "why this level · 定级理由"),
        [
            (
                r["level"],
                titles.get(r["rule"], r["rule"]),
                f"{r['name']} {r['party_id']}",
                brief(scored.get(r["party_id"])),
                r["level_reason"],
            )
            for r in rows
        ],
    )
