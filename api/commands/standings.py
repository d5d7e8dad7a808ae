"""`ringfence signals standings`: parties by all their warnings together, as matters and lists are now."""

from datetime import date
from typing import Annotated, Any

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json, day
from api.commands.output import document, note, say, table
from graph.errors import UsageError


def standings(  # noqa: PLR0913 - each is an option of the command
    minimum_level: Annotated[int, typer.Option("--level", min=1, max=8, help="this grave or graver · 最低等级")] = 1,
    family: Annotated[
        str | None, typer.Option("--family", help="with a warning of such a rule: guarantees, contagion … · 类别")
    ] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", help="with a warning of a rule of pre_loan, in_loan, post_loan · 阶段")
    ] = None,
    party: Annotated[
        str | None, typer.Option("--party", help="of this one only: party_id, code or exact name · 主体")
    ] = None,
    portfolio: Annotated[
        str | None, typer.Option("--portfolio", metavar="NAME", help="of those in it only · 关注组合")
    ] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="go also by matters asleep or held back · 计入暂缓和白名单暂不提示")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="most rows · 最多行数")] = 100,
    database: Database = None,
    on: Annotated[
        date | None,
        typer.Option("--on", parser=day, metavar="DATE", help="asleep or held back then; default today · 日期"),
    ] = None,
    in_json: Json = False,
) -> None:
    """Rank parties by all their open warnings together · 按主体汇总预警等级."""
    from api.rules_known import rules_by_id
    from api.standing_told import WantedStandings, standing_document
    from graph.as_of import AsOf
    from graph.ask import resolve_party
    from graph.portfolios import canonical_ids, portfolio_named
    from graph.signals.life.together import together, told

    settings, at = settings_of(database=database), AsOf.at(on, on)
    rules = rules_by_id(settings.rules_folder)
    _check(family, stage)
    families = {rule.id: rule.family for rule in rules.values()}
    among = None
    with opened(settings) as store:
        if portfolio is not None:
            watched = portfolio_named(store, portfolio)
            among = frozenset(canonical_ids(store, watched, at, settings.max_rows, settings.cache_folder))
        party_id = None if party is None else resolve_party(store, party, settings.cache_folder)
        wanted = WantedStandings(minimum_level, family, stage, among)
        everyone = together(store, families, at.as_of, waiting=waiting, party_id=party_id)
        found = wanted.among(everyone, rules)
        shown = [standing_document(one, rules, evidenced=False) for one in told(store, found[:limit], families)]
    if in_json:
        document({"standings": shown, "total": len(found), "truncated": len(found) > limit})
    elif shown:
        _list(shown)
    else:
        say("no open matters; `ringfence warn` makes them · 没有未了结的事项，`ringfence warn` 会建立事项")
    if len(found) > limit:
        note("more exist; raise --limit · 还有更多，请加大 --limit")


def _list(shown: list[dict[str, Any]]) -> None:
    table(
        "",
        ("level · 等级", "party · 主体", "warnings · 预警数", "counted · 计入", "why this level · 定级理由"),
        [
            (
                one["level"], f"{one['name']} {one['party_id']}", len(one["warnings"]),
                ", ".join(w["rule"] for w in one["warnings"] if w["counts"]),
                f"{one['reason']['zh']} · {one['reason']['en']}",
            )
            for one in shown
        ],
    )  # fmt: skip


def _check(family: str | None, stage: str | None) -> None:
    from graph.signals.rule import FAMILIES, STAGES

    for given, known, zh in ((family, FAMILIES, "类别"), (stage, STAGES, "阶段")):
        if given is not None and given not in known:
            raise UsageError(
                f"{given} is not known. Known: {', '.join(known)}.", f"没有{zh} {given}。可用：{'、'.join(known)}。"
            )  # fmt: skip
